"""What the front says while something is rendered anew, fails, or is silent behind it."""

import time
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import OperationalError

from elections import models
from maps.web import snapshots
from maps.web.front import watch, wsgi
from tests.maps.front.asked import API, EMBED, HOME, aged, failing

pytestmark = pytest.mark.django_db


def test_while_the_database_is_silent_readers_get_what_is_there_with_its_age(site, silent):
    good = site(HOME)
    assert good.headers["age"] == "0"
    silent(True)
    site.front.watch.known = aged(site.front.watch.known, 90)
    old = site(HOME)
    assert (old.body, old.headers["age"], site.rendered) == (good.body, "90", 1)
    assert site(HOME, if_none_match=good.headers["etag"]).headers["age"] == "90"
    silent(False)
    assert site(HOME).headers["age"] == "0"


def test_an_answer_that_fails_is_stood_in_for_by_the_last_good_one_for_ten_minutes(site, monkeypatch):
    good = site(HOME)
    models.Election.bump_all()
    monkeypatch.setattr(site, "django", failing)
    assert site(HOME).body == good.body
    known = site.front.watch.known
    monkeypatch.setattr(site.front.watch, "ask", lambda: known)
    first = site.front.shelf.entries[HOME]
    known.names["night"] = replace(known.names["night"], since=time.monotonic() - 500)
    assert 500 <= int(site(HOME).headers["age"]) <= 510
    known.names["night"] = replace(known.names["night"], since=time.monotonic() - 601)
    assert site(HOME).status == 500
    known.names["night"] = replace(known.names["night"], before='W/"later"', since=time.monotonic())
    assert site(HOME).status == 200
    first.right -= 601  # another version came between, and nobody knows when this one ceased to be right
    assert site(HOME).status == 500


def test_with_no_word_of_the_database_readers_are_told_at_once_and_nobody_asks_for_them(
    site, silent, django_assert_num_queries
):
    silent(True)
    with django_assert_num_queries(0):
        assert site("/healthz").body == b"ok\n"
        assert [site(path).status for path in (HOME, "/", f"{API}results.json")] == [503, 503, 503]
    silent(False)
    assert site(HOME).status == 200


def test_while_a_new_state_is_rendered_readers_get_the_last_answer_and_one_renders(unhurried):
    old = unhurried(HOME)
    models.Election.bump_all()
    unhurried.front.watch.ask()
    asked = unhurried.rendered
    assert {unhurried(HOME).body for _ in range(3)} == {old.body}
    assert (unhurried.rendered, len(unhurried.queue)) == (asked, 1)
    [(run, given)] = unhurried.queue
    run(*given)
    assert unhurried(HOME).headers["etag"] != old.headers["etag"]
    assert unhurried.rendered == asked + 1


def test_the_answer_of_a_state_before_the_last_is_never_given(unhurried):
    """Nobody asked for it since; what it says may have been withdrawn an hour ago."""
    old = unhurried(HOME)
    for _ in range(2):
        models.Election.bump_all()
        unhurried.front.watch.ask()
    assert unhurried(HOME).headers["etag"] != old.headers["etag"]


def test_the_answer_of_before_a_silence_is_never_given(unhurried):
    old = unhurried(HOME)
    unhurried.front.watch.known = aged(unhurried.front.watch.known, 90)
    models.Election.bump_all()
    unhurried.front.watch.ask()
    assert unhurried(HOME).headers["etag"] != old.headers["etag"]


def test_an_answer_that_is_being_renewed_is_kept_for_a_second_and_for_an_outage(unhurried):
    unhurried(HOME)
    models.Election.bump_all()
    unhurried.front.watch.ask()
    assert unhurried(HOME).headers["cache-control"] == "public, max-age=1, stale-if-error=600"


def test_junk_in_queries_does_not_have_a_page_rendered_anew_twice(unhurried):
    unhurried(HOME)
    models.Election.bump_all()
    unhurried.front.watch.ask()
    for number in range(5):
        unhurried(f"{HOME}?junk={number}")
    assert len(unhurried.queue) == 1


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        (f"{HOME}seats/pp-1/", "get", 503),
        (f"{HOME}seats/pp-1/", "head", 503),
        (f"{EMBED}?highlight=pp-1", "get", 503),
        ("/elections/no-such/", "get", 503),
        ("/api/v1/elections/no-such/results.json", "get", 503),
        ("/api/v1/boundaries/0123456789abcdef.geojson", "get", 503),
        (f"{API}results.json", "options", 204),
        (f"{API}results.json", "post", 405),
    ],
)
def test_a_silent_database_is_not_asked_for_what_is_not_held(
    site, silent, path, method, status, django_assert_num_queries
):
    site(HOME)
    silent(True)
    site.front.watch.known = aged(site.front.watch.known, 90)
    cache.clear()
    snapshots.kept.clear()
    with django_assert_num_queries(0):
        assert site(path, method).status == status


def test_what_another_process_rendered_tells_the_age_of_a_silent_database_too(site, silent, settings):
    settings.REDIS_URL = "shared"
    site(HOME)
    site.front.shelf.entries.clear()
    silent(True)
    site.front.watch.known = aged(site.front.watch.known, 90)
    assert site(HOME).headers["age"] == "90"


def test_nobody_gets_the_last_answer_half_a_second_after_a_change(unhurried, monkeypatch):
    old = unhurried(HOME)
    models.Election.bump_all()
    unhurried.front.watch.ask()
    monkeypatch.setattr(wsgi, "GRACE", 0)
    assert unhurried(HOME).headers["etag"] != old.headers["etag"]


def test_what_never_was_there_is_rendered_at_once(unhurried):
    assert unhurried(HOME).status == 200
    assert not unhurried.queue


def test_the_thread_outlives_whatever_it_meets(night, settings, monkeypatch):
    met = []

    def states(*args):
        met.append(args)
        raise (LookupError, OperationalError)[len(met) % 2] if len(met) < 3 else Enough

    class Enough(BaseException):
        pass

    monkeypatch.setattr(watch, "states", states)
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    monkeypatch.setattr(watch.connections, "close_all", lambda: None)
    with pytest.raises(Enough):
        watch.Watch().run(0)
    assert len(met) == 3
