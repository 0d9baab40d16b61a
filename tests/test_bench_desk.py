"""The desk's benchmark: its nights are the same every time, its slips spoil, its report says what slipped through."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from bench.desk import made, real, spoiling, trial
from bench.desk.night import Entry, Night, entries, seat_of, source_of
from bench.desk.slips import SLIPS
from elections.checks import KINDS
from elections.values import Candidate, Contest, Count, Person, Text

NIGHT = datetime(2022, 10, 16, 16, tzinfo=UTC)
SEAT = [
    {
        "constituency_code": "NA-1", "province": "KP", "voter_reg": "250000", "votes_polled": "101500",
        "valid_votes": "100000", "votes_disq": "2000", "candidate_name": name, "candidate_party": "P",
        "candidate_votes": votes,
    }
    for name, votes in (("A", "55000"), ("B", "40000"), ("C", "5000"))
]  # fmt: skip


def contest(code="NA-1", **values):
    people = [Person(f"{code} {key}", Text(f"P{key}")) for key in (1, 2, 3)]
    people = tuple(Candidate(key, person, person.name, None, None) for key, person in enumerate(people, 1))
    values = {"registered_voters": 250_000, "stations_total": 200, "candidates_complete": True, **values}
    return Contest(seat_of(code, "KP"), "", NIGHT, NIGHT, people, **values)


def count(number, votes, **values):
    return Count(number, votes, "phone", source_of("desk"), NIGHT, as_of=NIGHT, **values)


def entry():
    history = (
        count(1, {1: 5_000, 2: 4_000, 3: 300}, stations_reported=50),
        count(2, {1: 10_000, 2: 8_000, 3: 600}, stations_reported=100),
    )
    totals = {"valid_votes": 27_900, "rejected_votes": 400, "ballots_cast": 28_300}
    third = count(3, {1: 15_000, 2: 12_000, 3: 900}, stations_reported=150, **totals)
    peer = replace(contest("NA-2"), counts=(count(1, {1: 7_000, 2: 6_000, 3: 500}, stations_reported=60),))
    same = replace(peer.candidates[0], person=contest().candidates[0].person)
    return Entry("night", contest(), history, (replace(peer, candidates=(same,)),), third, NIGHT)


def test_a_night_is_told_in_the_order_of_time_with_what_was_recorded_by_then():
    one, two = contest("NA-1"), contest("NA-2")
    counts = {
        "NA-1": [(NIGHT, count(1, {1: 1})), (NIGHT.replace(hour=20), count(2, {1: 3}))],
        "NA-2": [(NIGHT.replace(hour=18), count(1, {1: 2}))],
    }
    told = list(entries(Night("n", {"NA-1": one, "NA-2": two}, counts)))
    assert [(e.code, e.count.number, len(e.history), [p.seat.code for p in e.peers]) for e in told] == [
        ("NA-1", 1, 0, []),
        ("NA-2", 1, 0, ["NA-1"]),
        ("NA-1", 2, 1, ["NA-2"]),
    ]


def test_the_fixtures_nights_hold_every_count_of_2022():
    nights = real.nights()
    assert sum(len(counts) for night in nights for counts in night.counts.values()) == 58
    by_night = next(night for night in nights if night.name == "by-2022-10-16")
    assert list(by_night.counts["NA-22"][-1][1].votes.values()) == [76_681, 68_181]


def test_a_made_night_ends_in_the_real_result_and_is_the_same_every_time():
    night = made.night("night", [SEAT])
    counts = [count for _at, count in night.counts["NA-1"]]
    assert list(counts[-1].votes.values()) == [55_000, 40_000, 5_000]
    assert (counts[-1].ballots_cast, counts[-1].form) == (101_500, "form-49")
    assert [count.number for count in counts] == list(range(1, len(counts) + 1))
    assert night == made.night("night", [SEAT])


def test_running_totals_never_fall():
    dealt = made.deal([55_000, 40_000, 5_000], 200, Random(1))
    assert dealt[0] == [0, 0, 0]
    assert dealt[-1] == [55_000, 40_000, 5_000]
    assert all(
        now >= old
        for before, after in zip(dealt, dealt[1:], strict=False)
        for old, now in zip(before, after, strict=True)
    )


def test_faulty_seats_are_left_out_by_a_rule():
    assert not made.faulty(SEAT)
    assert made.faulty([{**SEAT[0], "votes_polled": "76499"}])
    assert not made.faulty([{**SEAT[0], "votes_polled": "76500"}])
    assert made.faulty([{**SEAT[0], "constituency_code": "NA-252"}])


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.kind for slip in SLIPS])
def test_every_slip_spoils_a_count_and_names_codes_that_exist(slip):
    here = entry()
    if slip.spoil is spoiling.against_official:
        here = replace(here, count=replace(here.count, form="form-47"))
    wrong = slip.spoil(here, Random(2))
    assert wrong is not None
    assert wrong != here.count
    assert set(slip.named_by) <= set(KINDS)


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.kind for slip in SLIPS])
def test_what_cannot_happen_to_a_count_without_figures_is_no_slip(slip):
    blank = replace(entry(), count=Count(1, {}, "press", None, NIGHT), history=(), peers=())
    timely = {spoiling.day_before, spoiling.afternoon_for_night, spoiling.electorate}
    assert (slip.spoil(blank, Random(2)) is None) == (slip.spoil not in timely)


def test_the_right_count_passes_and_the_wrong_one_stops():
    here = entry()
    assert trial.stopping(here, here.count) == ()
    assert "votes-fall" in trial.stopping(here, here.history[0])


def test_the_report_counts_what_was_caught_and_by_which_name():
    wrong, right = {("all zero", "2022"): trial.Tally()}, {"2022": trial.Tally()}
    wrong["all zero", "2022"].add(("all-zero",), ("all-zero",))
    wrong["all zero", "2022"].add((), ("all-zero",), alone=True)
    right["2022"].add(())
    rows = {row.what.strip(): row for row in trial.report(wrong, right)}
    missed = rows["desk: wrong entries not caught"]
    assert (missed.value, missed.missed) == (50, True)
    assert rows["all zero (2022)"].note == "1 of 2, 1 by name; 1 of the others are first counts without a total"
    assert (rows["desk: right counts questioned"].value, rows["desk: right counts questioned"].missed) == (0, False)


def test_without_the_file_of_2018_the_reason_is_given(tmp_path, monkeypatch):
    monkeypatch.setattr(made, "FILE", tmp_path / "none.csv")
    monkeypatch.setitem(trial.EACH, "2022", 2)
    rows = trial.measure(tmp_path)
    assert rows[-1].note == "not measured: no none.csv here; name one in BENCH_RESULTS"
    assert rows[-1].value is None
