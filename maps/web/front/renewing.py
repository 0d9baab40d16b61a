"""One thread beside the requests renders what has a new state, while readers get the last answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds a request waits for what that thread is rendering


class Renewing:
    """What is being rendered, by the name it has on the shelf; each once."""

    def __init__(self) -> None:
        self.pid = 0
        self.under_way: dict[str, Event] = {}

    def renew(self, name: str, environ: dict, ask: Callable[[dict], object]) -> None:
        """Have `ask` called with a copy of a request's environment, if that answer is not being rendered already."""
        if self.pid != os.getpid():  # a thread does not survive a fork
            self.pid, self.thread, self.under_way = os.getpid(), ThreadPoolExecutor(1, "renewing"), {}
        if name in self.under_way:
            return
        self.under_way[name] = Event()
        copy = {**environ, "REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
        self.thread.submit(self.run, name, copy, ask)

    def run(self, name: str, environ: dict, ask: Callable[[dict], object]) -> None:
        try:
            ask(environ)
        except Exception:
            logger.exception("%s could not be rendered anew.", name)
        finally:
            self.under_way.pop(name).set()

    def awaited(self, name: str) -> bool:
        """Wait for that answer, if it is being rendered; whether it was, and has been."""
        done = self.under_way.get(name)
        return done is not None and done.wait(PATIENCE)
