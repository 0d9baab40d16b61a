"""Asks the site for its addresses, in this process and all of one moment, as if a reader came by HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils import timezone

from elections.public import State, states
from maps.baking.errors import BakeRefused
from maps.web import snapshots

EPOCH = "baking"  # of the snapshots kept for this: the store of responses may be cleared meanwhile
TRIES = 20  # each as long as it takes to read the elections
REDIRECTS = (301, 302)


@dataclass(frozen=True)
class Moment:
    """What a whole tree is made of: the clock, and each election's state as it was then."""

    at: datetime
    states: dict[str, State]

    @classmethod
    def now(cls) -> Moment:
        """Read every public election into memory, all at one moment, so that what becomes public while the files are
        made belongs to the next ones. Raises BakeRefused if the elections do not hold still for that long.
        """
        for _ in range(TRIES):
            at = timezone.now()
            found = cls(at, states(at))
            snapshots.hold(len(found.states))
            for state in found.states.values():
                snapshots.snapshot_of(state, at, f"{EPOCH}:{state}")
            if not found.moved():
                return found
        raise BakeRefused("The elections change faster than they can be read. Try again in a minute.")

    def moved(self) -> bool:
        """Whether something became public since, or time moved an election on."""
        return self.names() != {slug: str(state) for slug, state in states().items()}

    def names(self) -> dict[str, str]:
        return {slug: str(state) for slug, state in self.states.items()}

    def holds(self) -> bool:
        """Whether its elections are still on the site, and none was frozen or let go: else it is not to be shown."""
        now = states()
        return all(slug in now and now[slug].frozen == state.frozen for slug, state in self.states.items())

    def snapshot(self, slug: str):
        """What is public of one of its elections."""
        state = self.states[slug]
        return snapshots.snapshot_of(state, self.at, f"{EPOCH}:{state}")


@dataclass(frozen=True)
class Answer:
    """What the site says at an address; `leads_to` is where it sends a reader to, if it does."""

    address: str
    status: int
    kind: str
    body: bytes
    leads_to: str = ""


@cache
def site() -> WSGIHandler:
    """The site as a web worker has it, with all its middleware."""
    return WSGIHandler()


@dataclass
class Asker:
    """Asks as a browser does that takes no compression."""

    moment: Moment

    def ask(self, address: str) -> Answer:
        response = site().get_response(self.request(address))
        body = b"".join(response) if response.streaming else response.content
        response.close()
        kind = response.get("Content-Type", "").partition(";")[0]
        leads_to = urlsplit(response["Location"]).path if response.status_code in REDIRECTS else ""
        return Answer(address, response.status_code, kind, body, leads_to)

    def request(self, address: str) -> WSGIRequest:
        # Any host that the site answers to: no public answer depends on it.
        host = settings.ALLOWED_HOSTS[0].lstrip(".")
        secure = {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
        environ = {"PATH_INFO": address, "HTTP_HOST": host, **secure}
        setup_testing_defaults(environ)
        request = WSGIRequest(environ)
        request.at, request.states, request.epoch = self.moment.at, self.moment.states, EPOCH
        return request


@contextmanager
def unremarked() -> Iterator[None]:
    """What is not there is left out of the tree and no news for the log; an error of the site still is."""
    log = logging.getLogger("django.request")
    log.addFilter(has_traceback)
    try:
        yield
    finally:
        log.removeFilter(has_traceback)


def has_traceback(record: logging.LogRecord) -> bool:
    return bool(record.exc_info)
