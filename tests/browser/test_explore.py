"""The zoomable map in a real browser: seats are drawn, coloured and said, by pointer and by keyboard."""

import pytest

from tests.browser.visits import DESK, KINDS, LANGUAGES, PHONE

PATHS = "#explore path.seat[role=button]"


def explore(visitor, language="English", size=DESK, scheme="light"):
    visitor.open(LANGUAGES[language] + KINDS["explore"], size, scheme)
    visitor.page.locator(PATHS).nth(11).wait_for(state="attached")
    return visitor.page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_seat_is_drawn_and_nothing_leaves_the_site(visitor, language, size, scheme):
    page = explore(visitor, language, size, scheme)
    assert page.locator(PATHS).count() == 12
    assert visitor.strangers() == []
    assert visitor.complaints() == []
    assert visitor.overflow() == 0


def test_seats_have_the_colour_of_their_alliance_and_no_result_is_dashed(visitor):
    page = explore(visitor)
    fills = page.eval_on_selector_all(
        PATHS, "paths => Object.fromEntries(paths.map(p => [p.ariaLabel.slice(0, 6), getComputedStyle(p).fill]))"
    )
    assert fills["NA-22 "] == fills["PP-209"] == "rgb(10, 95, 91)"
    assert fills["NA-157"] == fills["PP-139"] == "rgb(217, 119, 43)"
    dashed = page.eval_on_selector_all(f"{PATHS}.dashed", "paths => paths.map(p => p.ariaLabel.split(' ')[0])")
    assert dashed == ["NA-45"]


def test_a_seat_says_who_won_without_its_colour(visitor):
    page = explore(visitor)
    label = page.locator(f"{PATHS}[aria-label^='NA-22 ']").get_attribute("aria-label")
    assert "Won (unofficial)" in label
    assert "Imran Khan (PTI): 76,681 votes" in label
    unknown = page.locator(f"{PATHS}[aria-label^='NA-118']").get_attribute("aria-label")
    assert "votes not known" in unknown
    assert "0 votes" not in unknown


def test_the_keyboard_reaches_every_seat_from_one_tab_stop(visitor):
    page = explore(visitor)
    assert page.locator(f"{PATHS}[tabindex='0']").count() == 1
    page.locator(f"{PATHS}[tabindex='0']").focus()
    met = []
    for _ in range(12):
        met.append(page.evaluate("document.activeElement.ariaLabel.split(' ')[0]"))
        page.keyboard.press("ArrowRight")
    assert len(set(met)) == 12
    assert page.evaluate("document.activeElement.ariaLabel.split(' ')[0]") == met[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_focus_opens_a_tooltip_enter_a_card_and_escape_gives_the_focus_back(visitor, language):
    page = explore(visitor, language)
    page.locator(f"{PATHS}[tabindex='0']").focus()
    seat = page.evaluate("document.activeElement.ariaLabel.split('.')[0]")
    assert page.locator(".leaflet-tooltip strong").inner_text() == seat
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.pathname").startswith(f"{LANGUAGES[language]}/elections/")
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.ariaLabel.split('.')[0]") == seat


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tooltip_stands_beside_its_seat_also_from_right_to_left(visitor, language):
    page = explore(visitor, language)
    seat = page.locator(f"{PATHS}[tabindex='0']")
    seat.focus()
    middle = "e => { const b = e.getBoundingClientRect(); return b.x + b.width / 2; }"
    off = None
    for _ in range(20):  # the map may still be moving into place
        off = seat.evaluate(middle) - page.locator(".leaflet-tooltip").evaluate(middle)
        if abs(off) < 30:
            break
        page.wait_for_timeout(100)
    assert abs(off) < 30


def test_a_card_leads_to_the_page_of_the_seat(visitor):
    page = explore(visitor)
    page.locator("#explore .seat-code", has_text="NA-108").click()
    page.locator(".leaflet-pan-anim").wait_for(state="detached")  # the map makes room for the card
    page.locator(".leaflet-popup .seat-card a").click()
    page.wait_for_url("**/elections/by-2022-10-16/seats/na-108/")


def test_approximate_is_written_on_the_map_and_keeps_it_from_zooming_closely(visitor):
    page = explore(visitor)
    assert page.locator("#explore .approximate").inner_text() == "Approximate boundaries"
    nearer = page.locator(".leaflet-control-zoom-in")
    for _ in range(20):
        if "leaflet-disabled" in nearer.get_attribute("class"):
            break
        nearer.click()
        page.wait_for_timeout(300)
    assert "leaflet-disabled" in nearer.get_attribute("class")
    assert visitor.complaints() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_also_with_a_card_open(visitor, language, scheme):
    page = explore(visitor, language, scheme=scheme)
    assert visitor.accessibility_faults() == []
    page.locator(f"{PATHS}[tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert visitor.accessibility_faults() == []


def test_if_the_shapes_do_not_come_the_page_says_so(visitor):
    visitor.page.route("**/api/v1/boundaries/**", lambda route: route.abort())
    visitor.open(KINDS["explore"])
    visitor.page.wait_for_function("document.getElementById('explore-note').textContent.length > 0")
    assert "could not be loaded" in visitor.page.locator("#explore-note").inner_text()
