"""How often an open page asks whether the count has moved (see static/js/live.js)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from elections import tallies
from elections.values import Result, Snapshot

BEFORE = 60  # seconds, until polls close or while the pages are held: news is rare
SETTLED = 300  # seconds, once every seat is won and counted: what may come are corrections


def poll_seconds(snapshot: Snapshot) -> int:
    """Seconds from one question of an open page to the next: few while votes are counted, never fewer than then."""
    election = snapshot.election
    if all(is_settled(result) for result in snapshot.results):
        return max(SETTLED, settings.POLL_SECONDS)
    if election.frozen_at or snapshot.at < election.polls_close:
        return max(BEFORE, settings.POLL_SECONDS)
    return settings.POLL_SECONDS


def liveliest(snapshots: Iterable[Snapshot]) -> Snapshot | None:
    """The one to follow of those a page is about; it looks after the others with it."""
    return min(snapshots, key=poll_seconds, default=None)


def is_settled(result: Result) -> bool:
    """Won, and nothing says that stations are to come; or its poll is halted."""
    return result.status in tallies.HALTED or (result.status in tallies.WON and result.complete is not False)
