"""Many editors save at once while the server is killed under them: what was acknowledged is there, whole, once."""

import json
import random
import threading
import time
from collections import Counter

import psycopg
import pytest
from django.conf import settings

from tests.endurance.editors import Editor
from tests.endurance.machine import Machine

KILLS, SEED = 20, 16102022
POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
EDITORS = 50 if POSTGRES else 10
MOST = 40  # saves of one editor, so that a fast machine ends too


@pytest.fixture
def machine(tmp_path):
    """A site of its own: a new SQLite file, or a new database on the PostgreSQL that the tests use."""
    if not POSTGRES:
        machine = Machine(tmp_path)
        yield prepared(machine)
        machine.kill()
        return
    main = settings.DATABASES["default"]
    place = {name: main[name.upper()] for name in ("host", "port", "user", "password") if main[name.upper()]}
    url = f"postgres://{place['user']}:{place.get('password', '')}@{place['host']}:{place['port']}/halqa_endurance"
    with psycopg.connect(dbname="postgres", autocommit=True, **place) as connection:
        connection.execute("DROP DATABASE IF EXISTS halqa_endurance WITH (FORCE)")
        connection.execute("CREATE DATABASE halqa_endurance")
        machine = Machine(tmp_path, DATABASE_URL=url)
        yield prepared(machine)
        machine.kill()
        connection.execute("DROP DATABASE halqa_endurance WITH (FORCE)")


def prepared(machine: Machine) -> Machine:
    machine.manage("from django.core.management import call_command; call_command('migrate', verbosity=0)")
    machine.site = json.loads(machine.manage(f"from tests.endurance.prepare import prepare; prepare({EDITORS})"))
    machine.start()
    return machine


def editors_of(machine: Machine, peace: threading.Event) -> list[Editor]:
    seats = list(machine.site["seats"].items())
    editors = []
    for name, session in enumerate(machine.site["sessions"]):
        seat, candidacies = seats[name % len(seats)]
        path = f"/admin/desk/{machine.site['election']}/{seat}/"
        sources = machine.site["sources"]
        editors.append(Editor(name, machine.port, session, path, seat, candidacies, sources, peace=peace))
    return editors


def until_served(editors: list[Editor], threads: list[threading.Thread]) -> None:
    """Until somebody has an answer: a server that is killed before it has loaded Django is no trial."""
    before, end = sum(editor.answered for editor in editors), time.monotonic() + 120
    while sum(editor.answered for editor in editors) == before and any(thread.is_alive() for thread in threads):
        assert time.monotonic() < end, "The server was started again and answers nobody."
        time.sleep(0.02)


def play(machine: Machine, editors: list[Editor], peace: threading.Event) -> None:
    """All save; the server is killed KILLS times at random moments and started again; then all finish in peace."""
    chance = random.Random(SEED)
    threads = [threading.Thread(target=editor.work, args=(MOST,), daemon=True) for editor in editors]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        until_served(editors, threads)
        time.sleep(chance.uniform(0.1, 1.5))
        machine.kill()
        machine.start()
    peace.set()
    for thread in threads:
        thread.join(timeout=240)
    assert not any(thread.is_alive() for thread in threads)


def test_every_acknowledged_save_is_there_whole_and_once(machine):
    peace = threading.Event()
    editors = editors_of(machine, peace)
    play(machine, editors, peace)
    assert [failure for editor in editors for failure in editor.failures] == []
    stored = json.loads(machine.manage("from tests.endurance.prepare import recorded; recorded()"))
    acknowledged = [entry for editor in editors for entry in editor.acknowledged]
    assert len(acknowledged) >= EDITORS
    assert sum(editor.broken for editor in editors) >= KILLS, "the server was killed while nobody was saving"
    without_number = [{k: v for k, v in row.items() if k != "number"} for row in stored]
    assert sorted(without_number, key=str) == sorted(acknowledged, key=str)
    for seat in machine.site["seats"]:
        numbers = [row["number"] for row in stored if row["seat"] == seat]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert max(Counter(row["note"] for row in stored).values()) == 1
