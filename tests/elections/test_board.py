"""The board: what it says of each seat, in which order, to whom, and that it stays cheap."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elections.desk.board import elections_on, is_on, rows_of
from elections.desk.filters import choices, narrowed
from elections.models import Contest, Count, Draft, Election, Freeze
from elections.roles import make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2022, 10, 16, 20, tzinfo=UTC)


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


def person(name: str, role: str = ""):
    """A member of staff in one of the roles, or with no right at all."""
    make_roles()
    user = make.get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seat(election, code: str, **values):
    contest = make.make_contest(election, code, stations_total=10, **values)
    contest.pti, contest.ppp = make.make_candidacy(contest, "pti"), make.make_candidacy(contest, "ppp")
    return contest


def at(minutes: int) -> dict:
    """Published and entered so many minutes before midnight."""
    moment = MIDNIGHT - timedelta(minutes=minutes)
    return {"entered_at": moment, "published_at": moment}


def rows(election, user=None, now=MIDNIGHT):
    return rows_of(election, user, now).rows


def needs(election, **options) -> dict[str, str]:
    return {row.result.seat.code: row.need for row in rows(election, **options)}


def row(election, **options):
    (only,) = rows(election, **options)
    return only


# which board


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        ("2022-10-14T18:59:00Z", False),
        ("2022-10-14T19:00:00Z", True),  # midnight of the 15th in Karachi
        ("2022-10-19T18:59:00Z", True),
        ("2022-10-19T19:00:00Z", False),
    ],
)
def test_an_election_is_on_from_the_day_before_to_three_days_after_in_its_own_zone(election, moment, on):
    now = datetime.fromisoformat(moment)
    assert is_on(election, now) is on
    assert elections_on(now) == [election] * on


def today(slug: str, **values) -> Election:
    now = timezone.now()
    times = {"date": now.date(), "polls_close": now - timedelta(hours=2), "results_from": now - timedelta(hours=1)}
    return make.make_election(slug, time_zone="UTC", **{**times, **values})


def test_the_first_page_is_the_board_of_the_one_election_that_is_on(client, race):
    today("tonight", name="Tonight's by-elections")
    page = client.get("/admin/")
    assert page.templates[0].name == "admin/desk/board.html"
    assert page.context["election"].slug == "tonight"


def test_of_several_elections_that_are_on_one_is_chosen(client):
    today("tonight"), today("drill", rehearsal=True)
    page = client.get("/admin/")
    assert [e.slug for e in page.context["elections"]] == ["drill", "tonight"]
    assert reverse("admin:desk", args=["drill"]) in page.content.decode()


def test_with_none_on_the_tables_come_first_with_every_board_above_them(client, race):
    page = client.get("/admin/")
    text = page.content.decode()
    assert page.templates[0].name == "admin/index.html"
    assert text.index(reverse("admin:desk", args=[race.election.slug])) < text.index("/admin/elections/count/")


def test_the_tables_stay_reachable_while_an_election_is_on(client):
    today("tonight")
    assert reverse("admin:tables") in client.get("/admin/").content.decode()
    assert "/admin/elections/count/" in client.get(reverse("admin:tables")).content.decode()


def test_who_may_not_see_the_desk_gets_no_board(race):
    today("tonight")
    stranger = signed_in(person("stranger"))
    assert "tonight" not in stranger.get("/admin/").content.decode()
    for name in ("desk", "desk_rows"):
        assert stranger.get(reverse(f"admin:{name}", args=["tonight"])).status_code == 403
        assert Client().get(reverse(f"admin:{name}", args=["tonight"])).status_code == 302
    assert signed_in(person("reader", "reader")).get(reverse("admin:desk", args=["tonight"])).status_code == 200
    assert signed_in(person("other", "reader")).get(reverse("admin:desk", args=["nowhere"])).status_code == 404


# what a seat needs, and the order


def test_seats_stand_in_the_order_in_which_they_need_a_person(election):
    Election.objects.update(second_person="calls")
    election.refresh_from_db()
    done, quiet, old, new = (seat(election, f"NA-{n}") for n in (1, 2, 3, 4))
    confirm, publish, review, late, full = (seat(election, f"NA-{n}") for n in (5, 6, 7, 8, 9))
    make.make_call(done, done.pti, count=make.make_count(done, {done.pti: 2, done.ppp: 1}, **at(200)))
    make.make_count(quiet, {quiet.pti: 2, quiet.ppp: 1}, stations_reported=5, **at(60))
    make.make_count(new, {new.pti: 2, new.ppp: 1}, stations_reported=5, **at(5))
    make.make_count(old, {old.pti: 2, old.ppp: 1}, stations_reported=5, **at(59))
    make.make_count(full, {full.pti: 2, full.ppp: 1}, stations_reported=10, **at(3))
    make.make_call(confirm, confirm.pti, published=False)
    make.make_count(publish, {publish.pti: 1}, published=False)
    make.make_call(review, review.pti, count=make.make_count(review, {review.pti: 2, review.ppp: 1}, **at(50)))
    make.make_count(review, {review.pti: 2, review.ppp: 3}, **at(40))
    assert needs(election) == {
        "NA-7": "review",
        "NA-5": "confirm",
        "NA-6": "publish",
        "NA-8": "late",
        "NA-2": "quiet",
        "NA-9": "counting",
        "NA-3": "counting",
        "NA-4": "counting",
        "NA-1": "done",
    }
    assert list(needs(election)) == [f"NA-{n}" for n in (7, 5, 6, 8, 2, 9, 3, 4, 1)]


def test_a_seat_is_late_two_hours_after_its_own_results_may_be_public(election):
    seat(election, "NA-1"), seat(election, "NA-2", polls_close=make.POLLS_CLOSE + timedelta(hours=2))
    moment = make.RESULTS_FROM + timedelta(minutes=120)
    assert needs(election, now=moment - timedelta(seconds=1)) == {"NA-1": "awaiting", "NA-2": "awaiting"}
    assert needs(election, now=moment) == {"NA-1": "late", "NA-2": "awaiting"}


def test_a_seat_with_all_stations_in_is_never_quiet(election):
    contest = seat(election, "NA-1")
    make.make_count(contest, {contest.pti: 2, contest.ppp: 1}, stations_reported=10, **at(300))
    assert row(election).need == "counting"
    assert row(election).wants_call


def test_a_halted_poll_needs_nobody(election):
    seat(election, "NA-1", state="postponed")
    assert row(election).need == "done"
    assert rows_of(election, None, MIDNIGHT).halted == 1


def test_a_call_waits_for_a_second_person_only_where_the_election_asks(election):
    contest = seat(election, "NA-1")
    make.make_call(contest, contest.pti, published=False)
    assert row(election).need == "publish"
    Election.objects.update(second_person="calls")
    assert row(Election.objects.get()).need == "confirm"


def test_what_the_election_never_publishes_waits_for_no_person(election):
    contest = seat(election, "NA-1")
    make.make_count(contest, {contest.pti: 1}, published=False, form="phone", entered_at=MIDNIGHT)
    Election.objects.update(publishable="returning-officer")
    found = row(Election.objects.get())
    assert (found.need, [item.step for item in found.waiting]) == ("awaiting", ["held"])


def test_what_a_later_public_count_overtook_and_what_was_withdrawn_wait_no_more(election, editor):
    contest = seat(election, "NA-1")
    make.make_count(contest, {contest.pti: 1}, published=False)
    gone = make.make_count(contest, {contest.pti: 2}, published=False)
    gone.withdraw(editor, "misread")
    make.make_count(contest, {contest.pti: 3}, **at(1))
    assert row(election).waiting == ()


def test_the_age_is_that_of_the_last_count_that_was_not_withdrawn(election, editor):
    contest = seat(election, "NA-1")
    make.make_count(contest, {contest.pti: 1}, **at(30))
    make.make_count(contest, {contest.pti: 1}, **at(3)).withdraw(editor, "misread")
    assert row(election).at == MIDNIGHT - timedelta(minutes=30)


def test_warnings_that_were_passed_over_are_shown_with_their_reason(client, race, editor):
    finding = {"code": "votes-fall", "severity": "warning", "sentence": "Imran Khan has fewer votes than before."}
    make.make_count(race, {race.pti: 1}, findings=[finding], override_reason="read twice", entered_by=editor)
    (item,) = row(race.election).overridden
    assert (item.sentences, item.reason, item.by) == ((finding["sentence"],), "read twice", "editor")
    text = client.get(reverse("admin:desk", args=[race.election.slug])).content.decode()
    assert finding["sentence"] in text
    assert "read twice" in text
    make.make_count(race, {race.pti: 2})
    assert row(race.election).overridden == ()


def test_who_has_a_seat_open_is_named_and_who_left_something_typed(race, editor, second_editor):
    Draft.objects.create(contest=race, user=editor, kind="count", seen_at=MIDNIGHT - timedelta(seconds=89))
    gone = {"seen_at": MIDNIGHT - timedelta(seconds=91), "saved_at": MIDNIGHT, "data": {"note": "x"}}
    Draft.objects.create(contest=race, user=second_editor, kind="count", **gone)
    found = row(race.election)
    assert (found.openers, found.unsaved, found.conflict) == (("editor",), ("second-editor",), False)
    Draft.objects.update(seen_at=MIDNIGHT)
    assert row(race.election).conflict


def test_two_counts_that_wait_at_once_are_a_conflict(race):
    make.make_count(race, {race.pti: 1}, published=False), make.make_count(race, {race.pti: 2}, published=False)
    assert row(race.election).conflict


def test_embargoed_figures_are_on_the_board_and_said_to_be(client, race):
    now = timezone.now()
    Election.objects.update(date=now.date(), polls_close=now, results_from=now + timedelta(hours=1))
    make.make_count(race, {race.pti: 300_500, race.ppp: 40}, published_at=now)
    text = client.get(reverse("admin:desk", args=[race.election.slug])).content.decode()
    assert "Not public before" in text
    assert "300,460" in text
    assert "300,460" not in client.get(reverse("seat", args=[race.election.slug, "na-22"])).content.decode()


def test_a_frozen_election_keeps_its_board_fresh(client, race, editor):
    from elections.desk.freezing import freeze

    freeze(race.election, editor, "figures doubted")
    make.make_count(race, {race.pti: 500, race.ppp: 40})
    text = client.get(reverse("admin:desk", args=[race.election.slug])).content.decode()
    assert "Frozen since" in text
    assert "460" in text


# filters


def test_filters_leave_what_they_say_and_tell_how_much(election):
    punjab = make.make_district("multan", "punjab")
    first = seat(election, "NA-1")
    seat(election, "PP-2", constituency=make.make_constituency("PP-2", district=punjab))
    make.make_count(first, {first.pti: 2, first.ppp: 1}, stations_reported=5, **at(3))
    found = rows(election)

    def codes(**chosen):
        return [row.result.seat.code for row in narrowed(found, chosen)]

    assert codes() == codes(show="all") == codes(show="nonsense", province="atlantis") == ["PP-2", "NA-1"]
    assert codes(show="someone") == codes(show="awaiting") == codes(province="punjab") == ["PP-2"]
    assert codes(show="counting") == codes(assembly="na") == ["NA-1"]
    assert codes(show="called") == codes(show="counting", province="punjab") == []
    told = choices(found, {"province": "punjab"})
    assert {choice.value: choice.rows for choice in told["show"]} == {
        "all": 1, "someone": 1, "awaiting": 1, "counting": 0, "called": 0, "late": 1,
    }  # fmt: skip
    assert [(choice.value, choice.rows, choice.current) for choice in told["province"]] == [
        ("", 2, False), ("punjab", 1, True), ("khyber-pakhtunkhwa", 1, False),
    ]  # fmt: skip


def test_late_quiet_and_warned_seats_can_be_chosen_while_there_are_any(election):
    finding = {"code": "votes-fall", "severity": "warning", "sentence": "Fewer votes than before."}
    quiet, warned = seat(election, "NA-1"), seat(election, "NA-2")
    make.make_count(quiet, {quiet.pti: 2, quiet.ppp: 1}, stations_reported=5, **at(90))
    values = {"findings": [finding], "override_reason": "read twice", **at(3)}
    make.make_count(warned, {warned.pti: 2, warned.ppp: 1}, stations_reported=5, **values)
    found = rows(election)
    told = {choice.value: choice.rows for choice in choices(found, {})["show"]}
    assert {name: told.get(name) for name in ("late", "quiet", "overridden")} == {
        "late": None, "quiet": 1, "overridden": 1,
    }  # fmt: skip
    assert [row.result.seat.code for row in narrowed(found, {"show": "quiet"})] == ["NA-1"]
    assert [row.result.seat.code for row in narrowed(found, {"show": "overridden"})] == ["NA-2"]
    assert [(c.value, c.rows) for c in choices(found, {"show": "late"})["show"] if c.current] == [("late", 0)]


def test_mine_are_the_seats_within_my_limits_and_only_they_can_be_entered(election):
    entry = person("entry", "entry")
    _other, second = seat(election, "NA-1"), seat(election, "PP-2")
    entry.desk_limits.create(assembly=second.constituency.assembly)
    found = rows(election, user=entry)
    assert [row.result.seat.code for row in narrowed(found, {"show": "mine"})] == ["PP-2"]
    text = signed_in(entry).get(reverse("admin:desk", args=[election.slug])).content.decode()
    assert 'id="enter-pp-2"' in text
    assert 'id="enter-na-1"' not in text


def test_a_filter_is_an_address(client, election):
    seat(election, "NA-1"), seat(election, "PP-2")
    page = client.get(reverse("admin:desk", args=[election.slug]) + "?assembly=pp&show=someone")
    text = page.content.decode()
    assert [row.result.seat.code for row in page.context["rows"]] == ["PP-2"]
    assert 'href="?assembly=pp"' in text  # all needs, the assembly kept
    assert len(re.findall(r'aria-current="true"', text)) == 2


# cost and refreshing


def test_the_board_takes_the_same_queries_for_3_and_300_seats(client, election, editor):
    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    def fill(numbers):
        for number in numbers:
            contest = seat(election, f"NA-{number}")
            make.make_count(contest, {contest.pti: 2, contest.ppp: 1}, stations_reported=5, entered_by=editor)
            make.make_call(contest, contest.pti, published=False, entered_by=editor)
            Draft.objects.create(contest=contest, user=editor, kind="count")

    path = reverse("admin:desk", args=[election.slug])
    fill(range(1, 4))
    few = queries(path)
    fill(range(4, 301))
    assert (queries(path), Contest.objects.count()) == (few, 300)


def changed(client, election, tag: str) -> tuple[bool, str]:
    answer = client.get(reverse("admin:desk_rows", args=[election.slug]), headers={"If-None-Match": tag})
    return answer.status_code == 200, answer["ETag"]


def test_the_rows_answer_304_until_something_moves(client, race, editor, monkeypatch):
    now = timezone.now().replace(second=5)
    monkeypatch.setattr(timezone, "now", lambda: now)
    tag = client.get(reverse("admin:desk", args=[race.election.slug])).context["tag"]
    assert changed(client, race.election, tag) == (False, tag)
    seen = {tag}
    for move in (
        lambda: make.make_count(race, {race.pti: 1}, published=False),
        lambda: Count.objects.get().publish(editor),
        lambda: make.make_call(race, race.pti, published=False),
        lambda: Draft.objects.create(contest=race, user=editor, kind="count"),
        lambda: Draft.objects.update(seen_at=now - timedelta(minutes=2)),
        lambda: Freeze.objects.create(election=race.election, version=1, contents=b"", lifted_at=None),
    ):
        move()
        moved, tag = changed(client, race.election, tag)
        assert moved
        assert tag not in seen
        seen.add(tag)


def test_nothing_of_the_desk_is_stored(client, race):
    for name in ("desk", "desk_rows"):
        assert "no-store" in client.get(reverse(f"admin:{name}", args=[race.election.slug]))["Cache-Control"]


def test_the_board_speaks_urdu_under_its_own_path(client, race):
    page = client.get("/ur" + reverse("admin:desk", args=[race.election.slug]))
    assert page.status_code == 200
    assert 'dir="rtl"' in page.content.decode()


def test_names_on_the_board_are_shown_as_written(client, race, editor):
    editor.first_name = "<script>alert(1)</script>"
    editor.save()
    finding = {"code": "x", "severity": "warning", "sentence": "<script>alert(2)</script>"}
    make.make_count(race, {race.pti: 1}, published=False, entered_by=editor, findings=[finding])
    text = client.get(reverse("admin:desk", args=[race.election.slug])).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


# freezing and wiping


@pytest.mark.parametrize("verb", ["freeze", "lift", "wipe"])
def test_only_who_has_the_right_to_freezes_lifts_and_wipes_and_only_by_post(client, race, verb):
    address = reverse(f"admin:desk_{verb}", args=[race.election.slug])
    for role in ("reader", "entry"):
        data = {"reason": "x", "typed": race.election.slug}
        assert signed_in(person(f"a-{role}", role)).post(address, data).status_code == 403
    assert client.get(address).status_code == 405
    assert not Freeze.objects.exists()


def test_the_chief_freezes_and_lifts_with_a_reason(race):
    chief = signed_in(person("chief", "chief"))
    here = reverse("admin:desk", args=[race.election.slug])
    page = chief.post(reverse("admin:desk_freeze", args=[race.election.slug]), {"reason": " "}, follow=True)
    assert (page.redirect_chain[0][0], Freeze.objects.count()) == (here, 0)
    chief.post(reverse("admin:desk_freeze", args=[race.election.slug]), {"reason": "figures doubted"})
    assert Freeze.objects.get(lifted_at=None).reason == "figures doubted"
    page = chief.post(reverse("admin:desk_lift", args=[race.election.slug]), follow=True)
    assert "The freeze is lifted" in page.content.decode()
    assert not Freeze.objects.filter(lifted_at=None).exists()


def test_a_reason_to_freeze_that_was_refused_stays_typed_and_control_characters_are_no_error(race):
    chief = signed_in(person("chief", "chief"))
    address = reverse("admin:desk_freeze", args=[race.election.slug])
    chief.post(address, {"reason": "figures\x00doubted"})
    assert Freeze.objects.get().reason == "figures doubted"
    chief.post(address, {"reason": "again"})
    Freeze.objects.update(lifted_at=timezone.now())
    board = reverse("admin:desk", args=[race.election.slug])
    assert 'value="again"' in chief.get(board).content.decode()
    assert 'value="again"' not in chief.get(board).content.decode()


def test_a_rehearsal_is_wiped_only_with_its_name_typed_and_a_real_election_never(race):
    boss = person("boss", "administrator")
    boss.user_permissions.set(Permission.objects.filter(content_type__app_label="elections"))
    boss = signed_in(boss)
    make.make_count(race, {race.pti: 1})
    address = reverse("admin:desk_wipe", args=[race.election.slug])
    assert "Wipe this rehearsal" not in boss.get(reverse("admin:desk", args=[race.election.slug])).content.decode()
    boss.post(address, {"typed": race.election.slug})
    assert Count.objects.count() == 1
    Election.objects.update(rehearsal=True)
    boss.post(address, {"typed": "yes"})
    assert Count.objects.count() == 1
    boss.post(address, {"typed": race.election.slug})
    assert Count.objects.count() == 0
