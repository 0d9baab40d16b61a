"""One person in many seats: what is kept, what falls vacant, and each alliance's strength before and after."""

from datetime import date

import pytest

from elections.tallies import balances, lead_of, many_seats, tally
from elections.values import Event
from tests.elections.night import BLOCS, call, candidate, count, party, result

PPP = party("ppp")


def events(*kinds):
    return tuple(Event(kind, date(2022, 10, 20), None) for kind in kinds)


def seat(winner: int, person: str = "khan", kinds=(), before="pti", slug="pti", **values):
    """Candidate `winner` is `person`, the next id somebody else of the PPP; the first one wins."""
    stood = candidate(winner, slug, person), candidate(winner + 1, "ppp")
    return result(*stood, call=call(winner), events=events(*kinds), previous_party=party(before), **values)


def lost(key: int):
    return result(candidate(key, "pti", "khan"), candidate(key + 1, "ppp"), call=call(key + 1), previous_party=PPP)


def only(results):
    (row,) = many_seats(results)
    return row


def test_while_nothing_is_said_all_seats_won_but_one_fall_vacant():
    row = only([seat(1), seat(3), seat(5), lost(7)])
    assert (row.kept, row.to_vacate, row.vacating) == (None, (), 2)


def test_a_seat_said_to_be_kept_leaves_the_others_vacant():
    seats = [seat(1), seat(3, kinds=("kept",)), seat(5)]
    row = only(seats)
    assert (row.kept, row.to_vacate, row.vacating) == (seats[1], (seats[0], seats[2]), 2)


def test_seats_said_to_be_vacated_are_known_one_by_one_also_all_of_them():
    seats = [seat(1, kinds=("vacated",)), seat(3), seat(5)]
    assert (only(seats).to_vacate, only(seats).vacating) == ((seats[0],), 2)
    seats = [seat(key, kinds=("vacated",)) for key in (1, 3)]
    assert (only(seats).to_vacate, only(seats).vacating) == (tuple(seats), 2)


@pytest.mark.parametrize("results", [[lost(1), lost(3)], [seat(1), lost(3)]], ids=["none won", "one won"])
def test_who_won_no_more_than_one_seat_gives_up_none(results):
    assert (only(results).vacating, balances(results, BLOCS)) == (0, ())


def table(results):
    return {row.group.slug: (row.before, row.won, row.left) for row in balances(results, BLOCS)}


def test_the_alliances_strength_before_and_after_and_without_the_seats_given_up():
    results = [seat(1), seat(3, before="ppp"), seat(5), lost(7)]
    assert table(results) == {"pti": (2, 3, 1), "coalition": (2, 1, 1)}
    assert tally(results, BLOCS).balances == balances(results, BLOCS)


def test_a_seat_without_a_known_previous_party_is_nobodys_before():
    open_seat = result(candidate(9, "ppp"), candidate(10, "pti"), call=call(9))
    assert table([seat(1), seat(3), open_seat]) == {"pti": (2, 2, 1), "coalition": (0, 1, 1)}


def test_a_halted_contest_is_in_no_balance():
    halted = seat(5, person="other", state="void")
    assert table([seat(1), seat(3), halted]) == {"pti": (2, 2, 1)}


def test_who_won_for_two_groups_leaves_both_unknown_until_it_is_said_which_seat_goes():
    assert table([seat(1), seat(3, slug="ppp")]) == {"pti": (2, 1, None), "coalition": (0, 1, None)}
    said = [seat(1, kinds=("kept",)), seat(3, slug="ppp")]
    assert table(said) == {"pti": (2, 1, 1), "coalition": (0, 1, 0)}


def test_the_lead_of_a_count_is_the_first_ones_alone():
    assert lead_of(count({1: 60, 2: 45, 3: 0})) == (1, 15)
    assert [lead_of(each) for each in (None, count(), count({1: 60}), count({1: 5, 2: 5}))] == [None] * 4
    assert lead_of(count({1: 0, 2: 7})) == (2, 7)
