"""How often an open page is told to ask again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache

from elections.public import snapshot
from maps.web.live import BEFORE, SETTLED, poll_seconds
from tests.maps.night import CLOSE, COUNTED, OPEN, Night

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(settings):
    cache.clear()
    settings.POLL_SECONDS = 10
    return Night()


def test_often_while_votes_are_counted(night):
    assert poll_seconds(snapshot("night", COUNTED)) == 10


def test_from_the_close_of_the_polls_on(night):
    assert poll_seconds(snapshot("night", CLOSE - timedelta(seconds=1))) == BEFORE
    assert poll_seconds(snapshot("night", CLOSE)) == 10
    assert poll_seconds(snapshot("night", OPEN)) == 10


def test_rarely_while_a_freeze_holds_the_pages(night):
    counted = snapshot("night", COUNTED)
    assert poll_seconds(replace(counted, election=replace(counted.election, frozen_at=COUNTED))) == BEFORE


def test_hardly_ever_once_every_seat_is_won_or_will_not_be_counted(night):
    counted = snapshot("night", COUNTED)
    states = ("official", "unofficial", "void")
    over = tuple(replace(result, status=status) for result, status in zip(counted.results, states, strict=True))
    assert poll_seconds(replace(counted, results=over)) == SETTLED


def test_a_seat_called_early_is_still_counted(night):
    counted = snapshot("night", COUNTED)
    called = tuple(replace(result, status="unofficial", complete=True) for result in counted.results)
    early = (replace(called[0], complete=False), *called[1:])
    assert poll_seconds(replace(counted, results=called)) == SETTLED
    assert poll_seconds(replace(counted, results=early)) == 10


def test_never_more_often_than_the_site_allows(night, settings):
    settings.POLL_SECONDS = 400
    counted = snapshot("night", COUNTED)
    assert poll_seconds(counted) == poll_seconds(replace(counted, results=())) == 400


def test_the_answer_and_the_page_say_the_same(client, night):
    every = client.get("/api/v1/elections/night/results.json").json()["poll_seconds"]
    for address in ("/elections/night/", "/embed/elections/night/scoreboard/", "/ur/elections/night/seats/pp-1/"):
        assert f'data-every="{every}"' in client.get(address).content.decode()
