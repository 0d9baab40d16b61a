"""What the tests of the front share: a small night, and a site that counts what it asks of Django."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections

from maps.web.front import watch
from tests.maps.front.asked import Site
from tests.maps.night import Night


@pytest.fixture
def night():
    cache.clear()
    night = Night()
    night.shapes()
    return night


@pytest.fixture
def site(night):
    """As with Django's own test client no request closes the connection, whose transaction the test is in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Site()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def silent(monkeypatch):
    """`silent(True)`: the database does not answer who asks for the state."""
    real = watch.states

    def states(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(watch.connections, "close_all", lambda: None)  # the test's transaction is in one of them

    return lambda gone: monkeypatch.setattr(watch, "states", states if gone else real)


@pytest.fixture
def unhurried(site, monkeypatch):
    """A site whose worker learns of a change by `site.front.watch.ask()`; what it renders anew waits in `queue`."""
    site.front.watch.every, site.front.watch.pid = 5, os.getpid()
    site.queue = []
    monkeypatch.setattr(ThreadPoolExecutor, "submit", lambda self, run, *given: site.queue.append((run, given)))
    return site
