"""Open pages of what is settled, which ask seldom, and of several elections: each test with a site of its own."""

import pytest

from tests import site
from tests.browser import newsroom
from tests.browser.live.watching import ELECTION, SOON, STATE, asked, news, wait
from tests.browser.visits import E


@pytest.fixture
def database(demo, tmp_path):
    copy = tmp_path / "live.sqlite3"
    copy.write_bytes(demo.read_bytes())
    return copy


@pytest.fixture
def living(database):
    with site.serving(database) as address:
        yield address


def test_the_list_of_elections_turns_to_the_one_whose_news_come_fastest(reader, database):
    reader.open("/elections/")
    assert ELECTION not in reader.page.evaluate(f"{STATE}.live")
    reader.page.evaluate("window.untouched = true")
    newsroom.act(database, "withdraw_call", ELECTION, "pp-209")
    wait(reader)
    reader.page.wait_for_selector(".summary p.is-new")
    assert reader.page.locator(".live [role=status]").first.text_content()
    assert ELECTION in reader.page.evaluate(f"{STATE}.live")  # whose seats are not all won any more
    newsroom.act(database, "count_again", ELECTION, "na-24", "10")
    reader.forget()
    wait(reader, 25_000)  # at its pace
    assert {url.split("/elections/")[1] for url in reader.requests} == {f"{ELECTION}/results.json", ""}
    assert reader.page.evaluate("window.untouched")


def test_what_a_search_found_follows_the_count_but_is_asked_for_seldom(reader, database):
    reader.open("/search/?q=na-118")
    newsroom.act(database, "withdraw_call", ELECTION, "na-118")
    wait(reader)
    reader.page.wait_for_selector(".hits li.is-new")
    assert "NA-118" in reader.page.locator(".live [role=status]").first.text_content()
    moved = news(reader, version=1_000_000)
    reader.page.route("**/results.json", lambda route: route.fulfill(json=moved))
    wait(reader)  # until it asks as often as this says
    reader.forget()
    for _ in range(4):
        wait(reader, 25_000)
    assert len(asked(reader, "results.json")) >= 2 and not asked(reader, "/search/")
    lost = reader.page.locator(".lost")
    assert lost.is_visible()  # the page is held back: to hear that cures nothing
    wait(reader)
    assert asked(reader, "/search/")
    reader.page.unroute_all()
    wait(reader, 2 * SOON)
    assert not lost.is_visible()


def test_the_zoomable_map_waits_for_figures_of_one_state(reader, database):
    reader.open(f"{E}explore/")
    seat = "#explore path.seat[aria-label^='NA-22 ']"
    reader.page.locator(seat).wait_for(state="attached")
    with reader.page.expect_response("**/standings.json") as old:
        reader.page.evaluate("fetch(JSON.parse(document.getElementById('explore').dataset.told).standings)")
    held = old.value.body()
    before = reader.page.locator(seat).get_attribute("aria-label")
    reader.page.route("**/standings.json", lambda route: route.fulfill(content_type="application/json", body=held))
    newsroom.act(database, "count_again", ELECTION, "na-22", "10")
    wait(reader)
    assert reader.page.locator(seat).get_attribute("aria-label") == before
    reader.page.unroute_all()
    wait(reader, 10_000)  # soon, though this election's figures are asked for every five minutes
    reader.page.locator(f"{seat}.is-new").wait_for(state="attached")
