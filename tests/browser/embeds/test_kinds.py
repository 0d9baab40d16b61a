"""Every kind of embed, in both languages and themes, as it stands in an article."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.embeds.frames import KINDS, OTHERS, WIDTHS
from tests.browser.embeds.hosts import article, iframe
from tests.browser.visits import DESK, LANGUAGES

GROUND = "() => getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)"
DARK = 90  # of 255, the brightest channel of a dark ground
# The scoreboard's height is fixed, so what does not fit is hidden: say which parts lose half a line or more. Less is
# the empty room above and below the letters, of which Nastaliq has much. A long headline may end in an ellipsis: the
# totals below it say the same.
HIDDEN = """() => [...document.querySelectorAll('main, main > :not(h1)')]
  .filter(part => getComputedStyle(part).overflowY === 'hidden')
  .filter(part => part.scrollHeight - part.clientHeight > parseFloat(getComputedStyle(part).lineHeight) / 2)
  .map(part => `${part.localName} ${part.scrollHeight} in ${part.clientHeight}: ${part.textContent}`)"""
SET_WIDTH = "width => document.querySelectorAll('iframe').forEach(frame => { frame.style.width = `${width}px` })"
languages = pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)


def shown(reader, host, sources: list[str], scheme: str = "light") -> list:
    """The frames of an article with these iframes."""
    reader.read(host.publish(article([iframe(source, height="600") for source in sources])), DESK, scheme)
    assert len(reader.embeds) == len(sources)
    return reader.embeds


def is_dark(frame) -> bool:
    return max(frame.evaluate(GROUND)[:3]) < DARK


def accessibility_faults(frame) -> list[str]:
    found = Axe().run(frame).response["violations"]
    return [f"{frame.url} {fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@languages
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_shows_in_its_theme(reader, host, told, prefix, theme):
    """Against the reader's own scheme, so that the parameter alone decides. The light ones are examined as pages."""
    sources = [f"{told[prefix + path]['src']}?theme={theme}" for path in KINDS.values()]
    for frame in shown(reader, host, sources, "dark" if theme == "light" else "light"):
        assert is_dark(frame) == (theme == "dark"), frame.url
        assert frame.locator("html").get_attribute("dir") == ("rtl" if prefix else "ltr")
        assert frame.locator("h1").count() == 1
        assert frame.locator("svg, table").count()
        assert theme == "light" or accessibility_faults(frame) == []
    assert reader.complaints() == []
    assert reader.strangers() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_automatic_theme_is_the_readers(reader, host, told, scheme):
    for frame in shown(reader, host, [f"{told[path]['src']}?theme=auto" for path in KINDS.values()], scheme):
        assert is_dark(frame) == (scheme == "dark"), frame.url


@languages
def test_a_scoreboard_hides_nothing_at_any_width(reader, host, told, prefix):
    paths = [path for path in {**KINDS, **OTHERS}.values() if "scoreboard" in path]
    shown(reader, host, [told[prefix + path]["src"] for path in paths])
    hidden = []
    for width in WIDTHS:
        reader.page.evaluate(SET_WIDTH, width)
        reader.rest()
        hidden += [f"{frame.url} {width} px: {part}" for frame in reader.embeds for part in frame.evaluate(HIDDEN)]
    assert hidden == []


@languages
def test_the_status_is_seen_whatever_is_switched_off(reader, host, told, prefix):
    off = "?header=off&source=off&table=off&status=off"
    for frame in shown(reader, host, [told[prefix + path]["src"] + off for path in KINDS.values()]):
        assert frame.locator(".pill").first.is_visible(), frame.url


@languages
def test_a_seat_that_is_lit_is_told_by_more_than_colour(reader, host, told, prefix):
    """A ring on the map, a frame around its rows, and a word to those who see neither."""
    lit, plain = (told[prefix + path]["src"] for path in (OTHERS["national, with a seat lit"], KINDS["national"]))
    first, second = shown(reader, host, [lit, plain])
    assert first.locator(".map .ring").first.is_visible()
    frames = "rows => rows.map(row => `${row.dataset.seat} ${getComputedStyle(row).outlineStyle}`)"
    assert first.locator("tbody.is-marked").evaluate_all(frames) == ["na-22 solid"]
    assert first.locator("tbody.is-marked a[aria-current=true]").count() == 1
    assert second.locator(".ring, .is-marked").count() == 0


@languages
def test_every_kind_leads_to_its_page_in_a_new_tab(reader, host, told, prefix):
    sources = [told[prefix + path]["src"] for path in KINDS.values()]
    for frame, path in zip(shown(reader, host, sources), KINDS.values(), strict=True):
        link = told[prefix + path]["link"]
        assert frame.locator("base").get_attribute("target") == "_blank"
        assert link in frame.evaluate("[...document.links].map(link => link.href)")
    with reader.context.expect_page() as opened:
        frame.evaluate("link => [...document.links].find(found => found.href === link).click()", link)
    assert opened.value.url == link
