"""`make bench ARGS=night`: the slowest answers while a count is published every second, and how soon it is seen."""

import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tqdm import tqdm

from bench import load, servers, tools
from bench.answers import BROWSER, ask
from bench.load import Load, LoadError
from bench.night import open_page
from bench.night.saving import EVERY, Editor, editor
from bench.night.watching import delays, watching
from bench.rows import Row
from bench.speed import ALONE, CHANGING, CONNECTIONS, FRONT, PATHS, RUNS, SECONDS
from tests import site

TIMES_QUIET = 3
GOAL_SECONDS = 1
SAVES = 3 if tools.quick() else 30
POLL_SECONDS = 5  # the fewest that the setting allows, so that the measurement is short
POLLED = max(SECONDS, 4)  # seconds of a run that polls: behind nginx a figure may take two, and one has to be seen
SETTLED = 1  # seconds after which nothing is left of the run before
LOOKED_ON = 3  # seconds after the last save
RESULTS = PATHS["results.json"]
# Where there is one, an empty PostgreSQL database and a Redis for the measurement alone.
POSTGRESQL, REDIS = os.environ.get("BENCH_DATABASE_URL", ""), os.environ.get("BENCH_REDIS_URL", "")


@dataclass
class Case:
    """What readers ask for, 200 always or as open pages do with the ETag they have; loads without and with saves."""

    name: str
    path: str
    poll: bool
    connections: int
    quiet: list[Load] = field(default_factory=list)
    night: list[Load] = field(default_factory=list)
    failure: str = ""

    def run(self, night: Editor, address: str) -> None:
        """One load while nothing happens, then one while counts are published; none more once one has failed."""
        seconds = POLLED if self.poll else SECONDS
        given = (address + self.path, self.connections, seconds, BROWSER, self.poll)
        try:
            if not self.failure:
                time.sleep(SETTLED)
                ask(address + self.path)  # what a cache has nginx fetch beside
                time.sleep(SETTLED)
                self.quiet.append(load.run(*given))
                with night.busy():
                    self.night.append(load.run(*given))
        except LoadError as error:
            self.failure = str(error)

    def news(self) -> list[int]:
        """How many new answers the polling connections got in each run with saves."""
        return [one.fresh for one in self.night]

    def wrong(self) -> str:
        """Why there is no figure. Polls that hear of no save are no night: not one run may be such."""
        silent = sum(news < 1 for news in self.news()) if self.poll else 0
        return self.failure or (f"no new answer in {silent} of {len(self.night)} runs with saves" if silent else "")


def cases() -> list[Case]:
    asked = [(name, path, False) for name, path in PATHS.items()] + [("results.json polled", RESULTS, True)]
    return [Case(*one, connections) for one in asked for connections in CONNECTIONS]


def measure(folder: Path) -> list[Row]:
    if absent := tools.missing("wrk", "nginx"):
        return [Row("night: p99 while counts are published", None, "ms", note=absent)]
    database = site.demo_database(folder)
    site.manage(database, "collectstatic", "--noinput", "--verbosity=0", **CHANGING)
    rows = on_database("SQLite", folder, database, {})
    if not POSTGRESQL:
        return [
            *rows,
            Row("night on PostgreSQL", None, "", note="not measured: name an empty one in BENCH_DATABASE_URL"),
        ]
    try:
        return [*rows, *on_postgresql(folder, database)]
    except RuntimeError as error:  # what was measured before for ten minutes is not lost by it
        return [*rows, Row("night on PostgreSQL", None, "", note=str(error), failed=True)]


def on_postgresql(folder: Path, database: Path) -> list[Row]:
    other = {"DATABASE_URL": POSTGRESQL, "REDIS_URL": REDIS}
    refuse_used(database, other)
    site.manage(database, "migrate", "--verbosity=0", **other)
    site.manage(database, "load_demo", **other)
    return on_database("PostgreSQL and Redis" if REDIS else "PostgreSQL", folder, database, other)


def refuse_used(database: Path, other: Mapping[str, str]) -> None:
    """The measurement empties an election. Raises RuntimeError unless the database has no tables."""
    count = "from django.db import connection; print('tables', len(connection.introspection.table_names()))"
    if "tables 0" not in site.manage(database, "shell", "--verbosity=0", "-c", count, **other):
        raise RuntimeError("BENCH_DATABASE_URL has to name an empty database: this one has tables.")


def on_database(kind: str, folder: Path, database: Path, changes: Mapping[str, str]) -> list[Row]:
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "POLL_SECONDS": str(POLL_SECONDS), **changes}
    with ExitStack() as stack:
        night = stack.enter_context(editor(site.environment(database, **own)))
        alone = stack.enter_context(servers.granian(database, **own))
        addresses = {
            ALONE: alone,
            FRONT: stack.enter_context(servers.front(folder / f"front-{kind.split()[0]}", alone)),
        }
        servers.warm(alone, PATHS.values())
        delay = rows_of_delay(kind, night, addresses)
        opened = [
            row
            for server, address in addresses.items()
            for row in open_page.rows(f"night on {kind}, Halqa {server}", night, address, POLL_SECONDS, server == ALONE)
        ]
        slow = [row for server, address in addresses.items() for row in rows_of_load(kind, night, server, address)]
        return [*delay, *opened, *slow]


def rows_of_load(kind: str, night: Editor, server: str, address: str) -> list[Row]:
    """Quiet and busy runs by turns, so that a machine's drift is in neither."""
    done = cases()
    for case, _ in tqdm([(case, run) for case in done for run in range(RUNS)], desc=f"{kind}, {server}", leave=False):
        case.run(night, address)
    return [row_of(f"night on {kind}, Halqa {server}", case) for case in done]


def row_of(where: str, case: Case) -> Row:
    """p99 in milliseconds; the goal is a ratio, so it stands as so many times the quiet one."""
    what = f"{where}: p99 of {case.name}, {case.connections} connections"
    if wrong := case.wrong():
        return Row(what, None, "ms", note=wrong, failed=True)
    quiet, night = (load.middle(loads, "p99") for loads in (case.quiet, case.night))
    note = (
        f"{load.spread(case.night, 'p99')}, quiet {load.spread(case.quiet, 'p99')}; "
        f"{load.middle(case.night):,.0f} req/s, quiet {load.middle(case.quiet):,.0f}"
    )
    news = f"; {min(case.news())}–{max(case.news())} new answers a run" if case.poll else ""
    return Row(what, night, "ms", TIMES_QUIET * quiet, quiet, "ms quiet", f"{note}{news}")


def rows_of_delay(kind: str, night: Editor, addresses: Mapping[str, str]) -> list[Row]:
    """From saving to the figure in results.json, at the origin and behind nginx, of the same saves."""
    before = len(night.saves)
    with ExitStack() as stack:
        watches = {server: stack.enter_context(watching(url + RESULTS)) for server, url in addresses.items()}
        with night.busy():
            time.sleep((SAVES + 0.5) * EVERY)
        time.sleep(LOOKED_ON)
    saves = night.saves[before:]
    return [row_of_delay(kind, server, delays(saves, watch.looks), len(saves)) for server, watch in watches.items()]


def row_of_delay(kind: str, server: str, found: list[float], saves: int) -> Row:
    """Only the origin has a goal: in front of it nginx may keep an answer for a second more."""
    note = (
        f"worst of {len(found)} saves, median {median(found):.2f}, asked every 20 ms" if found else "nothing was seen"
    )
    if len(found) < saves:
        note += f"; {saves - len(found)} not seen within {LOOKED_ON} s"
    goal = GOAL_SECONDS if server == ALONE else None
    return Row(
        f"night on {kind}: from saving to results.json, Halqa {server}", max(found, default=None), "s", goal, note=note
    )
