"""On paper: black on white whatever the screen was, nothing that can only be clicked, everything that was folded."""

import re

import pytest

from tests.browser.visits import KINDS, LANGUAGES

PRINTED = ["national", "province", "one assembly", "another election", "seat won", "seat postponed"]
PRINTED += ["candidate", "changes"]
A4 = {"width": 695, "height": 1009}  # CSS pixels between the margins of the sheet
SHEETS = {"national": 3, "province": 2, "seat won": 3, "candidate": 1}

# What is on the page in the current medium: visible elements of a selector, by their text or name.
SEEN = """selector => [...document.querySelectorAll(selector)]
  .filter(e => e.getClientRects().length && getComputedStyle(e).visibility === 'visible')
  .map(e => e.textContent.trim().slice(0, 60) || e.localName)"""
CLICKED = "nav, form, button, input, .skip, .share, .links, .map-links, .turn, .tabs, .chips"
KEPT = ".square, .swatch, .key, .map svg, .pill, progress"
CUT = """() => [...document.querySelectorAll('thead:not(.vh)')]
    .filter(e => getComputedStyle(e).display !== 'table-header-group')
  .concat([...document.querySelectorAll('tr, .seats tbody[data-seat], .map-figure')]
    .filter(e => getComputedStyle(e).breakInside !== 'avoid')).map(e => e.outerHTML.slice(0, 80))"""
FADING = """selector => [...document.querySelectorAll(selector)]
  .filter(e => getComputedStyle(e).printColorAdjust !== 'exact').map(e => e.className.baseVal ?? e.className)"""
pages = pytest.mark.parametrize(
    ("kind", "prefix"),
    [(kind, prefix) for kind in PRINTED for prefix in LANGUAGES.values()],
    ids=[f"{kind}, {language}" for kind in PRINTED for language in LANGUAGES],
)


def lay_out(visitor, path: str, media: str = "print") -> None:
    """Open the page as a reader in the dark has it, and look at it as it is printed."""
    visitor.open(path, A4, scheme="dark")
    visitor.page.emulate_media(media=media, color_scheme="dark")


@pages
def test_a_printed_page_is_whole_and_nothing_but_the_news(visitor, kind, prefix):
    lay_out(visitor, prefix + KINDS[kind])
    page = visitor.page
    assert page.evaluate(SEEN, CLICKED) == []
    assert page.evaluate(SEEN, ".printed") != []
    assert page.locator(".printed bdi").inner_text().endswith(prefix + KINDS[kind])
    assert len(page.evaluate(SEEN, "details > :not(summary)")) == page.locator("details > :not(summary)").count()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert visitor.overflow() <= 0
    assert page.evaluate(FADING, KEPT) == []
    assert page.evaluate(CUT) == []
    if page.locator(".map").count():
        assert page.evaluate(SEEN, ".legend li") != []


@pytest.mark.parametrize("kind", SHEETS)
def test_a_page_takes_few_sheets(visitor, kind):
    visitor.open(KINDS[kind])
    sheets = re.findall(rb"/Type\s*/Page\b", visitor.page.pdf(format="A4"))
    assert 1 <= len(sheets) <= SHEETS[kind]


def test_the_time_of_the_figures_is_printed(visitor):
    lay_out(visitor, KINDS["national"])
    assert "figures as of 18 Oct 2022" in visitor.page.locator(".printed").inner_text()


def test_on_a_screen_nothing_of_it_is_seen(visitor):
    lay_out(visitor, KINDS["national"], media="screen")
    assert visitor.page.evaluate(SEEN, ".printed") == []
    assert visitor.page.evaluate(SEEN, "nav") != []
