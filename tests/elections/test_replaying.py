"""A night is played again in a rehearsal: every count and call once, in the order of stations; nothing real moves."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from elections import models
from elections.desk.freezing import freeze
from elections.desk.rehearsals import rehearse
from elections.desk.replaying import NOTE, NOTE_UR, Stage, stage_of, steps_of
from elections.desk.withdrawing import withdraw
from elections.management.commands import replay
from elections.models import RuleError
from elections.public import listed, snapshot
from tests import factories as make

pytestmark = pytest.mark.django_db
SLUG, PLAYED = "by-2022-10-16", "by-2022-10-16-replay"
NIGHT = timedelta(hours=6)


@pytest.fixture
def night(race, editor):
    """Three counts of NA-22 and a call; one count of PP-1, void since; PP-2 put off; and what never was public."""
    make.make_count(race, {race.pti: 10, race.ppp: 20}, stations_reported=5, note="By phone.")
    make.make_count(race, {race.pti: 5, race.ppp: 4}, stations_reported=2)
    last = make.make_count(race, {race.pti: 60, race.ppp: 40}, stations_reported=10, private_note="off the record")
    last.further_sources.add(make.make_source("second"))
    make.make_count(race, {race.pti: 99}, published=False)
    make.make_count(race, {race.pti: 98}, withdrawn_at=make.NIGHT, withdrawn_reason="wrong", withdrawn_by=editor)
    make.make_call(race, race.pti, count=last)
    void = make.make_contest(race.election, "PP-1", state="void")
    make.make_count(void, {make.make_candidacy(void, "pti", "someone"): 7})
    make.make_contest(race.election, "PP-2", state="postponed")
    return race.election


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command("replay", *arguments, stdout=out, stderr=StringIO(), **{"every": 0.0, **options})
    return out.getvalue()


def played(model=models.Count):
    return model.objects.filter(contest__election__slug=PLAYED)


def seats(slug: str) -> dict:
    """What pages say of each seat, without what is another's in another election: ids, numbers, hours, notes."""

    def said(result):
        votes = {standing.candidate.person.slug: standing.votes for standing in result.standings}
        winner = result.winner and result.winner.person.slug
        sources = [result.count.source, *result.count.further_sources] if result.count else []
        return result.status, winner, votes, result.margin_votes, result.stations_reported, sources

    return {result.seat.code: said(result) for result in snapshot(slug).results}


def test_counts_come_by_stations_and_the_call_last_all_evenly_spaced(night):
    steps = steps_of(night, NIGHT)
    seat = [step.row for step in steps if step.contest.constituency.code == "NA-22"]
    assert [getattr(row, "stations_reported", "call") for row in seat] == [2, 5, 10, "call"]
    assert [step.at for step in steps] == [NIGHT * index / 7 for index in range(7)]


def test_seats_take_turns_a_postponed_one_first_and_a_void_one_after_its_count(night):
    order = [(step.contest.constituency.code, step.kind) for step in steps_of(night, NIGHT)]
    assert order[0] == ("PP-2", "state")
    assert [kind for code, kind in order if code == "PP-1"] == ["count", "state"]
    assert {code for code, _kind in order[1:4]} == {"NA-22", "PP-1"}


@pytest.mark.parametrize("stations", [(3, None, 9), (3, 9, 4), (None, 3)])
def test_a_count_without_stations_keeps_its_place_and_the_one_that_stands_is_last(race, stations):
    for number in stations:
        make.make_count(race, {race.pti: 1}, stations_reported=number)
    assert tuple(step.row.stations_reported for step in steps_of(race.election, NIGHT)) == stations


def test_the_replay_ends_where_the_night_ended_and_says_that_it_is_reconstructed(night):
    before = snapshot(SLUG)
    assert "7 published in by-2022-10-16-replay" in run(SLUG)
    assert seats(PLAYED) == seats(SLUG)
    assert snapshot(SLUG).results == before.results
    assert [election.slug for election in listed()] == [SLUG]
    notes = {row.note for model in (models.Count, models.Call) for row in played(model)}
    assert notes == {NOTE, f"By phone. {NOTE}"} and "reconstructed" in NOTE
    assert all(count.note_ur == NOTE_UR for count in played())


def test_nothing_private_is_copied_and_the_hour_is_that_of_the_replay(night):
    began = timezone.now()
    run(SLUG)
    assert set(played().values_list("private_note", "entered_by", "published_by", "as_of")) == {("", None, None, None)}
    assert played().count() == 4 and all(began < count.published_at <= timezone.now() for count in played())


def test_each_step_is_public_at_once_and_moves_the_state(night):
    steps, stage = steps_of(night, NIGHT), stage_of(night, PLAYED)
    versions = [stage.play(step) for step in steps]
    found = snapshot(PLAYED)
    assert versions == [2, 3, 4, 5, 6, 7, 8] and found.election.version == 8
    assert sum(len(result.contest.counts) for result in found.results) == 4


def test_what_is_not_public_yet_is_not_played(night):
    later = timezone.now() + timedelta(hours=1)
    models.Contest.objects.filter(constituency__code="NA-22").update(results_from=later)
    assert {step.contest.constituency.code for step in steps_of(night, NIGHT)} == {"PP-1", "PP-2"}
    models.Election.objects.update(results_from=later)
    with pytest.raises(CommandError, match="no night"):
        run(SLUG)


def test_editors_may_record_in_the_same_seat_at_the_same_moment(night, monkeypatch):
    steps, stage = steps_of(night, NIGHT), stage_of(night, PLAYED)
    contest = models.Contest.objects.get(election__slug=PLAYED, constituency__code="NA-22")
    make.make_count(contest, {contest.candidacies.first(): 3}, published=False)
    seen = [0]  # as if the count above came while the first was being recorded
    last_number = models.Count.last_number
    monkeypatch.setattr(models.Count, "last_number", lambda contest: seen.pop() if seen else last_number(contest))
    for step in steps:
        stage.play(step)
    assert contest.counts.count() == 4 and not seen


def test_stopping_says_how_to_go_on_and_a_second_run_does(night, monkeypatch):
    def interrupted(seconds):
        if played().count() == 2:
            raise KeyboardInterrupt

    out = StringIO()
    with monkeypatch.context() as patched, pytest.raises(SystemExit) as stopped:
        patched.setattr(replay.time, "sleep", interrupted)
        call_command("replay", SLUG, stdout=out, stderr=StringIO())
    assert stopped.value.code == 130 and "Stopped after 3 of 7" in out.getvalue()
    assert "manage.py replay by-2022-10-16 --as by-2022-10-16-replay --speed 60 --hours 6\n" in out.getvalue()
    assert "manage.py wipe_rehearsal by-2022-10-16-replay" in out.getvalue()
    assert "3 of 7 are played already" in run(SLUG)
    assert seats(PLAYED) == seats(SLUG) and played().count() == 4
    assert "All 7 are played already" in run(SLUG)
    assert played().count() == 4


def test_two_replays_at_once_play_nothing_twice(night):
    steps = steps_of(night, NIGHT)
    one, other = stage_of(night, PLAYED), stage_of(night, PLAYED)
    assert one.play(steps[1]) and other.play(steps[1]) is None
    assert played().count() == 1


def test_what_another_replay_published_is_not_counted_as_done(night, monkeypatch):
    monkeypatch.setattr(Stage, "play", lambda stage, step: None)
    assert "0 published in" in run(SLUG)


def test_a_replay_is_wiped_and_played_again(night):
    run(SLUG)
    call_command("wipe_rehearsal", PLAYED, stdout=StringIO())
    assert not played().exists() and not played(models.Call).exists()
    assert f"Playing in /elections/{PLAYED}/" in run(SLUG)  # also what befell a seat, in its turn
    assert seats(PLAYED) == seats(SLUG)


def test_again_wipes_what_editors_added_and_begins_at_this_hour(night, editor):
    run(SLUG)
    election = models.Election.objects.get(slug=PLAYED)
    make.make_count(election.contests.first(), published=False)
    freeze(election, editor, "training")
    models.Election.objects.filter(pk=election.pk).update(results_from=timezone.now() + timedelta(days=1))
    assert "call 1, count 5" in run(SLUG, again=True)
    assert seats(PLAYED) == seats(SLUG)
    assert played().count() == 4 and models.Election.objects.get(slug=PLAYED).results_from <= timezone.now()


def test_a_call_whose_count_was_wiped_meanwhile_rests_on_none(night):
    steps, stage = steps_of(night, NIGHT), stage_of(night, PLAYED)
    stage.play(next(step for step in steps if step.kind == "call"))
    assert played(models.Call).get().count is None


def test_a_dry_run_prints_the_timetable_and_writes_nothing(night):
    said = run(SLUG, dry_run=True, every=None)
    assert "0:00  after 0.0 s  PP-2 postponed" in said
    assert "5:09  after 308.6 s  NA-22 call: Imran Khan (PTI)" in said and "7 would be published" in said
    assert models.Election.objects.count() == 1
    run(SLUG)
    assert "Wiped first" in run(SLUG, dry_run=True, again=True)
    assert played().count() == 4


def test_json_lines_are_all_that_is_printed(night):
    lines = [json.loads(line) for line in run(SLUG, json_lines=True).splitlines()]
    assert [line["version"] for line in lines] == [2, 3, 4, 5, 6, 7, 8]
    assert {line["kind"] for line in lines} == {"count", "call", "state"}
    assert list(lines[0]) == ["published", "seconds", "version", "seat", "kind"]


@pytest.mark.parametrize(("options", "seconds"), [({"every": None, "speed": 60}, 360 * 6 / 7), ({"every": 2.0}, 12)])
def test_the_pace_is_that_of_the_night_or_one_every_so_many_seconds(night, monkeypatch, options, seconds):
    slept, now = [], [0.0]

    def sleep(duration):
        slept.append(duration)
        now[0] += duration

    monkeypatch.setattr(replay.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(replay.time, "sleep", sleep)
    run(SLUG, **options)
    assert sum(slept) == pytest.approx(seconds)


def test_a_late_step_puts_off_no_other(monkeypatch):
    slept, now = [], [0.0]
    monkeypatch.setattr(replay.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(replay.time, "sleep", slept.append)
    for _step in replay.paced(range(4), 1):
        now[0] = 2.5
    assert slept == [0, 0, 0, 0.5]


def test_a_database_that_does_not_answer_is_a_sentence(night, monkeypatch):
    def fail(stage, step):
        raise OperationalError("database is locked\nmore")

    monkeypatch.setattr(Stage, "play", fail)
    with pytest.raises(
        CommandError, match=r"\(database is locked\): 0 of 7 are published.\n  Go on: +python manage.py"
    ):
        run(SLUG)


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        (["none"], {}, "no election “none”"),
        ([SLUG], {"slug": "Not A Slug"}, "--as: Use small letters"),
        ([SLUG], {"slug": "a" * 81}, "--as: .* 80 characters"),
        ([SLUG], {"slug": "real", "again": True}, "“real” is none"),
        ([SLUG], {"slug": "other", "again": True}, "lacks seats or candidates"),
        (["other"], {}, "“other” is a rehearsal itself"),
        (["real"], {}, "no night"),
    ],
)
def test_what_cannot_be_done_is_said(night, arguments, options, part):
    make.make_election("real")
    make.make_contest(make.make_election("other", rehearsal=True), "PP-9")
    before = models.Count.objects.count(), models.Election.objects.count()
    with pytest.raises(CommandError, match=part):
        run(*arguments, **options)
    assert (models.Count.objects.count(), models.Election.objects.count()) == before


@pytest.mark.parametrize(
    ("hours", "speed", "every", "part"),
    [
        (6, 0.0, None, "--speed 0: above 0"),
        (6, float("nan"), None, "--speed nan"),
        (6, 2e6, None, "up to 1,000,000"),
        (-1.0, 60, None, "--hours -1"),
        (6, 60, -1.0, "--every -1"),
    ],
)
def test_a_pace_that_makes_no_sense_is_said(hours, speed, every, part):
    with pytest.raises(CommandError, match=part):
        replay.refuse_numbers(hours, speed, every)


def test_figures_that_are_held_back_are_not_replayed(night, editor):
    lifted = freeze(night, editor, "checking")
    with pytest.raises(CommandError, match="figures are being checked"):
        run(SLUG)
    models.Freeze.objects.filter(pk=lifted.pk).update(lifted_at=timezone.now())
    withdraw(night, editor, "A court's order.")
    with pytest.raises(CommandError, match="taken off the site"):
        run(SLUG)


def test_a_rehearsal_that_nobody_would_see_move_is_refused(night, editor):
    frozen = rehearse(night, "frozen", timezone.now() - timedelta(hours=2))
    freeze(frozen, editor, "training")
    rehearse(night, "early")
    for slug, part in (("frozen", "is frozen: lift that"), ("early", "still under embargo")):
        with pytest.raises(RuleError, match=part):
            stage_of(night, slug)


def test_a_candidate_whom_the_rehearsal_lacks_is_said(night):
    rehearse(night, PLAYED, timezone.now() - timedelta(hours=2))
    make.make_candidacy(models.Contest.objects.get(election=night, constituency__code="NA-22"), "mqm", "newcomer")
    with pytest.raises(CommandError, match="lacks seats or candidates"):
        run(SLUG)
