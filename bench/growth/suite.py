"""`make bench ARGS=growth`: page, render, import and memory of 32 to 5,000 seats."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median

from tqdm import tqdm

from bench import tools
from bench.growth import coverage
from bench.growth.rendering import PATHS
from bench.rows import Row, number
from bench.speed import CHANGING
from tests import site

SIZES = (32, 272) if tools.quick() else (32, 272, 1100, 5000)
WARM, WARM_SEATS = "warm", 4
RUNS = 1 if tools.quick() else 8
BEST_OF = {"seconds": min}  # what else the machine does only ever adds to them
PATIENCE = 900  # seconds for one step
NOISE = 0.05  # of an exponent: what two runs of the same differ by
OPTIONS = [
    "--create",
    "--code-field=code",
    "--district-field=district",
    "--province-field=province",
    "--name-field=name",
]
UNITS = {"bytes": "kB", "seconds": "s", "calls": "calls", "memory": "MB", "more memory": "MB", "import": "s"}
TITLES = {
    "bytes": "size with brotli",
    "seconds": "first render, CPU",
    "calls": "first render, calls of functions",
    "memory": "memory of a fresh process",
    "more memory": "memory that the render added",
    "import": "shapes, CPU of the whole command",
}

Figures = dict[tuple[str, str], dict[int, float]]  # by (what, measure), then by number of seats


def measure(folder: Path) -> list[Row]:
    database = folder / "growth.sqlite3"
    site.manage(database, "migrate", "--verbosity=0")
    site.manage(database, "collectstatic", "--noinput", "--verbosity=0", **CHANGING)
    fill(database, folder, WARM, WARM_SEATS)
    found: Figures = {}
    for seats in tqdm(SIZES, desc="imports", leave=False):
        note(found, "import", "import", seats, fill(database, folder, f"s{seats}", seats))
    for (name, seats), runs in rendered(database).items():
        for what in runs[0]:
            note(found, name, what, seats, BEST_OF.get(what, median)(run[what] for run in runs if what in run))
    return laws(found)


def rendered(database: Path) -> dict[tuple[str, int], list[dict]]:
    """The runs of each page at each size; sizes by turns, so that a machine's drift is in all of them."""
    turns = [(name, seats) for _ in range(RUNS) for name in PATHS for seats in SIZES]
    runs = {}
    for name, seats in tqdm(turns, desc="renderings", leave=False):
        figures = json.loads(module(database, "rendering", WARM, f"s{seats}", name))
        runs.setdefault((name, seats), []).append(figures)
    for (name, seats), found in runs.items():
        found[0] |= json.loads(module(database, "rendering", WARM, f"s{seats}", name, "calls"))
    return runs


def note(found: Figures, name: str, what: str, seats: int, value: float) -> None:
    found.setdefault((name, what), {})[seats] = value / 1000 if what == "bytes" else value


def fill(database: Path, folder: Path, slug: str, seats: int) -> float:
    """Make so many seats, import their shapes, give them results; seconds of CPU the import took, process and all."""
    file = coverage.write(folder / f"{slug}.geojson", seats, slug.upper())
    module(database, "filling", "delimitation", slug)
    began = cpu()
    site.manage(database, "import_boundaries", str(file), f"--delimitation={slug}", f"--assembly={slug}", *OPTIONS)
    seconds = cpu() - began
    module(database, "filling", "election", slug)
    return seconds


def cpu() -> float:
    """Seconds of CPU of all ended children: what else the machine does is not in it."""
    times = os.times()
    return times.children_user + times.children_system


def module(database: Path, name: str, *arguments: str) -> str:
    """Run one of this folder's modules on that database in production settings. Raises RuntimeError with its words."""
    run = subprocess.run(
        [sys.executable, "-m", f"bench.growth.{name}", *arguments],
        cwd=site.ROOT,
        env=site.environment(database, **CHANGING),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if run.returncode:
        raise RuntimeError(f"bench.growth.{name} {' '.join(arguments)}\n{run.stderr}")
    return run.stdout.strip().splitlines()[-1] if run.stdout.strip() else ""


def laws(found: Figures) -> list[Row]:
    """Nothing grows faster than the number of seats; queries do not grow at all."""
    rows = []
    for (name, what), values in found.items():
        each = ", ".join(f"{seats:,}: {number(value)}" for seats, value in values.items())
        if what == "queries":
            more = max(values.values()) - min(values.values())
            rows.append(Row(f"{name}: more queries for more seats", more, "", 0, note=f"{each}"))
        else:
            power, where = steepest(values)
            note = f"{UNITS[what]} for {each} seats; steepest from {where}"
            rows.append(Row(f"{name}: {TITLES[what]}", power, "exponent", 1 + NOISE, note=note))
    return rows


def steepest(values: Mapping[int, float]) -> tuple[float, str]:
    """The largest exponent between neighbouring sizes (1 is as fast as the seats), and between which it is."""
    steps = {f"{few:,} to {many:,}": exponent(few, many, values) for few, many in pairwise(sorted(values))}
    where = max(steps, key=steps.get)
    return steps[where], where


def exponent(few: int, many: int, values: Mapping[int, float]) -> float:
    return log(values[many] / values[few]) / log(many / few)
