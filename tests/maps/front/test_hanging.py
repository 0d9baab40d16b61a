"""A database that neither answers nor refuses: it holds neither the thread that asks it nor the one that serves."""

import threading
import time
from threading import Event

import pytest
from django.db import OperationalError

from maps.web.front import rendering, watch
from maps.web.front.rendering import Rendering
from maps.web.front.watch import Watch

PATIENCE = 10  # seconds


def until(holds) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def hurried(settings, monkeypatch):
    settings.STATE_SECONDS = 0.01
    monkeypatch.setattr(watch, "HUNG", 0.1)


def test_a_question_that_hangs_is_asked_again_by_another_thread_and_does_not_come_between(hurried, monkeypatch):
    hangs, ends, asked = Event(), Event(), []

    def states():
        asked.append(1)
        if len(asked) == 2:
            hangs.set()
            ends.wait(PATIENCE)
        return {}

    monkeypatch.setattr(watch, "states", states)
    watched = Watch()
    first = watched.current()
    assert hangs.wait(PATIENCE)
    known = watched.known
    until(lambda: watched.current() is not known)
    newest, turn = watched.known, watched.turn
    ends.set()
    until(lambda: watched.known is not newest)
    assert (turn, first.order) == (2, 1)
    assert watched.known.order > newest.order
    watched.turn += 1
    until(lambda: all(thread.name != "states" for thread in threading.enumerate()))


def test_who_comes_while_the_database_never_answered_does_not_wait_for_it_each_time(hurried, monkeypatch):
    asked = []

    def states():
        asked.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(watch, "states", states)
    watched = Watch()
    watched.every = 60
    assert [watched.current() for _ in range(20)] == [None] * 20
    assert len(asked) == 1
    monkeypatch.setattr(watch, "VAIN", 0)
    assert watched.current() is None and len(asked) == 2
    watched.turn += 1


def test_a_rendering_that_hangs_is_given_up_and_the_next_is_not_held_by_it(monkeypatch):
    monkeypatch.setattr(rendering, "PATIENCE", 0.1)
    ends = Event()

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/hangs/":
            ends.wait(PATIENCE)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"here"]

    asks = Rendering(application, apart=True)
    assert asks.ask({"PATH_INFO": "/hangs/"}) is None
    monkeypatch.setattr(rendering, "PATIENCE", PATIENCE)
    assert asks.ask({"PATH_INFO": "/"}) == ("200 OK", [("Content-Type", "text/plain")], b"here")
    ends.set()
