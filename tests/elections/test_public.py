"""The gate: what is public at a moment, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elections.models import Contest, ContestEvent, Election
from elections.public import UnknownElection, listed, snapshot, states
from elections.values import Text
from tests import factories as make
from tests.factories import NIGHT, POLLS_CLOSE, RESULTS_FROM

pytestmark = pytest.mark.django_db

SLUG = "by-2022-10-16"
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
AFTERWARDS = ("withheld", "recount", "repoll", "void", "notified", "vacated")


def result_at(at=NIGHT, **values):
    return snapshot(SLUG, at, **values).by_slug["na-22"]


def numbers(result):
    return [count.number for count in result.contest.counts]


def test_an_unknown_election_is_an_error_of_its_own():
    with pytest.raises(UnknownElection):
        snapshot("by-1999-01-01")


def test_a_published_count_is_public(race):
    make.make_count(race, {race.pti: 10, race.ppp: 0}, stations_reported=3)
    result = result_at()
    assert result.count.votes == {race.pti.pk: 10, race.ppp.pk: 0}
    assert (result.status, result.leader.person.slug, result.stations_reported) == ("counting", "imran-khan", 3)


def test_drafts_are_never_public(race):
    make.make_count(race, {race.pti: 10}, published=False)
    make.make_call(race, race.pti, published=False)
    result = result_at()
    assert (result.status, result.count, result.contest.calls) == ("awaiting", None, ())
    assert snapshot(SLUG, NIGHT).changes == ()


def test_a_withdrawn_count_leaves_its_reason_and_the_last_good_one(race, editor):
    make.make_count(race, {race.pti: 10, race.ppp: 9})
    make.make_count(race, {race.pti: 104371, race.ppp: 9}).withdraw(editor, "a digit too many")
    result = result_at()
    assert numbers(result) == [1]
    assert result.count.votes[race.pti.pk] == 10
    (correction,) = result.contest.corrections
    assert (correction.kind, correction.number, correction.reason) == ("count", 2, "a digit too many")
    assert "104371" not in repr(replace(result, contest=replace(result.contest, corrections=())))


def test_a_withdrawn_draft_was_never_public_and_is_no_correction(race, editor):
    make.make_count(race, {race.pti: 1}, published=False).withdraw(editor, "mistake")
    assert result_at().contest.corrections == ()


def test_a_withdrawn_call_falls_back_to_the_one_before(race, editor):
    make.make_call(race, race.pti)
    make.make_call(race, race.ppp).withdraw(editor, "wrong seat")
    assert result_at().winner.person.slug == "imran-khan"


def test_a_withdrawn_count_puts_the_call_that_rests_on_it_under_review(race, editor):
    count = make.make_count(race, {race.pti: 10, race.ppp: 9})
    make.make_call(race, race.pti, count=count)
    assert result_at().status == "unofficial"
    count.withdraw(editor, "misread")
    assert (result_at().status, result_at().winner) == ("review", None)


# embargo


def test_nothing_counted_is_public_before_results_from(race, editor):
    make.make_count(race, {race.pti: 10, race.ppp: 9}, ballots_cast=19)
    make.make_count(race, {race.pti: 99}).withdraw(editor, "misread")
    make.make_call(race, race.pti)
    before = snapshot(SLUG, RESULTS_FROM - SECOND)
    result = before.by_slug["na-22"]
    assert (result.status, result.count, result.winner, result.leader) == ("awaiting", None, None, None)
    assert (result.turnout, result.updated_at, result.contest.corrections) == (None, None, ())
    assert (result.embargoed, before.changes, before.updated_at) == (True, (), None)
    assert sum(total.votes for total in before.total.groups) == 0
    assert [c.person.slug for c in result.contest.candidates] == ["abdul-hakeem", "imran-khan"]
    assert result_at(RESULTS_FROM).winner.person.slug == "imran-khan"


def event(race, kind, days):
    date = race.election.date + timedelta(days=days)
    return ContestEvent.objects.create(contest=race, kind=kind, date=date, source=make.make_source())


def test_events_that_speak_of_the_result_are_embargoed_with_it(race):
    for kind, days in [("recount", -20), ("postponed", 0), ("terminated", 1), *((k, 8) for k in AFTERWARDS)]:
        event(race, kind, days)
    before = result_at(RESULTS_FROM - SECOND).contest
    assert [event.kind for event in before.events] == ["recount", "postponed", "terminated"]
    assert len(result_at(RESULTS_FROM).contest.events) == 3 + len(AFTERWARDS)


def test_a_contests_own_later_time_holds_its_events_and_note_back(race):
    Contest.objects.update(results_from=RESULTS_FROM + HOUR, note="76,681 votes", note_ur="ووٹ")
    event(race, "notified", 8)
    contest = result_at(RESULTS_FROM).contest
    assert (contest.events, contest.note) == ((), Text())
    contest = result_at(RESULTS_FROM + HOUR).contest
    assert (len(contest.events), contest.note) == (1, Text("76,681 votes", "ووٹ"))


@pytest.mark.parametrize(("state", "note"), [("", ""), ("postponed", "why"), ("void", "why")])
def test_the_note_is_embargoed_unless_the_poll_is_halted(race, state, note):
    Contest.objects.update(note="why", state=state)
    assert result_at(RESULTS_FROM - SECOND).contest.note.en == note
    assert result_at(RESULTS_FROM).contest.note.en == "why"


def test_a_source_of_polling_day_or_later_may_tell_who_won_and_is_embargoed(race):
    day = race.election.date
    early = make.make_source("early", published=day - timedelta(days=1))
    late, undated = make.make_source("late", title="PTI wins", published=day), make.make_source("undated")
    Contest.objects.update(vacancy_source=late, registered_source=early, stations_source=undated)
    type(race.pti).objects.update(source=late)
    before, after = result_at(RESULTS_FROM - SECOND).contest, result_at(RESULTS_FROM).contest
    assert (before.vacancy_source, before.candidates[0].source) == (None, None)
    assert (before.registered_source.key, before.stations_source.key) == ("early", "undated")
    assert (after.vacancy_source.key, after.candidates[0].source.key) == ("late", "late")


def test_the_word_unopposed_lifts_no_embargo_where_others_stand(race):
    make.make_call(race, race.pti, "unopposed")
    result = snapshot("by-2022-10-16", POLLS_CLOSE - HOUR).results[0]
    assert (result.winner, result.contest.calls) == (None, ())


def test_an_unopposed_winner_is_not_embargoed(race):
    race.ppp.delete()
    make.make_call(race, race.pti, "unopposed")
    result = result_at(POLLS_CLOSE - HOUR)
    assert (result.status, result.winner.person.slug, result.won_basis) == ("unofficial", "imran-khan", "unopposed")


def test_a_contests_own_later_times_hold_its_results_back(race):
    make.make_count(race, {race.pti: 10, race.ppp: 9})
    Contest.objects.update(results_from=RESULTS_FROM + HOUR)
    assert result_at(RESULTS_FROM).count is None
    assert result_at(RESULTS_FROM + HOUR).count is not None


def test_a_poll_that_closes_later_is_public_as_much_later(race):
    make.make_count(race, {race.pti: 10, race.ppp: 9})
    closes = RESULTS_FROM + HOUR
    Contest.objects.update(polls_close=closes)
    found = [result_at(at).status for at in (RESULTS_FROM, closes, closes + HOUR - SECOND, closes + HOUR)]
    assert found == ["scheduled", "awaiting", "awaiting", "counting"]
    assert result_at(closes).contest.results_from == closes + HOUR


def test_an_extended_poll_with_a_moment_of_its_own_is_never_public_before_it_closes(race):
    make.make_count(race, {race.pti: 10, race.ppp: 9})
    Contest.objects.update(polls_close=NIGHT, results_from=RESULTS_FROM + HOUR)
    assert (result_at(NIGHT - SECOND).count, result_at(NIGHT).status) == (None, "counting")


def test_an_earlier_time_of_its_own_cannot_lift_the_embargo(race):
    make.make_count(race, {race.pti: 10})
    Contest.objects.update(results_from=POLLS_CLOSE)
    assert result_at(RESULTS_FROM - SECOND).count is None


# the desk's preview


def test_a_proposed_count_is_shown_as_if_public_and_only_that_one(race):
    draft = make.make_count(race, {race.pti: 10, race.ppp: 9}, published=False)
    make.make_count(race, {race.pti: 77}, published=False)
    result = result_at(proposed=draft)
    assert (numbers(result), result.leader.person.slug, result.count.published_at) == ([1], "imran-khan", NIGHT)
    assert [change.number for change in snapshot(SLUG, NIGHT, draft).changes] == [1]
    assert result_at().count is None


def test_a_proposed_count_is_shown_even_before_the_embargo_ends(race):
    draft = make.make_count(race, {race.pti: 10, race.ppp: 9}, published=False)
    result = result_at(POLLS_CLOSE, proposed=draft)
    assert (result.status, result.leader.person.slug) == ("counting", "imran-khan")


# version, phase, instants


def test_phase_counts_the_instants_that_have_passed(race):
    Contest.objects.update(results_from=RESULTS_FROM + HOUR)
    instants = [POLLS_CLOSE, RESULTS_FROM, RESULTS_FROM + HOUR]
    for passed, (at, following) in enumerate(zip([POLLS_CLOSE - SECOND, *instants], [*instants, None], strict=True)):
        election = snapshot(SLUG, at).election
        assert (election.phase, election.next_instant) == (passed, following)
        assert str(states(at)[SLUG]) == election.state == f"1.{passed}"
        assert states(at)[SLUG].next_instant == following


def test_two_contests_with_the_same_time_of_their_own_make_one_instant(race):
    make.make_contest(race.election)
    Contest.objects.update(results_from=RESULTS_FROM + HOUR)
    assert states(NIGHT)[SLUG].phase == snapshot(SLUG, NIGHT).election.phase == 3


def test_version_grows_with_a_publication(race):
    before = str(states(NIGHT)[SLUG])
    make.make_count(race, {race.pti: 1}, published=False).publish(at=NIGHT)
    assert (before, str(states(NIGHT)[SLUG])) == ("1.2", "2.2")


def test_the_archive_lists_the_newest_election_first(election):
    make.make_election("by-2022-10-30", date=datetime(2022, 10, 30, tzinfo=UTC).date())
    assert [row.slug for row in listed(NIGHT)] == ["by-2022-10-30", SLUG]


# order and log


def test_seats_go_by_assembly_and_then_by_number(election):
    for code in ("PP-139", "NA-118", "NA-22", "PP-7", "NA-31"):
        make.make_contest(election, code)
    codes = [result.seat.code for result in snapshot(SLUG, NIGHT).results]
    assert codes == ["NA-22", "NA-31", "NA-118", "PP-7", "PP-139"]


def test_the_log_is_newest_first_and_a_call_comes_after_its_count(race, editor):
    count = make.make_count(race, {race.pti: 10, race.ppp: 9})
    make.make_call(race, race.pti, count=count)
    make.make_count(race, {race.pti: 12, race.ppp: 9}, published_at=NIGHT + SECOND)
    make.make_count(race, {race.pti: 99}, published_at=NIGHT).withdraw(editor, "misread")
    log = [(change.kind, change.number) for change in snapshot(SLUG, NIGHT).changes]
    assert log == [("count-withdrawn", 3), ("count", 2), ("call", 1), ("count", 3), ("count", 1)]
    (newest,) = [change for change in snapshot(SLUG, NIGHT).changes if (change.kind, change.number) == ("count", 2)]
    assert newest.before.number == 1  # the one below it: three was known as well


def test_the_log_dates_what_was_published_under_embargo_from_its_end(race):
    make.make_count(race, {race.pti: 10, race.ppp: 9}, published_at=POLLS_CLOSE)
    make.make_call(race, race.pti, published_at=POLLS_CLOSE)
    found = snapshot(SLUG, NIGHT)
    assert [(change.kind, change.at) for change in found.changes] == [("call", RESULTS_FROM), ("count", RESULTS_FROM)]
    assert (found.updated_at, found.by_slug["na-22"].updated_at) == (RESULTS_FROM, RESULTS_FROM)


def test_the_log_dates_an_unopposed_winner_by_its_publication(race):
    race.ppp.delete()
    make.make_call(race, race.pti, "unopposed", published_at=POLLS_CLOSE - HOUR)
    for at in (POLLS_CLOSE, NIGHT):
        assert [change.at for change in snapshot(SLUG, at).changes] == [POLLS_CLOSE - HOUR]


WITHDRAWN = {"withdrawn_reason": "misread", "published_at": POLLS_CLOSE}


def test_what_was_withdrawn_before_the_embargo_ended_nobody_saw_and_the_log_does_not_name(race):
    make.make_count(race, {race.pti: 99}, withdrawn_at=RESULTS_FROM - SECOND, **WITHDRAWN)
    make.make_call(race, race.pti, withdrawn_at=RESULTS_FROM - SECOND, **WITHDRAWN)
    found = snapshot(SLUG, NIGHT)
    assert (found.changes, found.updated_at, found.by_slug["na-22"].contest.corrections) == ((), None, ())


def test_what_was_withdrawn_when_readers_could_see_it_the_log_names(race):
    make.make_count(race, {race.pti: 99}, withdrawn_at=RESULTS_FROM, **WITHDRAWN)
    log = [(c.kind, c.at) for c in snapshot(SLUG, NIGHT).changes]
    assert log == [("count-withdrawn", RESULTS_FROM), ("count", RESULTS_FROM)]


def test_the_log_names_the_withdrawal_of_an_unopposed_winner_at_once(race):
    race.ppp.delete()
    make.make_call(race, race.pti, "unopposed", withdrawn_at=POLLS_CLOSE, **WITHDRAWN)
    for at in (POLLS_CLOSE, NIGHT):
        log = [(c.kind, c.at) for c in snapshot(SLUG, at).changes]
        assert log == [("call-withdrawn", POLLS_CLOSE), ("call", POLLS_CLOSE)]


# blocs and candidates


def test_the_bloc_of_a_candidate_is_its_own_else_its_partys(race):
    left, right = make.make_bloc(race.election, "left", "pti"), make.make_bloc(race.election, "right", "ppp")
    plain = make.make_candidacy(race, None, "plain")
    moved = make.make_candidacy(race, "pti", "moved", bloc=right)
    outside = make.make_candidacy(race, "pti", "outside", outside_blocs=True)
    blocs = {c.id: c.bloc and c.bloc.slug for c in result_at().contest.candidates}
    assert (blocs[race.pti.pk], blocs[race.ppp.pk]) == (left.slug, right.slug)
    assert (blocs[plain.pk], blocs[moved.pk], blocs[outside.pk]) == (None, "right", None)


def test_an_independent_keeps_who_backs_it(race):
    backed = make.make_candidacy(race, None, "backed", backed_by=make.make_party("pti"))
    (found,) = [c for c in result_at().contest.candidates if c.id == backed.pk]
    assert (found.independent, found.backed_by.slug, found.bloc) == (True, "pti", None)


# queries


def fill(election, seats):
    for _ in range(seats):
        contest = make.make_contest(election)
        candidacies = [make.make_candidacy(contest, party) for party in ("pti", "ppp", None)]
        count = make.make_count(contest, dict.fromkeys(candidacies, 5))
        make.make_call(contest, candidacies[0], count=count)


def queries(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_a_snapshot_takes_the_same_queries_for_3_and_for_300_seats(election):
    make.make_bloc(election, "left", "pti")
    fill(election, 3)
    few = queries(lambda: snapshot(SLUG, NIGHT))
    fill(election, 297)
    assert Election.objects.get().contests.count() == 300
    assert queries(lambda: snapshot(SLUG, NIGHT)) == few == 15


def test_the_public_states_take_two_queries(race):
    assert queries(lambda: states(NIGHT)) == 2
