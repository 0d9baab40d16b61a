"""A night is played again in a rehearsal: every count and call once, in the order of stations, and nothing real moves."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from elections import models
from elections.desk.replaying import NOTE, stage_of, steps_of
from elections.management.commands import replay
from elections.models import RuleError
from elections.public import listed, snapshot
from tests import factories as make

pytestmark = pytest.mark.django_db
SLUG, PLAYED = "by-2022-10-16", "by-2022-10-16-replay"
NIGHT = timedelta(hours=6)


@pytest.fixture
def night(race, editor):
    """Three counts of NA-22, the last of the fewest stations, with a call; one of PP-1; and what never was public."""
    make.make_count(race, {race.pti: 10, race.ppp: 20}, stations_reported=2)
    last = make.make_count(race, {race.pti: 60, race.ppp: 40}, stations_reported=10, private_note="off the record")
    make.make_count(race, {race.pti: 5, race.ppp: 4}, stations_reported=1)
    make.make_count(race, {race.pti: 99}, published=False)
    make.make_count(race, {race.pti: 98}, withdrawn_at=make.NIGHT, withdrawn_reason="wrong", withdrawn_by=editor)
    make.make_call(race, race.pti, count=last)
    other = make.make_contest(race.election, "PP-1")
    make.make_count(other, {make.make_candidacy(other, "pti", "someone"): 7})
    return race.election


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command("replay", *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_counts_come_by_stations_evenly_spaced_and_the_call_last(night):
    steps = [step for step in steps_of(night, NIGHT) if step.row.contest.constituency.code == "NA-22"]
    assert [getattr(step.row, "stations_reported", "call") for step in steps] == [1, 2, 10, "call"]
    first, second, third, call = (step.at for step in steps)
    assert second - first == third - second == first and call == NIGHT


def test_a_count_that_names_no_stations_keeps_its_place(race):
    for stations in (3, None, 9):
        make.make_count(race, {race.pti: 1}, stations_reported=stations)
    assert [step.row.stations_reported for step in steps_of(race.election, NIGHT)] == [3, None, 9]


def test_the_whole_night_is_played_and_says_that_it_is_reconstructed(night):
    before = snapshot(SLUG)
    said = run(SLUG, speed=1_000_000)
    assert "5 of 5 counts and calls published" in said
    played = {result.seat.code: result for result in snapshot(PLAYED).results}
    real = {result.seat.code: result for result in snapshot(SLUG).results}
    assert played["NA-22"].winner.person == real["NA-22"].winner.person
    assert sorted(played["NA-22"].count.votes.values()) == [40, 60]
    assert all(count.note.en == NOTE for count in played["NA-22"].contest.counts)
    assert snapshot(SLUG).results == before.results
    assert [election.slug for election in listed()] == [SLUG]


def test_nothing_private_is_copied(night):
    run(SLUG, speed=1_000_000)
    counts = models.Count.objects.filter(contest__election__slug=PLAYED)
    assert counts.count() == 4
    assert set(counts.values_list("private_note", "entered_by", "published_by")) == {("", None, None)}


def test_each_step_is_public_at_once_and_moves_the_state(night):
    steps = steps_of(night, NIGHT)
    stage = stage_of(night, PLAYED)
    seen = []
    for step in steps:
        stage.play(step)
        found = snapshot(PLAYED)
        seen.append((found.election.version, sum(len(result.contest.counts) for result in found.results)))
    assert seen == [(2, 1), (3, 2), (4, 3), (5, 4), (6, 4)]


def test_editors_may_record_in_the_same_seat_meanwhile(night):
    steps, stage = steps_of(night, NIGHT), stage_of(night, PLAYED)
    stage.play(steps[0])
    contest = models.Contest.objects.get(election__slug=PLAYED, constituency__code="NA-22")
    make.make_count(contest, {contest.candidacies.first(): 3}, published=False)
    for step in steps[1:]:
        stage.play(step)
    assert contest.counts.count() == 4


def test_it_begins_anew_only_where_it_is_told_to(night):
    run(SLUG, speed=1_000_000)
    with pytest.raises(CommandError, match="already"):
        run(SLUG, speed=1_000_000)
    run(SLUG, speed=1_000_000, again=True)
    assert models.Count.objects.filter(contest__election__slug=PLAYED).count() == 4


def test_a_real_election_is_never_played_in(night):
    make.make_election("real")
    with pytest.raises(CommandError, match="real election"):
        run(SLUG, slug="real", again=True)
    assert not models.Count.objects.filter(contest__election__slug="real").exists()


def test_a_rehearsal_of_other_seats_is_refused(night):
    make.make_contest(make.make_election("other", rehearsal=True), "PP-9")
    with pytest.raises(RuleError, match="other seats"):
        stage_of(night, "other", again=True)


def test_the_moments_are_those_of_the_night_by_the_speed(night, monkeypatch):
    slept, now = [], [0.0]
    monkeypatch.setattr(replay.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(replay.time, "sleep", lambda seconds: (slept.append(seconds), now.__setitem__(0, now[0] + seconds)))
    list(replay.paced(steps_of(night, NIGHT), 60))
    assert sum(slept) == pytest.approx(NIGHT.total_seconds() / 60)


def test_a_dry_run_lists_and_writes_nothing(night):
    said = run(SLUG, dry_run=True)
    assert "6:00  NA-22 call 1" in said and "5 counts and calls" in said
    assert models.Election.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        (["none"], {}, "no election “none”"),
        ([SLUG], {"speed": 0.0}, "--speed"),
        ([SLUG], {"speed": float("nan")}, "--speed"),
        ([SLUG], {"hours": -1.0}, "--hours"),
        ([SLUG], {"slug": "Not A Slug"}, "--as"),
    ],
)
def test_what_cannot_be_done_is_said(night, arguments, options, part):
    with pytest.raises(CommandError, match=part):
        run(*arguments, **options)


def test_an_election_without_counts_has_no_night(election):
    with pytest.raises(CommandError, match="no night"):
        run(SLUG)
