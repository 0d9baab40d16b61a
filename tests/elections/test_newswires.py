"""What the newswires said in the night of 16 October 2022 comes out of the database; where they erred, it is right."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from elections.importing import import_folder
from elections.public import snapshot

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database for this module
AT = datetime(2022, 11, 1, tzinfo=UTC)
SLUGS = ("by-2022-10-16", "by-2022-10-30", "by-2022-07-17")


@pytest.fixture(scope="module")
def snapshots(django_db_setup, django_db_blocker):
    """The three elections as frozen values; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_folder(Path(settings.BASE_DIR, "fixtures"))
        found = {slug: snapshot(slug, AT) for slug in SLUGS}
        transaction.set_rollback(True)
    return found


@pytest.fixture
def october(snapshots):
    return snapshots["by-2022-10-16"]


@pytest.fixture
def july(snapshots):
    return snapshots["by-2022-07-17"]


def seats(snapshot, assembly):
    """{alliance: (won, leading)} of one assembly."""
    (tally,) = [tally for tally in snapshot.tallies if tally.assembly.slug == assembly]
    return {total.group.slug: (total.won, total.leading) for total in tally.groups}


def party(candidate):
    return candidate.party.slug if candidate.party else None


def khan(snapshot):
    (khan,) = [many for many in snapshot.many_seats if many.person.slug == "imran-khan"]
    return khan


# The National Assembly


def test_pti_won_six_and_the_coalition_two_of_the_national_assembly_seats(october):
    assert seats(october, "na") == {"pti": (6, 0), "coalition": (2, 0)}


def test_both_seats_of_the_coalition_went_to_the_ppp(october):
    (tally,) = [tally for tally in october.tallies if tally.assembly.slug == "na"]
    (coalition,) = [total for total in tally.groups if total.group.slug == "coalition"]
    assert [(won.slug, count) for won, count in coalition.parties] == [("ppp", 2)]


def test_pti_won_two_and_the_coalition_one_of_the_punjab_assembly_seats(october):
    assert seats(october, "pp") == {"pti": (2, 0), "coalition": (1, 0)}


def test_imran_khan_stood_in_seven_seats_and_won_six(october):
    assert (len(khan(october).results), len(khan(october).won)) == (7, 6)


def test_imran_khan_lost_only_na_237_to_abdul_hakeem_baloch_of_the_ppp(october):
    (lost,) = {r.seat.code for r in khan(october).results} - {r.seat.code for r in khan(october).won}
    assert lost == "NA-237"
    winner = october.by_slug["na-237"].winner
    assert (winner.name.en, party(winner)) == ("Abdul Hakeem Baloch", "ppp")
    assert october.by_slug["na-237"].runner_up.person.slug == "imran-khan"


def test_the_seats_that_pti_won(october):
    won = {result.seat.code for result in october.results if result.winner and party(result.winner) == "pti"}
    assert won == {"NA-22", "NA-24", "NA-31", "NA-108", "NA-118", "NA-239", "PP-209", "PP-241"}


def test_na_157_went_to_ali_musa_gilani_of_the_ppp_over_meher_bano_qureshi(october):
    result = october.by_slug["na-157"]
    assert (result.winner.person.slug, party(result.winner)) == ("ali-musa-gilani", "ppp")
    assert (result.runner_up.person.slug, party(result.runner_up)) == ("meher-bano-qureshi", "pti")


@pytest.mark.parametrize(("slug", "name", "of"), [("na-31", "Bilour", "anp"), ("na-108", "Abid Sher Ali", "pml-n")])
def test_whom_khan_beat(october, slug, name, of):
    result = october.by_slug[slug]
    assert result.winner.person.slug == "imran-khan"
    assert name in result.runner_up.name.en
    assert party(result.runner_up) == of


def test_the_provinces_of_the_national_assembly_seats(october):
    polled = [r for r in october.results if r.seat.assembly.slug == "na" and r.status != "postponed"]
    provinces = [result.seat.province.slug for result in polled]
    assert {slug: provinces.count(slug) for slug in provinces} == {"punjab": 3, "khyber-pakhtunkhwa": 3, "sindh": 2}


def test_all_results_are_unofficial(snapshots):
    statuses = {result.status for snapshot in snapshots.values() for result in snapshot.results}
    assert statuses == {"unofficial", "postponed"}


def test_in_july_pti_took_15_of_20(july):
    assert len(july.results) == 20
    assert seats(july, "pp") == {"pti": (15, 0), "coalition": (4, 0), "independent": (1, 0)}
    assert july.by_slug["pp-228"].winner.independent


# Where the newswires erred


@pytest.mark.parametrize("slug", ["pp-139", "pp-209", "pp-241"])
def test_the_punjab_assembly_seats_were_not_vacated_by_pti_members(october, slug):
    contest = october.by_slug[slug].contest
    assert contest.previous_party.slug == "pml-n"
    assert "PML-N" in contest.vacancy_reason.en
    assert contest.vacancy_source


def test_before_and_after_tell_the_same(october):
    strengths = {row.party.slug: row for row in october.total.strengths}
    pti, pml_n = strengths["pti"], strengths["pml-n"]
    assert (pti.defended, pti.kept, pti.lost, pti.gained) == (8, 6, 2, 2)
    assert (pml_n.defended, pml_n.kept, pml_n.lost, pml_n.gained) == (3, 1, 2, 0)


# The holes of the night, carried truthfully


def test_na_118_is_called_without_figures(october):
    result = october.by_slug["na-118"]
    assert (result.status, result.winner.person.slug) == ("unofficial", "imran-khan")
    assert (result.margin_votes, result.turnout, result.valid_votes) == (None, None, None)
    assert all(standing.votes is None for standing in result.standings)


def test_na_239_has_no_runner_up_figure(october):
    result = october.by_slug["na-239"]
    assert [(s.candidate.person.slug, s.votes) for s in result.standings if s.votes is not None] == [
        ("imran-khan", 50014)
    ]
    assert (result.margin_votes, result.runner_up) == (None, None)


def test_no_seat_has_a_known_number_of_valid_votes_unless_every_vote_is_known(october):
    assert [result.seat.code for result in october.results if result.valid_votes is not None] == []


def test_every_figure_has_a_source(snapshots):
    for election in snapshots.values():
        for result in election.results:
            assert all(stamped.source for stamped in (*result.contest.counts, *result.contest.calls))
            assert result.contest.registered_voters is None or result.contest.registered_source
            assert result.contest.stations_total is None or result.contest.stations_source
            assert all(event.source for event in result.contest.events)


def test_parties_of_the_coalition_stood_against_each_other_in_karachi(october):
    rivals = {party(c) for c in october.by_slug["na-239"].contest.candidates if c.bloc and c.bloc.slug == "coalition"}
    assert {"ppp", "mqm-p", "jui-f"} <= rivals


def test_na_45_was_postponed_to_the_30th_and_is_not_among_the_eight(snapshots, october):
    postponed = october.by_slug["na-45"]
    (event,) = [event for event in postponed.contest.events if event.kind == "postponed"]
    assert (postponed.status, event.postponed_to[0]) == ("postponed", "by-2022-10-30")
    assert (october.total.seats, october.total.postponed) == (11, 1)
    later = snapshots["by-2022-10-30"].by_slug["na-45"]
    assert (later.winner.person.slug, later.margin_votes) == ("imran-khan", 8030)


def test_what_followed_does_not_make_press_figures_official(october):
    result = october.by_slug["na-22"]
    assert [event.kind for event in result.contest.events] == ["withheld", "notified", "vacated"]
    assert result.status == "unofficial"


def test_the_count_of_the_night_moved_in_the_order_of_stations(october):
    for result in october.results:
        stations = [c.stations_reported for c in result.contest.counts if c.stations_reported is not None]
        assert stations == sorted(stations)


@pytest.mark.parametrize(
    ("slug", "margin"),
    [
        ("na-22", 8500),
        ("na-24", 10233),
        ("na-31", 25571),
        ("na-108", 24575),
        ("na-157", 25186),
        ("na-237", 10074),
        ("pp-139", 1762),
        ("pp-209", 13553),
        ("pp-241", 11909),
    ],
)
def test_margins(october, slug, margin):
    assert october.by_slug[slug].margin_votes == margin


def test_the_closest_seat_of_july_was_won_by_49_votes(july):
    assert july.by_slug["pp-7"].margin_votes == 49


def test_places_and_elections_have_urdu_names(snapshots):
    for election in snapshots.values():
        assert election.election.name.ur
        for seat in (result.seat for result in election.results):
            assert all(place.name.ur for place in (seat, seat.district, seat.province, seat.assembly))
