"""Scoreboards: seats by alliance, order, strengths, and people in many seats."""

from hypothesis import given
from hypothesis import strategies as st

from elections.tallies import HALTED, many_seats, tally
from elections.values import Bloc, Text
from tests.elections.night import BLOCS, COALITION, NA, PTI, bloc, call, candidate, count, party, result


def won(key: int, *candidates, **values):
    return result(*candidates, call=call(key), **values)


def seat_of(slug, key=1, **values):
    """A seat won by a candidate of this party."""
    return won(key, candidate(key, slug), **values)


def numbers(board):
    return {total.group.slug: (total.won, total.leading) for total in board.groups}


def test_seats_add_up_by_alliance_and_say_with_which_parties():
    board = tally([seat_of("pti"), seat_of("ppp"), seat_of("pml-n"), seat_of("ppp")], BLOCS, NA)
    assert numbers(board) == {"coalition": (3, 0), "pti": (1, 0)}
    assert [(p.slug, seats) for p, seats in board.groups[0].parties] == [("ppp", 2), ("pml-n", 1)]
    assert (board.assembly, board.seats, board.awaited) == (NA, 4, 0)


def test_an_alliance_without_a_seat_is_still_named():
    assert numbers(tally([], BLOCS)) == {"pti": (0, 0), "coalition": (0, 0)}


def test_groups_go_by_seats_then_leads_then_votes_then_name():
    def lead(key, slug):
        return result(candidate(1, "pti"), candidate(2, "ppp"), counts=(count({1: 5, 2: 5} | {key: 6}),))

    assert [t.group.slug for t in tally([lead(2, "ppp"), seat_of("pti")], BLOCS).groups] == ["pti", "coalition"]
    assert [t.group.slug for t in tally([lead(2, "ppp")], BLOCS).groups] == ["coalition", "pti"]
    many_votes = result(candidate(1, "pti"), candidate(3), counts=(count({1: 100, 3: 100}),))
    assert [t.group.slug for t in tally([many_votes, lead(2, "ppp")], BLOCS).groups] == ["coalition", "pti"]
    votes = result(candidate(1, "pti"), candidate(2, "ppp"), state="withheld", counts=(count({1: 5, 2: 6}),))
    even = result(candidate(1, "pti"), candidate(2, "ppp"), candidate(3), counts=(count({1: 5, 2: 6, 3: 6}),))
    assert [t.group.slug for t in tally([even], BLOCS).groups] == ["coalition", "pti"]
    assert [t.group.name.en for t in tally([votes], BLOCS).groups] == ["coalition", "pti"]


def test_parties_of_one_alliance_are_never_added_up_within_a_seat():
    """In Karachi the coalition's parties stood against each other: 6 and 5 votes do not beat 7."""
    karachi = result(
        candidate(1, "pti"), candidate(2, "ppp"), candidate(3, "mqm-p"), counts=(count({1: 7, 2: 6, 3: 5}),)
    )
    assert (karachi.leader.id, karachi.margin_votes) == (1, 1)
    assert numbers(tally([karachi], BLOCS)) == {"pti": (0, 1), "coalition": (0, 0)}


def test_an_alliances_votes_are_added_up_over_seats():
    seats = [result(candidate(1, "ppp"), candidate(2, "pml-n"), counts=(count({1: 7, 2: 6}),)) for _ in range(2)]
    assert next(t.votes for t in tally(seats, BLOCS).groups if t.group.slug == "coalition") == 26


def test_votes_of_a_void_poll_count_for_nobody():
    assert tally([result(candidate(1, "pti"), state="void", counts=(count({1: 7}),))], BLOCS).groups[0].votes == 0


def test_an_independents_seat_and_another_partys_seat_have_groups_of_their_own():
    board = tally([seat_of(None), seat_of("ji"), seat_of("pti")], BLOCS)
    assert numbers(board) == {"independent": (1, 0), "other": (1, 0), "pti": (1, 0), "coalition": (0, 0)}


def test_a_candidates_own_bloc_overrides_the_partys():
    assert numbers(tally([won(1, candidate(1, "ppp", bloc=PTI))], BLOCS)) == {"pti": (1, 0), "coalition": (0, 0)}
    assert numbers(tally([won(1, candidate(1, None, bloc=PTI))], BLOCS)) == {"pti": (1, 0), "coalition": (0, 0)}


def test_a_candidate_outside_the_blocs_wins_for_none_of_them():
    board = tally([won(1, candidate(1, "ppp", bloc=None))], BLOCS)
    assert numbers(board) == {"other": (1, 0), "pti": (0, 0), "coalition": (0, 0)}


def test_a_backed_independent_stays_independent():
    board = tally([won(1, candidate(1, None, backed_by=party("pti")))], BLOCS)
    assert numbers(board)["independent"] == (1, 0)


def test_awaited_are_the_seats_polled_that_nobody_won_or_leads():
    tied = result(candidate(1, "pti"), candidate(2, "ppp"), counts=(count({1: 5, 2: 5}),))
    under_review = result(
        candidate(1, "pti"), candidate(2, "ppp"), counts=(count({1: 5, 2: 6}, 2),), call=call(1, count=1)
    )
    halted = [result(candidate(1, "pti"), state=state) for state in ("void", "withheld", "postponed", "terminated")]
    board = tally([tied, under_review, *halted, seat_of("pti")], BLOCS)
    assert (board.seats, board.awaited) == (3, 2)
    assert (board.void, board.withheld, board.postponed, board.terminated) == (1, 1, 1, 1)


def test_a_called_seat_that_is_halted_afterwards_is_nobodys_on_the_scoreboard():
    seats = [seat_of("pti", previous_party=party("pti"), state=state) for state in HALTED]
    board = tally([*seats, seat_of("pti")], BLOCS)
    assert (board.seats, board.awaited, board.strengths) == (1, 0, ())
    assert numbers(board) == {"pti": (1, 0), "coalition": (0, 0)}


def test_strengths_say_what_each_party_defended_kept_lost_and_gained():
    pti, ppp = party("pti"), party("ppp")
    board = tally(
        [
            seat_of("pti", previous_party=pti),
            seat_of("ppp", previous_party=pti),
            seat_of("ppp", previous_party=ppp),
            seat_of(None, previous_party=pti),
            seat_of("pti", previous_independent=True),
            seat_of("pti"),
            result(candidate(1, "pti"), previous_party=pti),
        ],
        BLOCS,
    )
    rows = {row.party.slug if row.party else None: row for row in board.strengths}
    assert {k: (r.defended, r.kept, r.lost, r.gained) for k, r in rows.items()} == {
        "pti": (3, 1, 2, 1),
        "ppp": (1, 1, 0, 1),
        None: (1, 0, 1, 1),
    }
    assert [rows[key].group.slug for key in ("pti", "ppp", None)] == ["pti", "coalition", "independent"]


def test_a_party_is_grouped_by_the_alliance_it_belongs_to_not_by_one_candidate():
    outside = won(1, candidate(1, "ppp", bloc=None), previous_party=party("ppp"))
    assert [row.group.slug for row in tally([outside], BLOCS).strengths] == ["coalition"]


def test_one_person_in_many_seats():
    khan = [candidate(key, "pti", person="imran-khan") for key in range(1, 5)]
    seats = [
        won(1, khan[0], candidate(8, "ppp")),
        won(9, khan[1], candidate(9, "ppp")),
        result(khan[2]),
        *(result(khan[3], state=state) for state in HALTED),
    ]
    (one,) = many_seats(seats)
    assert (one.person.slug, len(one.results), len(one.won)) == ("imran-khan", 3, 1)


parties = st.sampled_from(["pti", "ppp", "pml-n", "ji", None])
states = st.sampled_from(["", "", "", "void", "postponed", "withheld", "terminated"])


@st.composite
def any_result(draw):
    people = [candidate(key, draw(parties)) for key in range(1, draw(st.integers(2, 4)))]
    keys = st.sampled_from([person.id for person in people]) if people else st.nothing()
    votes = draw(st.dictionaries(keys, st.integers(0, 3)))
    called = call(draw(keys), count=draw(st.sampled_from([1, 2, None]))) if draw(st.booleans()) else None
    counts = (count(votes, 2),) if draw(st.booleans()) else ()
    return result(*people, state=draw(states), counts=counts, call=called)


@given(st.lists(any_result(), max_size=8))
def test_every_seat_polled_is_won_led_or_awaited(results):
    board = tally(results, BLOCS)
    won, leading = sum(t.won for t in board.groups), sum(t.leading for t in board.groups)
    assert board.seats == won + leading + board.awaited
    assert board.seats + board.void + board.withheld + board.postponed + board.terminated == len(results)
    assert board.awaited >= 0
    assert all(sum(seats for _party, seats in t.parties) == t.won for t in board.groups)
    assert all(row.defended == row.kept + row.lost for row in board.strengths)


@given(st.lists(any_result(), max_size=6), st.randoms())
def test_the_scoreboard_does_not_depend_on_the_order_of_seats(results, random):
    shuffled = results[:]
    random.shuffle(shuffled)
    assert numbers(tally(results, BLOCS)) == numbers(tally(shuffled, BLOCS))
    assert [t.group for t in tally(results, BLOCS).groups] == [t.group for t in tally(shuffled, BLOCS).groups]


def test_a_bloc_value_is_its_own_group():
    board = tally([], [Bloc("left", Text("Left"), Text("L"), 3), bloc("right", 1)])
    assert [(t.group.slug, t.group.slot) for t in board.groups] == [("left", 3), ("right", 1)]
    assert COALITION.slot == 2
