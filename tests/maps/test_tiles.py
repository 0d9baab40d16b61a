"""Tiles instead of maps: no geography, the same links, names and signs."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import override_settings

from elections.values import Text
from maps.drawing.choropleth import choropleth
from maps.drawing.picture import draw, draws_tiles
from maps.drawing.tiles import tiles
from tests.maps.drawing import OCTOBER, demo_seats, layer_of, result, won
from tests.maps.test_choropleth import HOSTILE, every_kind, general_election


def picture(layer, language="en", renderer=tiles) -> ElementTree.Element:
    return ElementTree.fromstring(
        renderer(layer, language=language, link=lambda r: f"/seats/{r.seat.slug}/", title="Map")
    )


def facts(root) -> dict:
    """What a reader learns from each link: address, name, colour and pattern."""
    return {
        link.get("data-seat"): (link.get("href"), link.get("aria-label"), link.get("class").split()[-2:])
        for link in root.iter("a")
    }


def corners(root) -> dict[str, tuple[float, float]]:
    found = {}
    for item in root.iter("g"):
        link = item.find("a")
        if item.get("role") == "listitem":
            x, y = item.get("transform")[10:-1].split()
            found[link.get("data-seat")] = (float(x), float(y))
    return found


@pytest.mark.parametrize("language", ["en", "ur"])
def test_tiles_say_what_the_map_says(language):
    layer = layer_of(every_kind())
    assert facts(picture(layer, language)) == facts(picture(layer, language, choropleth))


def test_tiles_carry_no_geography():
    layer = layer_of(won(OCTOBER))
    nowhere = replace(
        layer, features=tuple(replace(f, outline=None) for f in layer.features), provinces=(), districts=()
    )
    arguments = {"language": "en", "link": lambda r: "/", "title": "Map"}
    assert tiles(layer, **arguments) == tiles(nowhere, **arguments)


def test_tiles_are_grouped_by_province():
    lists = [g for g in picture(layer_of(won(OCTOBER))).iter("g") if g.get("role") == "list"]
    assert [(g.get("aria-label"), len(g)) for g in lists] == [("Khyber Pakhtunkhwa", 3), ("Punjab", 6), ("Sindh", 2)]


def test_tiles_do_not_overlap_and_lie_within_the_drawing():
    for layer, side in ((layer_of(won(OCTOBER)), 48), (general_election(272), 24)):
        root = picture(layer)
        _left, _top, width, height = map(float, root.find("svg").get("viewBox").split())
        found = list(corners(root).values())
        assert all(0 <= x <= width - side and 0 <= y <= height - side for x, y in found)
        assert all(
            abs(ax - bx) >= side or abs(ay - by) >= side
            for n, (ax, ay) in enumerate(found)
            for bx, by in found[n + 1 :]
        )


def test_urdu_starts_at_the_right():
    english, urdu = (corners(picture(layer_of(won(OCTOBER)), language)) for language in ("en", "ur"))
    assert english["na-22"][0] < english["na-24"][0]
    assert urdu["na-22"][0] > urdu["na-24"][0]


def test_above_forty_seats_tiles_are_bare_but_named():
    root = picture(general_election(41))
    assert [text.text for text in root.iter("text")] == ["Punjab"]
    assert all(link.get("aria-label") for link in root.iter("a"))


def test_the_locator_of_tiles_is_an_image_without_links():
    root = picture(layer_of(won(OCTOBER), seat="na-237"))
    assert root.find("svg").get("role") == "img"
    assert list(root.iter("a")) == []


def test_hostile_names_stay_text():
    seat = replace(demo_seats()["NA-22"], name=Text(HOSTILE), code=HOSTILE)
    layer = layer_of(won(["NA-22"]))
    feature = replace(layer.features[0], result=result(seat, votes=(5, 3), call=0))
    root = picture(replace(layer, features=(feature,)))
    assert list(root.iter("script")) == []
    assert "<script>alert(1)</script>" in next(root.iter("a")).get("aria-label")


@override_settings(MAP_MODE="tiles")
def test_the_setting_replaces_every_map():
    for province, seat in ((None, None), ("punjab", None), (None, "na-22")):
        layer = layer_of(won(OCTOBER), province=province, seat=seat)
        assert 'class="map map-tiles"' in draw(layer, language="en", link=lambda r: "/", title="Map")


@override_settings(MAP_MODE="geographic")
def test_an_election_without_boundaries_is_drawn_as_tiles():
    layer = layer_of(won(OCTOBER))
    assert not draws_tiles(layer)
    assert draws_tiles(replace(layer, features=tuple(replace(f, outline=None) for f in layer.features)))
