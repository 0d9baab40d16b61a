"""What the small script adds: tooltips for pointer and keyboard, list and map highlighting each other, refresh."""

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


def test_the_figures_are_polled_and_not_more_often_than_they_can_change(chromium, address):
    from tests.browser.visits import Visitor

    with Visitor(chromium, address) as visitor:
        visitor.page.clock.install()
        visitor.open(KINDS["national"])
        visitor.page.clock.fast_forward(600_000)
        visitor.page.wait_for_timeout(300)
        polls = [url for url in visitor.requests if url.endswith("results.json")]
        assert 0 < len(polls) <= 60
        assert visitor.complaints() == []
