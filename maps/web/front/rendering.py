"""What Django answers, waited for no longer than a reader would: a database may hang instead of refusing."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from maps.web.front.entry import Headers

PATIENCE = 20  # seconds; more than the longest rendering, less than nginx waits
THREADS = 4  # one is at work; the others are for when that one hangs

Answer = tuple[str, Headers, bytes]  # status, headers, body


class Rendering:
    """Asks in another thread, so that a question which hangs does not hold the one that answers readers."""

    def __init__(self, application: Callable, apart: bool) -> None:
        """`apart`: in other threads; else in the caller's, for as long as it takes."""
        self.application, self.apart, self.pid = application, apart, 0

    def ask(self, environ: dict) -> Answer | None:
        """The answer, None if it takes too long."""
        if not self.apart:
            return collected(self.application, environ)
        try:
            return self.begun(environ).result(PATIENCE)
        except TookTooLong:
            return None

    def begun(self, environ: dict) -> Future:
        if self.pid != os.getpid():  # a thread does not survive a fork
            self.pid, self.threads = os.getpid(), ThreadPoolExecutor(THREADS, "rendering")
        return self.threads.submit(collected, self.application, environ)


def collected(application: Callable, environ: dict) -> Answer:
    """All of what an application answers."""
    started: list = []
    answer = application(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return started[0], started[1], body
