"""Snapshots are read once a state, shared by all answers, and never kept where the state moved meanwhile."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from elections import models, public
from maps.web import snapshots
from tests.maps.night import Night

SLUG = "night"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night():
    cache.clear()
    Night()


def ask(at=None):
    at = at or timezone.now()
    return SimpleNamespace(at=at, states=public.states(at))


def test_two_questions_of_one_state_share_a_snapshot(django_assert_num_queries):
    request = ask()
    first = snapshots.snapshot_for(request, SLUG)
    with django_assert_num_queries(0):
        assert snapshots.snapshot_for(request, SLUG) is first
    assert first.results == public.snapshot(SLUG, request.at).results


def test_what_is_published_is_in_the_next_one():
    before = snapshots.snapshot_for(ask(), SLUG)
    models.Election.objects.filter(slug=SLUG).update(version=before.election.version + 1)
    after = snapshots.snapshot_for(ask(), SLUG)
    assert after is not before and after.election.version == before.election.version + 1


def test_time_alone_makes_another_one():
    election = models.Election.objects.get(slug=SLUG)
    early = snapshots.snapshot_for(ask(election.results_from - timedelta(seconds=1)), SLUG)
    late = snapshots.snapshot_for(ask(election.results_from), SLUG)
    assert early.election.phase + 1 == late.election.phase


def test_one_that_moved_while_it_was_made_is_given_but_not_kept(monkeypatch):
    request = ask()
    monkeypatch.setattr(snapshots, "states", lambda at: {})
    first = snapshots.snapshot_for(request, SLUG)
    assert snapshots.snapshot_for(request, SLUG) is not first


def test_few_are_kept_one_an_election_and_the_least_used_go_first(monkeypatch):
    monkeypatch.setattr(snapshots, "KEPT", 2)
    snapshots.kept.clear()
    for number in range(3):
        snapshots.keep(f"e{number}", "1.0", None)
    snapshots.keep("e1", "2.0", None)
    assert [(slug, name) for slug, (name, _) in snapshots.kept.items()] == [("e2", "1.0"), ("e1", "2.0")]


def test_clearing_the_store_forgets_them():
    first = snapshots.snapshot_for(ask(), SLUG)
    cache.clear()
    assert snapshots.snapshot_for(ask(), SLUG) is not first


def test_without_a_store_they_are_kept_all_the_same(monkeypatch):
    monkeypatch.setattr(snapshots.store, "get", lambda *_: None)
    monkeypatch.setattr(snapshots.store, "add", lambda *_: False)
    request = ask()
    assert snapshots.snapshot_for(request, SLUG) is snapshots.snapshot_for(request, SLUG)


def test_an_unknown_election_is_refused_as_ever():
    with pytest.raises(public.UnknownElection):
        snapshots.snapshot_for(ask(), "none")
