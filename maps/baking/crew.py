"""The same work on many things, by several processes if wanted."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context

from django.db import connections

CHUNK = 4  # things that a process takes at a time
_work: list[Callable] = []  # of the pool that is at work: a fork inherits it, so nothing large is sent


def each(work: Callable, things: Iterable, processes: int = 1) -> Iterator:
    """What `work` makes of each thing, in any order."""
    if processes == 1:
        yield from map(work, things)
        return
    connections.close_all()  # a connection does not survive being shared
    _work[:] = [work]
    with get_context("fork").Pool(processes, initializer=start) as pool:
        yield from pool.imap_unordered(call, things, chunksize=CHUNK)


def start() -> None:
    # Ctrl-C is for the process that gave out the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def call(thing):
    return _work[0](thing)
