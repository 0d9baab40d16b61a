"""The map as a document: well-formed, a list of links, no style of its own, inert names, few bytes."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings
from django.utils.translation import override

from elections.tallies import HALTED
from elections.values import Text
from maps.drawing import measures
from maps.drawing.choropleth import choropleth
from maps.drawing.layer import Feature, Layer
from maps.drawing.marks import glyph
from maps.drawing.measures import Value
from maps.drawing.picture import draw, swatches
from maps.drawing.plan import make_plan
from maps.drawing.wording import STATUSES
from maps.drawing.words import accessible_name
from tests.maps.drawing import OCTOBER, PARTIES, candidate, demo_seats, grid, july, layer_of, result, won

HOSTILE = "<script>alert(1)</script>\"'&]]>\u202e\x00 %s {{ x }}"


def picture(layer, language="en", **more):
    return choropleth(
        layer, language=language, link=lambda r: f"/seats/{r.seat.slug}/", title="Map", desc="All seats", **more
    )


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def links(root) -> list[ElementTree.Element]:
    return list(root.iter("a"))


def every_kind() -> list:
    """A seat in every state a map can show."""
    seats = [demo_seats()[code] for code in OCTOBER]
    made = [
        result(seats[0], votes=(76681, 68181), call=0),
        result(seats[1], votes=(5, 3), call=0, basis="notification"),
        result(seats[2], votes=(5, 3), count={"stations_reported": 12}, stations_total=330),
        result(seats[3], votes=(5, 5)),
        result(seats[4], votes=(3, 5), call=0),
        result(seats[5], state="postponed"),
        result(seats[6], state="void"),
        result(seats[7], state="withheld"),
        result(seats[8]),
        result(seats[9], (None, "pti"), call=0),
        result(seats[10], ("tlp", "pti"), call=0),
    ]
    return made


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("measure", measures.NAMES)
def test_a_map_is_well_formed_and_carries_no_style_and_no_script(language, measure):
    markup = picture(layer_of(every_kind(), measure), language)
    names = {element.tag for element in parsed(markup).iter()}
    assert names <= {"div", "svg", "desc", "defs", "pattern", "g", "path", "rect", "text", "a"}
    assert not [
        name for element in parsed(markup).iter() for name in element.attrib if name.startswith(("style", "on"))
    ]


def test_every_seat_is_a_link_with_a_name_that_says_what_the_colour_says():
    found = {link.get("data-seat"): link for link in links(parsed(picture(layer_of(every_kind()))))}
    assert found["na-22"].get("href") == "/seats/na-22/"
    names = {code: link.get("aria-label") for code, link in found.items()}
    assert names == {
        "na-22": "NA-22 Mardan-III: won by Imran Khan, PTI, unofficial, margin 8,500",
        "na-24": "NA-24 Charsadda-II: won by Imran Khan, PTI, official, margin 2",
        "na-31": "NA-31 Peshawar-V: Imran Khan, PTI leads (12 of 330 stations), margin 2",
        "na-108": "NA-108 Faisalabad-VIII: votes tied",
        "na-118": "NA-118 Nankana Sahib-II: result in review",
        "na-157": "NA-157 Multan-IV: poll postponed",
        "na-237": "NA-237 Malir-II: poll void",
        "na-239": "NA-239 Korangi Karachi-I: result withheld by the Commission",
        "pp-139": "PP-139 Sheikhupura-V: awaiting result",
        "pp-209": "PP-209 Khanewal-VII: won by Imran Khan, independent, unofficial",
        "pp-241": "PP-241 Bahawalnagar-V: won by Imran Khan, TLP, unofficial",
    }


def named(candidate, measure="alliance", language="en") -> str:
    """The name of a seat on the map that this candidate won."""
    made = result(demo_seats()["NA-22"], call=0)
    made = replace(made, winner=candidate)
    with override(language):
        return accessible_name(made, language, measure)


def test_a_name_on_the_map_of_alliances_says_the_party_first_and_then_the_alliance():
    ppp = candidate(1, "ppp", "Abdul Hakeem Baloch")
    assert named(ppp).endswith("won by Abdul Hakeem Baloch, PPP (Ruling coalition), unofficial")
    assert named(ppp, "party").endswith("won by Abdul Hakeem Baloch, PPP, unofficial")
    assert named(candidate(1, "pti")).endswith("won by Imran Khan, PTI, unofficial")


def test_a_name_says_who_backs_an_independent():
    backed = replace(candidate(1, None), backed_by=PARTIES["pti"])
    assert named(backed).endswith("won by Imran Khan, PTI-backed independent, unofficial")
    assert named(candidate(1, None)).endswith("won by Imran Khan, independent, unofficial")


@pytest.mark.parametrize("state", HALTED)
def test_a_halted_poll_is_drawn_dashed_with_a_sign_of_its_own_and_said(state):
    made = [result(demo_seats()["NA-22"], state=state, votes=(5, 3))]
    words = str(STATUSES[state])
    item = parsed(picture(layer_of(made))).find(".//a")
    assert item.get("class").split()[-2:] == ["slot-none", state]
    assert item.get("aria-label").endswith(f": {words[0].lower()}{words[1:]}")
    assert [swatch.label for swatch in swatches(layer_of(made), "en")] == [words]
    style = Path(finders.find("css/map.css")).read_text(encoding="utf-8")
    dashed = next(line for line in style.splitlines() if "stroke-dasharray: 3 2" in line)
    assert f".{state}" in dashed


def test_no_two_kinds_of_halted_poll_share_a_sign():
    signs = {state: glyph(Value("slot-none", state), 4) for state in (*HALTED, "none", "tie")}
    assert len(set(signs.values())) == len(signs)


@pytest.mark.parametrize("limits", [{}, {"province": "punjab"}, {"seat": "na-22"}])
def test_a_map_draws_without_any_backdrop(limits):
    codes = ["NA-22"] if "seat" in limits else ["NA-108", "NA-118"]
    bare = replace(layer_of(won(codes), **limits), provinces=(), districts=())
    root = parsed(picture(bare))
    assert len(root.findall(".//path[@class='s']")) == len(codes)
    assert "nan" not in root.find("svg").get("viewBox")
    assert not bare.disputed


def test_an_unknown_figure_is_said_to_be_unknown_where_the_map_shows_it():
    made = [result(demo_seats()["NA-22"], call=0)]
    assert links(parsed(picture(layer_of(made, "margin"))))[0].get("aria-label").endswith("margin not available")
    assert links(parsed(picture(layer_of(made, "turnout"))))[0].get("aria-label").endswith("turnout not available")


def test_a_margin_of_nothing_is_told_as_nothing():
    made = [result(demo_seats()["NA-22"], votes=(500, 500), call=0, basis="lots")]
    assert links(parsed(picture(layer_of(made))))[0].get("aria-label").endswith("margin 0")


def test_the_drawing_is_a_group_of_listed_links_and_not_an_image():
    root = parsed(picture(layer_of(won(OCTOBER))))
    svg = root.find("svg")
    assert (svg.get("role"), svg.get("aria-label")) == ("group", "Map")
    described = [element for element in root.iter() if element.get("id") == svg.get("aria-describedby")]
    assert described[0].text == "All seats"
    items = svg.find("g[@role='list']")
    assert len(items) == 11
    assert {item.get("role") for item in items} == {"listitem"}


def test_a_locator_is_an_image_of_one_seat_without_links():
    root = parsed(picture(layer_of(won(OCTOBER), seat="na-237")))
    assert root.find("svg").get("role") == "img"
    assert links(root) == []
    assert len(root.findall(".//g[@class]")) >= 1
    assert len([e for e in root.iter("g") if e.get("class", "").startswith("seat")]) == 1


def test_solid_is_won_and_hatched_is_not():
    root = parsed(picture(layer_of(every_kind())))
    patterns = {pattern.get("id") for pattern in root.iter("pattern")}
    assert patterns == {"map-slot-1-leading", "map-slot-none-tie", "map-slot-none-review"}
    for link in links(root):
        fills = {path.get("fill") for path in link.iter("path") if path.get("fill")}
        kind = link.get("class").split()[2]
        assert fills <= {f"url(#{name})" for name in patterns}
        assert bool(fills) == (kind in ("leading", "tie", "review"))


def test_ids_are_unique_where_a_page_holds_two_maps():
    ids = [
        element.get("id")
        for ident in ("map-na", "map-pp")
        for element in parsed(picture(layer_of(every_kind()), ident=ident)).iter()
        if element.get("id")
    ]
    assert len(ids) == len(set(ids)) == 8


@pytest.mark.parametrize("language", ["en", "ur"])
def test_hostile_names_stay_text(language):
    seat = replace(demo_seats()["NA-22"], name=Text(HOSTILE, HOSTILE), code=HOSTILE, slug="na-22")
    made = result(seat, votes=(5, 3), call=0)
    layer = layer_of([made])
    outline = layer_of(won(["NA-22"])).features[0].outline
    layer = replace(layer, features=(Feature(made, layer.features[0].value, outline),))
    markup = choropleth(layer, language=language, link=lambda r: '/"><script>', title=HOSTILE, desc=HOSTILE)
    root = parsed(markup)
    assert list(root.iter("script")) == []
    assert "\u202e" not in markup
    assert "\x00" not in markup
    shown = "<script>alert(1)</script>\"'&]]> %s {{ x }}"
    assert root.find("svg").get("aria-label") == shown
    assert shown in links(root)[0].get("aria-label")
    assert links(root)[0].get("href") == '/"><script>'
    assert shown in [text.text for text in root.iter("text")]


def test_in_urdu_codes_and_names_keep_their_own_direction():
    name = links(parsed(picture(layer_of(every_kind()), "ur")))[0].get("aria-label")
    assert "\u2068NA-22\u2069" in name
    assert "\u2068عمران خان\u2069" in name
    assert "\u20688,500\u2069" in name


def test_geography_is_not_mirrored_in_urdu():
    layer = layer_of(every_kind(), province="sindh")
    shapes = [
        [path.get("d") for path in parsed(picture(layer, language)).iter("path") if path.get("class") == "land"]
        for language in ("en", "ur")
    ]
    assert shapes[0] == shapes[1]


def test_approximate_boundaries_are_named_on_the_map_where_it_is_true():
    layer = layer_of(won(OCTOBER))
    exact = replace(layer, features=tuple(replace(f, approximate=False) for f in layer.features))
    assert "Approximate boundaries" in [text.text for text in parsed(picture(layer)).iter("text")]
    assert "Approximate boundaries" not in picture(exact)


def test_a_map_without_a_backdrop_still_shows_its_seats():
    assert len(links(parsed(picture(layer_of(won(OCTOBER), backdrop=False))))) == 11


def test_a_seat_without_a_boundary_is_left_out_and_listed_as_missing():
    layer = layer_of(won(OCTOBER))
    layer = replace(layer, features=(replace(layer.features[0], outline=None), *layer.features[1:]))
    assert [made.seat.code for made in layer.missing] == ["NA-22"]
    assert len(links(parsed(picture(layer)))) == 10


@pytest.mark.parametrize(("codes", "most"), [(OCTOBER, 7_000), (july(), 6_000)])
def test_a_map_is_small(codes, most):
    assert len(brotli.compress(picture(layer_of(won(codes))).encode(), quality=5)) < most


def general_election(count: int, *size) -> Layer:
    squares = grid(count, *size)
    made = [result(seat, votes=(5, 3), call=0) for seat, _outline in squares]
    painting = measures.paint(made, "alliance")
    features = tuple(
        Feature(r, painting.values[r.seat.id], outline) for r, (_seat, outline) in zip(made, squares, strict=True)
    )
    return Layer("general", "alliance", features, painting.legend)


def test_above_forty_seats_there_are_shapes_and_names_but_no_pills_and_no_dots():
    forty, more = (parsed(picture(general_election(count, 5, 0.8))) for count in (40, 41))
    assert len(list(forty.iter("text"))) == 40
    assert list(more.iter("text")) == []
    assert len(links(more)) == 41
    assert all(link.get("aria-label") for link in links(more))


def test_a_seat_with_room_for_its_pill_holds_it():
    plan = make_plan(general_election(40, 5, 0.8), "en")
    assert plan.leaders == ()
    assert all(mark.pill == mark.spot for mark in plan.marks.values())


def test_a_general_election_is_small():
    markup = picture(general_election(272))
    assert len(links(parsed(markup))) == 272
    assert len(brotli.compress(markup.encode(), quality=5)) < 9_000


@override_settings(MAP_MODE="geographic")
def test_pages_get_a_map_where_maps_are_allowed():
    assert 'class="map map-national"' in draw(layer_of(won(OCTOBER)), language="en", link=lambda r: "/", title="Map")


def test_a_national_map_of_one_province_shows_that_province():
    assert 'class="map map-province"' in picture(layer_of(won(july())))


def test_the_legend_comes_with_pictures_and_words():
    found = swatches(layer_of(every_kind()), "en")
    assert [swatch.label for swatch in found] == [
        "PTI",
        "Independents",
        "Others",
        "Leading",
        "Votes tied",
        "Result in review",
        "No result yet",
        "Poll void",
        "Poll postponed",
        "Result withheld by the Commission",
    ]
    assert all(parsed(swatch.svg).get("aria-hidden") == "true" for swatch in found)
