"""Search: every way people write a seat, town or name finds it."""

import pytest
from django.utils import timezone

from elections import models
from maps.web import search
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    search.entries.cache_clear()
    election = factories.make_election()
    for code, name, name_ur, towns, aliases in [
        ("NA-22", "Mardan-III", "مردان 3", "Takht Bhai\nSher Garh", "Takhtbhai"),
        ("NA-220", "Hyderabad-I", "حیدرآباد 1", "Qasimabad", ""),
        ("NA-31", "Peshawar-V", "پشاور 5", "Peshawar old city", ""),
    ]:
        district = factories.make_district(name.split("-")[0].lower())
        seat = factories.make_constituency(code, name=name, name_ur=name_ur, towns=towns, aliases=aliases)
        models.Constituency.objects.filter(pk=seat.pk).update(
            district=district, code_ur=f"این اے {code[3:]}", towns_ur="تخت بھائی" if code == "NA-22" else ""
        )
        contest = factories.make_contest(election, constituency=seat)
        factories.make_candidacy(contest, "pti", "imran-khan")
    models.Person.objects.filter(slug="imran-khan").update(name_ur="عمران خان", aliases="Imran Ahmed Khan Niazi")


def found(query: str) -> list[str]:
    """The code of each seat and the slug of each person found, best first."""
    return [hit.person.slug if hit.person else hit.result.seat.code for hit in search.find(query, timezone.now())]


@pytest.mark.parametrize("query", ["NA-22", "na22", "na 22", "NA–22", "این اے 22", "این اے ۲۲", "٢٢ NA"])
def test_a_code_finds_its_seat_first_however_it_is_written(query):
    assert found(query)[0] == "NA-22"


@pytest.mark.parametrize(
    "query", ["mardan", "MARDAN iii", "takht bhai", "takhtbhai", "sher garh", "مردان", "تخت بھائی", "تخت بهائي"]
)
def test_towns_districts_and_other_spellings_find_the_seat(query):
    assert found(query)[0] == "NA-22"


@pytest.mark.parametrize("query", ["imran khan", "Khan, Imran", "عمران خان", "عمران", "niazi"])
def test_a_candidate_is_found_in_both_scripts(query):
    assert found(query)[0] == "imran-khan"


@pytest.mark.parametrize("query", ["", "   ", "-", "zzz", "mardan lahore", "%", "\x00", "NA-22; DROP TABLE"])
def test_what_matches_nothing_finds_nothing(query):
    assert found(query) == []


def test_an_endless_query_is_cut():
    assert found("mardan " * 10_000) == found("mardan")


def test_a_renamed_seat_is_found_by_its_new_name_at_once():
    models.Constituency.objects.filter(code="NA-31").update(name="Khyber-I")
    models.Election.bump_all()
    assert found("khyber-i")[0] == "NA-31"


def test_the_page_shows_each_hit_with_its_seat(client):
    html = client.get("/search/?q=mardan").content.decode()
    assert "/elections/by-2022-10-16/seats/na-22/" in html
    assert "2 results for" in html
