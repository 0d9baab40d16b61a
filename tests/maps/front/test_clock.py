"""A clock that jumps, as after a restart without network time: no figure is lost, none comes back, none is early."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.maps.front.asked import API, HOME
from tests.maps.night import COUNTED, OPEN

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
JUMPS = pytest.mark.parametrize("jump", [-3 * HOUR, -timedelta(minutes=1), HOUR, timedelta(days=400)])


@pytest.fixture
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(COUNTED)
    return set_to


def published(night, votes):
    night.count(night.contests[2], {night.candidates[2][0]: votes}, published_at=None).publish()


@JUMPS
def test_the_last_count_is_the_current_one_whatever_the_clock_said_meanwhile(night, site, clock, jump):
    clock(COUNTED + HOUR)
    published(night, 1111)
    before = site(f"{API}results.json")
    clock(COUNTED + HOUR + jump)
    published(night, 2222)
    clock(COUNTED + 2 * HOUR)
    after = site(f"{API}results.json")
    assert b"1111" in before.body and b"2222" not in before.body
    assert b"2222" in after.body and b"1111" not in after.body
    assert before.headers["etag"] != after.headers["etag"]


def test_a_clock_that_goes_back_behind_the_embargo_hides_again_and_nothing_held_breaks_it(site, clock):
    closed, opened = OPEN - timedelta(minutes=30), OPEN + HOUR
    clock(closed)
    first = site(HOME)
    clock(opened)
    public = site(HOME)
    clock(closed)
    again = site(HOME)
    assert public.body != first.body
    assert (again.body, again.headers["etag"]) == (first.body, first.headers["etag"])
    clock(opened)
    assert (site(HOME).body, site(HOME).headers["etag"]) == (public.body, public.headers["etag"])


def test_after_a_jump_no_answer_may_be_kept_past_the_next_instant(site, clock):
    clock(OPEN - timedelta(days=2))
    site(HOME)
    clock(OPEN - timedelta(seconds=4))
    assert int(site(HOME).headers["cache-control"].split("max-age=")[1].split(",")[0]) <= 4
