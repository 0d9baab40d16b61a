"""Requests per second and slowest answers, beside nginx sending the same bytes and the usual way of building them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tqdm import tqdm

from bench import load, servers, tools
from bench.answers import BROWSER, Answer, AnswerError, ask, unchanged, whole
from bench.load import Load, LoadError
from bench.rows import Row
from tests import site

E = "elections/by-2022-10-16/"
MAP = f"/api/v1/{E}map.geojson"
PATHS = {
    "results.json": f"/api/v1/{E}results.json",
    "map.geojson": MAP,
    "province page": f"/{E}provinces/punjab/",
    "its embed": f"/embed/{E}provinces/punjab/",
}
CONNECTIONS = (16, 64)
LIMIT, FRONT, ALONE, USUAL = "nginx, files", "behind nginx", "alone", "the usual way"
CACHE = "nginx's cache by itself"
# server: in the median of all cases, in none less than
GOALS = {FRONT: (0.9, 0.8), ALONE: (0.5, 0.4)}
TIMES_USUAL = 100
RUNS, SECONDS = (1, 2) if tools.quick() else (5, 4)  # each second a turn
CHANGING = {"DJANGO_SETTINGS_MODULE": "config.settings"}


@dataclass
class Case:
    """One resource, status and number of connections; what was measured by server, turn by turn."""

    name: str
    path: str
    status: int
    connections: int
    turns: dict[str, list[Load]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}, {self.status}, {self.connections} connections"

    def run(self, server: str, addresses: Mapping[str, Mapping[int, str]]) -> None:
        """One turn. A server that failed once has no figures: those of its better moments would flatter it."""
        if server in self.failures:
            return
        try:
            self.turns.setdefault(server, []).append(loaded(self, addresses[server][self.status]))
        except (LoadError, AnswerError) as error:
            self.failures[server] = str(error)
            self.turns.pop(server, None)

    @property
    def loads(self) -> dict[str, list[Load]]:
        """By server its runs, each of SECONDS turns one after the other."""
        return {server: load.runs(turns, SECONDS) for server, turns in self.turns.items()}


def cases() -> list[Case]:
    return [
        Case(name, path, status, connections)
        for name, path in PATHS.items()
        for status in (200, 304)
        for connections in CONNECTIONS
    ]


def measure(folder: Path) -> list[Row]:
    if absent := tools.missing("wrk", "nginx"):
        return [
            Row(goal_name(server), None, "of the limit", least=least[0], note=absent) for server, least in GOALS.items()
        ]
    database = site.demo_database(folder)
    site.manage(database, "collectstatic", "--noinput", "--verbosity=0", **CHANGING)
    with ExitStack() as stack:
        addresses = served(stack, folder, database)
        check(addresses)
        done = cases()
        steps = [(case, server) for case in done for _ in range(RUNS * SECONDS) for server in who(case, addresses)]
        for case, server in tqdm(steps, desc="loads", leave=False):
            case.run(server, addresses)
    return [*(row for case in done for row in rows_of(case)), *goals(done)]


def served(stack: ExitStack, folder: Path, database: Path) -> dict[str, Mapping[int, str]]:
    """Address by server and status; the same Halqa is measured alone and behind nginx."""
    alone = stack.enter_context(servers.granian(database))
    usual = stack.enter_context(servers.granian(database, servers.USUAL))
    front = stack.enter_context(servers.front(folder / "front", alone))
    cache = stack.enter_context(servers.cache(folder / "cache", alone))
    servers.warm(alone, PATHS.values())
    servers.warm(usual, [MAP])
    bodies = {path: whole(alone + path) for path in PATHS.values()}
    empty = {path: unchanged(alone + path)[0] for path in PATHS.values()}
    files = {200: stack.enter_context(servers.files(folder / "files-200", bodies, bodies))}
    files[304] = stack.enter_context(servers.files(folder / "files-304", bodies, empty))
    others = {CACHE: cache, FRONT: front, ALONE: alone, USUAL: usual}
    return {LIMIT: files, **{name: {200: address, 304: address} for name, address in others.items()}}


def who(case: Case, addresses: Mapping) -> Iterator[str]:
    return (server for server in addresses if server != USUAL or case.path == MAP)


def check(addresses: Mapping) -> None:
    """Each server answers what it is measured for, with the same bytes. Raises AnswerError."""
    for path in PATHS.values():
        body = whole(addresses[ALONE][200] + path).body
        for server in (LIMIT, CACHE, FRONT):
            if whole(addresses[server][200] + path).body != body:
                raise AnswerError(f"{path}: {server} sends other bytes than Halqa alone.")
            unchanged(addresses[server][304] + path)
    ours, theirs = (json.loads(plain(addresses[server][200] + MAP).body) for server in (ALONE, USUAL))
    if gist(ours) != gist(theirs):
        raise AnswerError("The usual way shows other seats, votes or shapes than Halqa.")
    unchanged(addresses[USUAL][304] + MAP)


def plain(url: str) -> Answer:
    return ask(url, {"Accept-Encoding": "identity"})


def gist(collection: dict) -> dict:
    """By seat: its shape and the votes, the most first."""
    return {
        row["id"]: (row["geometry"], sorted((line["votes"] or 0) for line in row["properties"]["votes"]))
        for row in collection["features"]
    }


def loaded(case: Case, address: str) -> Load:
    url = address + case.path
    answer, headers = (whole(url), BROWSER) if case.status == 200 else unchanged(url)
    run = load.run(url, case.connections, 1, headers)
    load.check_size(run, answer.size)
    return run


def rows_of(case: Case) -> list[Row]:
    limit = case.loads[LIMIT]  # if nginx itself fails there is nothing to compare with
    broken = [Row(f"{case}: {server}", None, "req/s", note=said, failed=True) for server, said in case.failures.items()]
    return broken + [
        Row(
            f"{case}: {server}",
            load.middle(loads),
            "req/s",
            reference=load.middle(limit),
            reference_name=LIMIT,
            note=f"{load.spread(loads)}, limit {load.spread(limit)}; p99 {p99(loads)} ms, limit {p99(limit)} ms",
            paired=load.paired(loads, limit),
        )
        for server, loads in case.loads.items()
        if server != LIMIT
    ]


def p99(loads: list[Load]) -> str:
    return f"{load.middle(loads, 'p99'):.1f} ({load.spread(loads, 'p99')})"


def goals(done: list[Case]) -> list[Row]:
    """In the middle of all cases, and in the worst one, of the limit; and how many times the usual way."""
    found = []
    for server, (usually, never) in GOALS.items():
        ratios = {
            str(case): load.paired(case.loads[server], case.loads[LIMIT]) for case in done if server in case.loads
        }
        if not ratios:
            continue
        worst = min(ratios, key=ratios.get)
        found.append(Row(goal_name(server), median(ratios.values()), "of the limit", least=usually))
        found.append(Row("  in the worst case", ratios[worst], "of the limit", least=never, note=worst))
    found.append(of_the_cache(done))
    for server in GOALS:
        times = [
            load.paired(case.loads[server], case.loads[USUAL]) for case in done if {server, USUAL} <= case.loads.keys()
        ]
        if not times:
            continue
        note = f"map.geojson, {len(times)} cases: {min(times):,.0f}–{max(times):,.0f}"
        found.append(
            Row(f"Halqa {server}, against the usual way", median(times), "times", least=TIMES_USUAL, note=note)
        )
    return found


def of_the_cache(done: list[Case]) -> Row:
    """What the limit leaves to any cache in nginx, and how much of that the delivered one uses."""
    both = [case for case in done if {FRONT, CACHE} <= case.loads.keys()]
    if not both:
        return Row(CACHE, None, "of the limit", failed=True)
    limits, ours = (
        [load.paired(case.loads[CACHE], case.loads[LIMIT]) for case in both],
        [load.paired(case.loads[FRONT], case.loads[CACHE]) for case in both],
    )
    note = f"{min(limits):.2f}–{max(limits):.2f}; Halqa behind nginx reaches {median(ours):.2f} of it"
    return Row(f"{CACHE}, median of all cases", median(limits), "of the limit", note=note)


def goal_name(server: str) -> str:
    return f"Halqa {server}, median of all cases"
