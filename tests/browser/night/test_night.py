"""The night of 16 October 2022, played again at the desk with its real partial counts by two editors and a chief.

After every step all that is public is compared with what ought to be: no figure too early, none wrong, none lost.
"""

import json
from contextlib import ExitStack

import pytest

from tests import site
from tests.browser.night.people import Editor, Reader
from tests.browser.night.stage import ELECTION, night_database, reports

CALL = "from tests.browser.night.stage import candidacies; candidacies()"
CALLS = {"na-22": "imran-khan", "na-24": "imran-khan", "na-157": "ali-musa-gilani"}


@pytest.fixture(scope="module")
def night(chromium, tmp_path_factory, shelf):
    database = night_database(tmp_path_factory.mktemp("night"), shelf)
    rows = json.loads(site.manage(database, "shell", "--verbosity=0", "-c", CALL).strip().splitlines()[-1])
    keys = {(seat, person): key for seat, person, key in rows}
    with site.serving(database) as address, ExitStack() as stack:
        yield Night(chromium, address, keys, stack)


class Night:
    def __init__(self, chromium, address: str, keys: dict, stack: ExitStack):
        self.chromium, self.address, self.keys, self.stack = chromium, address, keys, stack
        self.first = self.person("first-editor")
        self.second = self.person("second-editor")
        self.chief = self.person("chief-editor")
        self.reader = Reader(address, keys)
        self.reports = reports()
        self.left = set(self.reports)

    def person(self, name: str) -> Editor:
        return self.stack.enter_context(Editor(self.chromium, self.address, name, self.keys))

    def take(self, code: str, number: int) -> dict:
        """The next real report of a seat; each is played once."""
        self.left.remove((code, number))
        return self.reports[code, number]

    def plain(self, editor: Editor, code: str, number: int) -> None:
        """A report as most are: typed, checked, published, seen."""
        report = self.take(code, number)
        editor.enter(code, report, "As the source printed it; read back to the reporter.")
        self.reader.published(code, report)


def test_a_whole_night(night):
    night.reader.look()  # nothing yet
    first_count_is_public_only_when_it_is_published(night)
    a_message_is_pasted(night)
    a_conflict_is_shown_side_by_side(night)
    a_wrong_digit_is_caught(night)
    a_reload_in_mid_typing_loses_nothing(night)
    a_lost_connection_loses_nothing(night)
    a_partial_printed_as_final_is_withdrawn(night)
    a_freeze_holds_everything(night)
    for code, number in sorted(night.left):
        night.plain(night.first if number % 2 else night.second, code, number)
    for code, person in CALLS.items():
        a_call_needs_two(night, code, person)
    a_withdrawn_winner_leaves_a_correction(night)
    assert not night.left
    for person in (night.first, night.second, night.chief):
        assert [text for text in person.messages if "ERR_INTERNET_DISCONNECTED" not in text] == []
        assert person.strangers() == []


def first_count_is_public_only_when_it_is_published(night):
    report = night.take("na-22", 1)
    night.first.page.click("#enter-na-22")
    night.first.type_report("na-22", report)
    night.reader.look("na-22")
    night.first.save()
    night.reader.look("na-22")
    night.first.publish()
    night.reader.published("na-22", report)


def a_message_is_pasted(night):
    report, page = night.take("na-24", 1), night.second.page
    night.second.seat("na-24")
    page.click(".entry-paste summary")
    votes = report["votes"]
    page.fill("#message", f"NA-24 {report['stations']}/384 PTI {votes['imran-khan']} ANP {votes['aimal-wali-khan']:,}")
    page.click("[data-read]")
    page.wait_for_selector(".is-filled")
    page.select_option("[name=form]", "press")
    page.select_option("[name=source]", index=1)
    night.second.save()
    night.reader.look("na-24")
    night.second.publish()
    night.reader.published("na-24", report)


def a_conflict_is_shown_side_by_side(night):
    earlier, later = night.take("na-31", 1), night.take("na-31", 2)
    night.second.seat("na-31")
    night.second.type_report("na-31", later)
    night.first.enter("na-31", earlier)
    night.reader.published("na-31", earlier)
    night.second.save()
    refusal = night.second.refused()
    assert "first-editor" in refusal
    for report in (earlier, later):
        for votes in report["votes"].values():
            assert f"{votes:,}" in refusal
    assert night.second.votes("na-31", "imran-khan").input_value() == f"{later['votes']['imran-khan']:,}"
    night.reader.look("na-31")
    night.second.save("Looked at the other count: this one is of more stations.")
    night.second.publish()
    night.reader.published("na-31", later)


def a_wrong_digit_is_caught(night):
    night.plain(night.first, "na-22", 2)
    night.plain(night.first, "na-22", 3)
    report = night.take("na-22", 4)
    night.first.seat("na-22")
    night.first.type_report("na-22", report)
    field = night.first.votes("na-22", "imran-khan")
    field.fill(f"{report['votes']['imran-khan']}0")
    night.first.save()
    assert night.first.page.locator(".entry-warnings li, .entry-errors li").count() >= 1
    night.reader.look("na-22")
    field.fill(f"{report['votes']['imran-khan']:,}")
    night.first.save("The stations of the count before are not known.")
    night.first.publish()
    night.reader.published("na-22", report)


def a_reload_in_mid_typing_loses_nothing(night):
    report, page = night.take("na-108", 1), night.second.page
    night.second.seat("na-108")
    night.second.type_report("na-108", report)
    page.wait_for_selector("[data-kept]:not(:empty)")
    page.reload()
    for person, votes in report["votes"].items():
        assert night.second.votes("na-108", person).input_value() == f"{votes:,}"
    assert page.input_value("[name=stations_reported]") == report["stations"]
    night.second.save("As the source printed it.")
    night.second.publish()
    night.reader.published("na-108", report)


def a_lost_connection_loses_nothing(night):
    night.plain(night.first, "na-157", 1)
    report, page = night.take("na-157", 2), night.first.page
    night.first.seat("na-157")
    night.first.context.set_offline(True)
    night.first.type_report("na-157", report)
    page.wait_for_selector("[data-kept].is-bad")
    night.first.context.set_offline(False)
    page.wait_for_selector("[data-kept]:not(.is-bad):not(:empty)", timeout=15_000)
    page.wait_for_timeout(1500)
    page.close()
    night.first.new_tab()
    night.first.seat("na-157")
    for person, votes in report["votes"].items():
        assert night.first.votes("na-157", person).input_value() == f"{votes:,}"
    night.first.save("The second figure is cut off in the source.")
    night.first.publish()
    night.reader.published("na-157", report)


def a_partial_printed_as_final_is_withdrawn(night):
    """Six outlets printed 79,743 as the final figure of NA-157; it was a partial one."""
    good, report = night.reports["na-157", 2], night.take("na-157", 3)
    night.second.seat("na-157")
    night.second.type_report("na-157", {**report, "stations": "264"})
    night.second.save()
    assert "264" in night.second.refused()
    night.second.save("Six outlets print it as final.")
    night.second.publish()
    night.reader.published("na-157", report)
    page = night.second.page
    night.second.open(f"/admin/desk/{ELECTION}/na-157/count/3/")
    page.click(".desk-acts details summary")
    page.fill("#why", "It was a partial count that outlets printed as final.")
    night.second.go(lambda: page.press("#why", "Enter"))
    night.reader.published("na-157", good)
    log = night.reader.page(f"/elections/{ELECTION}/changes/")
    assert "It was a partial count that outlets printed as final." in log
    assert "second-editor" not in log
    for votes in set(report["votes"].values()) - set(good["votes"].values()):
        assert log.count(f"{votes:,}") == log.count(f"<del>{votes:,}</del>") == 2  # published, and withdrawn
    night.plain(night.second, "na-157", 4)


def a_freeze_holds_everything(night):
    report, page = night.take("na-24", 2), night.chief.page
    night.chief.open(f"/admin/desk/{ELECTION}/")
    page.click(".desk-act summary")
    page.fill("#freeze-reason", "Two desks disagree about the figures.")
    night.chief.go(lambda: page.press("#freeze-reason", "Enter"))
    page.wait_for_selector("form[action*='/lift/'] button")
    night.reader.look("na-24")
    night.first.enter("na-24", report)
    night.reader.look("na-24")  # as before
    page.reload()
    night.chief.go(lambda: page.click("form[action*='/lift/'] button"))
    page.wait_for_selector("#freeze-reason", state="attached")
    night.reader.published("na-24", report)


def a_call_needs_two(night, code: str, person: str):
    editor, page = night.second, night.second.page
    editor.seat(code, "call/")
    page.check(f"#winner-{night.keys[code, person]}")
    page.select_option("[name=basis]", "press")
    page.select_option("[name=source]", index=1)
    page.select_option("[name=count]", index=1)
    editor.go(lambda: page.click(".send button"))
    assert page.locator("form[action*='confirm'] button").count() == 0, "whoever entered it may not confirm it"
    night.reader.look(code)
    address = page.url.removeprefix(night.address)
    night.chief.open(address)
    night.chief.publish("confirm-publish")
    night.reader.called(code, person)


def a_withdrawn_winner_leaves_a_correction(night):
    page = night.chief.page
    night.chief.open(f"/admin/desk/{ELECTION}/na-24/call/1/")
    page.click(".desk-acts details summary")
    page.fill("#why", "It was called too early.")
    night.chief.go(lambda: page.press("#why", "Enter"))
    night.reader.called("na-24", None)
    sentence = "Earlier we reported that Imran Khan (PTI) had won; that was wrong."
    for path in (f"/elections/{ELECTION}/", f"/elections/{ELECTION}/seats/na-24/", f"/embed/elections/{ELECTION}/"):
        assert sentence in night.reader.page(path), path
    assert sentence not in night.reader.page(f"/elections/{ELECTION}/seats/na-22/")
