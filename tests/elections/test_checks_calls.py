"""What can be wrong with a call, whether a lead can be overtaken, and the flags of the election's law."""

from dataclasses import replace
from datetime import timedelta

import pytest

from elections.checks import CHIEF_ONLY, KINDS, check_call, check_count, overtaking, public_flags
from elections.values import FlagRule, Source, Text
from tests.elections.night import NIGHT, POLLS_CLOSE, call, candidate, contest, count

PEOPLE = (candidate(1, "pti", person="Khan"), candidate(2, "ppp", person="Baloch"))
PAPER = Source("paper", Text("The Paper"), "", "", None)
WHOLE = count({1: 6_000, 2: 4_000}, stations_reported=10)


def by(basis="press", key=1, **values):
    return replace(call(key, basis, **values), source=PAPER)


def findings(given, *counts, people=PEOPLE, at=NIGHT, **facts):
    facts = {"stations_total": 10, **facts}
    return {f.code: f for f in check_call(given, contest(*people, counts=counts, **facts), at)}


def test_a_sound_call_has_no_findings():
    for basis in ("press", "newsroom", "returning-officer", "notification"):
        assert findings(by(basis), WHOLE) == {}


def test_a_call_of_someone_who_does_not_stand():
    assert set(findings(by(key=9))) >= {"call-not-a-candidate"}


@pytest.mark.parametrize("state", ["void", "postponed", "withheld", "terminated"])
def test_a_halted_contest_has_no_winner(state):
    assert set(findings(by(), WHOLE, state=state)) == {"call-halted"}


def test_nobody_is_called_before_the_polls_close_unless_unopposed():
    early = POLLS_CLOSE - timedelta(seconds=1)
    assert set(findings(by(), WHOLE, at=early)) == {"call-polls-open"}
    assert findings(by(), WHOLE, at=POLLS_CLOSE) == {}
    assert findings(by("unopposed"), people=PEOPLE[:1], at=early) == {}


def test_every_call_names_its_source_but_the_newsrooms_own_that_rests_on_a_count_with_one():
    assert set(findings(call(1, "press"), WHOLE)) == {"call-no-source"}
    assert set(findings(call(1, "newsroom"), WHOLE)) == {"call-no-source"}
    assert set(findings(call(1, "newsroom", count=1), WHOLE)) == {"call-no-source"}
    assert findings(call(1, "newsroom", count=1), replace(WHOLE, source=PAPER)) == {}


TIE = count({1: 5_000, 2: 5_000}, stations_reported=10)


def test_a_tie_takes_lots_and_lots_take_a_tie():
    found = findings(by("returning-officer"), TIE)
    assert str(found["call-tie-without-lots"]) == (
        "The first have 5,000 votes each: nobody has won until the lots are drawn."
    )
    assert findings(by("lots"), TIE) == {}
    assert set(findings(by("lots"), WHOLE)) == {"call-lots-without-tie"}


def test_an_officers_word_is_not_held_against_a_part_of_the_count():
    assert findings(by("returning-officer"), replace(TIE, stations_reported=9)) == {}
    assert "call-tie-without-lots" in findings(by("press"), replace(TIE, stations_reported=9))


def test_nobody_is_unopposed_where_others_stand():
    found = findings(by("unopposed"))
    assert str(found["call-not-unopposed"]) == "2 people stand here: nobody is unopposed."
    assert "call-not-unopposed" in findings(by("unopposed"), people=PEOPLE[:1], candidates_total=3)
    assert findings(by("unopposed"), people=PEOPLE[:1]) == {}


def test_a_call_that_rests_on_a_withdrawn_count():
    assert "call-rests-on-withdrawn" in findings(by(count=1, count_withdrawn=True), WHOLE)
    assert "call-rests-on-withdrawn" in findings(by(count=7), WHOLE)
    assert findings(by(count=1), WHOLE) == {}


def test_a_winner_who_is_not_ahead_in_the_latest_count_that_has_votes():
    found = findings(by("notification", key=2), WHOLE, count({}, 2))
    assert str(found["not-leading"]) == "Baloch is not ahead in the latest count: Khan is."
    assert (found["not-leading"].severity, set(found)) == ("warning", {"not-leading"})
    assert "not-leading" not in findings(by("press", key=2), count({1: 5_000}))


def test_a_lead_that_can_still_be_overtaken_says_by_how_much():
    partial = count({1: 4_000, 2: 3_000}, stations_reported=7, valid_votes=7_000)
    found = findings(by("newsroom"), partial)
    assert str(found["overtakable"]) == (
        "The lead of 1,000 votes can still be overtaken: 3 stations with about 1,000 ballots each are out,"
        " 3,000 in all."
    )
    assert findings(by("newsroom"), count({1: 6_000, 2: 1_000}, stations_reported=7, valid_votes=7_000)) == {}
    assert findings(by("returning-officer"), partial) == {}


@pytest.mark.parametrize(
    "unknown",
    [
        count({1: 4_000, 2: 3_000}),
        count({1: 4_000}, stations_reported=7),
        count({1: 6_000, 2: 1_000}, stations_reported=7),  # the votes of two of perhaps a dozen: no total
        None,
    ],
)
def test_where_the_stations_or_the_lead_are_unknown_nobody_can_tell(unknown):
    assert set(findings(by("press"), *([unknown] if unknown else []))) == {"overtaking-unknown"}


def test_what_takes_the_chief_is_a_warning():
    assert {"overtakable", "overtaking-unknown", "not-leading"} == CHIEF_ONLY
    assert {KINDS[code].severity for code in CHIEF_ONLY} == {"warning"}


def numbers(given, people=PEOPLE, **facts):
    told = overtaking(contest(*people, **{"stations_total": 10, "candidates_complete": True, **facts}), given)
    return told.outstanding, told.per_station, told.could_come, told.lead, told.possible


def test_overtaking_at_its_limits():
    assert numbers(count({1: 500, 2: 200}, stations_reported=7)) == (3, 100.0, 300, 300, True)
    assert numbers(count({1: 501, 2: 199}, stations_reported=7)) == (3, 100.0, 300, 302, False)
    assert numbers(count({1: 501, 2: 199}, stations_reported=7, valid_votes=707)) == (3, 101.0, 303, 302, True)
    assert numbers(count({1: 501, 2: 199}, stations_reported=10)) == (0, None, 0, 302, False)
    assert numbers(count({1: 501, 2: 199}, stations_reported=0)) == (10, None, None, 302, None)
    assert numbers(count({1: 501}, stations_reported=7)) == (3, None, None, None, None)
    assert numbers(count({1: 501}, stations_reported=7), PEOPLE[:1])[3:] == (501, False)
    assert numbers(count({1: 501, 2: 199})) == (None, None, None, 302, None)
    assert numbers(None) == (None, None, None, None, None)
    assert numbers(count({1: 501, 2: 199}, stations_reported=7), stations_total=None)[-1] is None


# flags

LAW = Text("Section 95(5)", "دفعہ 95")
RECOUNT = FlagRule("recount-margin", percent=5, votes=10_000, law=LAW, public=True)
REJECTED = FlagRule("rejected-margin", law=LAW, public=True)
WOMEN = FlagRule("women-share", percent=10, law=LAW)


def flags(given, *rules, **facts):
    facts = {"stations_total": 10, **facts}
    found = check_count(given, contest(*PEOPLE, flag_rules=rules, **facts))
    return {finding.code: finding for finding in found if finding.severity == "flag"}


def whole(first, second, **values):
    return count({1: first, 2: second}, stations_reported=10, **values)


def test_an_election_without_rules_has_no_flags_of_law():
    assert flags(whole(50, 49, rejected_votes=9, ballots_women=1, ballots_cast=108)) == {}


def test_a_recount_margin_is_a_part_of_the_votes_polled_or_so_many_votes_whichever_is_less():
    found = flags(whole(52_400, 47_601), RECOUNT)["recount-margin"]
    assert str(found) == "The margin of 4,799 votes is below 5,000, so a recount can be asked for."
    assert (found.law, found.fields) == (LAW, ("votes:1", "votes:2"))
    assert flags(whole(52_501, 47_500), RECOUNT) == {}
    assert flags(whole(160_000, 150_000), RECOUNT) == {}
    assert "recount-margin" in flags(whole(159_999, 150_000), RECOUNT)
    assert "recount-margin" in flags(whole(52_501, 47_500, ballots_cast=101_000), RECOUNT)
    assert flags(whole(160_000, 150_000), replace(RECOUNT, percent=None)) == {}
    assert "recount-margin" in flags(whole(160_000, 150_000), replace(RECOUNT, votes=None))
    assert flags(whole(1, 1), replace(RECOUNT, votes=None, percent=None)) == {}


def test_margins_are_of_whole_counts():
    assert flags(count({1: 51, 2: 50}, stations_reported=9), RECOUNT) == {}
    assert flags(count({1: 51, 2: 50}), RECOUNT) == {}
    assert "recount-margin" in flags(count({1: 51, 2: 50}), RECOUNT, call=call(1))
    assert flags(count({1: 51}, stations_reported=10), RECOUNT, REJECTED) == {}


def test_rejected_votes_as_many_as_the_margin():
    assert flags(whole(60, 55, rejected_votes=4), REJECTED) == {}
    found = flags(whole(60, 55, rejected_votes=5), REJECTED)["rejected-margin"]
    assert str(found) == "The margin of 5 votes is not larger than the number of rejected votes, 5."


def test_womens_share_of_the_ballots():
    assert flags(count({1: 50, 2: 40}, ballots_women=10, ballots_cast=100), WOMEN) == {}
    found = flags(count({1: 50, 2: 40}, ballots_women=9, ballots_cast=100), WOMEN)["women-share"]
    assert str(found) == "Women cast 9 of 100 ballots, less than 10 percent: the poll may be declared void."


def test_readers_see_the_flags_of_public_rules_and_ballots_above_the_electorate():
    given = whole(60, 55, rejected_votes=5, ballots_women=1, ballots_cast=121)
    race = contest(*PEOPLE, flag_rules=(RECOUNT, REJECTED, WOMEN), stations_total=10, registered_voters=120)
    shown = [finding.code for finding in public_flags(race, given)]
    assert shown == ["cast-above-registered", "recount-margin", "rejected-margin"]
    assert public_flags(race, None) == ()


@pytest.mark.parametrize(
    ("totals", "each"),
    [
        ({"ballots_cast": 9_000}, 900),
        ({"ballots_cast": 9_000, "rejected_votes": 500}, 850),
        ({"ballots_cast": 9_000, "rejected_votes": 500, "valid_votes": 8_400}, 850),
        ({"valid_votes": 8_400}, 840),
        ({}, None),
    ],
)
def test_votes_for_each_station_are_those_of_everybody_who_voted(totals, each):
    """A paper that gives the first two alone says nothing of how many voted."""
    told = overtaking(contest(*PEOPLE, stations_total=20), count({1: 5_000, 2: 1_000}, stations_reported=10, **totals))
    assert (told.per_station, told.could_come) == (each, None if each is None else each * 10)
    assert told.possible is (None if each is None else True)


def test_the_lines_are_the_votes_where_every_candidate_has_one():
    told = overtaking(contest(*PEOPLE, stations_total=12, candidates_complete=True), WHOLE)
    assert (told.per_station, told.could_come, told.possible) == (1_000, 2_000, True)
