"""Answers that are ready for who asks the same: until the next word of the database, and only while that counts."""

import time
from dataclasses import replace

import pytest

from elections import models
from maps.web.front import ready
from tests.maps.front.asked import API, HOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(unhurried):
    """A site that has answered HOME; `count()` is how many answers are ready."""
    unhurried.front.watch.ask()
    unhurried(HOME), unhurried(HOME)
    unhurried.count = lambda: len(unhurried.front.ready.held[1])
    return unhurried


def test_who_asks_the_same_gets_it_without_another_look(quick, monkeypatch):
    whole = quick(HOME)
    monkeypatch.setattr(quick.front.shelf, "find", lambda *given: pytest.fail("it is ready"))
    again = quick(HOME)
    assert (again.status, again.headers, again.body) == (whole.status, whole.headers, whole.body)
    same = quick(HOME, if_none_match=whole.headers["etag"])
    assert (same.status, same.body) == (304, b"")
    assert same.headers.items() <= whole.headers.items()


def test_each_encoding_host_and_method_is_another_question(quick):
    plain, packed = quick(HOME), quick(HOME, accept_encoding="br")
    assert plain.body != packed.body and quick(HOME, accept_encoding="br").body == packed.body
    assert quick.count() == 2
    assert quick(HOME, "head").body == b""
    quick.front.https = True
    assert quick(HOME, host="elsewhere.example").status == 400
    assert quick.count() == 2


def test_a_new_word_of_the_database_is_heeded_at_once(quick):
    old = quick(HOME)
    models.Election.bump_all()
    quick.front.watch.ask()
    assert quick.front.ready.find({}) is None and quick.count() == 0
    quick.front.watch.known = replace(
        quick.front.watch.known,
        names={of: replace(name, before=None) for of, name in quick.front.watch.known.names.items()},
    )
    assert quick(HOME).headers["etag"] != old.headers["etag"]


def test_when_the_database_falls_silent_the_age_is_said(quick):
    known = quick.front.watch.known
    assert quick.count() == 1 and quick(HOME).headers["age"] == "0"
    object.__setattr__(known, "heard", known.heard - 90)  # time passes, and no other word comes
    assert int(quick(HOME).headers["age"]) >= 90
    assert quick.front.watch.known is known and quick.count() == 1


def test_what_is_about_to_change_by_itself_is_not_ready(quick):
    """Its lifetime grows shorter by the second."""
    watch = quick.front.watch
    soon = {of: replace(name, next_instant=time.time() + 12) for of, name in watch.known.names.items()}
    watch.known = replace(watch.known, names=soon)
    quick(HOME), quick(HOME)
    assert quick.count() == 0


def test_who_wrote_something_has_the_database_asked_first(quick):
    quick.front.watch.overdue = True
    models.Election.bump_all()
    old = quick.front.shelf.entries[HOME].tag
    assert quick(HOME).headers["etag"] != old or quick.queue


def test_queries_and_long_headers_cannot_fill_it(quick, monkeypatch):
    quick(f"{HOME}?x=1"), quick(f"{HOME}?x=1")
    quick(HOME, accept_encoding="br," + "x" * ready.LONGEST)
    quick(HOME, x_forwarded_proto="https" * 2)
    assert quick.count() == 1
    monkeypatch.setattr(ready, "MOST", 1)
    quick(f"{API}results.json"), quick(f"{API}results.json")
    assert quick.count() == 1


def test_what_may_not_be_kept_is_not_ready_either(quick, monkeypatch):
    monkeypatch.setattr("maps.web.front.wsgi.is_for_all", lambda headers: False)
    quick(f"{API}results.json"), quick(f"{API}results.json")
    assert quick.count() == 1
