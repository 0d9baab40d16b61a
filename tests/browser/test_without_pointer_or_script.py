"""With JavaScript off and by the keyboard alone a reader gets everything."""

import pytest

from tests.browser.visits import KINDS, LANGUAGES, PHONE, E, Visitor

SEATS = {"na-22", "na-24", "na-31", "na-45", "na-108", "na-118", "na-157", "na-237", "na-239"}
SEATS |= {"pp-139", "pp-209", "pp-241"}


@pytest.fixture
def plain(chromium, address):
    """A reader whose browser runs no script."""
    with Visitor(chromium, address, java_script_enabled=False) as visitor:
        yield visitor


def seat_paths(prefix: str) -> set[str]:
    return {f"{prefix}{E}seats/{seat}/" for seat in SEATS}


def hrefs(visitor) -> set[str]:
    return {link.get_attribute("href") for link in visitor.page.locator("a[href]").all()}


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_without_script_every_seat_is_linked_from_map_and_list(plain, prefix):
    plain.open(prefix + KINDS["national"], PHONE)
    assert seat_paths(prefix) <= hrefs(plain)
    on_map = {link.get_attribute("href") for link in plain.page.locator("svg a[href]").all()}
    assert seat_paths(prefix) <= on_map


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_without_script_measures_are_links(plain, prefix):
    plain.open(prefix + KINDS["national"])
    plain.page.locator(f"a[href='{prefix}{E}party/']").first.click()
    assert plain.page.url == f"{plain.address}{prefix}{E}party/"
    assert plain.page.locator("svg").count()


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_without_script_search_finds_a_seat(plain, prefix):
    plain.open(f"{prefix}/search/")
    plain.page.locator("main input[name=q]").fill("NA-22")
    plain.page.locator("main input[name=q]").press("Enter")
    assert f"{prefix}{E}seats/na-22/" in hrefs(plain)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"explore", "not found"}))
def test_without_script_a_page_has_its_words(plain, kind):
    plain.open(KINDS[kind])
    assert plain.page.locator("h1").inner_text().strip()
    assert plain.complaints() == []


def test_without_script_explore_says_where_the_map_is(plain):
    plain.open(KINDS["explore"])
    assert E in hrefs(plain)


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_the_keyboard_alone_reaches_every_seat_and_shows_where_it_is(visitor, prefix):
    visitor.open(prefix + KINDS["national"])
    reached, unseen = set(), []
    for _ in range(300):
        focus = visitor.tab()
        if focus["name"] == "body":
            break
        reached.add(focus["href"])
        unseen += [] if focus["visible"] else [focus]
    assert seat_paths(prefix) <= reached
    assert unseen == []


def test_the_first_tab_leads_past_the_header(visitor):
    visitor.open(KINDS["national"])
    focus = visitor.tab()
    assert focus["visible"] and focus["box"]["top"] >= 0
    visitor.page.keyboard.press("Enter")
    assert visitor.page.url.endswith("#main")


def test_enter_on_a_seat_of_the_map_opens_it(visitor):
    visitor.open(KINDS["national"])
    link = visitor.page.locator(f"svg a[href='{E}seats/na-22/']").first
    link.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**{E}seats/na-22/")
