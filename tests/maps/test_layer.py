"""Results joined with shapes: by seat, in a fixed number of queries, split where seats of two assemblies overlap."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from django.utils import timezone

from elections.public import snapshot
from elections.values import Text
from maps.drawing import layer as layers
from maps.drawing.layer import Feature, Layer, Outline, UnknownPlace, build, geometry_json, splits
from maps.drawing.measures import paint
from maps.models import Backdrop, BackdropShape, Boundary
from tests.maps.drawing import OCTOBER, layer_of, result, seat, won
from tests.maps.night import Night


@pytest.fixture(autouse=True)
def cold():
    layers.forget()


def a_night(seats: int = 3, **more) -> Night:
    night = Night(seats=seats, **more)
    night.shapes()
    return night


def backdrop(kind: str, *shapes, disputed: bool = False) -> None:
    made = Backdrop.objects.create(kind=kind, name=kind)
    for number, shape in enumerate(shapes):
        row = BackdropShape(backdrop=made, code=f"{kind}-{number}", name=kind, name_ur="نام", disputed=disputed)
        row.draw(shape, shape)
        row.save()


@pytest.mark.django_db
def test_a_layer_joins_every_result_with_its_boundary():
    a_night()
    made = build(snapshot("night"))
    assert [feature.seat.code for feature in made.drawn] == ["PP-1", "PP-2", "PP-3"]
    assert made.drawn[1].outline.web.bounds == (71, 30, 71.5, 30.5)
    assert made.bbox == (70, 30, 72.5, 30.5)
    assert made.approximate


@pytest.mark.django_db
def test_a_seat_without_a_boundary_stays_in_the_layer_and_is_listed():
    night = Night(seats=3)
    night.shapes(but=1)
    made = build(snapshot("night"))
    assert len(made.features) == 3
    assert [missing.seat.code for missing in made.missing] == ["PP-2"]


@pytest.mark.django_db
def test_a_layer_can_be_one_province_one_assembly_or_one_seat():
    a_night()
    snap = snapshot("night")
    assert [f.seat.code for f in build(snap, province="night-east").features] == ["PP-1", "PP-3"]
    assert len(build(snap, assembly="night-pa").features) == 3
    one = build(snap, seat="pp-2")
    assert ([f.seat.code for f in one.features], one.scope) == (["PP-2"], "seat")


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [{"province": "nowhere"}, {"assembly": "senate"}, {"seat": "pp-99"}])
def test_a_place_without_seats_is_named(limit):
    a_night()
    with pytest.raises(UnknownPlace, match=next(iter(limit.values()))):
        build(snapshot("night"), **limit)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_seats(django_assert_num_queries):
    a_night(seats=3)
    a_night(seats=40, slug="large")
    backdrop("provinces", shapely.box(70, 30, 80, 40))
    for slug in ("night", "large"):
        layers.forget()
        snap = snapshot(slug)
        with django_assert_num_queries(4):
            build(snap)
        with django_assert_num_queries(2):
            build(snap, "party")


@pytest.mark.django_db
def test_a_new_import_of_a_boundary_is_seen_at_once():
    night = a_night()
    before = build(snapshot("night"))
    row = Boundary.objects.get(constituency=night.contests[0].constituency)
    row.draw(shapely.box(10, 10, 11, 11), shapely.box(10, 10, 11, 11))
    row.label_lon, row.label_lat = before.drawn[0].outline.label
    row.imported_at = timezone.now() + timedelta(seconds=1)
    row.save()
    after = build(snapshot("night"))
    assert after.drawn[0].outline.web.bounds == (10, 10, 11, 11)
    assert after.key != before.key


@pytest.mark.django_db
def test_a_result_changes_the_picture_and_not_the_geometry():
    night = a_night()
    before = build(snapshot("night"))
    night.call(night.contests[1], night.candidates[1][1])
    after = build(snapshot("night"))
    assert after.key == before.key
    assert after.features[1].value != before.features[1].value


@pytest.mark.django_db
def test_the_land_comes_with_names_and_what_is_disputed():
    a_night()
    backdrop("provinces", shapely.box(70, 30, 80, 40), disputed=True)
    backdrop("districts", shapely.box(70, 30, 75, 40), shapely.box(75, 30, 80, 40))
    backdrop("water", shapely.box(71, 31, 72, 32))
    made = build(snapshot("night"))
    assert [land.name for land in made.provinces] == [Text("provinces", "نام")]
    assert len(made.districts) == 2
    assert made.disputed


@pytest.mark.django_db
@pytest.mark.parametrize(("west", "drawn"), [(69.5, True), (90, False)])
def test_a_disputed_area_is_told_only_where_it_is_drawn(west, drawn):
    """The seats of night-east lie on two squares of half a degree from 70°E to 72.5°E."""
    a_night()
    backdrop("provinces", shapely.box(69, 29, 74, 32))
    made = BackdropShape(backdrop=Backdrop.objects.get(), code="far", name="Far", disputed=True)
    area = shapely.box(west, 32, west + 5, 33)
    made.draw(area, area)
    made.save()
    assert build(snapshot("night"), province="night-east").disputed is drawn
    assert build(snapshot("night"), seat="pp-1").disputed is drawn


@pytest.mark.django_db
def test_geometries_for_the_api_come_in_one_query(django_assert_num_queries):
    a_night()
    ids = [feature.seat.id for feature in build(snapshot("night")).features]
    with django_assert_num_queries(1):
        found = geometry_json(ids)
    assert list(found) == ids
    assert found[ids[0]].startswith('{"type":"Polygon"')


def two_seats(other, assembly: str = "pp") -> Layer:
    """A seat of the National Assembly on a square of one degree, and another seat on `other`."""
    made = [result(seat(1, "NA-1")), result(seat(2, "X-1", assembly=assembly))]
    painting = paint(made, "alliance")
    shapes = (shapely.box(70, 30, 71, 31), other)
    features = tuple(
        Feature(r, painting.values[r.seat.id], Outline(s, s, (70.5, 30.5))) for r, s in zip(made, shapes, strict=True)
    )
    return Layer("x", "alliance", features, painting.legend, key=(other.wkt, assembly))


def test_seats_of_two_assemblies_over_each_other_are_split():
    assert splits(two_seats(shapely.box(70.5, 30, 71.5, 31)))
    assert splits(two_seats(shapely.box(70.2, 30.2, 70.4, 30.4)))


def test_seats_of_one_assembly_are_never_split():
    assert not splits(two_seats(shapely.box(70.5, 30, 71.5, 31), assembly="na"))


def test_neighbours_and_slivers_are_not_split():
    assert not splits(two_seats(shapely.box(71, 30, 72, 31)))
    assert not splits(two_seats(shapely.box(70.99, 30, 71.99, 31)))


def test_the_demo_is_not_split():
    assert not splits(layer_of(won(OCTOBER)))


def test_the_outline_is_coarse_for_the_country_and_fine_for_a_province():
    layer = layer_of(won(OCTOBER))
    assert (layer.scope, layer.level) == ("national", "web")
    assert replace(layer, province="punjab").level == "close"


def test_a_layer_without_shapes_has_no_extent():
    layer = layer_of(won(OCTOBER))
    assert replace(layer, features=tuple(replace(f, outline=None) for f in layer.features)).bbox is None
