"""Files on disk: what changed is made beside, packed, and put in place at once; what did not change is left alone."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import brotli

from maps.baking.errors import BakeRefused
from maps.web.front.encodings import WORTH_COMPRESSING

STAGING = ".baking"
PACKED = (".html", ".css", ".js", ".json", ".geojson", ".svg", ".csv", ".atom", ".yaml", ".txt")
LASTING = ("static/", "api/v1/boundaries/", "api/v1/backdrops/")  # made once, read for years
BEST, GOOD = 11, 9
FIRST, LAST = ("static/", "api/v1/boundaries/"), "/results.json"
PAGES = ".html"


@dataclass(frozen=True)
class Put:
    """A file and its packed forms: sha256 by path, and those that are to be put in place."""

    hashes: dict[str, str]
    fresh: tuple[str, ...]


@dataclass(frozen=True)
class Folder:
    """Where a tree goes: `out`, by way of `staging`; `former` are the hashes of what is there."""

    out: Path
    staging: Path
    former: dict[str, str]

    def put(self, file: str, body: bytes) -> Put:
        """Make a file and its packed forms ready, as far as they differ from what is there."""
        forms = [path for path in (file, f"{file}.br", f"{file}.gz") if path in self.former]
        if self.former.get(file) == digest(body) and all(map(self.is_sound, forms)):
            return Put({path: self.former[path] for path in forms}, ())
        made = {file: body, **packed(file, body)}
        fresh = tuple(path for path, content in made.items() if not self.holds(path, content))
        for path in fresh:
            write(self.staging / "new" / path, made[path])
        return Put({path: digest(content) for path, content in made.items()}, fresh)

    def is_sound(self, path: str) -> bool:
        """Whether a file is what was put there."""
        file = self.out / path
        return file.is_file() and digest(file.read_bytes()) == self.former[path]

    def holds(self, path: str, content: bytes) -> bool:
        file = self.out / path
        return file.is_file() and file.stat().st_size == len(content) and file.read_bytes() == content

    def place(self, paths: Iterable[str]) -> None:
        """Put what was made into place, each file whole, and last of all what tells open pages to look again."""
        for path in sorted(paths, key=rank):
            (self.out / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.staging / "new" / path, self.out / path)

    def remove(self, paths: Iterable[str]) -> None:
        """Take files away, and the folders that are empty then."""
        for path in paths:
            (self.out / path).unlink(missing_ok=True)
            for folder in list(Path(path).parents)[:-1]:
                with suppress(OSError):  # it is not empty
                    (self.out / folder).rmdir()


def rank(path: str) -> tuple[int, str]:
    """In which order files are put in place: what pages need, data, pages, figures that are asked for again."""
    plain = path.removesuffix(".br").removesuffix(".gz")
    if plain.startswith(FIRST):
        return 0, path
    return (3 if plain.endswith(LAST) else 2 if plain.endswith(PAGES) else 1), path


def packed(file: str, body: bytes) -> dict[str, bytes]:
    """The compressed forms of a file by path, the same bytes for the same file."""
    if len(body) < WORTH_COMPRESSING or not file.endswith(PACKED):
        return {}
    quality = BEST if file.startswith(LASTING) else GOOD
    return {
        f"{file}.br": brotli.compress(body, quality=quality),
        f"{file}.gz": gzip.compress(body, compresslevel=9, mtime=0),
    }


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


@contextmanager
def alone_in(out: Path) -> Iterator[Path]:
    """Hold a folder for oneself; gives an empty one inside it to make files in. Raises BakeRefused if it is taken."""
    with alone(out, out):
        staging = out / STAGING
        shutil.rmtree(staging, ignore_errors=True)  # of a bake that was killed
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def alone(lock: Path, out: Path) -> Iterator[None]:
    """Hold `out` for oneself by a lock on a file or folder. Raises BakeRefused if it is taken."""
    handle = os.open(lock, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BakeRefused(f"Another bake is at work in {out}. Wait for it, or name another folder.") from None
        yield
    finally:
        os.close(handle)
