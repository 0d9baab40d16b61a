"""One contest: ranking, winner, margin, turnout, status, gain and hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elections.tallies import HALTED, public_from, result_of, source_of, standing_of_results
from elections.values import Source, Text
from tests.elections.night import (
    NIGHT,
    POLLS_CLOSE,
    RESULTS_FROM,
    call,
    candidate,
    contest,
    count,
    party,
    result,
    two,
)

A_MINUTE = timedelta(minutes=1)


def votes_of(result):
    return {standing.candidate.id: standing.votes for standing in result.standings}


def test_an_absent_line_is_unknown_and_not_zero():
    assert votes_of(two(counts=(count({1: 10}),))) == {1: 10, 2: None}


def test_zero_is_a_figure_beside_one_that_is_unknown():
    three = result(candidate(1), candidate(2), candidate(3), counts=(count({1: 10, 2: 0}),))
    assert votes_of(three) == {1: 10, 2: 0, 3: None}
    assert [standing.rank for standing in three.standings] == [1, 2, None]
    assert three.margin_votes == 10


def test_most_votes_alone_is_leading():
    assert two(counts=(count({1: 10, 2: 9}),)).leader.id == 1


def test_tie_elects_nobody():
    tied = two(counts=(count({1: 10, 2: 10}, stations_reported=5),), stations_total=5)
    assert (tied.winner, tied.leader, tied.margin_votes) == (None, None, 0)
    assert [candidate.id for candidate in tied.tied] == [1, 2]
    assert [standing.rank for standing in tied.standings] == [1, 1]


def test_a_tie_is_decided_by_the_call_of_the_draw():
    drawn = two(counts=(count({1: 10, 2: 10}),), call=call(2, "lots", count=1))
    assert (drawn.status, drawn.winner.id, drawn.won_basis) == ("unofficial", 2, "lots")
    assert (drawn.margin_votes, drawn.runner_up.id, drawn.standings[0].candidate.id) == (0, 1, 2)


def test_a_recount_that_is_still_a_tie_does_not_contradict_the_draw():
    assert two(counts=(count({1: 11, 2: 11}, 2),), call=call(2, "lots", count=1)).status == "unofficial"
    assert two(counts=(count({1: 12, 2: 11}, 2),), call=call(2, "lots", count=1)).status == "review"


def test_one_known_candidate_of_several_is_no_leader():
    assert two(counts=(count({1: 52944}),)).leader is None


def test_a_candidate_without_opponents_leads_with_votes():
    assert result(candidate(1), counts=(count({1: 5}),)).leader.id == 1


def test_votes_that_are_all_zero_rank_nobody_first():
    nobody = two(counts=(count({1: 0, 2: 0}),))
    assert (nobody.leader, nobody.tied) == (None, ())


def test_leading_with_all_stations_in_is_not_won():
    full = two(counts=(count({1: 10, 2: 9}, stations_reported=5),), stations_total=5)
    assert (full.status, full.winner, full.leader.id, full.complete) == ("counting", None, 1, True)


# valid votes, share, margin


def test_reported_valid_votes_are_taken_as_reported():
    given = two(counts=(count({1: 60, 2: 30}, valid_votes=120),))
    assert (given.valid_votes, given.margin_votes, given.margin_points) == (120, 30, 25.0)
    assert [standing.share for standing in given.standings] == [0.5, 0.25]


def test_lines_add_up_to_valid_votes_only_if_every_candidate_has_one():
    lines = count({1: 60, 2: 40})
    assert two(counts=(lines,), candidates_complete=True).valid_votes == 100
    assert two(counts=(lines,)).valid_votes is None
    assert two(counts=(count({1: 60}),), candidates_complete=True).valid_votes is None
    assert two(counts=(lines,)).margin_points is None


def test_valid_votes_of_zero_divide_nothing():
    none = two(counts=(count({1: 0, 2: 0}, valid_votes=0),))
    assert (none.valid_votes, none.margin_points, none.standings[0].share) == (0, None, None)


def test_the_margin_needs_two_figures():
    won = two(counts=(count({1: 50014}),), call=call(1, count=1))
    assert (won.winner.id, won.margin_votes, won.runner_up) == (1, None, None)


def test_the_margin_needs_the_winner_among_the_figures():
    three = result(candidate(1), candidate(2), candidate(3), counts=(count({2: 9, 3: 4}),), call=call(1, count=1))
    assert (three.winner.id, three.margin_votes, three.runner_up) == (1, None, None)


def test_a_winner_who_is_behind_in_the_figures_has_no_margin():
    behind = two(counts=(count({1: 9, 2: 10}),), call=call(1, count=1))
    assert (behind.winner.id, behind.runner_up.id, behind.margin_votes) == (1, 2, None)


def test_the_runner_up_is_the_next_of_the_known_ones():
    three = result(candidate(1), candidate(2), candidate(3), counts=(count({1: 7, 2: 9, 3: 8}),), call=call(2, count=1))
    assert (three.runner_up.id, three.margin_votes) == (3, 1)


# turnout


def test_turnout_is_ballots_cast_of_registered_voters():
    given = two(counts=(count(ballots_cast=250, turnout_reported=99.0),), registered_voters=1000, call=call(1))
    assert (given.turnout, given.turnout_basis) == (0.25, "computed")


def test_turnout_is_valid_and_rejected_votes_if_ballots_are_unknown():
    given = two(counts=(count(valid_votes=240, rejected_votes=10),), registered_voters=1000, call=call(1))
    assert given.turnout == 0.25


def test_turnout_without_electorate_is_the_reported_one_and_says_so():
    given = two(counts=(count(turnout_reported=29.02),), call=call(1))
    assert (given.turnout, given.turnout_basis) == (pytest.approx(0.2902), "reported")


def test_a_reported_turnout_of_zero_is_a_figure():
    assert two(counts=(count(turnout_reported=0.0),), call=call(1)).turnout == 0


def test_an_incomplete_count_has_no_turnout():
    part = count(ballots_cast=250, turnout_reported=25.0, stations_reported=4)
    assert two(counts=(part,), registered_voters=1000, stations_total=5).turnout is None
    assert two(counts=(part,), registered_voters=1000, stations_total=5, call=call(1)).turnout is None
    assert two(counts=(count(ballots_cast=250),), registered_voters=1000).turnout is None


def test_turnout_above_one_hundred_percent_is_shown():
    full = count(ballots_cast=1030, stations_reported=5)
    assert two(counts=(full,), registered_voters=1000, stations_total=5).turnout == 1.03


def test_no_registered_voters_is_no_division():
    assert two(counts=(count(ballots_cast=5),), registered_voters=0, call=call(1)).turnout is None


# status


def test_status_follows_the_clock_and_what_is_public():
    assert two(at=POLLS_CLOSE - A_MINUTE).status == "scheduled"
    assert two(at=POLLS_CLOSE).status == "awaiting"
    assert two(counts=(count(),)).status == "counting"
    assert two(call=call(1)).status == "unofficial"
    assert two(call=call(1, "notification")).status == "official"


@pytest.mark.parametrize("state", HALTED)
def test_a_halted_contest_has_no_winner_leader_or_margin(state):
    halted = two(state=state, counts=(count({1: 2, 2: 1}),), call=call(1))
    assert (halted.status, halted.winner, halted.leader, halted.margin_votes) == (state, None, None, None)
    assert (halted.change, halted.runner_up) == (None, None)


@pytest.mark.parametrize("basis", ["newsroom", "returning-officer", "lots", "unopposed", "press"])
def test_only_the_commissions_notification_makes_it_official(basis):
    assert two(call=call(1, basis)).status == "unofficial"


def test_unopposed_is_won_before_the_polls_close():
    alone = result(candidate(1), call=call(1, "unopposed"), at=POLLS_CLOSE - A_MINUTE)
    assert (alone.status, alone.winner.id, alone.won_basis) == ("unofficial", 1, "unopposed")


# review


def test_a_withdrawn_count_puts_its_call_under_review():
    assert two(call=call(1, count=1, count_withdrawn=True)).status == "review"


def test_a_newer_count_that_ranks_another_first_puts_the_call_under_review():
    under_review = two(counts=(count({1: 9, 2: 10}, 2),), call=call(1, count=1))
    assert (under_review.status, under_review.winner, under_review.won_basis) == ("review", None, None)


def test_a_newer_tie_puts_the_call_under_review():
    assert two(counts=(count({1: 10, 2: 10}, 2),), call=call(1, count=1)).status == "review"


def test_a_newer_count_that_agrees_does_not():
    assert two(counts=(count({1: 11, 2: 10}, 2),), call=call(1, count=1)).status == "unofficial"


def test_the_calls_own_count_and_older_ones_do_not_contradict_it():
    assert two(counts=(count({1: 9, 2: 10}, 2),), call=call(1, count=2)).status == "unofficial"
    assert two(counts=(count({1: 9, 2: 10}, 2),), call=call(1, count=3)).status == "unofficial"


def test_an_empty_count_contradicts_nothing():
    assert two(counts=(count({}, 2),), call=call(1, count=1)).status == "unofficial"


def test_a_call_that_names_no_count_is_contradicted_by_what_was_published_since():
    behind = {1: 9, 2: 10}
    assert two(counts=(count(behind, published_at=NIGHT + A_MINUTE),), call=call(1)).status == "review"
    assert two(counts=(count(behind, published_at=NIGHT),), call=call(1)).status == "review"
    assert two(counts=(count(behind, published_at=NIGHT - A_MINUTE),), call=call(1)).status == "unofficial"


# hold and gain


@pytest.mark.parametrize(
    ("before", "independent", "after", "change"),
    [
        ("pti", False, "pti", "hold"),
        ("pti", False, "ppp", "gain"),
        ("pti", False, None, "gain"),
        (None, True, None, "hold"),
        (None, True, "pti", "gain"),
        (None, False, "pti", None),
    ],
)
def test_change_is_measured_against_the_party_the_holder_was_elected_for(before, independent, after, change):
    given = result(
        candidate(1, after),
        call=call(1),
        previous_party=party(before) if before else None,
        previous_independent=independent,
    )
    assert given.change == change


def test_change_within_an_alliance_is_a_gain():
    assert result(candidate(1, "ppp"), call=call(1), previous_party=party("pml-n")).change == "gain"


def test_an_independent_backed_by_a_party_does_not_hold_its_seat():
    backed = candidate(1, None, backed_by=party("pti"))
    assert result(backed, call=call(1), previous_party=party("pti")).change == "gain"


def test_nothing_changes_before_a_call():
    assert two(counts=(count({1: 2, 2: 1}),), previous_party=party("pti")).change is None


# order


def test_standings_go_by_votes_then_ballot_order_then_name():
    people = [
        candidate(1, person="z", ballot_order=1),
        candidate(2, person="a"),
        candidate(3, person="b", ballot_order=2),
        candidate(4, person="c"),
        candidate(5, person="d"),
    ]
    order = [s.candidate.id for s in result(*people, counts=(count({4: 1, 5: 9}),)).standings]
    assert order == [5, 4, 1, 3, 2]


def test_updated_at_is_the_last_public_stamp():
    late = NIGHT + A_MINUTE
    assert two(counts=(count({1: 1}),), call=call(1, published_at=late)).updated_at == late
    assert two().updated_at is None


def test_embargoed_says_that_results_are_still_to_come():
    assert two(at=RESULTS_FROM - A_MINUTE).embargoed
    assert not two(at=RESULTS_FROM).embargoed


figures = st.dictionaries(st.integers(1, 5), st.integers(0, 3), max_size=5)


@given(figures, st.none() | st.integers(1, 5), st.booleans())
def test_laws_of_every_result(votes, winner, complete):
    people = [candidate(key, "pti" if key < 3 else None) for key in range(1, 6)]
    called = call(winner, count=1) if winner else None
    given = result_of(contest(*people, counts=(count(votes),), call=called, candidates_complete=complete), NIGHT)
    assert votes_of(given) == {key: votes.get(key) for key in range(1, 6)}
    assert (given.winner is not None) == (winner is not None)
    assert not (given.winner and given.leader)
    if given.leader:
        assert all(votes[given.leader.id] > other for key, other in votes.items() if key != given.leader.id)
        assert given.margin_votes > 0
    assert given.margin_votes is None or given.margin_votes >= 0
    shares = [standing.share for standing in given.standings if standing.share is not None]
    assert not shares or sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("state", HALTED)
def test_a_halted_contest_has_no_turnout_margin_leader_or_winner(state):
    figures = {"valid_votes": 90, "ballots_cast": 100, "stations_reported": 10}
    halted = two(state=state, counts=(count({1: 50, 2: 40}, **figures),), registered_voters=200, stations_total=10)
    assert (halted.turnout, halted.turnout_basis, halted.margin_votes, halted.margin_points) == (None,) * 4
    assert (halted.leader, halted.runner_up, halted.tied, halted.winner) == (None, None, (), None)


# what stands for several results


def spoken(key: str) -> Source:
    return Source(key, Text(key), key, f"https://example.org/{key}", None)


def test_the_source_of_the_figures_stands_for_a_result_before_that_of_the_call():
    counted, called = replace(count({1: 5, 2: 4}), source=spoken("wire")), replace(call(1), source=spoken("paper"))
    assert source_of(two(counts=(counted,), call=called)).key == "wire"
    assert source_of(two(call=called)).key == "paper"
    assert source_of(two(counts=(replace(counted, source=None),), call=called)).key == "paper"
    assert source_of(two()) is None


def test_a_call_in_review_is_no_source_of_a_result():
    called = replace(call(1, count=1, count_withdrawn=True), source=spoken("paper"))
    assert source_of(two(call=called)) is None


def kinds(*names: str) -> list:
    made = {
        "official": lambda: two(call=call(1, "notification")),
        "unofficial": lambda: two(call=call(1)),
        "counting": lambda: two(counts=(count({1: 5, 2: 4}),)),
        "awaiting": lambda: two(),
        "withheld": lambda: two(call=call(1), state="withheld"),
        "void": lambda: two(counts=(count({1: 5, 2: 4}),), state="void"),
    }
    return [made[name]() for name in names]


@pytest.mark.parametrize(
    ("names", "standing"),
    [
        (["official", "official"], "official"),
        (["official", "unofficial"], "unofficial"),
        (["official", "awaiting"], "incomplete"),
        (["counting", "awaiting"], "incomplete"),
        (["awaiting", "awaiting"], "awaited"),
        (["official", "withheld", "void"], "official"),
        (["awaiting", "void"], "awaited"),
        (["withheld", "void"], "awaited"),
        ([], "awaited"),
    ],
)
def test_results_are_official_only_if_every_seat_is_and_halted_ones_do_not_count(names, standing):
    assert standing_of_results(kinds(*names)) == standing


def test_a_count_published_under_embargo_is_public_from_its_end():
    early = {"published_at": POLLS_CLOSE}
    race = contest(candidate(1), results_from=RESULTS_FROM)
    assert public_from(race, count({1: 5}, **early)) == RESULTS_FROM
    assert public_from(race, count({1: 5}, published_at=NIGHT)) == NIGHT
    assert public_from(race, call(1, **early)) == RESULTS_FROM
    assert public_from(race, call(1, "unopposed", **early)) == POLLS_CLOSE
    assert two(counts=(count({1: 5}, **early),)).updated_at == RESULTS_FROM
