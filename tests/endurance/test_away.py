"""The line to a served site's database or Redis is cut or hangs: no figure is lost, invented or entered twice."""

import http.client
import json
import os
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from redis import Redis

from tests.endurance.conftest import POSTGRES, url_of
from tests.endurance.editors import Editor
from tests.endurance.machine import Machine
from tests.endurance.wire import Wire
from tests.waiting import until

SHELF = "9"  # the Redis database of these tests
REDIS = urlsplit(os.environ.get("REDIS_URL", ""))
pytestmark = [
    pytest.mark.skipif(not POSTGRES, reason="needs PostgreSQL: no line leads to a file"),
    pytest.mark.parametrize("trouble", ["cut", "hang"]),
]
PATIENCE = 30  # seconds until all workers know
SOON = 5  # seconds for one answer: less than what a hanging line holds
ENOUGH = 24  # questions, each on a connection of its own, after which every worker was asked
FIRST, SECOND, THIRD = 4_021, 5_717, 6_833


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def get(unit: Machine, path: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", unit.port, timeout=SOON)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return Answer(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        )
    finally:
        connection.close()


def every(unit: Machine, path: str) -> list[Answer]:
    return [get(unit, path) for _ in range(ENOUGH)]


@pytest.fixture
def wire(machine):
    wire = Wire(machine.place["host"], int(machine.place["port"]))
    yield wire
    wire.close()


@pytest.fixture
def unit(machine, wire, tmp_path):
    """Starts what serves readers or the desk, as units of their own, with the database at the end of the wire."""
    machine.site = json.loads(machine.manage("from tests.endurance.prepare import prepare; prepare(1)"))
    units = []

    def start(name: str, **changes: str) -> Machine:
        given = {"DATABASE_URL": url_of(machine.place, wire.port), "SERVES": name, "STATE_SECONDS": "0.25"}
        units.append(Machine(tmp_path, **given, **changes))
        units[-1].start()
        return units[-1]

    yield start
    for one in units:
        one.kill()


def publish(machine: Machine, votes: int) -> str:
    """Past the wire, in the first seat, whose slug it gives."""
    seat = next(iter(machine.site["seats"]))
    machine.manage(f"from tests.endurance.prepare import publish; publish({seat!r}, {votes})")
    return seat


def test_readers_keep_the_last_figures_with_their_age_and_get_the_next_by_themselves(machine, wire, unit, trouble):
    public, election, seat = unit("public"), machine.site["election"], publish(machine, FIRST)
    results = f"/api/v1/elections/{election}/results.json"
    pages = ["/", f"/elections/{election}/", f"/elections/{election}/seats/{seat}/", f"/embed/elections/{election}/"]
    before = {path: {answer.body for answer in every(public, path)} for path in [*pages, results]}
    assert [len(bodies) for bodies in before.values()] == [1] * 5
    assert str(FIRST) in before[results].copy().pop()
    with getattr(wire, trouble)():
        unheld = get(public, f"/ur/elections/{election}/seats/{seat}/")  # nobody knows yet that the database is away
        assert unheld.status == 503
        until(lambda: all(int(answer.headers["age"]) > 0 for answer in every(public, results)))
        publish(machine, SECOND)
        for path, bodies in before.items():
            answers = every(public, path)
            assert ({answer.status for answer in answers}, {answer.body for answer in answers}) == ({200}, bodies)
        new = get(public, f"/ur/elections/{election}/")
        assert (new.status, new.headers["retry-after"], new.headers["cache-control"]) == (503, "10", "no-store")
        assert (get(public, "/readyz").status, get(public, "/healthz").status) == (503, 200)
    until(lambda: all(str(SECOND) in answer.body and answer.headers["age"] == "0" for answer in every(public, results)))
    until(lambda: get(public, "/readyz").status == 200)
    assert {answer.status for answer in every(public, f"/ur/elections/{election}/")} == {200}


@pytest.fixture
def redis():
    if not REDIS.port:
        pytest.skip("needs a Redis, named in REDIS_URL")
    wire = Wire(REDIS.hostname, REDIS.port)
    Redis(REDIS.hostname, REDIS.port, int(SHELF)).flushdb()  # what another run left is no answer of this one
    yield wire
    wire.close()


def test_without_redis_readers_get_the_next_figures_all_the_same(machine, redis, unit, trouble):
    public = unit("public", REDIS_URL=f"redis://127.0.0.1:{redis.port}/{SHELF}")
    results = f"/api/v1/elections/{machine.site['election']}/results.json"

    def arrives(votes: int) -> None:
        publish(machine, votes)
        until(lambda: all(str(votes) in answer.body for answer in every(public, results)))
        assert {answer.status for answer in every(public, "/")} == {200}

    arrives(FIRST)
    assert get(public, "/readyz").body == "ready\n"
    with getattr(redis, trouble)():
        arrives(SECOND)
        ready = get(public, "/readyz")
        assert (ready.status, "Redis does not answer" in ready.body) == (200, True)
    arrives(THIRD)
    until(lambda: get(public, "/readyz").body == "ready\n")


def test_what_an_editor_sends_meanwhile_is_told_about_and_recorded_once(machine, wire, unit, trouble):
    desk = unit("admin")
    site, (seat, candidacies) = machine.site, next(iter(machine.site["seats"].items()))
    path = f"/admin/desk/{site['election']}/{seat}/"
    editor = Editor(1, desk.port, site["sessions"][0], path, seat, candidacies, site["sources"])
    editor.peace.set()
    form, answers = editor.form(1), []
    with getattr(wire, trouble)():
        threads = [threading.Thread(target=lambda: answers.append(editor.request("POST", form))) for _ in range(2)]
        for thread in threads:  # the second out of impatience
            thread.start()
            thread.join(SOON)
        assert [status for status, _ in answers] == [503] * len(answers)
        assert all("kept in this browser" in page for _, page in answers)
        assert trouble == "hang" or len(answers) == 2
        assert recorded(machine) == []
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == 2 and {status for status, _ in answers} <= {200, 302, 503}
    editor.send(form)
    assert [{key: row[key] for key in row if key != "number"} for row in recorded(machine)] == [editor.entry(1)]


def recorded(machine: Machine) -> list[dict]:
    return json.loads(machine.manage("from tests.endurance.prepare import recorded; recorded()"))
