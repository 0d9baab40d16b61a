"""The same work on many things, by several processes if wanted."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

from django.db import connections

from maps.baking.errors import BakeRefused

CHUNK = 4  # things that a process takes at a time
KILLED = (
    "A process at work was killed, as happens where memory is short: nothing was changed. "
    "Bake again, with fewer --processes if it happens again."
)
_work: list[Callable] = []  # of the pool that is at work: a fork inherits it, so nothing large is sent


def each(work: Callable, things: Iterable, processes: int = 1) -> Iterator:
    """What `work` makes of each thing, in any order. Raises BakeRefused if a process is killed over it."""
    if processes == 1:
        yield from map(work, things)
        return
    connections.close_all()  # a connection does not survive being shared
    _work[:] = [work]
    others = active_children()
    with ProcessPoolExecutor(processes, get_context("fork"), start) as pool:
        try:
            for done in as_completed([pool.submit(call, some) for some in chunks(list(things))]):
                yield from done.result()
        except BrokenProcessPool:
            raise BakeRefused(KILLED) from None
        except BaseException:
            dismiss(others)
            raise


def chunks(things: list) -> Iterator[list]:
    return (things[at : at + CHUNK] for at in range(0, len(things), CHUNK))


def start() -> None:
    # Ctrl-C is for the process that gave out the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def call(things: list) -> list:
    return [_work[0](thing) for thing in things]


def dismiss(others: list) -> None:
    """End the processes of the pool at once: left alone, it first lets them finish all that was given out."""
    for process in active_children():
        if process not in others:
            process.terminate()
