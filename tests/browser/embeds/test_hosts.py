"""In articles of another origin an embed has its whole height where a resizer is at work, and scrolls elsewhere."""

import pytest

from tests.browser.embeds import articles
from tests.browser.embeds.articles import GROWING, PACKAGES, STILL, THREE, Desk
from tests.browser.embeds.reader import ROTATED, Look, Reader
from tests.browser.visits import PHONE

SPARE = 24  # px that may be empty below the content
QUIET = 500  # ms
NOTICES = (
    "Iframe-Resizer 5 is now available",
    "iframe-resizer v5.5.9 (GPLv3)",
    "GPLv3 License Version",
    "Loading the script",
    "'allow-scripts' permission is not set",
)
NARROW = {"width": 320, "height": 640}
TO_THE_END = """() => {
  scrollTo(0, 1e6);
  return Math.round(document.documentElement.scrollHeight - innerHeight - scrollY);
}"""


@pytest.fixture
def desk(host, told):
    return Desk(host, told)


def complaints(reader: Reader) -> list[str]:
    """Console messages, less what iframe-resizer says of itself and the article's own policy and cage at work."""
    return [message for message in reader.complaints() if not any(notice in message for notice in NOTICES)]


def fits(looks: list[Look]) -> bool:
    return len(looks) == len(THREE) and all(fit(look) for look in looks)


def fit(look: Look) -> bool:
    return look.cut <= 0 and look.spare <= SPARE and look.aside <= 0


def follows(reader: Reader, url: str) -> None:
    """On a phone, after turning it and turning it back each embed is as high as its content; then there is silence."""
    assert [look for look in reader.read(url, want=fits) if not fit(look)] == []
    for size in (ROTATED, PHONE, NARROW):
        assert [look for look in reader.turn(size, want=fits) if not fit(look)] == []
    assert len(reader.embeds) == len(THREE)
    told = len(reader.heard())
    reader.page.wait_for_timeout(QUIET)
    assert len(reader.heard()) == told
    assert complaints(reader) == []
    assert reader.strangers() == []


@pytest.mark.parametrize("name", GROWING)
def test_the_height_follows_the_content(reader, desk, name):
    follows(reader, GROWING[name](desk))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_height_follows_with_the_resizers_that_pages_already_have(reader, desk, resizers, name):
    follows(reader, PACKAGES[name](desk))


def test_the_height_follows_on_a_page_from_the_disk(reader, desk, tmp_path):
    follows(reader, articles.ours_in_a_file(desk, tmp_path))


def test_wordpress_gets_a_height_between_its_bounds(reader, desk):
    looks = reader.read(articles.wordpress(desk), want=lambda looks: all(look.inside != 150 for look in looks))
    heights = reader.page.evaluate("[...document.querySelectorAll('iframe')].map(frame => Number(frame.height))")
    assert heights == [min(1000, max(200, look.body)) for look in looks]
    assert len(set(heights)) == len(THREE)
    assert complaints(reader) == []
    assert reader.strangers() == []


@pytest.mark.parametrize("name", STILL)
def test_without_a_script_the_snippet_is_high_enough_on_a_phone_or_scrolls(reader, desk, name):
    looks = reader.read(STILL[name](desk))
    assert len(looks) == len(THREE)
    if name != "one height for all":
        assert [look for look in looks if look.cut > 0] == []
    for size in (NARROW, PHONE):
        assert [look for look in reader.turn(size) if look.aside > 0] == []
        assert [frame.evaluate(TO_THE_END) for frame in reader.embeds] == [0, 0, 0]
    assert complaints(reader) == []
    assert reader.strangers() == []


def test_with_javascript_off_the_snippet_shows_everything(chromium, address, host, desk):
    with Reader(chromium, address, host.address, java_script_enabled=False) as reader:
        looks = reader.read(articles.without_script(desk))
        assert len(looks) == len(THREE)
        assert [look for look in looks if look.cut > 0] == []
        assert all(frame.locator("svg, table").count() for frame in reader.embeds)


def test_in_a_cage_the_embed_reads_the_results_again(reader, desk):
    reader.read(articles.ours_in_a_cage(desk))
    for frame in reader.embeds:
        assert frame.evaluate("self.origin") == "null"
        fetched = "fetch('/api/v1/elections/by-2022-10-16/results.json').then(answer => answer.json())"
        assert frame.evaluate(fetched)["election"] == "by-2022-10-16"
    assert complaints(reader) == []
