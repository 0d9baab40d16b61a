"""A database that neither answers nor refuses: it holds neither the thread that asks it nor the one that serves."""

import threading
import time
from threading import Event

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from maps.web.front import apart, watch, wsgi
from maps.web.front.apart import THREADS, Apart
from maps.web.front.asking import KEY, Kept
from maps.web.front.watch import Watch
from tests.waiting import until

PATIENCE = 10  # seconds
SOON = 3  # seconds: more than what is waited for, less than what hangs


@pytest.fixture
def hurried(settings, monkeypatch):
    settings.STATE_SECONDS = 0.01
    monkeypatch.setattr(watch, "HUNG", 0.1)
    monkeypatch.setattr(watch, "SILENT", 0.2)
    monkeypatch.setattr(apart, "STEP", 0.05)


@pytest.fixture
def watched(hurried):
    """A watch, of which no thread is left."""
    before = set(threading.enumerate())
    watched = Watch()
    yield watched
    watched.turn += 1
    until(lambda: all(thread.name != "states" for thread in set(threading.enumerate()) - before))


@pytest.fixture
def ends():
    """What hangs ends with this."""
    ends = Event()
    yield ends
    ends.set()


def test_a_question_that_hangs_is_asked_again_by_another_thread_and_does_not_come_between(watched, ends, monkeypatch):
    hangs, asked = Event(), []

    def states():
        asked.append(1)
        if len(asked) == 2:
            hangs.set()
            ends.wait(PATIENCE)
        return {}

    monkeypatch.setattr(watch, "states", states)
    first = watched.current()
    assert hangs.wait(PATIENCE)
    known = watched.known
    until(lambda: watched.current() is not known)
    newest, turn = watched.known, watched.turn
    ends.set()
    until(lambda: watched.known is not newest)
    assert (turn, first.order) == (2, 1)
    assert watched.known.order > newest.order


def test_who_comes_while_the_database_never_answered_waits_for_it_only_as_the_first(watched, ends, monkeypatch):
    asked = []

    def states():
        asked.append(1)
        ends.wait(PATIENCE)
        raise OperationalError("away")

    monkeypatch.setattr(watch, "states", states)
    watched.every = 0.5
    began = time.monotonic()
    assert watched.current() is None and len(asked) == 1
    first = time.monotonic()
    assert [watched.current() for _ in range(20)] == [None] * 20
    assert first - began < SOON and time.monotonic() - first < 0.1


def test_what_hangs_is_given_up_and_the_next_is_not_held_by_it(ends):
    asks = Apart("tried", on=True)
    assert asks.do(lambda: ends.wait(PATIENCE), 0.1) is None
    assert asks.do(lambda: "here", PATIENCE) == "here"


def test_what_failed_in_another_thread_fails_for_who_asked():
    def work():
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        Apart("tried", on=True).do(work, PATIENCE)


def test_what_waits_behind_others_that_hang_is_given_up_once_that_is_in_vain_and_never_done(ends):
    asks, done = Apart("tried", on=True), []
    for _ in range(THREADS):
        asks.do(lambda: ends.wait(PATIENCE), 0.01)
    began = time.monotonic()
    assert asks.do(lambda: done.append(1), PATIENCE, lambda: True) is None
    assert time.monotonic() - began < SOON
    ends.set()
    assert asks.do(lambda: "here", PATIENCE) == "here"
    assert not done


class Hanging:
    """Stands for Django and its database, which hang once `hangs` is set, until `ends` is."""

    def __init__(self, ends: Event) -> None:
        self.hangs, self.ends = False, ends

    def wait(self) -> None:
        if self.hangs:
            self.ends.wait(PATIENCE)

    def states(self) -> dict:
        self.wait()
        return {}

    def __call__(self, environ, start_response):
        if environ[KEY].silent:
            start_response("503 Service Unavailable", [])
            return [b"silent"]
        self.wait()
        environ[KEY].composed, environ[KEY].kept = True, Kept(None)
        tag = watch.etag([], of_one=False)
        start_response("200 OK", [("ETag", tag), ("Cache-Control", "public"), ("Content-Type", "text/plain")])
        return [b"here"]


@pytest.mark.parametrize("path", ["/held/", "/held/and/stale/", "/new/"])
def test_the_thread_that_serves_is_not_held_by_a_database_that_hangs(watched, ends, monkeypatch, path):
    django = Hanging(ends)
    monkeypatch.setattr(watch, "states", django.states)
    front = wsgi.Front(django, watched)

    def answer(asked: str) -> bytes:
        return wsgi.collected(front, RequestFactory().get(asked, HTTP_HOST="testserver").environ)[2]

    answers = [answer("/held/"), answer("/held/and/stale/")]
    front.shelf.entries["/held/and/stale/"].tag = 'W/"of before"'
    django.hangs, began = True, time.monotonic()
    answers.append(answer(path))
    assert time.monotonic() - began < SOON
    assert answers == [b"here", b"here", b"silent" if path == "/new/" else b"here"]
