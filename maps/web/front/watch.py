"""The state of every election, learned by a thread beside the requests: no reader waits for the database."""

from __future__ import annotations

import itertools
import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from django.conf import settings
from django.db import Error, close_old_connections, connections

from elections.public import State, states
from maps.web.freshness import etag
from maps.web.front.apart import Apart

logger = logging.getLogger(__name__)
SILENT = 3  # seconds without a word of the database, from which on it counts as silent
HUNG = 10  # seconds without an end of a question, after which another thread asks by a connection of its own
SAID = 60  # seconds between two lines of the log about the same silence


@dataclass(frozen=True, slots=True)
class Name:
    """The ETag of what is about an election, the time at which it changes by itself, and since when it is so.

    `next_instant` is in seconds of the wall clock, `since` in those of the steady one. `before` is the tag that stood
    until then, None where that is not known: the database may have been silent for hours meanwhile.
    """

    tag: str
    next_instant: float | None
    since: float
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All states as they were at `heard` (steady seconds) by the database; names by slug, of all elections by None."""

    order: int
    heard: float
    states: Mapping[str, State]
    names: Mapping[str | None, Name]

    def silence(self) -> float:
        """Seconds since the database last answered."""
        return time.monotonic() - self.heard

    @property
    def silent(self) -> bool:
        return self.silence() > SILENT


class Watch:
    """What this process knows. Asks every STATE_SECONDS, and at 0 with every request."""

    def __init__(self) -> None:
        self.known: Known | None = None
        self.overdue = False
        self.pid = 0
        self.every = settings.STATE_SECONDS
        self.order = itertools.count(1)
        self.lock = threading.Lock()
        self.turn = 0  # of the thread that asks
        self.alive = inf  # steady seconds of its last sign
        self.apart = Apart("inquiries", bool(self.every))
        self.inquired = False
        self.said = -SAID  # steady seconds of the last word in the log about a silent database

    def current(self) -> Known | None:
        """What is known now; None while the database never answered."""
        if not self.is_asking():
            self.begin()
        if self.overdue or not self.inquired or not self.every:
            self.overdue = False
            return self.inquire()
        return self.known

    def inquire(self) -> Known | None:
        """Have the database asked for somebody who waits, at most until it counts as silent."""
        self.inquired = True
        self.apart.do(self.ask, SILENT)
        return self.known

    def is_asking(self) -> bool:
        """Whether a thread of this process asks, and none of its questions hangs."""
        hangs = self.every and time.monotonic() - self.alive > self.every + HUNG
        return self.pid == os.getpid() and not hangs  # a thread does not survive a fork

    def begin(self) -> None:
        with self.lock:
            if self.is_asking():
                return
            self.turn, self.alive = self.turn + 1, time.monotonic()
            if self.every:
                threading.Thread(target=self.run, args=(self.turn,), name="states", daemon=True).start()
            self.pid = os.getpid()

    def run(self, turn: int) -> None:
        """Ask again and again, until another thread has taken over."""
        while turn == self.turn:
            self.alive = time.monotonic()
            time.sleep(self.every)
            if turn != self.turn:
                break
            try:
                close_old_connections()
                self.ask()
            except Exception:  # a thread that ended would leave its process with old figures for ever
                logger.exception("The state cannot be read.")
        connections.close_all()

    def ask(self) -> Known | None:
        """Ask the database now. If it does not answer, what was known stays, and grows older."""
        order, asked = next(self.order), time.monotonic()
        try:
            found = states()
        except Error as error:
            self.failed(error)
        else:
            self.learn(order, found, asked)
        return self.known

    def learn(self, order: int, found: Mapping[str, State], asked: float) -> None:
        """`asked` in steady seconds: what was saved after that is not in it."""
        now = time.monotonic()
        with self.lock:
            before = self.known
            if before and before.order > order:
                return  # who asked later was answered sooner
            if self.said > -SAID:
                self.said = -SAID
                logger.warning("The database answers again.")
            self.known = Known(order, asked, found, names_of(found, before, now))

    def failed(self, error: Error) -> None:
        connections.close_all()
        if (now := time.monotonic()) - self.said < SAID:
            return
        self.said = now
        old = f"what is {self.known.silence():.0f} s old" if self.known else "nothing"
        logger.error("The database does not answer; readers get %s: %s", old, error)


def names_of(found: Mapping[str, State], before: Known | None, now: float) -> dict[str | None, Name]:
    tags = {slug: (etag([state]), [state]) for slug, state in found.items()}
    public = [state for state in found.values() if not state.rehearsal]
    tags[None] = (etag(public, of_one=False), public)
    known = before.names if before else {}
    seen = before is not None and not before.silent
    return {of: name(tag, followed, known.get(of), now, seen) for of, (tag, followed) in tags.items()}


def name(tag: str, followed: list[State], before: Name | None, now: float, seen: bool) -> Name:
    """`seen`: the state before was known until now."""
    instants = [state.next_instant.timestamp() for state in followed if state.next_instant]
    soonest = min(instants, default=None)
    if before and before.tag == tag:
        return Name(tag, soonest, before.since, before.before)
    return Name(tag, soonest, now, before.tag if before and seen else None)
