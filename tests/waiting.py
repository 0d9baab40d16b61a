"""Waiting for what comes by itself."""

import time
from collections.abc import Callable

STEP = 0.02  # seconds


def until(holds: Callable[[], object], what: str = "", seconds: float = 30) -> None:
    """Raises AssertionError with those words if it does not hold in that time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(STEP)
