"""One thread beside the requests renders what has a new state, while readers get the last answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

logger = logging.getLogger(__name__)


class Renewing:
    """What is being rendered, by the name it has on the shelf; each once."""

    def __init__(self) -> None:
        self.pid = 0
        self.under_way: set[str] = set()

    def renew(self, name: str, environ: dict, ask: Callable[[dict], object]) -> None:
        """Have `ask` called with a copy of a request's environment, if that answer is not being rendered already."""
        if self.pid != os.getpid():  # a thread does not survive a fork
            self.pid, self.thread = os.getpid(), ThreadPoolExecutor(1, "renewing")
        if name in self.under_way:
            return
        self.under_way.add(name)
        copy = {**environ, "REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
        self.thread.submit(self.run, name, copy, ask)

    def run(self, name: str, environ: dict, ask: Callable[[dict], object]) -> None:
        try:
            ask(environ)
        except Exception:
            logger.exception("%s could not be rendered anew.", name)
        finally:
            self.under_way.discard(name)
