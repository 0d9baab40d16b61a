"""What is rendered anew is rendered by one thread, and who comes after the grace waits for that one. No database."""

import time
from threading import Event, Timer

import pytest
from django.test import RequestFactory

from maps.web.front import renewing, wsgi
from maps.web.front.asking import KEY, Kept
from maps.web.front.watch import Known, Name

PATH = "/elections/night/"


class Told:
    """A watch that knows what it is told."""

    every, overdue = 0.25, False

    def __init__(self):
        self.tell("one", None)

    def tell(self, tag, before):
        now = time.monotonic()
        self.known = Known(1, now, {}, {"night": Name(f'W/"{tag}"', None, now, before and f'W/"{before}"')})

    def current(self):
        return self.known

    inquire = current


class Slow:
    """Stands for Django: answers with the state of the moment, once it may."""

    def __init__(self, watch):
        self.watch, self.calls, self.may, self.fails = watch, 0, Event(), False
        self.may.set()

    def __call__(self, environ, start_response):
        self.calls += 1
        assert self.may.wait(10)
        if self.fails:
            raise LookupError
        environ[KEY].composed, environ[KEY].kept = True, Kept("night")
        tag = self.watch.known.names["night"].tag
        headers = {"Content-Type": "text/plain", "ETag": tag, "Cache-Control": "public, max-age=10"}
        start_response("200 OK", list(headers.items()))
        return [tag.encode()]


@pytest.fixture
def front():
    watch = Told()
    return wsgi.Front(Slow(watch), watch)


def asked(front):
    environ = RequestFactory().get(PATH, HTTP_HOST="testserver").environ
    return wsgi.collected(front, environ)[2]


def test_who_comes_after_the_grace_waits_for_the_thread_and_nobody_renders_beside_it(front, monkeypatch):
    assert asked(front) == b'W/"one"'
    front.application.may.clear()
    front.watch.tell("two", "one")
    assert [asked(front), asked(front)] == [b'W/"one"'] * 2
    monkeypatch.setattr(wsgi, "GRACE", 0)
    Timer(0.2, front.application.may.set).start()
    assert asked(front) == b'W/"two"'
    assert front.application.calls == 2


@pytest.mark.filterwarnings("ignore")
def test_if_the_thread_fails_or_takes_too_long_the_request_asks_for_itself(front, monkeypatch, caplog):
    asked(front)
    front.watch.tell("two", "one")
    front.application.fails = True
    front.application.may.clear()
    asked(front)
    monkeypatch.setattr(wsgi, "GRACE", 0)
    monkeypatch.setattr(renewing, "PATIENCE", 0.1)
    Timer(0.2, lambda: (setattr(front.application, "fails", False), front.application.may.set())).start()
    assert asked(front) == b'W/"two"'
    assert front.application.calls == 3


def test_what_failed_in_the_thread_may_be_renewed_again(front, caplog):
    asked(front)
    front.watch.tell("two", "one")
    front.application.fails = True
    asked(front)
    front.renewing.thread.shutdown(wait=True)
    assert "could not be rendered anew" in caplog.text
    assert not front.renewing.under_way
