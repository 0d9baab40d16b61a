"""Short links: a key, once given, leads to the same page for good."""

import pytest

from elections import models
from elections.public import links
from elections.public.links import LENGTHS, LETTERS, Link, find, index, key_of, register
from tests import factories

pytestmark = pytest.mark.django_db
ELECTION = Link("by-2022-10-16")
SEAT = Link("by-2022-10-16", seat="na-22")


@pytest.fixture
def seats(election):
    return [factories.make_contest(election, code) for code in ("NA-22", "NA-24", "PP-7")]


def all_keys() -> dict[str, Link]:
    return {key: link for link, key in index(links.elections()).keys.items()}


def test_every_page_has_a_key_that_leads_back_to_it(seats):
    keys = all_keys()
    pages = {ELECTION, SEAT, Link("by-2022-10-16", province="khyber-pakhtunkhwa"), Link("by-2022-10-16", assembly="pp")}
    assert pages <= set(keys.values())
    assert {find(key) for key in keys} == set(keys.values())
    assert all(len(key) >= 5 and set(key) <= set(LETTERS) for key in keys)


def test_a_key_is_understood_as_people_type_it(seats, monkeypatch):
    monkeypatch.setattr(links, "hash_of", lambda name, link: "01abc01abc01a" if link == SEAT else "9" * 13)
    assert [find(key) for key in ("01abc", "01ABC", "o1abc", "OLABC", "oIabc")] == [SEAT] * 5


def test_what_leads_nowhere_is_none(seats):
    assert find("zzzzz") is None
    assert find("") is None
    assert key_of(Link("by-2022-10-16", seat="na-99")) == ""


def test_keys_stay_when_seats_and_elections_are_added(seats, election):
    before = all_keys()
    factories.make_contest(election, "NA-31")
    factories.make_contest(factories.make_election("later"), "NA-45")
    election.bump()
    after = all_keys()
    assert before.items() <= after.items()
    assert Link("later", seat="na-45") in after.values()


def test_a_younger_page_goes_out_of_an_older_ones_way(seats, election, monkeypatch):
    """With hashes that begin alike the older page keeps the short key, also against an older election's."""
    younger = factories.make_contest(factories.make_election("later"), "NA-45")
    youngest = factories.make_contest(election, "NA-50")
    ends = {"na-22": "2", "na-45": "4", "na-50": "5"}
    monkeypatch.setattr(links, "hash_of", lambda name, link: "aaaaaa" + ends.get(link.seat, "x") * 7)
    election.bump()
    pages = index(links.elections())
    assert younger.pk < youngest.pk
    assert pages.keys[Link("by-2022-10-16")] == "aaaaa"
    assert pages.keys[SEAT] == "aaaaaa2"
    assert pages.keys[Link("later", seat="na-45")] == "aaaaaa4"
    assert pages.keys[Link("by-2022-10-16", seat="na-50")] == "aaaaaa5"


def test_a_longer_key_than_needed_today_still_works(seats):
    key = key_of(SEAT)
    longer = links.hash_of("by-2022-10-16", SEAT)
    assert longer.startswith(key)
    assert {find(longer[:length]) for length in LENGTHS if length >= len(key)} == {SEAT}


def test_a_renamed_election_keeps_its_keys_and_they_lead_to_its_new_name(seats, election):
    before = key_of(SEAT)
    models.FormerAddress.objects.create(slug="by-2022-10-16", election=election)
    models.Election.objects.filter(pk=election.pk).update(slug="renamed")
    election.bump()
    assert find(before) == Link("renamed", seat="na-22")
    assert key_of(Link("renamed", seat="na-22")) == before


def test_a_rehearsal_has_no_short_links(db):
    factories.make_contest(factories.make_election("trial", rehearsal=True), "NA-22")
    assert all_keys() == {}
    assert key_of(Link("trial")) == ""


def test_a_key_costs_one_query_once_the_pages_are_known(seats, django_assert_num_queries):
    key = key_of(SEAT)
    with django_assert_num_queries(1):
        assert find(key) == SEAT


def test_publishing_reads_the_pages_of_that_election_alone(seats, election, django_assert_num_queries):
    factories.make_contest(factories.make_election("other"), "NA-60")
    key_of(SEAT)
    election.bump()
    with django_assert_num_queries(2):
        key_of(SEAT)


def test_a_whole_hash_that_is_taken_gives_no_key():
    pages = {}
    assert register(pages, ELECTION, "a" * 13) == "aaaaa"
    assert register(pages, SEAT, "a" * 13) == ""
