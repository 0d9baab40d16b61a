"""The entry screen in a real browser: by keyboard alone, without a connection, beside a second tab and editor."""

from contextlib import contextmanager

import pytest

from tests import site
from tests.browser.visits import DESK, PHONE, Visitor

PASSWORD = "a long pass phrase 22"  # noqa: S105
SEATS = (
    "keys",
    "reload",
    "lost",
    "session",
    "tabs",
    "two",
    "paste",
    "look",
    "plain",
    "closed",
    "away",
    "cut",
    "late",
    "ill",
)
BEFORE, NOW = (24815, 23187, 4102, 812, 655, 120), ("40,411", "37856", "6302", "1,212", "1001", "201")
# No two seats have the same votes: the checks would ask about that.
LATER, AGAIN = (
    ("39,822", "38,177", "6415", "1,301", "987", "188"),
    ("41,036", "37243", "6529", "1,188", "1,043", "214"),
)
ILL = ("40,077", "37,311", "6,390", "1,266", "1,017", "209")
CUT = ("39,511", "36,904", "6188", "1,244", "995", "167")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SEED = f"""
from datetime import timedelta
from zoneinfo import ZoneInfo
from django.contrib.auth.models import User
from django.utils import timezone
from tests import factories as make
users = [User.objects.create_superuser(name, password={PASSWORD!r}) for name in ("sana", "bilal")]
now = timezone.now()
election = make.make_election("night", polls_close=now - timedelta(hours=4), results_from=now - timedelta(hours=3))
facts = {{"registered_voters": 471184, "stations_total": 330, "candidates_complete": True}}
for number, slug in enumerate({SEATS!r}):
    contest = make.make_contest(election, f"NA-{{number}}", **facts)
    contest.constituency.__class__.objects.filter(pk=contest.constituency_id).update(slug=slug)
    parties = ("pti", "jui-f", "ji", None, "tlp", None)
    rows = [make.make_candidacy(contest, party, symbol="Bat", ballot_order=n) for n, party in enumerate(parties)]
    make.make_count(contest, dict(zip(rows, {BEFORE!r})), stations_reported=118, form="phone", entered_by=users[0])
make.make_source("old", published=(now - timedelta(days=30)).date())
make.make_source("new", published=timezone.localdate(now, ZoneInfo(election.time_zone)))
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory, shelf):
    database = site.migrated(tmp_path_factory.mktemp("entry") / "night.sqlite3", shelf)
    site.manage(database, "shell", "--verbosity=0", "-c", SEED)
    return database


@pytest.fixture(scope="module")
def night(database):
    """The address of a site on its election night: six candidates a seat, one count in each."""
    with site.serving(database) as address:
        yield address


@contextmanager
def outage(database):
    """Where the database is, nothing can be opened."""
    away = database.rename(database.with_suffix(".away"))
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        away.rename(database)


def sign_in(page, address, name):
    page.goto(f"{address}/admin/login/?next=/healthz")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/healthz")


@pytest.fixture
def sana(chromium, night):
    with Visitor(chromium, night) as visitor:
        sign_in(visitor.page, night, "sana")
        yield visitor


@pytest.fixture
def bilal(chromium, night):
    with Visitor(chromium, night) as visitor:
        sign_in(visitor.page, night, "bilal")
        yield visitor


def screen(seat, language=""):
    return f"{language}/admin/desk/night/{seat}/"


def votes(page):
    return page.locator("[name^=votes_]")


def fill(page, figures, stations="190"):
    for field, figure in zip(votes(page).all(), figures, strict=False):
        field.fill(figure)
    page.locator("[name=stations_reported]").fill(stations)


def typed(page):
    return [field.input_value() for field in votes(page).all()]


def kept(page, text="Draft kept"):
    page.locator("[data-kept]", has_text=text).wait_for()


def save(page):
    with page.expect_navigation(wait_until="load"):
        page.locator("[data-save]").click()


def before(visitor, seat):
    """The votes of the last count that was recorded, as the screen shows them."""
    visitor.open(screen(seat))
    return [line.get_attribute("data-before") for line in visitor.page.locator(".entry-votes [data-before]").all()]


def plain(figures):
    return [figure.replace(",", "") for figure in figures]


def test_six_candidates_are_entered_checked_and_saved_in_twelve_keys_beyond_the_digits(sana):
    sana.open(screen("keys"))
    keys = sana.page.keyboard
    pressed = 0
    for figure in [*plain(NOW), "190"]:
        keys.type(figure)  # the digits
        if figure != "190":
            keys.press("Enter")
            pressed += 1
    keys.press("Control+Enter")
    pressed += 2
    sana.page.wait_for_url("**/count/2/")
    assert pressed <= 12
    assert before(sana, "keys") == plain(NOW)


def test_enter_and_tab_walk_the_fields_and_end_at_the_button(sana):
    sana.open(screen("look"))
    names = []
    for _step in range(13):
        names.append(sana.page.evaluate("document.activeElement.name"))
        sana.page.keyboard.press("Enter")
    assert names[6:] == [
        "stations_reported",
        "rejected_votes",
        "ballots_cast",
        "valid_votes",
        "form",
        "source",
        "as_of",
    ]
    assert sana.page.evaluate("document.activeElement.hasAttribute('data-save')")


def test_totals_follow_the_typing(sana):
    sana.open(screen("look"))
    fill(sana.page, ["۴۵٬۴۱۱", "40856"], "200")
    box = sana.page.locator("[data-totals]").inner_text().split("\n")
    for text in ("86,267", "4,555", "130 of 330"):
        assert text in box
    assert sana.page.locator("[data-difference]").first.inner_text() == "+20,596"


def test_what_was_typed_survives_a_reload(sana):
    sana.open(screen("reload"))
    fill(sana.page, ["12,048 2778", "7"])
    kept(sana.page)
    sana.page.reload()
    assert typed(sana.page)[:2] == ["12,048 2778", "7"]
    sana.page.locator("[data-discard-fold] summary").click()
    with sana.page.expect_navigation(wait_until="load"):
        sana.page.locator("[data-discard]").click()
    assert typed(sana.page)[:2] == ["", ""]


def test_what_was_typed_without_a_connection_is_kept_and_sent_when_it_is_back(sana):
    sana.open(screen("lost"))
    sana.context.set_offline(True)
    fill(sana.page, ["30", "20"])
    kept(sana.page, "Connection lost")
    sana.context.set_offline(False)
    kept(sana.page, "Kept again")
    sana.page.reload()
    assert typed(sana.page)[:2] == ["30", "20"]


def test_a_page_closed_without_a_connection_comes_back_as_it_was(sana):
    sana.open(screen("closed"))
    sana.context.set_offline(True)
    fill(sana.page, ["31", "21"])
    kept(sana.page, "Connection lost")
    sana.page.close()
    sana.context.set_offline(False)
    sana.page = sana.context.new_page()
    sana.open(screen("closed"))
    sana.page.locator("[data-back]", has_text="had kept").wait_for()
    assert typed(sana.page)[:2] == ["31", "21"]
    kept(sana.page)


def test_a_session_that_ended_loses_nothing(sana, night):
    sana.open(screen("session"))
    sana.context.clear_cookies()
    fill(sana.page, LATER)
    kept(sana.page, "signed out")
    other = sana.context.new_page()
    sign_in(other, night, "sana")
    kept(sana.page, "Kept again")
    save(sana.page)
    sana.page.wait_for_url("**/count/2/")
    assert before(sana, "session") == plain(LATER)


def test_a_save_that_meets_the_sign_in_page_loses_nothing(sana):
    sana.open(screen("away"))
    fill(sana.page, ["33", "23"])
    sana.context.clear_cookies()
    sana.page.locator("[data-save]").click()
    kept(sana.page, "signed out")
    sana.page.goto(f"{sana.address}/admin/login/?next={screen('away')}")
    sana.page.locator("#id_username").fill("sana")
    sana.page.locator("#id_password").fill(PASSWORD)
    sana.page.locator("#id_password").press("Enter")
    sana.page.wait_for_url(f"**{screen('away')}")
    kept(sana.page)
    assert typed(sana.page)[:2] == ["33", "23"]


def test_a_save_without_a_connection_stays_on_the_page_and_waits_for_the_editor(sana):
    sana.open(screen("cut"))
    fill(sana.page, CUT)
    sana.page.locator("#id_photo").set_input_files({"name": "form.png", "mimeType": "image/png", "buffer": PNG})
    kept(sana.page)
    sana.context.set_offline(True)
    sana.page.keyboard.press("Control+Enter")
    kept(sana.page, "nothing was sent")
    assert sana.page.url.endswith(screen("cut"))
    sana.context.set_offline(False)
    kept(sana.page, "It is not saved yet")
    sana.page.wait_for_timeout(1000)
    assert sana.page.url.endswith(screen("cut")), "nobody saves unseen what was typed a while ago"
    assert typed(sana.page) == list(CUT)
    assert sana.page.evaluate("document.getElementById('id_photo').files[0].name") == "form.png"
    save(sana.page)
    sana.page.wait_for_url("**/count/2/")
    assert before(sana, "cut") == plain(CUT)


def test_an_answer_that_never_comes_is_a_lost_connection_too(sana):
    sana.open(screen("late"))
    sana.page.route("**/late/draft/", lambda route: route.abort())
    fill(sana.page, ["34", "24"])
    sana.page.locator("[name=next]").click()
    kept(sana.page, "nothing was sent")
    sana.page.unroute("**/late/draft/")
    kept(sana.page, "It is not saved yet")


def test_a_save_while_the_database_is_away_stays_on_the_page_and_heals_by_itself(sana, database):
    sana.open(screen("ill"))
    fill(sana.page, ILL)
    kept(sana.page)
    with outage(database):
        sana.page.keyboard.press("Control+Enter")
        kept(sana.page, "The site does not answer: nothing was saved")
        assert sana.page.url.endswith(screen("ill"))
        other = sana.context.new_page()
        assert other.goto(sana.address + screen("ill", "/ur")).status == 503
        assert (other.locator("html").get_attribute("dir"), other.locator("h1").count()) == ("rtl", 1)
    kept(sana.page, "It is not saved yet")
    assert typed(sana.page) == list(ILL)
    save(sana.page)
    assert before(sana, "ill") == plain(ILL)


def test_a_late_autosave_does_not_bring_a_discarded_draft_back(sana):
    held = []
    sana.open(screen("late"))
    fill(sana.page, ["35", "25"])
    kept(sana.page)
    sana.page.route("**/late/draft/", lambda route: held.append(route.request) or route.continue_())
    votes(sana.page).first.fill("36")
    kept(sana.page)
    sana.page.wait_for_timeout(1500)
    sana.page.locator("[data-discard-fold] summary").click()
    with sana.page.expect_navigation(wait_until="load"):
        sana.page.locator("[data-discard]").click()
    late = next(request for request in held if "36" in request.post_data)
    answer = sana.context.request.post(late.url, data=late.post_data, headers=late.headers)
    assert answer.json()["discarded"]
    sana.page.reload()
    assert typed(sana.page)[:2] == ["", ""]


def test_a_source_older_than_the_poll_is_said_to_be_so_and_stays_so_over_a_reload(sana):
    sana.open(screen("late"))
    note, choice = sana.page.locator("#id_source_early"), sana.page.locator("#id_source")
    assert not note.is_visible()
    choice.select_option(label=choice.locator("option[data-early]").first.inner_text())
    assert note.is_visible()
    assert sana.accessibility_faults() == []
    kept(sana.page)
    sana.page.reload()
    assert note.is_visible()
    new = [text for text in choice.locator("option:not([data-early])").all_inner_texts() if "new" in text]
    choice.select_option(label=new[0])
    assert not note.is_visible()


def test_two_tabs_of_one_editor_know_of_each_other(sana, night):
    sana.open(screen("tabs"))
    other = sana.context.new_page()
    other.goto(night + screen("tabs"))
    fill(sana.page, ["1", "2"])
    kept(sana.page)
    fill(other, ["3", "4"])
    other.locator("[data-clash]", has_text="another tab").wait_for()
    assert typed(other)[:2] == ["3", "4"]
    other.get_by_role("button", name="Take those of the other tab").click()
    kept(other)
    assert typed(other)[:2] == ["1", "2"]


def test_two_editors_of_one_seat_lose_nothing(sana, bilal):
    for visitor in (sana, bilal):
        visitor.open(screen("two"))
    bilal.page.locator("[name=form]").select_option("phone")
    fill(bilal.page, LATER, "185")
    kept(bilal.page)
    assert "sana" in bilal.page.locator("[data-others]").inner_text()
    fill(sana.page, AGAIN)
    save(sana.page)
    sana.page.wait_for_url("**/count/2/")
    bilal.page.locator("[name=rejected_votes]").fill("9")
    bilal.page.locator("[data-newer]", has_text="sana recorded count 2").wait_for()
    save(bilal.page)
    assert "sana recorded count 2" in bilal.page.locator(".entry-conflict").inner_text()
    assert typed(bilal.page) == list(LATER)
    assert bilal.accessibility_faults() == []
    for size in (PHONE, DESK):
        bilal.page.set_viewport_size(size)
        assert bilal.overflow() == 0
    save(bilal.page)
    if bilal.page.locator("#id_override_reason").count():
        bilal.page.locator("#id_override_reason").fill("Counted since.")
        save(bilal.page)
    bilal.page.wait_for_url("**/count/3/")


def test_a_pasted_message_fills_the_form_and_marks_the_rest(sana):
    sana.open(screen("paste"))
    sana.page.locator("[data-paste-box] summary").click()
    sana.page.locator("#message").fill("190/330\nPTI 40411\nJUI-F 37856\nXYZ 77")
    sana.page.locator("[data-read]").click()
    sana.page.locator("[data-unread] mark").first.wait_for()
    assert plain(typed(sana.page)[:2]) == ["40411", "37856"]
    assert sana.page.locator(".is-filled").count() == 3
    assert sana.accessibility_faults() == []
    votes(sana.page).first.press("End")
    votes(sana.page).first.press("Backspace")
    assert sana.page.locator(".is-filled").count() == 2
    assert sana.complaints() == []
    assert before(sana, "paste") == [str(figure) for figure in BEFORE]


def test_a_warning_is_answered_by_keyboard_and_an_error_is_reached_by_its_link(sana):
    sana.open(screen("look"))
    fill(sana.page, ["12,048 2778", *NOW[1:]])
    save(sana.page)
    assert sana.accessibility_faults() == []
    sana.page.keyboard.press("Tab")
    sana.page.keyboard.press("Enter")
    assert sana.page.evaluate("document.activeElement.value") == "12,048 2778"
    sana.page.keyboard.press("Control+a")
    sana.page.keyboard.type("24814")
    sana.page.keyboard.press("Control+Enter")
    sana.page.locator(".entry-warnings").wait_for()
    assert sana.accessibility_faults() == []
    sana.page.keyboard.press("Tab")
    sana.page.keyboard.type("Recounted.")
    sana.page.keyboard.press("Control+Enter")
    sana.page.wait_for_url("**/count/2/")


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("", PHONE, "dark"), ("", DESK, "light"), ("/ur", PHONE, "light"), ("/ur", DESK, "dark")],
)
def test_the_screen_is_quiet_and_whole_everywhere(sana, language, size, scheme):
    sana.open(screen("reload", language), size, scheme)
    sana.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert sana.accessibility_faults() == []
    assert sana.overflow() == 0
    assert sana.complaints() == []
    assert sana.strangers() == []


def test_everything_works_without_a_script(chromium, night):
    with Visitor(chromium, night, java_script_enabled=False) as visitor:
        page = visitor.page
        sign_in(page, night, "bilal")
        page.goto(night + screen("plain"))
        page.locator("[data-paste-box] summary").click()
        page.locator("#message").fill("190/330\nPTI 40411")
        page.locator("[data-read]").click()
        assert plain(typed(page)[:1]) == ["40411"]
        page.locator("[name=form]").select_option("phone")
        fill(page, ["24,814", *NOW[1:]])
        votes(page).first.press("Enter")
        page.locator("#id_override_reason").fill("Recounted.")
        save(page)
        page.wait_for_url("**/count/2/")
