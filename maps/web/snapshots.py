"""Snapshots kept in memory by state, so that of the many answers about an election only the first reads all of it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from uuid import uuid4

from django.core.cache import cache as store
from django.http import HttpRequest

from elections.public import State, snapshot, states
from elections.values import Snapshot

KEPT = 32  # snapshots in a process, one an election; of 1,000 seats one is some 10 MB
EPOCH = "snapshots"
kept: OrderedDict[str, tuple[str, Snapshot]] = OrderedDict()  # by slug: the state's name and what it is
lock = Lock()


def snapshot_for(request: HttpRequest, slug: str) -> Snapshot:
    """What is public of an election at the request's moment; its clock may be of an earlier one of the same phase.

    Raises as `elections.public.snapshot` does.
    """
    state = getattr(request, "states", {}).get(slug)
    if state is None:
        return snapshot(slug, request.at)
    if not hasattr(request, "epoch"):
        request.epoch = epoch()
    return snapshot_of(state, request.at, f"{request.epoch}:{state}")


def snapshot_of(state: State, at: datetime, name: str) -> Snapshot:
    with lock:
        known, found = kept.get(state.slug, ("", None))
        if known == name:
            kept.move_to_end(state.slug)
            return found
    made = snapshot(state.slug, at)
    # What changed while it was made is in it in part; the next request then makes another one.
    if str(states(at).get(state.slug)) == str(state):
        keep(state.slug, name, made)
    return made


def hold(elections: int) -> None:
    """Make room for this many elections: a process that goes through all of them reads each once."""
    global KEPT
    KEPT = max(KEPT, elections)


def keep(slug: str, name: str, made: Snapshot) -> None:
    with lock:
        kept[slug] = (name, made)
        kept.move_to_end(slug)
        while len(kept) > KEPT:
            kept.popitem(last=False)


def epoch() -> str:
    """Moves when the store of responses is cleared: then nothing is remembered anywhere."""
    return store.get(EPOCH) or (store.add(EPOCH, uuid4().hex, None) and store.get(EPOCH)) or ""
