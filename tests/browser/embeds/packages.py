"""The real resizers of other people's pages, as their registry has them, in a folder below var/.

They are no part of Halqa: `npm ci` fetches what tests/browser/hosts/package-lock.json pins by its digest. Without npm
or a registry the tests that need them are skipped, saying why; where HALQA_REQUIRE_NPM is set that is a failure.
The benchmarks fetch what bench/npm/ pins in the same way.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.site import ROOT

LISTED = ROOT / "tests" / "browser" / "hosts"
NAMES = ("package.json", "package-lock.json")
FETCHED = ROOT / "var" / "npm"
PATIENCE = 300  # seconds
# No package's own install script runs: what is wanted of them is one file each.
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")


class Missing(Exception):
    """There is no npm, or it could not fetch the packages; the text says which."""


def folder() -> Path:
    """The node_modules folder with the pinned packages. Skips the test if they are not to be had."""
    try:
        return fetched()
    except Missing as problem:
        if os.environ.get("HALQA_REQUIRE_NPM"):
            pytest.fail(f"{problem} HALQA_REQUIRE_NPM is set.")
        pytest.skip(str(problem))


def fetched(listed: Path = LISTED) -> Path:
    """The node_modules folder with what that folder's package-lock.json pins. Raises Missing."""
    digest = hashlib.sha256(b"".join((listed / name).read_bytes() for name in NAMES)).hexdigest()[:16]
    kept = FETCHED / digest
    if not kept.is_dir():
        fetch(kept, listed)
    return kept / "node_modules"


def fetch(kept: Path, listed: Path) -> None:
    """Install beside the place and move there whole: two workers may do so at once."""
    npm = shutil.which("npm")
    if not npm:
        raise Missing(
            f"There is no npm here to fetch the packages of {listed.name}/ with (Debian: apt-get install npm)."
        )
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as place:
        for name in NAMES:
            shutil.copy(listed / name, place)
        install(npm, place)
        made = Path(place) / "whole"
        made.mkdir()
        (Path(place) / "node_modules").rename(made / "node_modules")
        if not kept.is_dir():
            move(made, kept)


def install(npm: str, place: str) -> None:
    try:
        run = subprocess.run([npm, *INSTALL], cwd=place, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise Missing(f"npm could not fetch the packages within {PATIENCE} s.") from None
    if run.returncode:
        raise Missing(f"npm could not fetch the packages: {run.stderr.strip()[-500:]}")


def move(made: Path, kept: Path) -> None:
    try:
        made.rename(kept)
    except OSError:  # the other worker was there first
        if not kept.is_dir():
            raise
