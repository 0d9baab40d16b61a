"""Open pages and embeds follow the count without being loaded anew."""

import pytest

from tests.browser import newsroom
from tests.browser.embeds import hosts
from tests.browser.embeds.reader import Reader
from tests.browser.live.watching import ELECTION, HOUR, SOON, STATE, asked, news, votes, wait
from tests.browser.visits import E

KINDS = {
    "national": E,
    "seat in Urdu": f"/ur{E}seats/na-22/",
    "seat": f"{E}seats/na-22/",
    "candidate": f"{E}candidates/imran-khan/",
    "embed national": f"/embed{E}",
    "embed seat": f"/embed{E}seats/na-22/",
    "embed table": f"/embed{E}table/",
}


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


def test_a_new_entry_of_the_log_leaves_the_others_as_they_are(reader, database):
    reader.open(f"{E}changes/")
    entries = reader.page.locator(".changes > li").count()
    newsroom.act(database, "count_again", ELECTION, "na-24", "10")
    wait(reader)
    reader.page.wait_for_selector(".changes > li:first-child.is-new")
    assert reader.page.locator(".changes > li").count() == entries + 1
    assert reader.page.locator(".is-new").count() == 1


def test_the_zoomable_map_follows_the_count_with_a_card_that_is_open(reader, database):
    reader.open(f"{E}explore/")
    seat = "#explore path.seat[aria-label^='NA-24 ']"
    reader.page.locator(seat).wait_for(state="attached")
    reader.page.locator(seat).focus()
    reader.page.keyboard.press("Enter")
    before = reader.page.locator(seat).get_attribute("aria-label")
    newsroom.act(database, "count_again", ELECTION, "na-24", "10")
    wait(reader)
    reader.page.locator(f"{seat}.is-new").wait_for(state="attached")
    label = reader.page.locator(seat).get_attribute("aria-label")
    assert label != before and label in reader.page.locator(".live [role=status]").first.text_content()
    said = reader.page.locator(".leaflet-popup .seat-card p bdi").all_inner_texts()
    assert said and all(line in label for line in said)
    assert reader.page.evaluate("document.activeElement.closest('.seat-card') !== null")
    assert reader.page.locator("#explore path.is-new").count() == 1
    assert reader.accessibility_faults() == [] and reader.complaints() == []


def test_the_zoomable_map_is_drawn_once_its_first_figures_are_of_one_state(reader, database):
    reader.open(f"{E}explore/")
    with reader.page.expect_response("**/standings.json") as old:
        reader.page.evaluate("fetch(JSON.parse(document.getElementById('explore').dataset.told).standings)")
    held = old.value.body()
    newsroom.act(database, "count_again", ELECTION, "na-22", "10")
    reader.page.route("**/standings.json", lambda route: route.fulfill(content_type="application/json", body=held))
    reader.open(f"{E}explore/")
    for _ in range(3):
        wait(reader, 10_000)
    assert reader.page.locator("#explore path.seat").count() == 0
    assert not reader.page.locator("#explore-note").inner_text()
    reader.page.unroute_all()
    wait(reader, 40_000)
    reader.page.locator("#explore path.seat[aria-label^='NA-22 ']").wait_for(state="attached")


def test_a_zoomable_map_that_could_not_be_loaded_is_loaded_with_the_next_news(reader, database):
    reader.page.route("**/standings.json", lambda route: route.abort())
    reader.open(f"{E}explore/")
    reader.page.locator("#explore-note:not(:empty)").wait_for()
    reader.page.unroute_all()
    newsroom.act(database, "count_again", ELECTION, "na-22", "10")
    wait(reader)
    reader.page.locator("#explore path.seat[aria-label^='NA-22 ']").wait_for(state="attached")


def test_news_of_the_page_is_told_where_its_map_cannot_be_drawn(reader, living):
    reader.open(f"{E}explore/")
    reader.page.locator("#explore path.seat").first.wait_for(state="attached")
    moved = news(reader)["version"] + 1
    figures = news(reader, version=moved)
    page = reader.page.request.get(f"{living}{E}explore/").text()
    page = page.replace(f'data-version="{moved - 1}"', f'data-version="{moved}"').replace("<h1>", "<h1>News on the ")
    reader.page.route("**/results.json", lambda route: route.fulfill(json=figures))
    reader.page.route("**/standings.json", lambda route: route.abort())
    reader.page.route(f"{living}{E}explore/", lambda route: route.fulfill(content_type="text/html", body=page))
    for pause in (SOON, 20_000):  # asked for again, and marked still
        wait(reader, pause)
        assert reader.page.locator("h1.is-new").count() == 1
        assert reader.page.locator(".live [role=status]").first.text_content() == "News on the Zoomable map"


def test_the_server_says_how_often_to_ask(reader):
    reader.open(E)
    same = news(reader)
    reader.page.route("**/results.json", lambda route: route.fulfill(json=same))
    wait(reader)
    reader.forget()
    for _ in range(5):
        wait(reader, 25_000)
    assert 4 <= len(asked(reader, "results.json")) <= 6


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


@pytest.mark.parametrize("kind", ["saveData: true", "effectiveType: 'slow-2g'", "effectiveType: '2g'"])
def test_a_saving_connection_is_asked_of_less_often(reader, kind):
    reader.context.add_init_script(f"Object.defineProperty(navigator, 'connection', {{ value: {{ {kind} }} }})")
    reader.open(E)
    every = reader.page.evaluate(f"Number({STATE}.every)") * 1000
    reader.forget()
    wait(reader, 2 * every)
    assert reader.requests == []
    wait(reader, 4 * every)
    assert asked(reader, "results.json")


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
