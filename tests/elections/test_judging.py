"""Counts and calls judged against what is recorded: unpublished, embargoed and frozen too, withdrawn never."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from elections import values
from elections.judging import contests_around, judge, judge_call, recorded_contests
from elections.models import Count
from elections.public import UnknownElection, snapshot
from tests import factories as make


def typed(votes, number=9, **more):
    votes = {candidacy.pk: figure for candidacy, figure in votes.items()}
    return values.Count(number, votes, "press", None, None, **more)


def known(race):
    return recorded_contests(race.election.slug)


def around(race):
    return contests_around(race.election.slug, "NA-22")


def codes(race, count, **more):
    return {finding.code for finding in judge(count, "NA-22", known(race), **more)}


def test_the_history_holds_what_is_not_published_yet(race):
    make.make_count(race, {race.pti: 700, race.ppp: 500}, published=False)
    assert "votes-fall" in codes(race, typed({race.pti: 699, race.ppp: 600}))


def test_the_history_holds_what_the_embargo_covers(race):
    race.polls_close = race.results_from = timezone.now() + timedelta(days=1)
    race.save()
    make.make_count(race, {race.pti: 700, race.ppp: 500})
    assert "votes-fall" in codes(race, typed({race.pti: 699, race.ppp: 600}))


def test_the_history_holds_neither_withdrawn_nor_later_counts(race, editor):
    make.make_count(race, {race.pti: 700}).withdraw(editor, "misread")
    make.make_count(race, {race.pti: 900}, number=5)
    assert "votes-fall" not in codes(race, typed({race.pti: 100, race.ppp: 90}, number=4))
    assert "votes-fall" in codes(race, typed({race.pti: 100, race.ppp: 90}, number=6))


def test_counts_come_in_the_order_of_their_numbers_with_lines_and_sources(race):
    further = make.make_source("radio", publisher="Radio")
    last = make.make_count(race, {race.pti: 900}, number=2, published=False)
    last.further_sources.add(further)
    make.make_count(race, {race.pti: 700}, number=1)
    counts = known(race)["NA-22"].counts
    assert [(count.number, dict(count.votes)) for count in counts] == [(1, {race.pti.pk: 700}), (2, {race.pti.pk: 900})]
    assert [source.key for source in counts[1].further_sources] == ["radio"]


def test_peers_are_the_newest_recorded_counts_of_the_others(race):
    other = make.make_contest(race.election, "NA-24")
    lines = {make.make_candidacy(other, "pti"): 4_000, make.make_candidacy(other, "ppp"): 3_000}
    make.make_count(other, lines, published=False)
    assert "same-as-peer" in codes(race, typed({race.pti: 3_000, race.ppp: 4_000}))


def test_the_present_moment_is_now_unless_said_otherwise(race):
    ahead = timezone.now() + timedelta(hours=1)
    count = typed({race.pti: 20, race.ppp: 10}, as_of=ahead)
    assert "as-of-in-future" in codes(race, count)
    assert "as-of-in-future" not in codes(race, count, at=ahead)


def test_a_call_is_judged_against_unpublished_counts_too(race):
    make.make_count(race, {race.pti: 700, race.ppp: 500}, published=False)
    paper = values.Source("paper", values.Text("Paper"), "", "", None)
    found = judge_call(values.Call(1, race.ppp.pk, "press", paper, None), "NA-22", known(race))
    assert {finding.code for finding in found} == {"not-leading"}


def test_nothing_recorded_becomes_public_by_judging(race):
    make.make_count(race, {race.pti: 700}, published=False)
    known(race)
    assert snapshot(race.election.slug).results[0].count is None
    assert not Count.objects.filter(published_at__isnull=False).exists()


def test_an_election_that_is_not_there(db):
    with pytest.raises(UnknownElection):
        recorded_contests("nowhere")


def queries(race, read=known) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(race)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_seats(race):
    make.make_count(race, {race.pti: 700}, published=False)
    few = queries(race)
    for number in range(30, 36):
        seat = make.make_contest(race.election, f"NA-{number}")
        make.make_count(seat, {make.make_candidacy(seat, "pti"): number}, published=False)
    assert queries(race) == few


def test_for_one_seat_its_whole_history_is_read_and_of_the_others_the_newest_good_count(race, editor):
    for votes in (10, 20, 30):
        make.make_count(race, {race.pti: votes}, published=votes < 30)
    make.make_count(race, {race.pti: 1}).withdraw(editor, "misread")
    other = make.make_contest(race.election, "NA-24")
    mine = make.make_candidacy(other, "pti")
    for votes in (100, 200):
        make.make_count(other, {mine: votes})
    make.make_count(other, {mine: 300}).withdraw(editor, "misread")
    found = around(race)
    assert [dict(count.votes) for count in found["NA-22"].counts] == [{race.pti.pk: votes} for votes in (10, 20, 30)]
    assert [dict(count.votes) for count in found["NA-24"].counts] == [{mine.pk: 200}]


def test_one_seats_check_finds_what_a_check_against_everything_finds(race):
    make.make_count(race, {race.pti: 700, race.ppp: 500}, published=False)
    other = make.make_contest(race.election, "NA-24")
    lines = {make.make_candidacy(other, "pti"): 4_000, make.make_candidacy(other, "ppp"): 3_000}
    make.make_count(other, lines, published=False)
    slug = race.election.slug
    for count in (typed({race.pti: 3_000, race.ppp: 4_000}), typed({race.pti: 1, race.ppp: 501})):
        all_, few = recorded_contests(slug), contests_around(slug, "NA-22")
        assert judge(count, "NA-22", few) == judge(count, "NA-22", all_) != ()
        assert few["NA-22"] == all_["NA-22"]


def test_a_check_takes_as_many_queries_however_many_seats_and_counts_there_are(race):
    make.make_count(race, {race.pti: 700}, published=False)
    other = make.make_contest(race.election, "NA-24")
    make.make_count(other, {make.make_candidacy(other, "pti"): 5}, published=False)
    few = queries(race, around)
    for number in range(30, 36):
        seat = make.make_contest(race.election, f"NA-{number}")
        candidacy = make.make_candidacy(seat, "pti")
        for votes in (number, number + 1):
            make.make_count(seat, {candidacy: votes}, published=False)
    assert queries(race, around) == few


def test_a_check_around_a_seat_of_no_election(db):
    with pytest.raises(UnknownElection):
        contests_around("nowhere", "NA-22")
