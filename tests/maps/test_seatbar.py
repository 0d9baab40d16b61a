"""The bar of seats: every seat has its place in it, won and led apart, at any width."""

import re
from xml.etree import ElementTree

import pytest

from maps.drawing.measures import Value
from maps.drawing.seatbar import MOST_STRIPES, seat_bar

WON, LED = Value("slot-1", "won"), Value("slot-1", "leading")
NOBODY = Value("slot-none", "none")


def bars(values, title="Seats"):
    """Classes, start and width in percent of each stripe, from parsed XML."""
    root = ElementTree.fromstring(seat_bar(values, title))
    groups = [group for group in root.iter("g") if group.find("rect") is not None]
    rects = [group.find("rect") for group in groups]
    return [
        (group.get("class"), float(rect.get("x")[:-1]), float(rect.get("width")[:-1]))
        for group, rect in zip(groups, rects, strict=True)
    ]


def test_each_seat_has_a_stripe_of_equal_width():
    assert bars([WON, LED, NOBODY, NOBODY]) == [
        ("slot-1 won", 0, 25),
        ("slot-1 leading", 25, 25),
        ("slot-none none", 50, 25),
        ("slot-none none", 75, 25),
    ]


@pytest.mark.parametrize("seats", [1, 3, MOST_STRIPES, MOST_STRIPES + 1, 272])
def test_the_stripes_fill_the_bar_without_holes(seats):
    found = bars([WON] * (seats - seats // 3) + [NOBODY] * (seats // 3))
    assert sum(width for _kind, _start, width in found) == pytest.approx(100, abs=0.1)
    for (_kind, start, width), (_next, other, _width) in zip(found, found[1:], strict=False):
        assert other == pytest.approx(start + width, abs=0.01)


def test_above_sixty_seats_neighbours_that_are_alike_are_one():
    assert len(bars([WON] * 60)) == 60
    assert bars([WON] * 61 + [LED] * 61) == [("slot-1 won", 0, 50), ("slot-1 leading", 50, 50)]


def test_a_lead_is_hatched_by_a_pattern_of_the_bars_own():
    svg = seat_bar([WON, LED], "Seats")
    assert re.findall(r'fill="url\(#([\w-]+)\)"', svg) == re.findall(r'<pattern id="([\w-]+)"', svg)
    assert "<pattern" not in seat_bar([WON, NOBODY], "Seats")


def test_a_hostile_title_is_inert():
    title = '"><script>alert(1)</script>'
    assert ElementTree.fromstring(seat_bar([WON], title)).get("aria-label") == title
