"""A count against the earlier ones of its contest and against the other contests of the night."""

from dataclasses import replace
from datetime import timedelta

import pytest

from elections.checks import check_count
from elections.values import PreviousResult, Text
from tests.elections.night import NIGHT, candidate, contest, count, seat

PEOPLE = (candidate(1, "pti", person="Khan"), candidate(2, "ppp", person="Baloch"), candidate(3, person="Shah"))


def findings(given, history=(), peers=(), **facts):
    found = check_count(given, contest(*PEOPLE, **facts), history, peers)
    return {finding.code: finding for finding in found if finding.code != "one-candidate-alone"}


def codes(*args, **facts):
    return set(findings(*args, **facts))


def official(form, *args, **values):
    return replace(count(*args, **values), form=form)


@pytest.mark.parametrize("name", ["ballots_cast", "valid_votes", "rejected_votes", "ballots_women"])
def test_figures_that_fall_against_the_last_count_that_knew_them(name):
    before, between = count(number=1, **{name: 10}), count({1: 1}, 2)
    found = findings(count({1: 2}, 3, **{name: 9}), [before, between])
    assert {code: finding.fields for code, finding in found.items()} == {"figures-fall": (name,)}
    assert codes(count({1: 2}, 3, **{name: 10}), [before, between]) == set()


def test_stations_that_fall():
    assert codes(count({1: 3, 2: 2}, 2, stations_reported=9), [count(stations_reported=10)]) == {"stations-fall"}
    same = count({1: 300, 2: 200}, stations_reported=10)
    assert codes(count({1: 301, 2: 201}, 2, stations_reported=10), [same]) == set()


def test_a_candidates_votes_that_fall_are_named_and_their_line_is_marked():
    history = [count({1: 1010, 2: 900}), count({2: 960}, 2)]
    found = findings(count({1: 1009, 2: 960}, 3), history)
    assert str(found["votes-fall"]) == "Khan has 1,009 votes, fewer than the 1,010 of an earlier count."
    assert found["votes-fall"].fields == ("votes:1",)
    assert "votes-fall" not in codes(count({1: 1010, 2: 970}, 3), history)


BEFORE = count({1: 10_000, 2: 8_000}, stations_reported=40)


def test_votes_that_all_fall_while_stations_rise_are_a_batch():
    found = findings(count({1: 5_000, 2: 4_000}, 2, stations_reported=60), [BEFORE])
    assert found["batch-not-total"].figures == {"number": 1}
    assert "batch-not-total" not in codes(count({1: 5_000, 2: 9_000}, 2, stations_reported=60), [BEFORE])
    assert "batch-not-total" not in codes(count({1: 5_000, 2: 4_000}, 2, stations_reported=30), [BEFORE])


def test_a_batch_larger_than_the_count_before_is_known_by_its_stations():
    assert "batch-not-total" in codes(count({1: 15_000, 2: 12_000}, 2, stations_reported=100), [BEFORE])
    assert "batch-not-total" not in codes(count({1: 18_000, 2: 15_000}, 2, stations_reported=100), [BEFORE])


def test_the_same_set_again_of_whichever_count():
    first, second = count({1: 1000, 2: 500}, stations_reported=3), count({1: 2000, 2: 900}, 2, stations_reported=6)
    found = findings(count({1: 1000, 2: 500}, 3, stations_reported=3), [first, second])
    assert found["same-as-before"].figures == {"number": 1}
    assert "same-as-before" in codes(count({1: 2000, 2: 900}, 3), [first, second])


def test_new_stations_with_the_old_votes():
    before = count({1: 1000, 2: 500, 3: 20}, stations_reported=3)
    assert codes(count({1: 1000, 2: 500}, 2, stations_reported=4), [before]) == {"same-votes"}
    assert "same-votes" not in codes(count({1: 1001, 2: 500}, 2, stations_reported=4), [before])


def test_one_figure_that_stands_still_is_no_repetition_of_a_count_with_more():
    assert codes(count({1: 10}, 2), [count({1: 10, 2: 5})]) == {"line-missing"}


def test_an_officers_form_may_repeat_what_the_phone_said():
    before = official("phone", {1: 1000, 2: 500})
    assert codes(official("form-47", {1: 1000, 2: 500}, 2), [before]) == set()
    assert codes(official("form-47", {1: 1000, 2: 500}, 3), [official("form-47", {1: 1000, 2: 500})]) == {
        "same-as-before"
    }


def test_new_totals_are_no_repetition():
    assert codes(count({1: 1000, 2: 500}, 2, rejected_votes=9), [count({1: 1000, 2: 500})]) == set()


def test_an_older_time_after_a_newer_one():
    before = count({1: 1, 2: 1}, as_of=NIGHT)
    assert codes(count({1: 2, 2: 1}, 2, as_of=NIGHT - timedelta(minutes=1)), [before]) == {"older-than-before"}
    assert codes(count({1: 2, 2: 1}, 2, as_of=NIGHT), [before]) == set()


def test_a_change_of_the_lead_is_told_and_does_not_question():
    found = findings(count({1: 10_900, 2: 11_000}, 2), [count({1: 10_000, 2: 9_900})])
    assert {code: finding.severity for code, finding in found.items()} == {"lead-changes": "flag"}
    assert str(found["lead-changes"]) == "Baloch leads now; Khan was ahead in the count before."
    assert codes(count({1: 11_000, 2: 10_900}, 2), [count({1: 10_000, 2: 9_900})]) == set()


def test_the_leader_left_blank_is_asked_for_and_the_second_only_noted():
    found = findings(count({2: 900, 3: 500}, 2), [count({1: 1000, 2: 800, 3: 400})])
    assert (found["leader-missing"].fields, found["leader-missing"].severity) == (("votes:1",), "warning")
    found = findings(count({1: 1200, 3: 500}, 2), [count({1: 1000, 2: 800, 3: 400})])
    assert found["line-missing"].severity == "flag"


FORM_47 = official("form-47", {1: 1000, 2: 500}, rejected_votes=9)


@pytest.mark.parametrize("form", ["phone", "press", "form-45", "form-47"])
def test_figures_that_differ_from_the_officers_form(form):
    found = findings(official(form, {1: 1001, 2: 500}, 2, rejected_votes=9), [FORM_47])
    assert found["official-differs"].fields == ("votes:1",)
    assert "official-differs" not in codes(official(form, {1: 1000, 3: 4}, 2), [FORM_47])


@pytest.mark.parametrize("form", ["form-48", "form-49"])
def test_a_later_officers_form_may_differ(form):
    assert codes(official(form, {1: 1001, 2: 500}, 2, rejected_votes=9), [FORM_47]) == set()


def test_a_jump_out_of_line_with_the_stations():
    # 450 votes a station before: four times that from 40 stations, and one station's more
    assert codes(count({1: 50_250, 2: 40_200}, 2, stations_reported=80), [BEFORE]) == set()
    assert codes(count({1: 50_251, 2: 40_200}, 2, stations_reported=80), [BEFORE]) == {"jump"}
    assert codes(count({1: 10_251, 2: 8_200}, 2, stations_reported=40), [BEFORE]) == {"jump"}
    found = findings(count({1: 30_000, 2: 24_000}, 2, stations_reported=45), [BEFORE])
    assert str(found["jump"]) == "36,000 votes came from 5 more stations; the 40 stations before had 18,000 votes."
    assert "jump" in codes(count({1: 10_100, 2: 8_100}, 2, stations_reported=80), [BEFORE])


@pytest.mark.parametrize(
    ("votes", "code", "name"),
    [
        ({1: 155_000, 2: 12_000, 3: 13_500}, "digit-extra", "Khan"),
        ({1: 100_500, 2: 8_100, 3: 90_000}, "digit-missing", "Baloch"),
        ({1: 15_000, 2: 12_000, 3: 41_000}, "digits-swapped", "Shah"),
        ({1: 15_000, 2: 55_000, 3: 13_500}, "out-of-line", "Baloch"),
    ],
)
def test_one_figure_out_of_line_with_the_others(votes, code, name):
    found = findings(count(votes, 2), [count({1: 10_000, 2: 8_000, 3: 9_000})])
    assert code in found
    assert found[code].figures["name"].en == name


def test_small_candidates_and_small_differences_are_let_be():
    before = count({1: 10_000, 2: 8_000, 3: 20})
    assert codes(count({1: 12_000, 2: 9_500, 3: 100}, 2), [before]) == set()
    assert codes(count({1: 12_000, 2: 9_500, 3: 900}, 2), [before]) == {"out-of-line"}


def test_figures_of_the_first_two_that_changed_places():
    before = count({1: 10_000, 2: 7_000})
    found = findings(count({1: 14_000, 2: 20_000}, 2), [before])
    assert found["figures-swapped"].fields == ("votes:1", "votes:2")
    assert "count 1" in str(found["figures-swapped"])
    assert "figures-swapped" not in codes(count({1: 20_000, 2: 14_000}, 2), [before])


def test_an_honest_change_of_the_lead_is_no_swap():
    assert codes(count({1: 20_000, 2: 21_000}, 2), [count({1: 10_000, 2: 9_500})]) == {"lead-changes"}


def test_swapped_figures_below_the_first_two_are_found_by_what_fell():
    before = count({1: 10_000, 2: 8_000, 3: 4_000})
    assert "figures-swapped" in codes(count({1: 15_000, 2: 6_000, 3: 12_000}, 2), [before])


def test_one_of_the_first_two_not_updated():
    found = findings(count({1: 15_000, 2: 8_000, 3: 600}, 2), [count({1: 10_000, 2: 8_000, 3: 400})])
    assert found["not-updated"].fields == ("votes:2",)
    assert codes(count({1: 15_000, 2: 8_001}, 2), [count({1: 10_000, 2: 8_000})]) == set()


# the other contests


def peer(votes, people=PEOPLE, **values):
    figures = {name: values.pop(name) for name in ("stations_reported", "ballots_cast") if name in values}
    return contest(*people, counts=(count(votes, **figures),), **values)


def test_the_votes_of_another_contest():
    other = contest(*PEOPLE, counts=(count({7: 24_815, 8: 23_187}),), seat=seat("NA-22"))
    found = findings(count({1: 23_187, 2: 24_815}), peers=[other])
    assert str(found["same-as-peer"]) == "Figures of this count are those of NA-22: the wrong seat may be open."
    assert codes(count({1: 10, 2: 5}), peers=[peer({7: 5, 8: 10})]) == {"same-as-peer"}
    assert codes(count({1: 24_816, 2: 23_187}), peers=[other]) == set()
    assert codes(count({1: 24_815}), peers=[peer({7: 24_815})]) == set()


def test_the_figure_of_the_same_person_elsewhere():
    everywhere = candidate(77, "pti", person="Khan")
    other = contest(everywhere, counts=(count({77: 45_411}),), seat=seat("NA-22"))
    found = findings(count({1: 45_411, 2: 40_000}), peers=[other])
    assert found["same-person-elsewhere"].fields == ("votes:1",)
    assert "NA-22" in str(found["same-person-elsewhere"])
    assert codes(count({1: 40_000, 2: 45_411}), peers=[other]) == set()
    assert codes(count({1: 45_412, 2: 40_000}), peers=[other]) == set()


FACTS = {"registered_voters": 100_000, "stations_total": 100}


def test_a_turnout_far_from_its_neighbours():
    peers = [peer({n: 9_000, n + 1: 8_000}, ballots_cast=20_000, stations_reported=50, **FACTS) for n in (10, 20, 30)]
    far = count({1: 5_000, 2: 4_000}, ballots_cast=10_001, stations_reported=10)
    assert str(findings(far, peers=peers, **FACTS)["turnout-far"]) == (
        "This makes a turnout of about 100 percent; in the other seats of the province it is about 40."
    )
    assert "turnout-far" not in codes(replace(far, ballots_cast=10_000), peers=peers, **FACTS)
    assert "turnout-far" not in codes(far, peers=peers[:2], **FACTS)


def test_votes_of_some_candidates_alone_do_not_make_a_low_turnout():
    peers = [peer({n: 9_000, n + 1: 8_000}, ballots_cast=20_000, stations_reported=50, **FACTS) for n in (10, 20, 30)]
    few = count({1: 600, 2: 500}, stations_reported=10)
    assert codes(few, peers=peers, **FACTS) == set()
    assert codes(replace(few, ballots_cast=1_200), peers=peers, **FACTS) == {"turnout-far"}


def test_votes_per_station_far_from_the_neighbours():
    peers = [peer({n: 1_000, n + 1: 800}, stations_reported=10) for n in (10, 20, 30)]
    assert codes(count({1: 4_000, 2: 3_200}, stations_reported=10), peers=peers) == set()
    found = findings(count({1: 4_100, 2: 3_200}, stations_reported=10), peers=peers)
    assert found["per-station-far"].figures == {"votes": 730, "others": 180}
    elsewhere = [
        replace(other, seat=replace(other.seat, assembly=replace(other.seat.assembly, slug="pp"))) for other in peers
    ]
    assert codes(count({1: 4_100, 2: 3_200}, stations_reported=10), peers=elsewhere) == set()


def test_a_turnout_far_above_the_last_election():
    last = PreviousResult(Text("2018"), None, 90_000, 44_000, 1_000, (), None)
    sixty = {"stations_reported": 50, "number": 1}
    high = count({1: 20_000, 2: 19_000}, ballots_cast=40_001, **sixty)
    assert "turnout-far-from-last" in codes(high, previous_result=last, **FACTS)
    assert codes(replace(high, ballots_cast=40_000), previous_result=last, **FACTS) == set()


def test_a_small_candidate_may_stand_still_and_a_figure_of_long_ago_may_not():
    before = [count({1: 10_000, 2: 8_000, 3: 300}), count({1: 12_000}, 2)]
    assert codes(count({1: 13_000, 2: 9_000, 3: 300}, 3), before) == set()
    found = findings(count({1: 13_000, 2: 8_000, 3: 310}, 3), before)
    assert found["not-updated"].figures["number"] == 1


def test_every_candidate_but_one():
    four = (*PEOPLE, candidate(4, person="Bibi"))
    given = replace(count({1: 900, 2: 800, 3: 700}), form="phone")
    found = {f.code: f for f in check_count(given, contest(*four, candidates_complete=True))}
    assert found["one-line-blank"].fields == ("votes:4",)
    assert check_count(given, contest(*four)) == ()
    assert check_count(replace(given, form="press"), contest(*four, candidates_complete=True)) == ()
    assert check_count(count({1: 900, 2: 800}), contest(*four, candidates_complete=True)) == ()
