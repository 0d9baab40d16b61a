"""What befalls a served site on the night: none of it loses or invents a figure for a reader."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from maps.web.front.wsgi import GRACE
from tests import site
from tests.browser import newsroom
from tests.endurance.machine import Machine
from tests.waiting import until

SLUG = "by-2022-10-16"
HOME, RESULTS = f"/elections/{SLUG}/", f"/api/v1/elections/{SLUG}/results.json"
SLOW = 40
PATIENCE = 20  # seconds
POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.skipif(
    POSTGRES, reason="these sites are served from an SQLite file, which a test can take away"
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory, shelf):
    folder = tmp_path_factory.mktemp("trouble")
    site.demo_database(folder, shelf).rename(folder / "halqa.sqlite3")
    machine = Machine(folder, STATE_SECONDS="0.1")
    machine.database = folder / "halqa.sqlite3"
    machine.start()
    get(machine, HOME)
    yield machine
    machine.kill()


def get(machine: Machine, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=PATIENCE)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def figures(machine: Machine) -> dict:
    return json.loads(get(machine, RESULTS).body)


def workers(machine: Machine) -> list[int]:
    children = Path(f"/proc/{machine.process.pid}/task/{machine.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if "granian" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_a_new_figure_is_soon_at_every_worker(machine):
    before = figures(machine)["version"]
    newsroom.act(machine.database, "count_again", SLUG, "na-22", "1")
    until(lambda: all(figures(machine)["version"] > before for _ in range(8)), "the new version is not there")


def test_a_herd_on_a_new_version_gets_it_whole(machine):
    before, found = get(machine, HOME).headers["ETag"], []
    newsroom.act(machine.database, "count_again", SLUG, "na-22", "1")
    herd = [threading.Thread(target=lambda: found.append(get(machine, HOME))) for _ in range(60)]
    for reader in herd:
        reader.start()
    for reader in herd:
        reader.join()
    assert [answer.status for answer in found] == [200] * 60
    bodies = {
        answer.headers["ETag"]: {other.body for other in found if other.headers["ETag"] == answer.headers["ETag"]}
        for answer in found
    }
    assert all(len(same) == 1 for same in bodies.values()) and len(bodies) <= 2
    until(lambda: all(get(machine, HOME).headers["ETag"] != before for _ in range(8)), "the new version is not there")


def test_slow_clients_keep_nobody_waiting(machine):
    slow = [socket.create_connection(("127.0.0.1", machine.port)) for _ in range(SLOW)]
    for number, client in enumerate(slow):
        half = f"GET {HOME} HTTP/1.1\r\nHost: localhost\r\n"
        client.send((half if number % 2 else f"{half}\r\n").encode())  # half a request, or a whole one and no reading
    answers = [get(machine, HOME).status for _ in range(20)]
    for client in slow:
        client.close()
    assert answers == [200] * 20


def test_a_database_that_is_away_leaves_readers_what_is_known_with_its_age_and_it_heals(machine):
    def ages() -> list[int]:
        return [int(get(machine, RESULTS).headers["Age"]) for _ in range(6)]

    def tags() -> set[str]:
        return {get(machine, path).headers["ETag"] for path in (HOME, RESULTS) for _ in range(25)}

    time.sleep(GRACE)  # a worker that is rendering the newest state when its database goes has the one before
    until(lambda: len(tags()) == 1, "not every worker has the newest state")
    good, tag = figures(machine), get(machine, RESULTS).headers["ETag"]
    kept = [machine.database.with_name(machine.database.name + end) for end in ("", "-wal", "-shm")]
    moved = [(file, file.with_name(f"away-{file.name}")) for file in kept if file.exists()]
    for file, away in moved:
        file.rename(away)
    try:
        until(lambda: min(ages()) >= 4, "answers do not tell their age")
        assert figures(machine) == good
        assert get(machine, RESULTS, **{"If-None-Match": tag}).status == 304
        assert get(machine, "/healthz").status == 200
        assert get(machine, f"{HOME}seats/na-24/").status == 503
    finally:
        for file in kept:
            file.unlink(missing_ok=True)
        for file, away in moved:
            away.rename(file)
    until(lambda: max(ages()) == 0, "it does not heal")
    assert figures(machine) == good
    assert get(machine, f"{HOME}seats/na-24/").status == 200


def test_a_disk_that_is_full_costs_a_save_and_no_figure(machine):
    good = figures(machine)
    with sqlite3.connect(machine.database) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = f"from django.db import connection; connection.cursor().execute('PRAGMA max_page_count={pages}'); "
    save = f"from tests.browser.newsroom import fill; fill('{SLUG}')"
    assert "disk is full" in machine.manage(full + save)
    assert figures(machine) == good
    assert (
        machine.manage("from elections.models import Count; print(Count.objects.filter(note='filling').count())") == "0"
    )


def test_a_killed_worker_is_replaced_and_nobody_gets_a_wrong_answer(machine):
    good = figures(machine)
    os.kill(workers(machine)[0], signal.SIGKILL)
    until(lambda: len(workers(machine)) == 2, "the worker is not replaced")
    for _ in range(20):
        with suppress(ConnectionError):  # who stood in its queue is sent away, and asks again as nginx would
            assert figures(machine) == good
    assert figures(machine) == good
