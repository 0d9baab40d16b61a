"""What colours say: a pattern beside every colour, unknown never 0, a legend of what is there."""

import pytest

from elections.tallies import HALTED, INDEPENDENT
from maps.drawing import measures
from maps.drawing.measures import Value
from tests.maps.drawing import result, seat

NA = [seat(number, f"NA-{number}") for number in range(1, 9)]


def value(made, measure="alliance") -> Value:
    return measures.paint([made], measure).values[made.seat.id]


def test_a_win_is_solid_a_lead_is_hatched_in_the_same_colour():
    assert value(result(NA[0], votes=(5, 3), call=0)) == Value("slot-1", "won")
    assert value(result(NA[0], votes=(5, 3))) == Value("slot-1", "leading")


def test_an_official_win_is_solid_too():
    assert value(result(NA[0], call=0, basis="notification")) == Value("slot-1", "won")


def test_a_win_without_figures_is_a_win():
    assert value(result(NA[0], call=1)) == Value("slot-2", "won")


def test_a_tie_takes_nobodys_colour():
    assert value(result(NA[0], votes=(5, 5))) == Value("slot-none", "tie")


def test_a_result_under_review_is_hatched_and_takes_nobodys_colour():
    assert value(result(NA[0], votes=(3, 5), call=0)) == Value("slot-none", "review")


def test_no_votes_counted_is_no_result_and_not_a_tie():
    assert value(result(NA[0], votes=(0, 0))) == Value("slot-none", "none")


@pytest.mark.parametrize("measure", measures.NAMES)
@pytest.mark.parametrize("state", HALTED)
def test_a_halted_poll_has_a_pattern_of_its_own_and_nobodys_colour(state, measure):
    drawn = value(result(NA[0], state=state, votes=(5, 3), count={"ballots_cast": 8}, registered_voters=10), measure)
    assert drawn == Value("slot-none", state)
    assert drawn.texture == "dashed"


def test_the_legend_has_one_item_for_each_kind_of_halted_poll_on_the_map():
    made = [result(NA[i], state=state) for i, state in enumerate(("void", "withheld", "void"))]
    items = measures.paint(made, "alliance").legend.items
    assert [str(item.label) for item in items] == ["Poll void", "Result withheld by the Commission"]


def test_texture_says_hatched_for_what_is_not_settled_and_nothing_for_a_win():
    textures = {name: Value("slot-1", name).texture for name in ("won", "leading", "tie", "review", "none")}
    assert textures == {"won": "", "leading": "hatched", "tie": "hatched", "review": "hatched", "none": ""}


def test_independents_and_parties_outside_every_bloc_have_colours_of_their_own():
    assert value(result(NA[0], (None, "pti"), votes=(5, 3), call=0)).slot == "slot-ind"
    assert value(result(NA[0], ("tlp", "pti"), votes=(5, 3), call=0)).slot == "slot-other"


def test_the_legend_lists_what_is_on_the_map_and_nothing_else():
    made = [result(NA[0], votes=(5, 3), call=0), result(NA[1], votes=(5, 3)), result(NA[2])]
    items = measures.paint(made, "alliance").legend.items
    assert [(item.slot, item.pattern) for item in items] == [
        ("slot-1", "won"),
        ("slot-none", "leading"),
        ("slot-none", "none"),
    ]


def test_parties_get_slots_by_seats_then_votes_then_name():
    made = [
        result(NA[0], ("ppp", "pti"), votes=(10, 3), call=0),
        result(NA[1], ("pti", "ppp"), votes=(9000, 3), call=0),
        result(NA[2], ("pml-n", "ppp"), votes=(500, 3), call=0),
        result(NA[3], ("pml-n", "ppp"), votes=(5, 3), call=0),
        result(NA[4], ("jui-f", "tlp"), call=0),
        result(NA[5], ("tlp", "jui-f"), call=0),
    ]
    assert list(measures.party_slots(made)) == ["pml-n", "pti", "ppp", "jui-f", "tlp"]
    assert value(made[1], "party").slot == "party-1"  # alone it is the only party ahead
    assert measures.paint([made[1]], "party", made).values[2].slot == "party-2"


def test_an_independent_is_no_party_on_the_map_of_parties():
    painting = measures.paint([result(NA[0], (None, "pti"), votes=(5, 3), call=0)], "party")
    assert painting.values[1].slot == "party-ind"
    assert painting.legend.items[0].label == INDEPENDENT.short


@pytest.mark.parametrize(
    ("margin", "step"), [(0, 1), (999, 1), (1000, 2), (4999, 2), (5000, 3), (10_000, 4), (24_999, 4), (25_000, 5)]
)
def test_a_margin_on_a_break_belongs_to_the_step_above(margin, step):
    assert measures.step_of(margin, measures.MARGIN_VOTES) == f"step-{step}"


def test_an_unknown_margin_is_said_to_be_unknown_and_a_margin_of_nothing_is_a_step():
    made = [result(NA[0], call=0), result(NA[1], votes=(500, 500), call=0, basis="lots")]
    values = measures.paint(made, "margin").values
    assert values[1] == Value("slot-none", "unknown")
    assert (values[2].slot, values[2].number) == ("step-1", 0)


def test_a_lead_keeps_its_hatch_on_the_map_of_margins():
    assert value(result(NA[0], votes=(9000, 3000)), "margin") == Value("step-3", "leading", 6000)


def test_margins_are_in_points_only_if_every_margin_is_known_in_points():
    known = result(NA[0], votes=(600, 400), call=0, count={"valid_votes": 1000})
    votes_only = result(NA[1], votes=(600, 400), call=0)
    assert measures.paint([known], "margin").legend.unit == "points"
    assert measures.paint([known, votes_only], "margin").legend.unit == "votes"
    assert measures.paint([known], "margin", [known, votes_only]).legend.unit == "votes"


def test_turnout_of_nothing_is_known_and_more_votes_than_voters_are_shown():
    nobody = result(NA[0], call=0, votes=(None, None), count={"ballots_cast": 0}, registered_voters=100)
    too_many = result(NA[1], call=0, votes=(60, 43), count={"ballots_cast": 103}, registered_voters=100)
    unknown = result(NA[2], call=0)
    values = measures.paint([nobody, too_many, unknown], "turnout").values
    assert (values[1].slot, values[1].number) == ("step-1", 0)
    assert (values[2].slot, values[2].number) == ("step-5", pytest.approx(103))
    assert values[3] == Value("slot-none", "unknown")


def test_a_scale_shows_all_its_steps_with_numbers():
    items = measures.paint([result(NA[0], votes=(5, 3), call=0)], "margin").legend.items
    assert [item.label.en for item in items] == [
        "under 1,000",
        "1,000 to 4,999",
        "5,000 to 9,999",
        "10,000 to 24,999",
        "25,000 and more",
    ]


def test_a_measure_known_for_under_half_of_the_seats_polled_is_not_offered():
    known = [result(NA[0], votes=(5, 3), call=0)]
    unknown = [result(NA[1], call=0)]
    assert "margin" in measures.available(known + unknown)
    assert "margin" not in measures.available(known + unknown + [result(NA[2], call=0)])
    assert "margin" in measures.available(known + unknown + [result(NA[2], state="postponed")])


def test_the_alliance_is_always_offered():
    assert measures.available([]) == ("alliance",)
    assert measures.available([result(NA[0])]) == ("alliance",)


def test_a_measure_of_zero_counts_as_known():
    nobody = result(NA[0], call=0, votes=(None, None), count={"ballots_cast": 0}, registered_voters=100)
    assert "turnout" in measures.available([nobody])


def test_an_unknown_measure_names_the_known_ones():
    with pytest.raises(ValueError, match="alliance, party, margin, turnout"):
        measures.paint([], "colour")
