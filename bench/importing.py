"""Importing a real, dirty shapefile of 273 rows, beside geopandas that only reads and simplifies it."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bench.rows import Row
from tests import site

FILE = Path(os.environ.get("BENCH_SHAPES", site.ROOT.parent / "shared/data/boundaries/na_2002_2013.shp.zip"))
GOAL_SECONDS = 10
WHAT = "import of 273 rows: repair, coverage, two outlines, store"
REFERENCE = """
import sys, geopandas
frame = geopandas.read_file(sys.argv[1])
frame.geometry = frame.geometry.simplify(0.01)
frame.to_json()
"""


PREPARE = """
from elections.models import Assembly, Delimitation
Assembly.objects.create(slug="na", abbreviation="NA", name="National Assembly")
Delimitation.objects.create(slug="2002", name="2002")
"""
OPTIONS = ["--delimitation=2002", "--assembly=na", "--create", "--code-field=NA_Cons", "--district-field=District"]
OPTIONS += ["--province-field=Preovence"]


def measure(folder: Path) -> list[Row]:
    if not FILE.exists():
        return [Row(WHAT, None, "s", GOAL_SECONDS, note=f"not measured: no {FILE.name} here; name one in BENCH_SHAPES")]
    database = empty(folder / "import.sqlite3")
    ours, said = imported(database)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", REFERENCE, str(FILE)], check=True)
    theirs = time.perf_counter() - began
    print(said)
    note = f"{seats(database)} seats stored; both from the start of the process"
    return [Row(WHAT, ours, "s", GOAL_SECONDS, theirs, "s geopandas reads and simplifies", note)]


def empty(database: Path) -> Path:
    """A database with an assembly and a delimitation to import into."""
    site.manage(database, "migrate", "--verbosity=0")
    site.manage(database, "shell", "--verbosity=0", "-c", PREPARE)
    return database


def imported(database: Path, *more: str) -> tuple[float, str]:
    """(seconds of the whole process, what it said) of the import of the file."""
    began = time.perf_counter()
    said = site.manage(database, "import_boundaries", str(FILE), *OPTIONS, *more)
    return time.perf_counter() - began, said


def seats(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute("select count(*) from maps_boundary").fetchone()[0]
