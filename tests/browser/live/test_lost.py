"""An open page that hears nothing, or something else than the truth, does not call itself up to date."""

import pytest

from tests.browser import newsroom
from tests.browser.embeds.reader import Reader
from tests.browser.live.watching import ELECTION, HOUR, SOON, STATE, asked, news, votes, wait
from tests.browser.visits import E

BROKEN = {
    "an error": {"status": 500, "body": "Internal Server Error"},
    "a page of the café's network": {"content_type": "text/html", "body": "<!doctype html><title>Sign in</title>"},
    "half an answer": {"content_type": "application/json", "body": '{"election": "by-2022'},
    "another answer": {"json": {"count": 7}},
}


def test_a_lower_version_is_ignored_and_does_not_count_as_being_up_to_date(reader, living):
    """A cache on the way may still hold what was known before."""
    reader.open(E)
    old = news(reader, version=1, phase=9)
    reader.page.route("**/results.json", lambda route: route.fulfill(json=old))
    reader.forget()
    wait(reader)
    assert asked(reader, "results.json") == reader.requests
    wait(reader, 2 * SOON)  # no cache may hold anything for so long: the site itself is older
    assert f"{living}{E}" in reader.requests


def test_a_page_that_a_cache_holds_back_is_asked_for_again(reader, living, database):
    reader.open(f"{E}seats/na-31/")
    before = votes(reader.page)
    old = reader.page.content()
    reader.page.route(f"{living}{E}seats/na-31/", lambda route: route.fulfill(content_type="text/html", body=old))
    newsroom.act(database, "count_again", ELECTION, "na-31", "7")
    wait(reader)
    assert votes(reader.page) == before
    reader.page.unroute_all()
    wait(reader, 6_000)  # the count is known to have moved, so that nobody waits a whole interval
    reader.page.wait_for_selector(".standings tr.is-new")
    assert votes(reader.page) == before + 7


def test_a_page_that_is_held_back_for_long_says_how_old_it_is(reader, living, database):
    """Its figures are asked for and come; the page they are on does not, and so it is not up to date."""
    reader.open(f"{E}seats/na-31/")
    old = reader.page.content()
    reader.page.route(f"{living}{E}seats/na-31/", lambda route: route.fulfill(content_type="text/html", body=old))
    newsroom.act(database, "count_again", ELECTION, "na-31", "7")
    for _ in range(4):
        wait(reader, 5 * SOON // 2)
    assert "Not updated for" in reader.page.locator(".lost").inner_text()


def test_a_page_that_moves_on_counts_as_heard_of_where_its_figures_are_ahead(reader, database):
    """On a night with a count a second two caches on the way are rarely of one state."""
    reader.open(f"{E}seats/na-31/")
    ahead = news(reader, version=10**6)
    reader.page.route("**/results.json", lambda route: route.fulfill(json=ahead))
    for _ in range(3):
        newsroom.act(database, "count_again", ELECTION, "na-31", "7")
        before = votes(reader.page)
        wait(reader), wait(reader, 30_000)
        assert votes(reader.page) == before + 7
        assert not reader.page.locator(".lost").is_visible()


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_what_is_no_answer_changes_nothing_and_is_not_taken_for_one(reader, answer):
    reader.open(E)
    shown = reader.page.locator("main").inner_html()
    reader.page.route("**/results.json", lambda route: route.fulfill(**answer))
    for _ in range(2):
        wait(reader, HOUR)
    assert "Not updated for 2 hours" in reader.page.locator(".lost").inner_text()
    assert reader.page.locator("main").inner_html() == shown
    reader.page.unroute_all()
    wait(reader, HOUR)
    assert not reader.page.locator(".lost").is_visible()


def test_who_fails_asks_less_and_less_often(reader):
    reader.open(E)
    every = reader.page.evaluate(f"Number({STATE}.every)") * 1000
    wait(reader)
    reader.page.route("**/results.json", lambda route: route.fulfill(status=500))
    reader.forget()
    for _ in range(8):
        wait(reader, every // 2)
    assert 1 <= len(asked(reader, "results.json")) <= 3


def test_an_answer_without_a_pace_does_not_make_a_page_ask_without_end(reader):
    reader.open(E)
    every = reader.page.evaluate(f"Number({STATE}.every)") * 1000
    reader.page.route("**/results.json", lambda route: route.fulfill(json=news(reader, poll_seconds=None)))
    wait(reader)
    reader.forget()
    wait(reader, every // 2)
    assert reader.requests == []


def test_a_page_from_the_disk_asks_at_once(chromium, living):
    with Reader(chromium, living, living) as reader:
        reader.open(E)
        reader.open("/search/")
        with reader.page.expect_response("**/results.json"):
            reader.page.go_back()


def test_a_page_from_the_disk_tells_its_age_where_there_is_no_line(chromium, living):
    with Reader(chromium, living, living) as reader:
        reader.context.add_init_script(
            "if (localStorage.late) { const now = Date.now; Date.now = () => now() + 18e6; }"
        )
        reader.open(E)
        reader.page.evaluate("localStorage.late = true")
        reader.open("/search/")
        reader.context.set_offline(True)
        reader.page.go_back(wait_until="domcontentloaded")
        reader.page.locator(".lost").wait_for()
        assert "Not updated for 5 hours" in reader.page.locator(".lost").inner_text()


def test_after_a_lost_connection_a_page_shows_the_age_of_its_figures_until_it_is_back(reader):
    reader.open(E)
    lost = reader.page.locator(".lost")
    assert not lost.is_visible()
    reader.context.set_offline(True)
    for _ in range(4):
        wait(reader, HOUR)
    assert lost.is_visible() and "Not updated for 4 hours" in lost.inner_text()
    assert reader.accessibility_faults() == []
    reader.context.set_offline(False)
    wait(reader, 5_000)
    lost.wait_for(state="hidden")


@pytest.mark.parametrize(("header", "old", "good"), [("Age", "7200", "0"), ("X-Cache", "STALE", "HIT")])
def test_an_answer_that_is_old_itself_tells_its_age(reader, header, old, good):
    """The site's database does not answer; or the site does not, and a cache stands in for it."""
    reader.open(E)
    known, headers = news(reader), {}
    reader.page.route("**/results.json", lambda route: route.fulfill(json=known, headers=headers))
    for headers[header], shown in ((old, True), (good, False)):
        wait(reader), wait(reader, HOUR)
        assert reader.page.locator(".lost").is_visible() is shown


def test_a_restored_site_that_counts_its_versions_again_is_loaded_whole(reader, living):
    reader.open(E)
    known, tags = news(reader), {"ETag": 'W/"7.2-b"'}
    reader.page.route("**/results.json", lambda route: route.fulfill(json=known, headers=tags))
    wait(reader)
    reader.forget()
    tags["ETag"] = 'W/"7.2.0a1b2c3d-b"'
    wait(reader)
    assert f"{living}{E}" in reader.requests


def test_an_answer_without_a_tag_is_no_restored_site(reader, living):
    reader.open(E)
    known, tags = news(reader), {"ETag": 'W/"7.2.0a1b2c3d-b"'}
    reader.page.route("**/results.json", lambda route: route.fulfill(json=known, headers=tags))
    wait(reader)
    reader.forget()
    tags.clear()
    wait(reader)
    assert asked(reader, "results.json") == reader.requests


def test_an_election_taken_off_the_site_says_so_on_open_pages(reader, living):
    reader.open(E)
    body = {"error": {"status": 410, "message": "gone"}}
    reader.page.route("**/results.json", lambda route: route.fulfill(status=410, json=body))
    gone = "<!doctype html><title>Gone</title><h1>Taken off this site</h1>"
    reader.page.route(f"{living}{E}", lambda route: route.fulfill(status=410, content_type="text/html", body=gone))
    reader.page.clock.fast_forward(SOON)
    reader.page.wait_for_selector("text=Taken off this site")
