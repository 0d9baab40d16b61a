"""Open pages and embeds follow the count without being loaded anew, and say so when they cannot."""

import pytest

from tests import site
from tests.browser import newsroom
from tests.browser.embeds import hosts
from tests.browser.embeds.reader import Reader
from tests.browser.visits import E

ELECTION = "by-2022-10-16"
SOON = 400_000  # ms: more than any pause between two questions of a page of a settled election
HOUR = 3_600_000  # ms
KINDS = {
    "national": E,
    "seat in Urdu": f"/ur{E}seats/na-22/",
    "seat": f"{E}seats/na-22/",
    "candidate": f"{E}candidates/imran-khan/",
    "embed national": f"/embed{E}",
    "embed seat": f"/embed{E}seats/na-22/",
    "embed table": f"/embed{E}table/",
}
STATE = "document.querySelector('[data-live]').dataset"


@pytest.fixture(scope="module")
def database(demo, tmp_path_factory):
    """A copy of the demo, for news."""
    copy = tmp_path_factory.mktemp("live") / "live.sqlite3"
    copy.write_bytes(demo.read_bytes())
    return copy


@pytest.fixture(scope="module")
def living(database):
    with site.serving(database) as address:
        yield address


@pytest.fixture
def reader(chromium, living):
    with Reader(chromium, living, living) as reader:
        reader.page.clock.install()
        yield reader


def votes(page) -> int:
    """Of the winner of NA-22, as the page or embed shows it."""
    cells = page.locator("[data-seat=na-22] td.figure, .standings td.figure")
    return int(cells.first.inner_text().split("\n")[0].replace(",", ""))


def wait(reader, milliseconds: int = SOON) -> None:
    """Let that time pass, and its requests come to rest: time that runs on would break them off."""
    open_ones, quiet = set(), 0
    reader.page.on("request", lambda request: open_ones.add(request))
    for end in ("requestfinished", "requestfailed"):
        reader.page.on(end, lambda request: open_ones.discard(request))
    reader.page.clock.fast_forward(milliseconds)
    while quiet < 3:
        reader.page.wait_for_timeout(80)
        quiet = 0 if open_ones else quiet + 1


def asked(reader, part: str) -> list[str]:
    return [url for url in reader.requests if part in url]


def test_every_kind_of_page_follows_the_count_without_being_loaded_anew(reader, database):
    pages = {}
    for kind, path in KINDS.items():
        reader.new_tab()
        reader.open(path)
        reader.page.evaluate("window.untouched = true")
        pages[kind] = (reader.page, votes(reader.page))
    newsroom.act(database, "count_again", ELECTION, "na-22", "1000")
    wait(reader)  # the clock is that of all tabs
    for kind, (page, before) in pages.items():
        page.wait_for_selector(".is-new")
        assert votes(page) == before + 1000, kind
        assert page.evaluate("window.untouched"), kind
    assert reader.complaints() == []


def test_what_changed_is_marked_and_told_and_what_the_reader_did_stays(reader, database):
    reader.open(E)
    reader.page.evaluate("scrollTo(0, 500)")
    link = reader.page.locator("tbody[data-seat=na-22] a").first
    link.evaluate("link => link.focus({ preventScroll: true })")
    newsroom.act(database, "count_again", ELECTION, "na-22", "10")
    wait(reader)
    reader.page.wait_for_selector("tbody[data-seat=na-22] tr.is-new")
    assert reader.page.locator(".map a[data-seat=na-22].is-new").count() == 1
    assert reader.page.locator("tbody[data-seat=na-31] .is-new, .map a[data-seat=na-31].is-new").count() == 0
    assert "NA-22" in reader.page.locator(".live [role=status]").first.text_content()
    assert reader.page.evaluate("document.activeElement.closest('tbody').dataset.seat") == "na-22"
    assert reader.page.evaluate("scrollY") == 500
    reader.page.clock.fast_forward(31_000)
    assert reader.page.locator(".is-new").count() == 0


def test_what_a_reader_opened_stays_open(reader, database):
    reader.open(f"{E}seats/na-22/")
    reader.page.locator("details summary").first.click()
    newsroom.act(database, "count_again", ELECTION, "na-22", "10")
    wait(reader)
    reader.page.wait_for_selector(".standings tr.is-new")
    assert reader.page.locator("details").first.get_attribute("open") is not None


def test_shapes_squares_and_words_change_with_a_withdrawn_winner(reader, database):
    reader.open(E)
    square, shape = ".square[data-seat=pp-241]", ".map a[data-seat=pp-241]"
    before = [reader.page.locator(place).first.get_attribute("class") for place in (square, shape)]
    line = reader.page.locator("h1").inner_text()
    newsroom.act(database, "withdraw_call", ELECTION, "pp-241")
    wait(reader)
    reader.page.wait_for_selector("h1.is-new")
    assert reader.page.locator(".is-new[data-seat=pp-241], [data-seat=pp-241] .is-new").count() >= 3
    assert reader.page.locator(".is-new[data-seat=na-22], [data-seat=na-22] .is-new").count() == 0
    assert reader.page.locator("h1").inner_text() != line
    assert reader.page.title().startswith(reader.page.locator("h1").inner_text())
    after = [reader.page.locator(place).first.get_attribute("class") for place in (square, shape)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert reader.accessibility_faults() == []


def test_while_nothing_changes_a_page_only_asks_with_the_tag_of_what_it_knows(reader):
    reader.open(E)
    answers = []
    reader.page.on("response", lambda answer: answers.append(answer))
    wait(reader)
    wait(reader)
    assert len(answers) == 2 and all(answer.url.endswith("results.json") for answer in answers)
    assert answers[1].request.all_headers()["if-none-match"] == answers[0].headers["etag"]


def news(reader, **changes) -> dict:
    """What results.json may say: of the state that is shown, but for these changes."""
    shown = reader.page.evaluate(f"({{ version: Number({STATE}.version), phase: Number({STATE}.phase) }})")
    return {"election": ELECTION, "poll_seconds": 20, **shown, **changes}


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
    wait(reader)
    reader.page.wait_for_selector(".standings tr.is-new")
    assert votes(reader.page) == before + 7


def test_a_new_entry_of_the_log_leaves_the_others_as_they_are(reader, database):
    reader.open(f"{E}changes/")
    entries = reader.page.locator(".changes > li").count()
    newsroom.act(database, "count_again", ELECTION, "na-24", "10")
    wait(reader)
    reader.page.wait_for_selector(".changes > li:first-child.is-new")
    assert reader.page.locator(".changes > li").count() == entries + 1
    assert reader.page.locator(".is-new").count() == 1


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


def test_the_server_says_how_often_to_ask(reader):
    reader.open(E)
    same = news(reader)
    reader.page.route("**/results.json", lambda route: route.fulfill(json=same))
    wait(reader)
    reader.forget()
    for _ in range(5):
        wait(reader, 25_000)
    assert 4 <= len(asked(reader, "results.json")) <= 6


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


def test_a_page_out_of_sight_does_not_ask_and_asks_at_once_when_it_is_back(reader):
    reader.open(E)
    hide = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });"
    hide += "document.dispatchEvent(new Event('visibilitychange'))"
    reader.page.evaluate(hide % "true")
    reader.forget()
    wait(reader, HOUR)
    assert reader.requests == []
    reader.page.evaluate(hide % "false")
    wait(reader, 100)
    assert asked(reader, "results.json")


def test_a_saving_connection_is_asked_of_less_often(reader):
    reader.context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    reader.open(E)
    every = reader.page.evaluate(f"Number({STATE}.every)") * 1000
    reader.forget()
    wait(reader, 2 * every)
    assert reader.requests == []
    wait(reader, 4 * every)
    assert asked(reader, "results.json")


def test_an_election_taken_off_the_site_says_so_on_open_pages(reader, living):
    reader.open(E)
    body = {"error": {"status": 410, "message": "gone"}}
    reader.page.route("**/results.json", lambda route: route.fulfill(status=410, json=body))
    gone = "<!doctype html><title>Gone</title><h1>Taken off this site</h1>"
    reader.page.route(f"{living}{E}", lambda route: route.fulfill(status=410, content_type="text/html", body=gone))
    reader.page.clock.fast_forward(SOON)
    reader.page.wait_for_selector("text=Taken off this site")


@pytest.fixture(scope="module")
def article():
    with hosts.serving() as host:
        yield host


@pytest.mark.parametrize("kind", ["", "scoreboard/"])
def test_in_a_cage_an_embed_follows_the_count_too(chromium, living, database, article, kind):
    """`sandbox="allow-scripts"`: its origin is nobody's."""
    frame = '<link rel="icon" href="data:,"><title>Article</title>'
    frame += f'<iframe sandbox="allow-scripts" width="360" height="900" src="{living}/embed{E}{kind}"></iframe>'
    with Reader(chromium, living, article.address) as reader:
        reader.page.clock.install()
        reader.read(article.publish(f"<!doctype html>{frame}"))
        embed = reader.embeds[0]
        assert embed.evaluate("self.origin") == "null"
        before = embed.evaluate(f"{STATE}.version"), embed.locator("main").inner_html()
        newsroom.act(database, "withdraw_call", ELECTION, {"": "na-24", "scoreboard/": "na-31"}[kind])
        wait(reader)
        embed.wait_for_function("old => document.querySelector('main').innerHTML !== old", arg=before[1])
        assert embed.evaluate("self.origin") == "null"
        assert reader.complaints() == [] and reader.strangers() == []
