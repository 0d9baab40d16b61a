"""Folders and CSV files → raw rows. What is not a CSV file, or not one of ours, gets a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elections.importing.cells import suggestion
from elections.importing.problems import Problem
from elections.importing.schema import Table
from elections.importing.tables import BY_FILE, OF_ELECTION, SHARED

LARGEST = 64 * 1024 * 1024  # bytes: some fifty general elections; more is a mistake
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Place:
    """A file to read: its description, its path and the name by which messages call it."""

    table: Table
    path: Path
    name: str
    folder: str


class NotCsv(ValueError):
    """The file as a whole cannot be read; the message says why, `line` where if that is known."""

    def __init__(self, message: str, line: int = 0):
        super().__init__(message)
        self.line = line


def places_in(folder: Path) -> tuple[list[Place], list[Problem]]:
    """Every file to read below a folder, shared ones first, and what is wrong with what lies there."""
    if not folder.is_dir():
        return [], [Problem(str(folder), 0, "", "there is no such folder")]
    own = sorted(folder.glob("*.csv"))
    names = {path.name for path in own}
    problems = [unknown(path, f"{path.name}") for path in own if path.name not in BY_FILE]
    places = found(folder, SHARED, "")
    if names & {table.file for table in OF_ELECTION}:
        problems += without_election(folder, "")
        places += found(folder, OF_ELECTION, "")
    for sub in sorted(path for path in folder.iterdir() if path.is_dir()):
        below, wrong = election_folder(sub)
        places, problems = places + below, problems + wrong
    if not places and not problems:
        known = ", ".join(BY_FILE)
        problems.append(Problem(str(folder), 0, "", f"holds none of the files that Halqa reads: {known}"))
    return places, problems


def election_folder(folder: Path) -> tuple[list[Place], list[Problem]]:
    """The files of a sub-folder, if it holds an election; other sub-folders are none of our business."""
    prefix = f"{folder.name}/"
    places = found(folder, OF_ELECTION, prefix)
    if not places:
        return [], []
    strangers = [path for path in sorted(folder.glob("*.csv")) if path.name not in {t.file for t in OF_ELECTION}]
    problems = [unknown(path, prefix + path.name) for path in strangers]
    return places, problems + without_election(folder, prefix)


def found(folder: Path, tables: tuple[Table, ...], prefix: str) -> list[Place]:
    return [
        Place(table, folder / table.file, prefix + table.file, prefix)
        for table in tables
        if (folder / table.file).is_file()
    ]


def without_election(folder: Path, prefix: str) -> list[Problem]:
    if (folder / "election.csv").is_file():
        return []
    return [Problem(f"{prefix}election.csv", 0, "", "is missing: it says which election the other files speak of")]


def unknown(path: Path, name: str) -> Problem:
    if path.name in BY_FILE:
        return Problem(name, 0, "", "is shared by all elections: it belongs into the folder above")
    hint = suggestion(path.name, BY_FILE) or f"; the known ones are {', '.join(BY_FILE)}"
    return Problem(name, 0, "", f"is not one of the files that Halqa reads{hint}")


def records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record that is not blank, the header included. Raises NotCsv."""
    if path.stat().st_size > LARGEST:
        raise NotCsv(f"is larger than {LARGEST // 1024**2} MB: split it")
    text = decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotCsv(
            f"is not well-formed CSV from here on ({error}): look for a quotation mark that is not closed", line
        ) from error


def decoded(raw: bytes) -> str:
    """The text of a file; a byte order mark is tolerated. Raises NotCsv."""
    start = raw.lstrip()[:200].lower()
    if not start:
        raise NotCsv("is empty: it needs at least a header line")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotCsv("is a spreadsheet or archive, not CSV: save it as “CSV UTF-8”")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotCsv("is UTF-16: save it as “CSV UTF-8”")
    if start.removeprefix(b"\xef\xbb\xbf").startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise NotCsv("is a web page, not CSV: download the file itself")
    if b"\x00" in raw:
        raise NotCsv("is not text: save it as “CSV UTF-8”")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NotCsv("is not UTF-8 from here on: save it as “CSV UTF-8”", line) from error


def check_header(place: Place, line: int, header: list[str]) -> list[Problem]:
    """What is wrong with a header line: unknown, repeated, nameless and missing columns."""
    if len(header) == 1:
        for mark, name in DELIMITERS.items():
            if mark in header[0]:
                return [Problem(place.name, line, "", f"its columns are separated by {name}: separate them by commas")]
    legal = {column.name: column for column in place.table.columns}
    problems = []
    for name in dict.fromkeys(header):
        if not name:
            problems.append(Problem(place.name, line, "", "a column has no name"))
        elif name not in legal:
            hint = suggestion(name, legal) or f"; the columns are {', '.join(legal)}"
            problems.append(Problem(place.name, line, name, f"is not a column of {place.table.file}{hint}"))
        elif header.count(name) > 1:
            problems.append(Problem(place.name, line, name, "stands in the header more than once"))
    missing = [name for name, column in legal.items() if column.required and name not in header]
    return problems + [Problem(place.name, line, name, "is missing: this column is required") for name in missing]
