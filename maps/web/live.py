"""How often an open page asks whether the count has moved (see static/js/live.js)."""

from __future__ import annotations

from django.conf import settings

from elections import tallies
from elections.values import Snapshot

BEFORE = 60  # seconds, until polls close or while the pages are held: news is rare
SETTLED = 300  # seconds, once no seat is to be counted: what may come are corrections


def poll_seconds(snapshot: Snapshot) -> int:
    """Seconds from one question of an open page to the next: few while votes are counted, never fewer than then."""
    election = snapshot.election
    if all(result.status in (*tallies.WON, *tallies.HALTED) for result in snapshot.results):
        return max(SETTLED, settings.POLL_SECONDS)
    if election.frozen_at or snapshot.at < election.polls_close:
        return max(BEFORE, settings.POLL_SECONDS)
    return settings.POLL_SECONDS
