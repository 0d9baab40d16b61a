"""Every check of one count by itself, at its rule: the figure that breaks it and the one that just does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elections.checks import KINDS, SEVERITIES, check_count, sentence
from elections.checks.digits import slip_between, slip_towards
from elections.checks.finding import kind
from elections.values import Source, Text
from tests.elections.night import NIGHT, POLLS_CLOSE, candidate, contest, count

PEOPLE = (candidate(1, "pti", person="Khan"), candidate(2, "ppp", person="Baloch"))


BESIDE = {"nothing-given", "no-votes", "one-candidate-alone"}  # what tests of other rules leave blank


def findings(given=None, history=(), peers=(), at=None, people=PEOPLE, **facts):
    return {f.code: f for f in check_count(given or count(), contest(*people, **facts), history, peers, at=at)}


def codes(*args, **facts):
    return set(findings(*args, **facts)) - BESIDE


def from_sources(typed, *publishers):
    """The count as these publishers have it; each source has a key of its own."""
    sources = [Source(f"page-{number}", Text(name), "", "", None) for number, name in enumerate(publishers)]
    return replace(typed, source=sources[0], further_sources=tuple(sources[1:]))


COMPLETE = {"candidates_complete": True}
BROKEN = [
    # code, severity, count, facts of the contest, sentence, fields
    (
        "lines-above-valid", "error", count({1: 60, 2: 41}, valid_votes=100), {},
        "The candidates' votes add up to 101, more than the 100 valid votes.", ("votes", "valid_votes"),
    ),
    (
        "lines-below-valid", "error", count({1: 40_060, 2: 39_939}, valid_votes=80_000), COMPLETE,
        "All candidates' votes add up to 79,999, but there are 80,000 valid votes: they have to be equal.",
        ("votes", "valid_votes"),
    ),
    (
        "lines-far-below", "warning", count({1: 20, 2: 13}, valid_votes=100), {},
        "The candidates' votes add up to 33, not even a third of the 100 in all.", ("votes", "valid_votes"),
    ),
    (
        "parts-not-cast", "error", count({1: 100}, valid_votes=100, rejected_votes=5, ballots_cast=111), {},
        "100 valid and 5 rejected votes make 105, not 111 ballots cast.",
        ("valid_votes", "rejected_votes", "ballots_cast"),
    ),
    (
        "cast-differs", "flag", count({1: 100}, valid_votes=100, rejected_votes=5, ballots_cast=110), {},
        "100 valid and 5 rejected votes make 105, which is not quite the 110 ballots cast.",
        ("valid_votes", "rejected_votes", "ballots_cast"),
    ),
    (
        "part-above-cast", "error", count(valid_votes=101, ballots_cast=100), {},
        "101 votes are more than the 100 ballots cast.", ("valid_votes", "ballots_cast"),
    ),
    (
        "women-above-cast", "error", count(ballots_women=101, ballots_cast=100), {},
        "101 ballots cast by women are more than the 100 ballots cast.", ("ballots_women", "ballots_cast"),
    ),
    (
        "rejected-above-valid", "warning", count({1: 100}, valid_votes=100, rejected_votes=101), {},
        "101 rejected votes are more than the 100 valid ones: the two may have changed places.",
        ("rejected_votes", "valid_votes"),
    ),
    (
        "stations-above-total", "error", count(stations_reported=11), {"stations_total": 10},
        "11 stations reported are more than the 10 stations of the contest.", ("stations_reported",),
    ),
    (
        "votes-above-registered", "warning", count({1: 600, 2: 401}), {"registered_voters": 1000},
        "1,001 votes are more than the 1,000 registered voters.", ("votes",),
    ),
    (
        "stations-too-full", "warning", count({1: 11_001, 2: 9_000}, stations_reported=20),
        {"registered_voters": 100_000, "stations_total": 100},
        "20,001 votes from 20 stations: so many voters are not registered there (20,000).",
        ("votes", "ballots_cast", "stations_reported"),
    ),
    (
        "stations-too-empty", "warning", count({1: 500, 2: 499}, stations_reported=20),
        {"registered_voters": 100_000, "stations_total": 100},
        "999 votes from 20 stations: fewer than one in twenty of the voters registered there.",
        ("votes", "stations_reported"),
    ),
    (
        "women-above-registered", "flag", count(ballots_women=401), {"registered_women": 400},
        "401 ballots cast by women are more than the 400 registered women.", ("ballots_women",),
    ),
    (
        "electorate-as-votes", "warning", count({1: 227_541, 2: 60}), {"registered_women": 227_541},
        "227,541 is the number of registered voters of this contest, typed here as votes.", ("votes:1",),
    ),
    (
        "stations-as-votes", "warning", count({1: 400, 2: 330}, stations_reported=1), {"stations_total": 330},
        "330 is the number of polling stations, typed here as votes.", ("votes:2",),
    ),
    (
        "nothing-given", "warning", count(), {},
        "This count holds no figure at all, and no note for readers that says why.", ("votes",),
    ),
    (
        "nothing-but-note", "flag", count(note=Text("Only the end of the count was reported.")), {},
        "This count holds no figure: readers see its note and its source.", ("votes",),
    ),
    (
        "no-votes", "warning", count(stations_reported=10), {},
        "No candidate has a vote here, though other figures are given.", ("votes",),
    ),
    (
        "one-candidate-alone", "warning", count({1: 500}), {},
        "Only Khan has votes here: type those of the others, or say in the note for readers why not.",
        ("votes", "note"),
    ),
    (
        "all-zero", "warning", count({1: 0, 2: 0}), {},
        "Every vote given is 0: leave blank what is not known.", ("votes",),
    ),
    (
        "no-stations", "warning", count({1: 5, 2: 4}, stations_reported=0), {},
        "There are votes, but from 0 stations.", ("stations_reported",),
    ),
    (
        "as-of-before-close", "error", count({1: 5, 2: 4}, as_of=POLLS_CLOSE - timedelta(seconds=1)), {},
        "The figures are said to be of a time before the polls closed.", ("as_of",),
    ),
    (
        "as-of-in-future", "error", count({1: 5, 2: 4}, as_of=NIGHT + timedelta(minutes=6)), {"at": NIGHT},
        "The figures are said to be of a time still to come.", ("as_of",),
    ),
    (
        "lopsided", "warning", count({1: 22_000, 2: 4_000}), {},
        "Khan has 22,000 votes and Baloch, who comes next, 4,000: is there a digit too many?", ("votes:1", "votes:2"),
    ),
    (
        "complete-unconfirmed", "warning", from_sources(count({1: 5, 2: 4}, stations_reported=10), "Geo"),
        {"stations_total": 10},
        "All 10 stations are said to be in, on the word of one source: that takes a returning officer's form or a"
        " second, independent source.",
        ("stations_reported", "form", "source"),
    ),
    (
        "cast-above-registered", "flag", count({1: 990}, valid_votes=990, rejected_votes=10, ballots_cast=1001),
        {"registered_voters": 1000}, "1,001 ballots cast are more than the 1,000 registered voters.", ("ballots_cast",),
    ),
]  # fmt: skip

SOUND = [
    (count({1: 60, 2: 40}, valid_votes=100), COMPLETE),
    (count({1: 60, 2: 39}, valid_votes=100), {}),
    (count({1: 60}, valid_votes=100), COMPLETE),
    (count({1: 20, 2: 14}, valid_votes=100), {}),
    (count({1: 100}, valid_votes=100, rejected_votes=5, ballots_cast=105), {}),
    (count(valid_votes=100, ballots_cast=100), {}),
    (count({1: 1}, valid_votes=100, rejected_votes=100), {}),
    (count(ballots_women=100, ballots_cast=100), {}),
    (count(ballots_women=0, ballots_cast=0), {}),
    (from_sources(count({1: 5, 2: 4}, stations_reported=10), "Geo", "Dawn"), {"stations_total": 10}),
    (count({1: 11_000, 2: 9_000}, stations_reported=20), {"registered_voters": 100_000, "stations_total": 100}),
    (count({1: 501, 2: 499}, stations_reported=20), {"registered_voters": 100_000, "stations_total": 100}),
    (count({1: 5_000}, stations_reported=3), {"registered_voters": 100_000, "stations_total": 100}),
    (count(ballots_cast=1000), {"registered_voters": 1000, "registered_women": 400}),
    (count({1: 600, 2: 400}), {"registered_voters": 1001}),
    (count({1: 1, 2: 0}), {}),
    (count({1: 0, 2: 0}, stations_reported=0), {}),
    (count(turnout_reported=0.0), {}),
    (count({1: 5, 2: 4}, as_of=POLLS_CLOSE), {}),
    (count({1: 5, 2: 4}, as_of=NIGHT + timedelta(minutes=5)), {"at": NIGHT}),
    (count({1: 21_999, 2: 4_000}), {}),
]

TOGETHER = {
    "cast-above-registered": {"votes-above-registered", "cast-differs"},
    "electorate-as-votes": {"lopsided"},
    "stations-too-full": set(),
}


@pytest.mark.parametrize(
    ("code", "severity", "typed", "facts", "words", "fields"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_a_broken_rule_has_its_code_says_its_figures_and_names_its_fields(code, severity, typed, facts, words, fields):
    found = findings(typed, **facts)
    assert code in found, found
    assert set(found) - {code} - BESIDE <= TOGETHER.get(code, set())
    assert (found[code].severity, str(found[code]), found[code].fields) == (severity, words, fields)


@pytest.mark.parametrize(("typed", "facts"), SOUND)
def test_a_figure_at_the_limit_breaks_no_rule(typed, facts):
    found = codes(typed, **facts) - {"all-zero", "electorate-as-votes"}
    assert found == set()


def test_lines_above_the_ballots_cast():
    assert codes(count({1: 60, 2: 41}, ballots_cast=100)) == {"part-above-cast"}


def test_a_candidate_who_stands_alone_is_never_lopsided():
    assert codes(count({1: 5000}), people=PEOPLE[:1]) == set()


def test_one_candidate_alone_passes_with_a_note_for_readers_and_where_nobody_else_stands():
    assert set(findings(count({1: 500}, note=Text("The other figure is garbled.")))) == set()
    assert set(findings(count({1: 500}), people=PEOPLE[:1])) == set()


def test_no_single_figure_is_doubted_where_all_lines_are_the_valid_votes():
    assert codes(count({1: 9_000, 2: 100}, valid_votes=9_100), **COMPLETE) == set()


@pytest.mark.parametrize(
    ("votes", "meant", "typed"),
    [({1: 766_681, 2: 68_181}, "76,681", "766,681"), ({1: 7_681, 2: 68_181}, "76,681", "7,681"),
     ({1: 67_681, 2: 68_181}, "76,681", "67,681")],
)  # fmt: skip
def test_a_sum_that_one_slip_would_mend_names_the_line(votes, meant, typed):
    found = findings(count(votes, valid_votes=144_862), **COMPLETE)
    words = f"The sum would be right if Khan had {meant} votes instead of {typed}: look at the digits."
    assert (str(found["digits-in-sum"]), found["digits-in-sum"].fields) == (words, ("votes:1",))


def test_a_total_that_one_slip_would_mend_is_named():
    found = findings(count({1: 76_681, 2: 68_181}, valid_votes=144_682), **COMPLETE)
    assert found["digits-in-total"].figures == {"meant": 144_862, "typed": 144_682}
    found = check_count(count({1: 400}, valid_votes=412, rejected_votes=5, ballots_cast=471), contest(*PEOPLE))
    assert ("ballots_cast",) in [finding.fields for finding in found if finding.code == "digits-in-total"]


@pytest.mark.parametrize("form", ["form-47", "form-48", "form-49"])
def test_a_returning_officers_form_may_say_that_all_stations_are_in(form):
    assert codes(replace(count({1: 5, 2: 4}, stations_reported=10), form=form), stations_total=10) == set()


@pytest.mark.parametrize("form", ["phone", "press", "form-45"])
def test_two_pages_of_one_publisher_are_one_source(form):
    whole = from_sources(count({1: 5, 2: 4}, stations_reported=10), "Geo", "Geo")
    assert codes(replace(whole, form=form), stations_total=10) == {"complete-unconfirmed"}
    assert codes(replace(whole, form=form, stations_reported=9), stations_total=10) == set()
    assert codes(replace(whole, form=form)) == set()


def test_errors_come_first():
    found = check_count(count({1: 0, 2: 0}, stations_reported=11), contest(*PEOPLE, stations_total=10))
    assert [finding.severity for finding in found] == ["error", "warning"]


def test_names_and_words_are_in_the_language_of_the_page():
    people = (replace(PEOPLE[0], name=Text("Khan", "خان")), PEOPLE[1])
    found = findings(count({1: 22_000, 2: 4_000}), people=people)["lopsided"]
    assert sentence(found, lambda message: "«%(first)s» %(votes)s %(second)s", "ur") == "«خان» 22,000 Baloch"


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="each code once"):
        kind(next(iter(KINDS)), "error", "again")
    with pytest.raises(ValueError, match="each code once"):
        kind("new", "grave", "unknown severity")
    assert {entry.severity for entry in KINDS.values()} == set(SEVERITIES)


@pytest.mark.parametrize("moment", [datetime(1, 1, 1), datetime(9999, 12, 31, 23)])  # noqa: DTZ001
@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_extreme_years_are_refused_and_do_not_crash(moment, hours):
    there = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    found = codes(count({1: 5, 2: 4}, as_of=there), [count({1: 4, 2: 3}, as_of=NIGHT)], at=NIGHT)
    assert found & {"as-of-before-close", "as-of-in-future"}


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [(766_681, 76_681, "extra"), (7_681, 76_681, "missing"), (67_681, 76_681, "swapped"), (76_681, 76_681, ""),
     (76_681, 76_682, ""), (5, 50, "missing"), (0, 0, ""), (5, -5, "")],
)  # fmt: skip
def test_slips_between_two_numbers(typed, meant, slip):
    assert slip_between(typed, meant) == slip


@pytest.mark.parametrize(
    ("typed", "expected", "slip"),
    [(766_681, 80_000, "extra"), (7_681, 70_000, "missing"), (19_000, 90_000, "swapped"), (7_681, 7, "")],
)
def test_slips_towards_an_expectation(typed, expected, slip):
    assert slip_towards(typed, expected, 1.35) == slip


figures = st.none() | st.integers(0, 2**31 - 1) | st.sampled_from([0, 1, 330, 1000])
moments = st.none() | st.datetimes(timezones=st.just(UTC))
votes_given = st.dictionaries(st.integers(1, 4), st.integers(0, 2**31 - 1) | st.just(0))
any_count = st.builds(
    lambda votes, form, **values: replace(count(votes, **values), form=form),
    votes_given,
    st.sampled_from(["phone", "form-45", "form-47", "form-48", "form-49", "press", "unheard-of"]),
    ballots_cast=figures, valid_votes=figures, rejected_votes=figures, ballots_women=figures,
    stations_reported=figures, as_of=moments, turnout_reported=st.none() | st.floats(0, 1000),
)  # fmt: skip


@given(any_count, st.lists(any_count, max_size=3), st.lists(any_count, max_size=4), figures, figures, moments)
def test_no_figures_whatever_make_it_raise(typed, history, others, registered, stations, at):
    facts = {"registered_voters": registered, "registered_women": registered, "stations_total": stations, **COMPLETE}
    peers = [contest(*PEOPLE, counts=(other,), **facts) for other in others]
    for finding in check_count(typed, contest(*PEOPLE, **facts), history, peers, at=at):
        assert "%" not in str(finding)
        assert finding.code in KINDS
