"""Every public address of a frozen election stays as it was, with a warm store and a cold one, until it is lifted."""

import pytest
from django.core.cache import cache

from elections import models
from elections.desk.freezing import freeze, lift
from elections.public.record import held
from maps.web.search import entries
from tests.maps.night import Night
from tests.maps.walking import Walker, addresses, telling

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
HOME = "/elections/night/"
NOTICE = "the figures are being checked"


@pytest.fixture
def walker(night):
    empty_stores()
    return Walker(addresses("night", queries=["pp-1", "Person"]))


def empty_stores():
    cache.clear()
    entries.cache_clear()
    held.cache_clear()


def publish_all_sorts(night):
    """What a desk may do underneath: publish, withdraw, call, rename, correct facts, and move every version."""
    first, second, _ = night.candidates[1]
    night.count(night.contests[1], {first: 7654, second: 8765})
    models.Election.bump_all()
    night.contests[0].calls.get().withdraw(None, "misread")
    night.call(night.contests[1], second)
    models.Person.objects.update(name="Renamed", name_ur="Renamed")
    models.Party.objects.update(short="Renamed")
    models.Election.objects.filter(slug="night").update(name="Renamed", note="Renamed")
    models.Contest.objects.update(note="Renamed", registered_voters=8765)
    models.Election.bump_all()


def test_nothing_moves_anywhere_until_it_is_lifted(night, walker):
    freeze(night.election, None, "checking")
    before = walker.walk()
    publish_all_sorts(night)
    assert walker.walk() == before
    assert walker.walk(tagged=False) == before
    empty_stores()
    assert Walker(walker.paths).walk() == before
    lift(night.election, None)
    after = walker.walk()
    assert {"/", HOME, f"{HOME}seats/pp-2/", f"/embed{HOME}"} <= set(telling(after, "Renamed"))
    assert telling(after, NOTICE) == []


def test_readers_of_every_page_and_embed_are_told(night, walker):
    freeze(night.election, None, "checking")
    told = telling(walker.walk(), NOTICE)
    silent = {path for path in walker.paths if path not in told and not path.startswith("/ur/")}
    about = (
        "search/",
        "explore.js",
        "standings.json",
        "changes.atom",
        "/api/v1/",
        "/healthz",
        "/readyz",
        "/robots.txt",
    )
    about += ("/oembed", "resize.js")
    silent.remove("/embed/")  # the builder, whose previews say so
    assert [path for path in silent if not any(name in path for name in about) and walker.texts[path]] == []
    results = walker.client.get(f"/api/v1{HOME}results.json").json()
    assert NOTICE in results["label"] and results["frozen_at"].endswith("Z")
    assert walker.client.get(f"/api/v1{HOME}").json()["election"]["frozen_at"] == results["frozen_at"]


def test_another_election_moves_on_and_the_home_page_shows_both(night, client):
    other = Night(slug="other")
    other.shapes()
    freeze(night.election, None, "checking")
    client.get("/")
    other.rename("Moved on")
    models.Person.objects.filter(slug__startswith="night").update(name="Not yet")
    models.Election.bump_all()
    text = client.get("/").content.decode() + client.get("/elections/").content.decode()
    assert "Not yet" not in text
    assert "Moved on" in client.get("/elections/other/").content.decode()
