"""The file of a backup: written whole or not at all, and verified before anything is done with it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20  # bytes read at once
converter = make_converter()


class BackupError(Exception):
    """A backup cannot be made or restored; the message is for people."""


@dataclass(frozen=True, slots=True)
class Table:
    """`label` names the model, `columns` its fields in the order of each row; `sha256` is of the lines."""

    label: str
    columns: tuple[str, ...]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"{self.label}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `migrations` are (application, name) of all that were applied."""

    format: int
    made_at: datetime
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def rows_of(self, label: str) -> int:
        return sum(table.rows for table in self.tables if table.label == label)


class Sparing(io.FileIO):
    """A new file that ends where less than `reserve` bytes would be free on its disk: raises BackupError."""

    def __init__(self, path: Path, reserve: int):
        super().__init__(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+")
        self.folder, self.reserve = path.parent, reserve

    def write(self, data) -> int:
        refuse_if_full(self.folder, len(data), self.reserve)
        return super().write(data)


class Scale:
    """Takes what is written and keeps the number of its bytes alone."""

    size = 0

    def write(self, data) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass


def refuse_if_full(folder: Path, size: int, reserve: int) -> None:
    """Raise BackupError if less than `reserve` bytes would be free on the disk of this folder after `size` more."""
    if reserve > 0 and shutil.disk_usage(folder).free - size < reserve:
        raise BackupError(
            f"Not written: it would leave less than {reserve / 1e6:.0f} MB free on the disk of {folder}. "
            "Make room there, or say how much is to stay free: --reserve."
        )


def refuse_taken(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise BackupError(f"{path} exists already: choose another name, or --force replaces it.")


@contextmanager
def written(path: Path, force: bool, reserve: int = 0) -> Iterator[zipfile.ZipFile]:
    """An archive that becomes `path` once it is whole, readable by its owner alone: it holds hashes of passwords.

    Raises BackupError, and leaves nothing, if less than `reserve` bytes would be free on its disk.
    """
    refuse_taken(path, force)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with io.BufferedRandom(Sparing(temporary, reserve)) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def weighed(path: Path, force: bool, reserve: int, freed: int) -> Iterator[tuple[zipfile.ZipFile, Scale]]:
    """An archive that is written nowhere; raises BackupError if `written` would once so many bytes are freed."""
    refuse_taken(path, force)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise BackupError(f"{path} could not be written: its folder is not there, or not yours.")
    scale = Scale()
    with zipfile.ZipFile(scale, "w", zipfile.ZIP_DEFLATED) as archive:
        yield archive, scale
    refuse_if_full(path.parent, scale.size - freed, reserve)


def add(archive: zipfile.ZipFile, label: str, columns: Iterable[str], lines: Iterable[bytes]) -> Table:
    """Write the rows of one table, each a line of JSON."""
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{label}.jsonl", "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            rows += 1
    return Table(label, tuple(columns), rows, digest.hexdigest())


def seal(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, converter.dumps(manifest, indent=1))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at this path; raises BackupError, also for what is found to be broken in it while it is open."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise BackupError(f"{path} is no whole backup of Halqa: {error}. Nothing was changed.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error


def verified(path: Path) -> Manifest:
    """Read all of a backup and compare it with its checksums; raises BackupError if a byte is not as it was written."""
    with opened(path) as archive:
        manifest = manifest_of(archive, path)
        for table in manifest.tables:
            if digest_of(archive, table) != (table.rows, table.sha256):
                raise BackupError(f"{path} is damaged: {table.label} is not as it was written. Nothing was changed.")
    return manifest


def manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        raw = json.loads(archive.read(MANIFEST))
        if raw["format"] > FORMAT:
            raise BackupError(f"{path} was made by a newer Halqa: install that one first. Nothing was changed.")
        return converter.structure(raw, Manifest)
    except (ValueError, TypeError, KeyError, BaseValidationError) as error:
        raise BackupError(f"{path} is no backup of Halqa: it has no {MANIFEST} of one. Nothing was changed.") from error


def digest_of(archive: zipfile.ZipFile, table: Table) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(table.member) as member:
        while piece := member.read(CHUNK):
            digest.update(piece)
            rows += piece.count(b"\n")
    return rows, digest.hexdigest()


def lines_of(archive: zipfile.ZipFile, table: Table) -> Iterator[list]:
    """The rows of one table."""
    with archive.open(table.member) as member:
        for line in member:
            yield json.loads(line)
