"""What the tests of a baked site share: a bake at a moment, the files of a tree, and a quicker way to pack them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from maps.baking import Order, Oven, contents, folder
from maps.web import walk
from tests.maps.walking import one_moment

HOUR = timedelta(hours=1)
E = "elections/night/"
DEAR = re.compile(r"png$|night-pp-1-[23]")  # drawings once more, and people of whom there are others


def files_in(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def written(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


def bake(out: Path, at, **order):
    with one_moment(at):
        return Oven(Order(out, **order)).bake()


@contextmanager
def quickly() -> Iterator[None]:
    """The best compression takes longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "BEST", 1)
        patch.setattr(folder, "GOOD", 1)
        patch.setattr(walk, "MEASURES", ("turnout",))  # not known here: these addresses lead on
        every = contents.addresses
        patch.setattr(contents, "addresses", lambda *about: [one for one in every(*about) if not DEAR.search(one)])
        yield
