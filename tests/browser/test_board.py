"""The board, the call screen and the review as an editor meets them: whole, quiet, fresh, and by the keyboard alone."""

import pytest

from tests import site
from tests.browser.visits import DESK, PHONE, Visitor

NAME, PASSWORD = "chief", "a long pass phrase 22"
NIGHT = "tonight"
MAKE = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from elections.models import Call, Count, Election
from tests import factories as make
User.objects.create_superuser({name!r}, password={password!r})
sara = make.make_editor("sara")
now = timezone.now()
times = dict(date=now.date(), polls_close=now - timedelta(hours=4), results_from=now - timedelta(hours=3))
names = dict(name="Tonight", name_ur="آج رات", time_zone="UTC", second_person="calls")
election = make.make_election({night!r}, **names, **times)
def seat(code, **values):
    contest = make.make_contest(election, code, stations_total=100, **values)
    contest.pti = make.make_candidacy(contest, "pti", "first-of-" + code.lower())
    contest.ppp = make.make_candidacy(contest, None, "second-of-all-in-" + code.lower())
    return contest
def count(contest, pti, ppp, stations, minutes, **values):
    moment = now - timedelta(minutes=minutes)
    values = dict(published_at=moment, entered_at=moment, entered_by=sara, stations_reported=stations) | values
    return make.make_count(contest, {{contest.pti: pti, contest.ppp: ppp}}, **values)
finding = dict(code="votes-fall", severity="warning", sentence="Fewer votes than before.")
one, two, three, four, five, six = (seat(f"NX-{{n}}") for n in range(1, 7))
count(one, 5000, 4000, 60, 5)
count(two, 5000, 4000, 60, 90)
count(three, 5000, 4000, 60, 5)
count(three, 4900, 5100, 70, 2, published=False, published_at=None, findings=[finding], override_reason="read twice")
make.make_call(four, four.pti, published=False, entered_by=sara, count=count(four, 5000, 4000, 100, 5))
make.make_call(five, five.pti, entered_by=sara, count=count(five, 5000, 4000, 60, 30))
count(five, 6000, 7000, 90, 5)
"""
NEWS = """
from elections.models import Contest
from tests import factories as make
contest = Contest.objects.get(constituency__code="NX-1")
first, second = contest.candidacies.order_by("pk")
make.make_count(contest, {first: 7000, second: 6500}, stations_reported=90)
"""
BOARD = f"/admin/desk/{NIGHT}/"
PAGES = {
    "board": BOARD,
    "board, narrowed": f"{BOARD}?show=someone",
    "call": f"{BOARD}nx-1/call/",
    "call in review": f"{BOARD}nx-5/call/",
    "review of a count": f"{BOARD}nx-3/count/2/",
    "review of a call": f"{BOARD}nx-4/call/1/",
    "national page as it would be": f"{BOARD}nx-4/call/1/?page=election",
    "list of counts": "/admin/elections/count/",
    "record of a count": "/admin/elections/count/1/change/",
}


@pytest.fixture(scope="module")
def night(chromium, tmp_path_factory, shelf):
    """The path of a database with one election that is on."""
    database = site.migrated(tmp_path_factory.mktemp("board") / "night.sqlite3", shelf)
    site.manage(database, "shell", "--verbosity=0", "-c", MAKE.format(name=NAME, password=PASSWORD, night=NIGHT))
    return database


@pytest.fixture(scope="module")
def address(night):
    with site.serving(night) as address:
        yield address


@pytest.fixture
def desk(chromium, address):
    with Visitor(chromium, address) as visitor:
        visitor.open("/admin/login/?next=/admin/")
        visitor.page.locator("#id_username").fill(NAME)
        visitor.page.locator("#id_password").fill(PASSWORD)
        visitor.page.locator("#id_password").press("Enter")
        visitor.page.wait_for_url("**/admin/")
        yield visitor


@pytest.mark.parametrize("prefix", ["", "/ur"], ids=["English", "Urdu"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_quiet_accessible_and_fits(desk, name, prefix):
    # Either language meets both widths and both schemes, together all four pairs: examining a page takes seconds.
    pairs = ((PHONE, "light"), (DESK, "dark")) if prefix else ((DESK, "light"), (PHONE, "dark"))
    for size, scheme in pairs:
        assert desk.open(prefix + PAGES[name], size, scheme).status == 200
        assert desk.page.locator("html").get_attribute("dir") == ("rtl" if prefix else "ltr")
        assert desk.page.locator("h1").count() == 1
        assert desk.overflow() <= 0
        assert desk.strangers() == []
        assert desk.complaints() == []  # before the examiner adds marks of its own
        assert desk.accessibility_faults() == []


def test_the_first_screen_of_a_phone_shows_what_to_do_next(desk):
    desk.open("/admin/", PHONE)
    button = desk.page.locator(".desk-seat .desk-button").first.bounding_box()
    assert button["y"] + button["height"] <= PHONE["height"]
    assert button["height"] >= 44


def test_every_button_of_the_board_can_be_hit(desk):
    desk.open(BOARD, PHONE)
    sizes = desk.page.evaluate(
        "[...document.querySelectorAll('#desk-rows :is(a, button, summary)')].filter(e => e.offsetParent)"
        ".map(e => [e.id, e.getBoundingClientRect().height])"
    )
    assert [name for name, height in sizes if height < 24] == []


def refreshed(desk) -> None:
    """Let the board ask at once, as it does when its page is looked at again."""
    with desk.page.expect_response("**/rows/**"):
        desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    desk.page.wait_for_timeout(200)


def test_it_refreshes_itself_and_takes_nothing_away(desk, night):
    desk.open(BOARD)
    page = desk.page
    page.locator("#over-nx-3-count-2 summary").click()
    page.locator("#call-nx-1").focus()
    site.manage(night, "shell", "--verbosity=0", "-c", NEWS)
    page.wait_for_timeout(1600)
    refreshed(desk)
    assert "90 of 100" in page.locator("#seat-nx-1 .how-far").inner_text()
    assert page.evaluate("document.activeElement.id") == "call-nx-1"
    assert page.locator("#over-nx-3-count-2").get_attribute("open") is not None
    assert page.locator("#desk-said").inner_text().startswith("NX-1: Leading")
    assert desk.complaints() == []


def test_nothing_moves_under_a_finger_that_is_about_to_press(desk):
    desk.open(BOARD)
    page = desk.page
    page.evaluate("document.querySelector('#seat-nx-1 h2').textContent = 'marked'")
    page.evaluate("document.getElementById('desk-rows').dataset.from += '?x=1&'")  # another tag, so a whole answer
    page.locator("#seat-nx-2 .state").hover()
    refreshed(desk)
    assert page.locator("#seat-nx-1 h2").inner_text() == "marked"


def test_a_lost_connection_shows_how_old_the_board_is(desk):
    desk.open(BOARD)
    desk.context.set_offline(True)
    desk.page.wait_for_timeout(200)
    told = desk.page.locator("#desk-age")
    assert told.inner_text().startswith("No connection. This is how it stood at ")
    assert desk.page.locator(".desk-seat").count() == 6
    desk.context.set_offline(False)
    refreshed(desk)
    assert told.inner_text() == "Refreshes itself."


def test_a_hidden_board_asks_nothing(desk):
    desk.open(BOARD)
    desk.forget()
    desk.page.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    desk.page.wait_for_timeout(500)
    assert [url for url in desk.requests if "/rows/" in url] == []


def test_without_a_script_the_board_is_whole_and_has_a_link_to_reload(chromium, address):
    with Visitor(chromium, address, java_script_enabled=False) as plain:
        plain.open(f"/admin/login/?next={BOARD}")
        plain.page.locator("#id_username").fill(NAME)
        plain.page.locator("#id_password").fill(PASSWORD)
        plain.page.locator("#id_password").press("Enter")
        plain.page.wait_for_url(f"**{BOARD}")
        assert plain.page.locator(".desk-seat").count() == 6
        assert "As of" in plain.page.locator("#desk-age").inner_text()
        plain.page.get_by_role("link", name="Reload").click()
        assert plain.page.locator(".desk-seat").count() == 6


def test_a_count_is_published_with_the_keyboard_alone(desk):
    desk.open(BOARD)
    desk.page.locator("#review-nx-3-count-2").focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/count/2/")
    assert desk.page.evaluate("document.activeElement.className") == "lead"
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.textContent") == "Publish"
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**{BOARD}")
    assert "published" in desk.page.locator(".messagelist").inner_text()
    assert "70 of 100" in desk.page.locator("#seat-nx-3 .how-far").inner_text()


def test_a_seat_is_called_with_the_keyboard_alone(desk):
    desk.open(f"{BOARD}nx-2/call/")
    assert desk.page.evaluate("document.activeElement.name") == "candidacy"
    desk.page.keyboard.press("Space")
    desk.page.keyboard.press("Enter")
    reason = desk.page.locator("#id_override_reason")
    reason.wait_for()
    reason.focus()
    desk.page.keyboard.type("strongholds alone are out")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/nx-2/call/1/")
    assert "Saved against a warning" in desk.page.locator(".desk-bar").inner_text()


def test_what_is_typed_on_the_call_screen_outlives_a_reload(desk):
    address = f"{BOARD}nx-6/call/"
    desk.open(address)
    desk.page.locator(".winners input").nth(1).check()
    desk.page.locator("summary", has_text="Notes").click()
    desk.page.locator("#id_note").fill("By a wide margin.")
    desk.page.locator("[data-kept]", has_text="Draft kept").wait_for()
    desk.page.locator("[data-discard]").wait_for()
    assert desk.complaints() == []
    desk.open(address)
    assert desk.page.locator("#id_note").input_value() == "By a wide margin."
    assert desk.page.locator(".winners input").nth(1).is_checked()
    with desk.page.expect_navigation(wait_until="load"):
        desk.page.locator("[data-discard]").click()
    assert desk.page.locator("#id_note").input_value() == ""
    assert desk.complaints() == []
