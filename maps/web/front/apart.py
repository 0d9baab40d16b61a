"""What may hang is done in another thread, and waited for only while that makes sense."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from django.db import close_old_connections

THREADS = 4  # one is at work; the others are for when that one hangs
STEP = 0.2  # seconds from one look whether waiting is in vain to the next
Found = TypeVar("Found")


class Apart:
    """A database may hang instead of refusing: one reader's question must not hold the thread that serves them all."""

    def __init__(self, name: str, on: bool) -> None:
        """`on`: in other threads; else in the caller's, for as long as it takes."""
        self.name, self.on, self.pid = name, on, 0

    def do(self, work: Callable[[], Found], patience: float, is_vain: Callable[[], bool] = bool) -> Found | None:
        """What the work returns; None if that takes longer than `patience` seconds, or once waiting `is_vain`.

        Raises what the work raises.
        """
        if not self.on:
            return work()
        begun, end = self.begin(work), time.monotonic() + patience
        while not wait([begun], min(STEP, patience)).done:
            if is_vain() or time.monotonic() > end:
                begun.cancel()  # if it has not even begun
                return None
        return begun.result()

    def begin(self, work: Callable[[], Found]) -> Future[Found]:
        if self.pid != os.getpid():  # a thread does not survive a fork
            self.pid, self.threads = os.getpid(), ThreadPoolExecutor(THREADS, self.name)
        return self.threads.submit(done, work)


def done(work: Callable[[], Found]) -> Found:
    close_old_connections()  # which no request does here
    return work()
