"""Pills collide with nothing: measured over the demo's seats, and on hard made-up cases (`maps.drawing.labels`)."""

import itertools
from functools import cache

import pytest
import shapely

from maps.drawing import insets, labels
from maps.drawing.frame import frame_of
from maps.drawing.plan import PILL_HEIGHT, TARGET, make_plan, pill_box, pill_width
from tests.maps.drawing import OCTOBER, demo_seats, july, layer_of, won

WHOLE = (0.0, 0.0, 300.0, 300.0)
MAPS = {
    "october": (OCTOBER, None),
    "khyber": (OCTOBER, "khyber-pakhtunkhwa"),
    "punjab": (OCTOBER, "punjab"),
    "sindh": (OCTOBER, "sindh"),
    "july": (july(), "punjab"),
}
CITIES = {"punjab": july(), "sindh": OCTOBER, "khyber-pakhtunkhwa": OCTOBER}


def tag(key, x, y, width=50.0, region=WHOLE):
    return labels.Tag(key, x, y, width, 24.0, 0.0, region)


def box_of(centre, width=50.0, height=24.0):
    return pill_box(centre, width, height)


@cache
def plan_of(name, language):
    codes, province = MAPS[name]
    layer = layer_of(won(codes), province=province)
    return layer, make_plan(layer, language)


@pytest.fixture(params=[(name, language) for name in MAPS for language in ("en", "ur")])
def planned(request):
    return plan_of(*request.param)


def pills(layer, plan, height=PILL_HEIGHT):
    """(seat, box of its pill) of every seat that has one."""
    marks = [(feature.seat, plan.marks[feature.seat.id].pill) for feature in layer.drawn]
    return [(seat, pill_box(pill, pill_width(seat.code), height)) for seat, pill in marks if pill]


def test_every_seat_of_an_election_of_the_demo_has_its_pill(planned):
    layer, plan = planned
    assert len(pills(layer, plan)) == len(layer.drawn)


def test_no_two_pills_overlap_nor_do_the_targets_of_fingers(planned):
    layer, plan = planned
    boxes = [box for _seat, box in pills(layer, plan, TARGET)]
    assert [(a.bounds, b.bounds) for a, b in itertools.combinations(boxes, 2) if a.intersects(b)] == []


def test_no_pill_covers_a_seat_a_dot_an_inset_or_the_note(planned):
    layer, plan = planned
    inset = {seat for box in plan.insets for seat in box.shapes}
    solids = shapely.union_all([solid.shape for solid in plan.solids])
    assert [seat.code for seat, box in pills(layer, plan) if seat.id not in inset and box.intersects(solids)] == []


def test_in_an_inset_pills_stay_inside_and_cover_no_seat(planned):
    layer, plan = planned
    boxes = {seat.id: box for seat, box in pills(layer, plan)}
    for inset in plan.insets:
        assert all(shapely.box(*inset.box).contains(boxes[seat]) for seat in inset.pills)
        shapes = shapely.union_all(list(inset.shapes.values()))
        assert not any(boxes[seat].intersects(shapes) for seat in inset.pills)


def test_an_inset_covers_no_seat(planned):
    _layer, plan = planned
    seats = shapely.union_all([solid.shape for solid in plan.solids if solid.owner])
    assert not any(shapely.box(*inset.box).intersects(seats) for inset in plan.insets)


def test_everything_lies_within_the_drawing(planned):
    layer, plan = planned
    sheet = shapely.box(0, 0, plan.width, plan.height)
    boxes = [box for _seat, box in pills(layer, plan)] + [shapely.box(*inset.box) for inset in plan.insets]
    boxes += [shapely.box(*name.box) for name in plan.names] + [shapely.box(*plan.note.box)]
    assert all(sheet.contains(box) for box in boxes)


def test_names_of_provinces_touch_no_pill_and_no_seat(planned):
    layer, plan = planned
    taken = [box for _seat, box in pills(layer, plan)] + [solid.shape for solid in plan.solids]
    assert not any(shapely.box(*name.box).intersects(thing) for name in plan.names for thing in taken)


def test_leaders_cross_no_other_pill_and_no_other_leader(planned):
    layer, plan = planned
    boxes = [box for _seat, box in pills(layer, plan)]
    lines = [shapely.LineString([line[:2], line[2:]]) for line in plan.leaders]
    assert all(sum(line.intersects(box) for box in boxes) == 1 for line in lines)
    assert not any(a.crosses(b) for a, b in itertools.combinations(lines, 2))


def test_no_leader_of_an_election_of_the_demo_runs_over_another_seat(planned):
    layer, plan = planned
    own = {solid.owner: solid.shape for solid in plan.solids if solid.owner and not solid.soft} | {
        solid.owner: solid.shape for solid in plan.solids if solid.owner and solid.soft
    }
    inset = {seat for box in plan.insets for seat in box.shapes}
    for seat, mark in plan.marks.items():
        if mark.pill and seat not in inset:
            line = shapely.LineString([mark.spot, mark.pill])
            dots = plan.scope == "national"  # there the dots stand for the seats
            others = [shape for other, shape in own.items() if other != seat and not dots]
            assert not any(line.intersects(shape) for shape in others)


def test_the_same_seats_are_placed_the_same_way():
    layer = layer_of(won(OCTOBER), province="punjab")
    assert make_plan(layer, "en").marks == make_plan(layer, "en").marks


def test_the_nearest_place_is_taken():
    ((x, y),) = labels.place([tag(1, 150, 150)], []).values()
    assert abs(x - 150) < 60
    assert abs(y - 150) < 30


def test_a_pill_with_no_room_is_dropped_and_no_other_suffers():
    crowd = [tag(key, 150, 150, region=(100, 120, 200, 180)) for key in range(12)]
    placed = labels.place(crowd, [])
    boxes = [box_of(centre) for centre in placed.values()]
    assert 0 < len(placed) < 12
    assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))


def test_a_tag_shut_in_on_all_sides_has_no_place():
    assert labels.place([tag(1, 150, 150)], [labels.Solid(shapely.box(0, 0, 300, 300))]) == {}


def test_a_leader_goes_round_the_dot_of_another_seat():
    dots = [labels.Solid(shapely.Point(150 + dx, 150).buffer(6), owner) for owner, dx in ((1, 0), (2, 13))]
    placed = labels.place([tag(1, 150, 150), tag(2, 163, 150)], dots)
    for key, other in ((1, dots[1]), (2, dots[0])):
        start = (150, 150) if key == 1 else (163, 150)
        assert not shapely.LineString([start, placed[key]]).intersects(other.shape)


def test_dots_on_one_spot_part_just_enough():
    (ax, ay), (bx, by) = labels.apart([(10, 10), (10, 10)], 8)
    assert ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 == pytest.approx(8, abs=0.2)
    assert labels.apart([(10, 10), (30, 10)], 8) == [(10, 10), (30, 10)]
    assert labels.apart([(10, 10), (14, 10)], 8) == [(8, 10), (16, 10)]


def test_a_cluster_is_a_chain_of_near_points():
    points = {1: (0, 0), 2: (100, 0), 3: (9, 0), 4: (18, 0), 5: (200, 0)}
    assert insets.clusters(points, 10) == [[1, 3, 4]]


def test_an_inset_goes_where_no_seat_is_or_nowhere():
    seats = {code: seat.id for code, seat in demo_seats().items()}
    layer = layer_of(won(OCTOBER), province="sindh")
    frame = frame_of(layer)
    members = [insets.Member(seats[f.seat.code], f.outline.close, 60.0) for f in layer.drawn]
    place = (35.0, 265.0, 55.0, 295.0)
    left_half = shapely.box(0, 0, 160, frame.height)
    free = insets.make(members, TARGET, place, frame, [shapely.box(160, 0, 320, 240)])
    assert free.box[1] >= 240 or free.box[2] <= 160
    assert insets.make(members, TARGET, place, frame, [left_half, shapely.box(160, 0, 320, frame.height)]) is None


def test_seats_of_a_city_get_an_inset():
    plans = {place: make_plan(layer_of(won(codes), province=place), "en") for place, codes in CITIES.items()}
    codes = {seat.id: code for code, seat in demo_seats().items()}
    found = {place: sorted(codes[seat] for box in plan.insets for seat in box.shapes) for place, plan in plans.items()}
    assert found == {
        "punjab": ["PP-158", "PP-167", "PP-168", "PP-170"],
        "sindh": ["NA-237", "NA-239"],
        "khyber-pakhtunkhwa": ["NA-22", "NA-24", "NA-31"],
    }
