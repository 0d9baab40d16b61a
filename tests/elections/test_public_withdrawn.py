"""A winner that was taken back: who is told, for how long, and what the log says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from elections.desk.freezing import freeze, lift
from elections.models import Call, Contest, Election
from elections.public import snapshot, states
from elections.tallies import HALTED, RETRACTED_FOR
from tests import factories as make
from tests.factories import NIGHT, POLLS_CLOSE, RESULTS_FROM

pytestmark = pytest.mark.django_db
SLUG = "by-2022-10-16"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def withdrawn_call(race, candidacy, at=NIGHT, **values):
    values = {"withdrawn_at": at, "withdrawn_reason": "misread", "withdrawn_role": "chief", **values}
    return make.make_call(race, candidacy, published_at=values.pop("published_at", NIGHT - HOUR), **values)


def result_at(at=NIGHT, **values):
    return snapshot(SLUG, at, **values).by_slug["na-22"]


def change(kind, at=NIGHT):
    (found,) = [change for change in snapshot(SLUG, at).changes if change.kind == kind]
    return found


def test_readers_are_told_for_a_day_of_a_winner_who_was_none(race):
    withdrawn_call(race, race.pti)
    for at in (NIGHT, NIGHT + RETRACTED_FOR - SECOND):
        assert (result_at(at).retracted.person.slug, result_at(at).retracted_at) == ("imran-khan", NIGHT)
    assert result_at(NIGHT + RETRACTED_FOR).retracted is None


def test_the_end_of_that_day_is_an_instant_of_the_clock(race):
    withdrawn_call(race, race.pti)
    ends = NIGHT + RETRACTED_FOR
    for at, phase, following in ((NIGHT, 2, ends), (ends, 3, None)):
        election, state = snapshot(SLUG, at).election, states(at)[SLUG]
        assert (election.phase, election.next_instant) == (state.phase, state.next_instant) == (phase, following)


def test_also_if_another_was_called_meanwhile_and_not_if_the_same(race):
    withdrawn_call(race, race.pti)
    other = make.make_call(race, race.ppp)
    assert (result_at().retracted.person.slug, result_at().winner.person.slug) == ("imran-khan", "abdul-hakeem")
    Call.objects.filter(pk=other.pk).update(withdrawn_at=NIGHT + SECOND, withdrawn_reason="no")
    make.make_call(race, race.pti)
    assert result_at(NIGHT + HOUR).retracted.person.slug == "abdul-hakeem"
    assert result_at(NIGHT + HOUR).winner.person.slug == "imran-khan"


@pytest.mark.parametrize(
    "values",
    [{"published_at": None}, {"published_at": POLLS_CLOSE, "at": RESULTS_FROM - SECOND}],
    ids=["a draft", "under embargo"],
)
def test_of_what_readers_never_saw_they_are_told_nothing(race, values):
    at = values.pop("at", NIGHT)
    withdrawn_call(race, race.pti, at, **values)
    found = result_at(NIGHT)
    assert (found.retracted, found.contest.corrections, snapshot(SLUG, NIGHT).changes) == (None, (), ())
    assert states(NIGHT)[SLUG].phase == 2 == snapshot(SLUG, NIGHT).election.phase


def test_the_word_unopposed_makes_no_retraction_before_the_embargo_ends_where_others_stand(race):
    withdrawn_call(race, race.pti, POLLS_CLOSE, basis="unopposed", published_at=POLLS_CLOSE - HOUR)
    assert result_at(POLLS_CLOSE).contest.corrections == result_at(NIGHT).contest.corrections == ()
    assert states(NIGHT)[SLUG].next_instant is None


def test_an_extended_embargo_counts_too(race):
    Contest.objects.update(polls_close=NIGHT)
    withdrawn_call(race, race.pti, NIGHT + SECOND)
    assert result_at(NIGHT + 2 * HOUR).retracted is None


def test_published_and_withdrawn_within_a_freeze_nobody_saw_it(race, editor, monkeypatch):
    moments = iter([NIGHT - 2 * HOUR, NIGHT + HOUR])
    monkeypatch.setattr("django.utils.timezone.now", lambda: next(moments))
    freeze(race.election, editor, "checking")
    withdrawn_call(race, race.pti)
    withdrawn_call(race, race.ppp, published_at=NIGHT - 2 * HOUR - SECOND)
    lift(race.election, editor)
    (told,) = result_at(NIGHT + HOUR).contest.corrections
    assert (told.candidate, told.at, told.since) == (race.ppp.pk, NIGHT + HOUR, NIGHT - 2 * HOUR - SECOND)
    ends = NIGHT + HOUR + RETRACTED_FOR  # the day runs from when readers were told
    assert result_at(ends - SECOND).retracted.person.slug == "abdul-hakeem"
    assert states(NIGHT + HOUR)[SLUG].next_instant == snapshot(SLUG, NIGHT + HOUR).election.next_instant == ends


def test_what_was_published_in_a_freeze_is_dated_from_its_end(race, editor, monkeypatch):
    moments = iter([NIGHT - 2 * HOUR, NIGHT + HOUR])
    monkeypatch.setattr("django.utils.timezone.now", lambda: next(moments))
    freeze(race.election, editor, "checking")
    make.make_count(race, {race.pti: 2, race.ppp: 1})
    lift(race.election, editor)
    assert change("count", NIGHT + HOUR).at == NIGHT + HOUR


# the log


def test_the_log_says_by_role_who_did_it_and_never_by_name(race, editor):
    make.make_count(race, {race.pti: 2, race.ppp: 1}, published_role="entry", entered_by=editor)
    withdrawn_call(race, race.pti, withdrawn_by=editor)
    assert (change("count").role, change("call-withdrawn").role) == ("entry", "chief")
    assert editor.username not in repr(snapshot(SLUG, NIGHT))


def test_what_a_person_did_before_roles_were_kept_is_the_desks(race, editor):
    make.make_count(race, {race.pti: 2}, entered_by=editor)
    make.make_call(race, race.pti)
    assert (change("count").role, change("call").role) == ("entry", "")


def test_a_withdrawn_count_tells_its_figures_and_what_readers_fell_back_to_in_the_log_alone(race):
    make.make_count(race, {race.pti: 10, race.ppp: 9}, published_at=NIGHT - HOUR)
    make.make_count(race, {race.pti: 104371}, withdrawn_at=NIGHT, withdrawn_reason="a digit too many")
    found = change("count-withdrawn")
    assert (found.before.votes, found.before.withdrawn_at) == ({race.pti.pk: 104371}, NIGHT)
    assert (found.fallback, found.count.votes) == (1, {race.pti.pk: 10, race.ppp.pk: 9})
    night = snapshot(SLUG, NIGHT)
    contest = replace(night.results[0].contest, corrections=())
    assert "104371" not in repr(replace(night, changes=(), results=(), by_slug={}))
    assert "104371" not in repr(replace(night.results[0], contest=contest))


def test_the_publication_of_what_was_withdrawn_stays_in_the_log_and_is_marked(race):
    make.make_count(race, {race.pti: 10}, published_at=NIGHT - 2 * HOUR)
    make.make_count(race, {race.pti: 99}, published_at=NIGHT - HOUR, withdrawn_at=NIGHT, withdrawn_reason="misread")
    make.make_count(race, {race.pti: 20}, published_at=NIGHT + HOUR)
    counts = [c for c in snapshot(SLUG, NIGHT + HOUR).changes if c.kind == "count"]
    assert [(c.number, c.before and c.before.number, c.withdrawn_at) for c in counts] == [
        (3, 1, None),
        (2, 1, NIGHT),
        (1, None, None),
    ]


def test_what_replaced_a_count_that_was_withdrawn_later_says_so(race):
    make.make_count(race, {race.pti: 99}, published_at=NIGHT - HOUR, withdrawn_at=NIGHT, withdrawn_reason="misread")
    make.make_count(race, {race.pti: 20}, published_at=NIGHT - HOUR / 2)
    (newer, _older) = [c for c in snapshot(SLUG, NIGHT).changes if c.kind == "count"]
    assert (newer.before.number, newer.before.withdrawn_at) == (1, NIGHT)


def test_a_call_that_replaces_another_tells_whom_the_pages_named_until_then(race):
    make.make_call(race, race.ppp, published_at=NIGHT - 3 * HOUR)
    make.make_call(race, race.pti, published_at=NIGHT - 2 * HOUR)
    make.make_call(race, race.pti, "notification", published_at=NIGHT - HOUR)
    names = [c.replaced and c.replaced.person.slug for c in snapshot(SLUG, NIGHT).changes]
    assert names == [None, "abdul-hakeem", None]


def test_a_count_that_was_withdrawn_later_itself_is_told_as_withdrawn(race):
    for number, at in ((1, NIGHT + 2 * HOUR), (2, NIGHT)):
        values = {"withdrawn_at": at, "withdrawn_reason": "misread", "published_at": NIGHT - HOUR}
        make.make_count(race, {race.pti: 100 + number}, **values)
    found = [c for c in snapshot(SLUG, NIGHT + 3 * HOUR).changes if c.kind == "count-withdrawn"]
    assert [(c.number, c.fallback) for c in found] == [(1, None), (2, 1)]
    assert (found[0].count, found[1].count.withdrawn_at) == (None, NIGHT + 2 * HOUR)


@pytest.mark.parametrize("state", HALTED)
def test_also_where_the_poll_is_halted_whoever_a_hidden_call_names(race, state):
    withdrawn_call(race, race.pti)
    Contest.objects.update(state=state)
    assert result_at().retracted.person.slug == "imran-khan"
    make.make_call(race, race.pti)  # readers see no winner of this poll
    assert (result_at().winner, result_at().retracted.person.slug) == (None, "imran-khan")


def test_what_a_file_dates_before_the_freeze_it_came_behind_is_dated_from_its_end(race, editor):
    make.make_count(race, {race.pti: 1}, published_at=NIGHT - HOUR)
    freeze(race.election, editor, "checking")
    make.make_count(race, {race.pti: 2}, published_at=NIGHT - HOUR / 2)
    withdrawn_call(race, race.ppp, timezone.now())
    ended = lift(race.election, editor).lifted_at
    dates = {(c.kind, c.number): c.at for c in snapshot(SLUG).changes}
    assert dates == {("count", 1): NIGHT - HOUR, ("count", 2): ended}
    assert states()[SLUG].next_instant is None


def test_a_withdrawal_below_a_newer_count_changes_nothing_that_readers_see(race):
    make.make_count(race, {race.pti: 1}, published_at=NIGHT - HOUR, withdrawn_at=NIGHT, withdrawn_reason="misread")
    make.make_count(race, {race.pti: 2}, published_at=NIGHT - HOUR)
    assert change("count-withdrawn").before.votes == {race.pti.pk: 1}
    assert (change("count-withdrawn").fallback, change("count-withdrawn").count) == (2, None)


def test_a_withdrawn_call_names_whom_it_named_and_who_is_named_instead(race):
    make.make_call(race, race.ppp, published_at=NIGHT - 2 * HOUR)
    withdrawn_call(race, race.pti)
    found = change("call-withdrawn")
    assert (found.winner.person.slug, found.instead.person.slug) == ("imran-khan", "abdul-hakeem")
    Call.objects.filter(number=1).update(withdrawn_at=NIGHT - HOUR, withdrawn_reason="no")
    log = snapshot(SLUG, NIGHT).changes
    assert [c.instead for c in log if (c.kind, c.number) == ("call-withdrawn", 2)] == [None]


# a returning officer's results only


def test_where_only_a_returning_officers_results_are_shown_no_others_reach_a_reader(race):
    make.make_count(race, {race.pti: 3, race.ppp: 2}, form="form-47")
    make.make_count(race, {race.pti: 30, race.ppp: 2}, form="phone")
    make.make_count(race, {race.pti: 31, race.ppp: 2}, withdrawn_at=NIGHT, withdrawn_reason="press")
    withdrawn_call(race, race.ppp, basis="newsroom")
    make.make_call(race, race.pti, "newsroom")
    Election.objects.update(publishable="returning-officer")
    result = result_at()
    assert ([count.form for count in result.contest.counts], result.contest.calls) == (["form-47"], ())
    assert (result.contest.corrections, result.retracted, result.status) == ((), None, "counting")
    assert states(NIGHT)[SLUG].next_instant is None
    Election.objects.update(publishable="any")
    assert (len(result_at().contest.counts), result_at().winner.person.slug) == (2, "imran-khan")


# the desk's preview


def test_a_proposed_call_is_the_current_one_also_before_the_embargo_ends(race):
    make.make_call(race, race.ppp)
    draft = make.make_call(race, race.pti, "newsroom", published=False)
    for at in (POLLS_CLOSE, NIGHT):
        found = result_at(at, proposed=draft)
        assert (found.winner.person.slug, found.contest.call.published_at) == ("imran-khan", at)
    assert result_at().winner.person.slug == "abdul-hakeem"


def test_a_count_and_a_call_of_the_same_key_are_told_apart(race):
    count = make.make_count(race, {race.pti: 2, race.ppp: 1}, published=False)
    call = make.make_call(race, race.pti, published=False)
    assert result_at(proposed=count).winner is None
    assert result_at(proposed=call).count is None
