"""Every check of a count, at its rule: the figure that breaks it and the one that just does not."""

from datetime import timedelta

import pytest

from elections.checks import RULES, check_count
from tests.elections.night import NIGHT, candidate, contest, count

PEOPLE = (candidate(1, "pti", person="Khan"), candidate(2, "ppp", person="Baloch"))


def findings(given=None, history=(), peers=(), **facts):
    return {f.code: f for f in check_count(given or count(), contest(*PEOPLE, **facts), history, peers)}


def codes(*args, **facts):
    return set(findings(*args, **facts)) - {"nothing-given"}


BROKEN = [
    # code, severity, count, facts of the contest, sentence
    (
        "lines-above-valid",
        "error",
        count({1: 60, 2: 41}, valid_votes=100),
        {},
        "The candidates' votes add up to 101, more than the 100 valid votes.",
    ),
    (
        "lines-below-valid",
        "error",
        count({1: 60, 2: 39}, valid_votes=100),
        {"candidates_complete": True},
        "All candidates' votes add up to 99, but there are 100 valid votes: they have to be equal.",
    ),
    (
        "parts-not-cast",
        "error",
        count({1: 1}, valid_votes=100, rejected_votes=5, ballots_cast=106),
        {},
        "100 valid and 5 rejected votes make 105, not 106 ballots cast.",
    ),
    (
        "part-above-cast",
        "error",
        count(valid_votes=101, ballots_cast=100),
        {},
        "101 votes are more than the 100 ballots cast.",
    ),
    (
        "women-above-cast",
        "error",
        count(ballots_women=101, ballots_cast=100),
        {},
        "101 ballots cast by women are more than the 100 ballots cast.",
    ),
    (
        "stations-above-total",
        "error",
        count(stations_reported=11),
        {"stations_total": 10},
        "11 stations reported are more than the 10 stations of the contest.",
    ),
    (
        "cast-above-registered",
        "flag",
        count(ballots_cast=1001),
        {"registered_voters": 1000},
        "1001 ballots cast are more than the 1000 registered voters.",
    ),
    (
        "votes-above-registered",
        "warning",
        count({1: 600, 2: 401}),
        {"registered_voters": 1000},
        "The candidates' votes add up to 1001, more than the 1000 registered voters.",
    ),
    (
        "women-above-registered",
        "flag",
        count(ballots_women=401),
        {"registered_women": 400},
        "401 ballots cast by women are more than the 400 registered women.",
    ),
    (
        "women-below-tenth",
        "flag",
        count(ballots_women=9, ballots_cast=100),
        {},
        "Women cast 9 of 100 ballots, less than a tenth: the poll may be declared void.",
    ),
    (
        "margin-below-rejected",
        "flag",
        count({1: 60, 2: 55}, rejected_votes=6, stations_reported=10),
        {"stations_total": 10},
        "The margin of 5 votes is smaller than the number of rejected votes, 6.",
    ),
    (
        "nothing-given",
        "warning",
        count(),
        {},
        "This count holds no figure at all: it says only that its source gave none.",
    ),
    ("all-zero", "warning", count({1: 0, 2: 0}), {}, "Every vote given is 0: leave blank what is not known."),
]

SOUND = [
    (count({1: 60, 2: 40}, valid_votes=100), {"candidates_complete": True}),
    (count({1: 60, 2: 39}, valid_votes=100), {}),
    (count({1: 60}, valid_votes=100), {"candidates_complete": True}),
    (count({1: 1}, valid_votes=100, rejected_votes=5, ballots_cast=105), {}),
    (count(valid_votes=100, ballots_cast=100), {}),
    (count(ballots_women=100, ballots_cast=100), {}),
    (count(ballots_women=10, ballots_cast=100), {}),
    (count(ballots_women=0, ballots_cast=0), {}),
    (count(stations_reported=10), {"stations_total": 10}),
    (count(ballots_cast=1000), {"registered_voters": 1000}),
    (count({1: 600, 2: 400}), {"registered_voters": 1000}),
    (count({1: 60, 2: 55}, rejected_votes=5, stations_reported=10), {"stations_total": 10}),
    (count({1: 60, 2: 55}, rejected_votes=6, stations_reported=9), {"stations_total": 10}),
    (count({1: 1, 2: 0}), {}),
    (count(turnout_reported=0.0), {}),
]


@pytest.mark.parametrize(("code", "severity", "given", "facts", "sentence"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_rule_has_its_code_and_says_its_figures(code, severity, given, facts, sentence):
    found = findings(given, **facts)
    assert set(found) == {code}
    assert (found[code].severity, str(found[code])) == (severity, sentence)
    assert found[code].fields


@pytest.mark.parametrize(("given", "facts"), SOUND)
def test_a_figure_at_the_limit_breaks_no_rule(given, facts):
    assert findings(given, **facts) == {}


def test_lines_above_the_ballots_cast():
    assert codes(count({1: 60, 2: 41}, ballots_cast=100)) == {"part-above-cast"}


@pytest.mark.parametrize("name", ["ballots_cast", "valid_votes", "rejected_votes", "ballots_women"])
def test_figures_that_fall_against_the_last_count_that_knew_them(name):
    before, between = count(number=1, **{name: 10}), count({1: 1}, 2)
    found = findings(count({1: 2}, 3, **{name: 9}), [before, between])
    assert {code: finding.fields for code, finding in found.items()} == {"figures-fall": (name,)}
    assert codes(count({1: 2}, 3, **{name: 10}), [before, between]) == set()


def test_stations_that_fall():
    assert codes(count(number=2, stations_reported=9), [count(stations_reported=10)]) == {"stations-fall"}
    assert codes(count(number=2, stations_reported=10), [count({1: 1}, stations_reported=10)]) == set()


def test_a_candidates_votes_that_fall_are_named():
    history = [count({1: 10, 2: 5}), count({2: 6}, 2)]
    found = findings(count({1: 9, 2: 6}, 3), history)
    assert str(found["votes-fall"]) == "Khan has 9 votes, fewer than the 10 of an earlier count."
    assert codes(count({1: 10, 2: 7}, 3), history) == set()


def test_exact_repetition_of_the_count_before():
    before = count({1: 10, 2: 5}, stations_reported=3)
    assert codes(count({1: 10, 2: 5}, 2, stations_reported=3), [before]) == {"same-as-before"}
    assert codes(count({1: 10, 2: 5}, 2, stations_reported=4), [before]) == set()


def test_the_votes_of_another_contest():
    assert codes(count({1: 10, 2: 5}), peers=[count({7: 5, 8: 10})]) == {"same-as-peer"}
    assert codes(count({1: 10, 2: 5}), peers=[count({7: 5, 8: 11})]) == set()
    assert codes(count({1: 10}), peers=[count({7: 10})]) == set()


def test_an_older_time_after_a_newer_one():
    before = count({1: 1}, as_of=NIGHT)
    assert codes(count({1: 2}, 2, as_of=NIGHT - timedelta(minutes=1)), [before]) == {"older-than-before"}
    assert codes(count({1: 2}, 2, as_of=NIGHT), [before]) == set()


def test_errors_come_first():
    found = check_count(count({1: 0, 2: 0}, stations_reported=11), contest(*PEOPLE, stations_total=10))
    assert [finding.severity for finding in found] == ["error", "warning"]


def test_each_rule_has_one_code_and_each_code_one_rule():
    tested = {row[0] for row in BROKEN} | {
        "figures-fall", "stations-fall", "votes-fall", "same-as-before", "same-as-peer", "older-than-before",
    }  # fmt: skip
    assert len(tested) == len(RULES)
    assert {code.replace("-", "_") for code in tested} == {rule.__name__ for rule in RULES}
