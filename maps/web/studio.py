"""Where pictures are made: once over all of them, or for ever after whatever became public. Never in a web worker."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import DatabaseError, close_old_connections, connection

from elections.public import State, UnknownElection, states
from maps.drawing import plan
from maps.web import artworks
from maps.web.artworks import Job

logger = logging.getLogger(__name__)
LOOK, REST = 0.4, 5.0  # seconds between two looks at the elections; and after the database failed
GLANCE = 0.5  # seconds of drawing after which it is looked whether something newer is wanted

FAILED = ""  # the address of a picture that could not be drawn
PLANS = 4000  # of maps: this process draws all of them again whenever something changes

Told = Callable[[Iterable[Job]], Iterable[Job]]


@dataclass
class Studio:
    """Makes the pictures of every election. `told` may wrap the jobs, to show how far they are."""

    told: Told = iter
    dry_run: bool = False
    done: Counter = field(default_factory=Counter)  # "made", "there", "failed", "removed"
    drawn: dict[str, str] = field(default_factory=dict)  # the state by slug that all pictures are of
    paths: dict[str, set[str]] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)  # where to go on with the maps of an election

    def once(self) -> Counter:
        """Make what is wanting, of all elections, cards first; what belongs to no page any more is removed."""
        wanted = {slug: artworks.jobs(slug) for slug in states()}
        for owner, job in self.told(
            [(slug, job) for at in (0, 1) for slug, jobs in wanted.items() for job in jobs[at]]
        ):
            self._do(owner, job)
        if not self.dry_run:
            self._tidy(wanted)
        return self.done

    def follow(self, forever: Callable[[], bool] = lambda: True) -> None:
        """Go on drawing what is new, for as long as `forever` says; a database that is away is waited for."""
        plan.keep(PLANS)
        while forever():
            try:
                self.look(forever)
                time.sleep(LOOK)
            except (DatabaseError, UnknownElection):
                logger.exception("The elections could not be read; trying again.")
                connection.close()
                time.sleep(REST)
            close_old_connections()

    def look(self, forever: Callable[[], bool] = lambda: True) -> None:
        """Draw what changed since the last look, cards first. Whatever changes meanwhile begins a new look."""
        now = states()
        new = changed(now, self.drawn)
        wanted = {slug: artworks.jobs(slug) for slug in new}
        self.paths |= {slug: set() for slug in new}
        glance = Glance(now, forever)
        if not all(self._draw(slug, cards, glance) == len(cards) for slug, (cards, _maps) in wanted.items()):
            return
        for slug, (_cards, maps) in wanted.items():
            start = self.begun.get(slug, 0) % max(1, len(maps))
            made = self._draw(slug, [*maps[start:], *maps[:start]], glance)
            if made < len(maps):
                self.begun[slug] = start + made
                return
            self.drawn[slug] = str(new[slug])
        gone = [slug for slug in self.drawn if slug not in now]
        for slug in gone:
            del self.drawn[slug]
        if new or gone:
            self._tidy(now)

    def _draw(self, slug: str, jobs: list[Job], glance: Glance) -> int:
        """How many were made before something newer was wanted."""
        for number, job in enumerate(jobs, 1):
            self._do(slug, job)
            if glance.moved():
                return number - (number == len(jobs))
        return len(jobs)

    def _do(self, slug: str, job: Job) -> None:
        path, outcome = job.done(self.dry_run)
        self.done[outcome] += 1
        self.paths.setdefault(slug, set()).add(path)

    def _tidy(self, slugs: Iterable[str]) -> None:
        """Remove the pictures of pages that are no more. One that failed has no address: then all are left alone."""
        known = set().union(*(self.paths.get(slug, set()) for slug in slugs))
        if FAILED not in known:
            self.done["removed"] += artworks.forget_all_but(known)


@dataclass
class Glance:
    """Whether the elections moved on, asked from time to time."""

    states: dict[str, State]
    forever: Callable[[], bool]
    looked: float = field(default_factory=time.monotonic)

    def moved(self) -> bool:
        if time.monotonic() - self.looked < GLANCE:
            return False
        self.looked = time.monotonic()
        return not self.forever() or bool(changed(states(), {slug: str(state) for slug, state in self.states.items()}))


def changed(now: dict[str, State], drawn: dict[str, str]) -> dict[str, State]:
    """The elections whose pictures are of an earlier state, newest election first."""
    return {slug: state for slug, state in now.items() if drawn.get(slug) != str(state)}
