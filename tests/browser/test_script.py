"""What the small script adds: tooltips for pointer and keyboard, list and map light each other up."""

import pytest

from tests.browser.visits import KINDS, LANGUAGES, PHONE, E

TOOLTIP = ".map-tip"


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_seat_on_the_map_shows_a_tooltip_and_escape_takes_it_away(visitor, how, prefix):
    visitor.open(prefix + KINDS["national"])
    seat = visitor.page.locator(f"svg a[href='{prefix}{E}seats/na-22/']").first
    getattr(seat, how)()
    tooltip = visitor.page.locator(TOOLTIP).filter(visible=True)
    tooltip.wait_for()
    assert ("22" in tooltip.inner_text()) and tooltip.inner_text().strip()
    visitor.page.keyboard.press("Escape")
    tooltip.wait_for(state="hidden")
    assert visitor.complaints() == []


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_tooltip_stays_on_the_screen(visitor, size):
    visitor.open(KINDS["national"], size or {"width": 1280, "height": 900})
    for seat in visitor.page.locator("svg a[href*='/seats/']").all()[:12]:
        seat.focus()
        tooltip = visitor.page.locator(TOOLTIP).filter(visible=True)
        tooltip.wait_for()
        box = tooltip.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= visitor.page.viewport_size["width"]


def test_the_arrows_reach_every_seat_of_the_map(visitor):
    """One stop for the tab key; End, Home and the arrows move within."""
    visitor.open(KINDS["national"])
    seats = visitor.page.locator(".map a.seat")
    assert visitor.page.locator(".map a.seat[tabindex='0']").count() == 1
    seats.first.focus()
    reached, trail = set(), [seats.first.get_attribute("href")]
    focused = "document.activeElement.getAttribute('href')"
    while trail and len(reached) < seats.count():
        here = trail.pop()
        if here in reached:
            continue
        reached.add(here)
        for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
            visitor.page.locator(f".map a.seat[href='{here}']").focus()
            visitor.page.keyboard.press(key)
            trail.append(visitor.page.evaluate(focused))
    assert len(reached) == seats.count()


def test_a_seat_in_the_list_lights_up_on_the_map(visitor):
    visitor.open(KINDS["national"])
    visitor.page.locator(f"main [data-seat='na-22'] a[href='{E}seats/na-22/']").first.hover()
    assert visitor.page.locator(".map [data-seat='na-22'].is-lit").count() == 1
