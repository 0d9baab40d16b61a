"""A real, dirty shapefile cleaned and simplified: Halqa's import beside mapshaper, the usual tool, at equal tolerance.

Both simplify by Visvalingam's method on the plane of degrees. Halqa (GEOS) leaves out a corner whose triangle is
smaller than tolerance²; mapshaper one for which 0.65 × √area is below its interval: interval = 0.65 × tolerance asks
both for the same. Both give contested ground to the smallest seat, close gaps up to 300 m and print the same decimals.
"""

import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
import numpy as np
import shapely
from tqdm import tqdm

from bench import importing
from bench.faults import Faults, Shapes, deviation_m, faults
from bench.rows import Row
from tests.browser.embeds import packages
from tests.site import ROOT

LISTED = ROOT / "bench" / "npm"
RUNS = 3
TOLERANCE = {"web": 0.0144, "close": 0.0018}  # degrees: what the import would choose for this file
DECIMALS = {"web": 4, "close": 5}
SCALE = 0.65  # mapshaper's interval for a tolerance of GEOS
WHAT = "clean and simplify 272 seats"
NAMES = {"web": "national outline", "close": "close-up outline"}


@dataclass(frozen=True)
class Made:
    """What one of the two made: (seconds, seconds of processor) of each run, and the files by level."""

    seconds: list[tuple[float, float]]
    files: dict[str, bytes]

    def median(self, which: int) -> float:
        return statistics.median(run[which] for run in self.seconds)

    def shapes(self, level: str) -> Shapes:
        rows = json.loads(self.files[level])["features"]
        return {row["id"]: shapely.from_geojson(json.dumps(row["geometry"])) for row in rows if row["geometry"]}


def measure(folder: Path) -> list[Row]:
    if not importing.FILE.exists():
        return [Row(WHAT, None, "s", note=f"not measured: no {importing.FILE.name} here; name one in BENCH_SHAPES")]
    before = source()
    with tqdm(total=2 * RUNS, unit="run", leave=False, disable=None) as bar:
        ours = halqa(folder, bar)
        try:
            theirs, reason = mapshaper(folder, bar), ""
        except packages.Missing as missing:
            theirs, reason = None, f"not compared: {missing}"
    return rows(before, ours, theirs, reason)


@contextmanager
def timed(seconds: list[tuple[float, float]], bar: tqdm) -> Iterator[None]:
    """Add what the processes started inside took, by the clock and of the processor: a busy machine moves the first."""
    began = time.perf_counter(), processor()
    yield
    seconds.append((time.perf_counter() - began[0], processor() - began[1]))
    bar.update()


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def source() -> Shapes:
    """The file's own shapes by code; the rows of one seat together."""
    import geopandas

    frame = geopandas.read_file(importing.FILE)
    found = {}
    for code, group in frame.groupby("NA_Cons"):
        found[code] = group.geometry.iloc[0] if len(group) == 1 else shapely.union_all(group.geometry.make_valid())
    return found


def halqa(folder: Path, bar: tqdm) -> Made:
    """The import command, into a new database each time."""
    empty, seconds = importing.empty(folder / "empty.sqlite3"), []
    tolerances = [f"--tolerance-{level}={value}" for level, value in TOLERANCE.items()]
    for _ in range(RUNS):
        database = Path(shutil.copy(empty, folder / "shapes.sqlite3"))
        with timed(seconds, bar):
            importing.imported(database, *tolerances)
    query = "select c.level, b.body from maps_currentbundle c join maps_shapebundle b on b.id = c.bundle_id"
    with sqlite3.connect(database) as connection:
        return Made(seconds, dict(connection.execute(query)))


def mapshaper(folder: Path, bar: tqdm) -> Made:
    """The same of mapshaper, both outlines in one process. Raises packages.Missing."""
    command = [str(packages.fetched(LISTED) / ".bin" / "mapshaper"), "-i", str(importing.FILE), "-quiet"]
    command += ["-filter-fields", "NA_Cons", "-clean", "overlap-rule=min-area", "gap-width=300m"]
    command += ["-dissolve", "NA_Cons"]
    for level in ("close", "web"):
        interval, precision = SCALE * TOLERANCE[level], 10 ** -DECIMALS[level]
        command += ["-simplify", "visvalingam", "planar", f"interval={interval}", "keep-shapes"]
        command += ["-o", str(folder / f"{level}.json"), "format=geojson", "id-field=NA_Cons", "force"]
        command += [f"precision={precision:.5f}", "fix-geometry"]
    command += ["-o", str(folder / "topo.json"), "format=topojson", "id-field=NA_Cons", "force", "quantization=100000"]
    seconds = []
    for _ in range(RUNS):
        with timed(seconds, bar):
            subprocess.run(command, check=True, capture_output=True)
    return Made(seconds, {level: (folder / f"{level}.json").read_bytes() for level in ("web", "close", "topo")})


def rows(before: Shapes, ours: Made, theirs: Made | None, reason: str) -> list[Row]:
    found = faults(before, set(before))
    told = f"{found.invalid} invalid, {found.overlap_km2:.0f} km² in {found.overlaps} overlaps, {found.gaps} gaps"
    note = f"whole process, median of {RUNS}; Halqa's also stores both outlines and packs them with brotli 11"
    clock, spent = (theirs.median(0), theirs.median(1)) if theirs else (None, None)
    made = [
        beside(WHAT, ours.median(0), "s", clock, reason or note),
        beside("  of the processor", ours.median(1), "s", spent, ""),
        Row("  of the file itself", found.vertices, "vertices", note=told),
    ]
    for level, name in NAMES.items():
        made += of_level(name, level, before, ours, theirs)
    return made


def of_level(name: str, level: str, before: Shapes, ours: Made, theirs: Made | None) -> list[Row]:
    """The rows of one outline."""
    both = [(made.files[level], made.shapes(level)) if made else None for made in (ours, theirs)]
    mine, other = (facts(before, *one) if one else {} for one in both)
    limits = {"invalid shapes": 0, "seats lost": 0, "overlaps left": 0, "gaps left": 0}
    topo = len(packed(theirs.files["topo"])) / 1000 if theirs and level == "web" else None
    notes = {"bytes, brotli 11": f"mapshaper's own TopoJSON of it: {topo:.1f} kB" if topo else ""}
    notes["bytes"] = f"tolerance {TOLERANCE[level]}°, {DECIMALS[level]} decimals"
    rows = []
    for what, (value, unit) in mine.items():
        reference = other[what][0] if other else None
        rows.append(beside(f"  {name}: {what}", value, unit, reference, notes.get(what, ""), limits.get(what)))
    return rows


def facts(before: Shapes, body: bytes, shapes: Shapes) -> dict[str, tuple[float, str]]:
    """Everything that is compared of one file: (value, unit) by name."""
    found: Faults = faults(shapes, set(before))
    moved = deviation_m(before, shapes)
    return {
        "bytes": (len(body) / 1000, "kB"),
        "bytes, brotli 11": (len(packed(body)) / 1000, "kB"),
        "vertices": (found.vertices, ""),
        "border moved, median seat": (float(np.median(moved)), "m"),
        "border moved, 95 % of seats": (float(np.quantile(moved, 0.95)), "m"),
        "invalid shapes": (found.invalid, ""),
        "seats lost": (found.lost, ""),
        "overlaps left": (found.overlaps, "pairs"),
        "ground in them": (found.overlap_km2, "km²"),
        "gaps left": (found.gaps, "holes"),
        "ground in them ": (found.gap_km2, "km²"),
        "wider holes kept": (found.holes, ""),
    }


def packed(body: bytes) -> bytes:
    return brotli.compress(body, mode=brotli.MODE_TEXT, quality=11)


def beside(what: str, value: float, unit: str, reference: float | None, note: str, goal: float | None = None) -> Row:
    """A row that says itself where the other one is better."""
    name = "mapshaper" if reference is not None else ""
    if reference is not None and value > reference and "holes kept" not in what:
        note = "; ".join(filter(None, ["mapshaper is better here", note]))
    return Row(what, value, unit, goal, reference, name, note)
