"""Many editors save at once while the server is killed under them: what was acknowledged is there, whole, once."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.endurance.conftest import POSTGRES
from tests.endurance.editors import Editor
from tests.endurance.machine import Machine

KILLS, SEED = 20, 16102022
DESK, LOADED = 5, 5  # editors; seconds, of 15 in the delivered units
EDITORS = 50 if POSTGRES else 10
MOST = 40  # saves of one editor, so that a fast machine ends too


@pytest.fixture
def served(machine):
    machine.site = json.loads(machine.manage(f"from tests.endurance.prepare import prepare; prepare({EDITORS})"))
    machine.start()
    return machine


def editors_of(machine: Machine) -> list[Editor]:
    seats = list(machine.site["seats"].items())
    editors = []
    for name, session in enumerate(machine.site["sessions"]):
        seat, candidacies = seats[name % len(seats)]
        path = f"/admin/desk/{machine.site['election']}/{seat}/"
        sources = machine.site["sources"]
        editors.append(Editor(name, machine.port, session, path, seat, candidacies, sources))
    return editors


def until_served(editors: list[Editor], threads: list[threading.Thread]) -> None:
    """Until somebody has an answer: a server that is killed before it has loaded Django is no trial."""
    before, end = sum(editor.answered for editor in editors), time.monotonic() + 120
    while sum(editor.answered for editor in editors) == before and any(thread.is_alive() for thread in threads):
        assert time.monotonic() < end, "The server was started again and answers nobody."
        time.sleep(0.02)


@contextmanager
def at_work(editors: list[Editor], most: int = MOST) -> Iterator[list[threading.Thread]]:
    """All save; in the end they finish in peace."""
    threads = [threading.Thread(target=editor.work, args=(most,), daemon=True) for editor in editors]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        for editor in editors:
            editor.peace.set()
    for thread in threads:
        thread.join(timeout=240)
    assert not any(thread.is_alive() for thread in threads)
    assert [failure for editor in editors for failure in editor.failures] == []


def check(machine: Machine, editors: list[Editor]) -> None:
    """Whether what was acknowledged is there, whole and once, and nothing else."""
    stored = json.loads(machine.manage("from tests.endurance.prepare import recorded; recorded()"))
    acknowledged = [entry for editor in editors for entry in editor.acknowledged]
    assert len(acknowledged) >= len(editors)
    without_number = [{k: v for k, v in row.items() if k != "number"} for row in stored]
    assert sorted(without_number, key=str) == sorted(acknowledged, key=str)
    for seat in machine.site["seats"]:
        numbers = [row["number"] for row in stored if row["seat"] == seat]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert max(Counter(row["note"] for row in stored).values()) == 1


def test_every_acknowledged_save_is_there_whole_and_once(served):
    """The server is killed KILLS times at random moments and started again."""
    editors, chance = editors_of(served), random.Random(SEED)
    with at_work(editors) as threads:
        for _ in range(KILLS):
            until_served(editors, threads)
            time.sleep(chance.uniform(0.1, 1.5))
            served.kill()
            served.start()
    check(served, editors)
    assert sum(editor.broken for editor in editors) >= KILLS, "the server was killed while nobody was saving"


def test_a_reload_breaks_nothing_that_is_being_saved(served):
    served.kill()
    served.start(respawn=LOADED)
    editors = editors_of(served)[:DESK]
    with at_work(editors, most=10 * MOST) as threads:
        until_served(editors, threads)
        served.reload()
        until_served(editors, threads)
        assert all(thread.is_alive() for thread in threads), "nobody was saving any more"
    check(served, editors)
    assert sum(editor.broken for editor in editors) == 0
