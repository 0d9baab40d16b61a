"""How soon a saved figure is in what readers get."""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.answers import ask
from bench.night.saving import Save

EVERY = 0.02  # seconds


@dataclass(frozen=True)
class Look:
    """One answer of results.json: when it was asked for, when it was there, the votes by (seat's code, candidacy)."""

    asked: float
    there: float
    votes: dict[tuple[str, int], int]


@dataclass
class Watch:
    looks: list[Look] = field(default_factory=list)


@contextmanager
def watching(url: str) -> Iterator[Watch]:
    """Ask for results.json every 20 ms, each time on a new connection, so that every worker is asked."""
    watch, stop, failures = Watch(), threading.Event(), []

    def work() -> None:
        try:
            while not stop.wait(EVERY):
                watch.looks.append(look(url))
        except Exception as error:  # a thread's own failure must not pass as quiet
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]


def look(url: str) -> Look:
    asked = time.time()
    answer = ask(url, {"Accept-Encoding": "identity"})
    there = time.time()
    seats = json.loads(answer.body)["seats"]
    votes = {(code, int(key)): n for code, seat in seats.items() for key, n in (seat["votes"] or {}).items()}
    return Look(asked, there, votes)


def delays(saves: Iterable[Save], looks: list[Look]) -> list[float]:
    """Seconds from each save until every answer asked for from then on holds its figure or a later one of the seat.

    A save that the last answers did not show yet is left out: nobody looked for long enough.
    """
    found = []
    for save in saves:
        # Votes of a seat only ever grow here.
        late = [look for look in looks if look.there > save.at and seen(look, save) < save.votes]
        since = max((look.asked for look in late), default=save.at)
        good = [look.there for look in looks if look.asked > since and seen(look, save) >= save.votes]
        if good:
            found.append(min(good) - save.at)
    return found


def seen(look: Look, save: Save) -> int:
    return look.votes.get((save.code, save.candidacy), 0)
