"""All rows of an import, read and checked one by one and against each other. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo

from elections.importing import files
from elections.importing.cells import BadCell, short, suggestion
from elections.importing.problems import Problem
from elections.importing.schema import Column, Table
from elections.importing.tables import BY_FILE, OF_ELECTION, TABLES
from elections.models.elections import check_time_zone


@dataclass
class Row:
    """One row of a file. `values` holds what could be read; `further`, by column, the sources beyond the first."""

    table: Table
    file: str
    line: int
    election: str | None
    values: dict = field(default_factory=dict)
    further: dict[str, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = True

    @property
    def key(self) -> tuple | None:
        """What the row is found by, its election's slug first; None if that could not be read."""
        own = tuple(self.values.get(name) for name in self.table.key)
        if None in own or "" in own:
            return None
        return (self.election, *own) if self.table.scope else own

    def get(self, name: str):
        return self.values.get(name)

    @property
    def record(self) -> dict:
        """What the row says, in the form in which `shelves` hands out what is stored."""
        said = {
            name: tuple(sorted(value)) if isinstance(value, tuple) else value for name, value in self.values.items()
        }
        if self.further and self.table.has_further_sources:
            said["further_sources"] = tuple(sorted({key for keys in self.further.values() for key in keys}))
        return said

    def target(self, column: Column) -> tuple | None:
        """The key of the row that a column refers to; None if it refers to none or could not be read."""
        own = tuple(self.values.get(name) for name in column.link.columns)
        if None in own or "" in own:
            return None
        return (self.election, *own) if BY_FILE[column.link.to].scope else own


class Book:
    """The rows of all files by kind of file, the problems found so far, and where each key stands."""

    def __init__(self):
        self.rows: dict[str, list[Row]] = {table.file: [] for table in TABLES}
        self.problems: list[Problem] = []
        self.index: dict[str, dict[tuple, Row]] = defaultdict(dict)
        self.places: list[files.Place] = []

    def wrong(self, row: Row, name: str, message: str) -> None:
        self.problems.append(Problem(row.file, row.line, name, message))

    def names(self) -> list[str]:
        """The files in the order of reports: shared ones, then election by election in the order of their dates."""
        dates = {row.file.removesuffix("election.csv"): row.get("date") for row in self.rows["election.csv"]}

        def order(place: files.Place):
            return (place.table in OF_ELECTION, dates.get(place.folder) or date.max)

        return [place.name for place in sorted(self.places, key=order)]

    def of(self, file: str, election: str | None = None) -> Iterator[Row]:
        """The rows of a kind of file that have a key, of one election if it is named."""
        return (row for row in self.rows[file] if row.key and election in (None, row.election))


def read_book(places: list[files.Place], progress) -> Book:
    """Read every file; the election's own first, because its slug and time zone are needed for the others."""
    book, folders = Book(), {}
    book.places = places
    for place in progress(sorted(places, key=lambda place: place.table.file != "election.csv"), "reading"):
        slug, zone = folders.get(place.folder, (place.folder.strip("/") or None, UTC))
        rows = list(read_rows(book, place, slug, zone))
        if place.table.file == "election.csv":
            folders[place.folder] = one_election(book, place, rows, slug)
    return book


def one_election(book: Book, place: files.Place, rows: list[Row], slug: str | None) -> tuple[str | None, tzinfo]:
    """(slug, time zone) of a folder's election."""
    if len(rows) != 1:
        book.problems.append(Problem(place.name, 0, "", f"holds {len(rows)} rows: it has exactly one"))
    if not rows:
        return slug, UTC
    zone = rows[0].get("time_zone")
    try:
        check_time_zone(zone or "UTC")
    except Exception:
        book.wrong(rows[0], "time_zone", f"{short(zone)} is not a time zone: write it like Asia/Karachi")
        zone = None
    rows[0].election = rows[0].get("slug") or slug
    return rows[0].election, ZoneInfo(zone or "UTC")


def read_rows(book: Book, place: files.Place, election: str | None, zone: tzinfo) -> Iterator[Row]:
    """Read one file into the book and hand out its rows."""
    header: list[str] | None = None
    try:
        for line, cells in files.records(place.path):
            if header is None:
                header = cells
                book.problems += files.check_header(place, line, header)
                continue
            row = Row(place.table, place.name, line, election)
            read_row(book, row, header, cells, zone)
            book.rows[place.table.file].append(row)
            keep(book, row)
            yield row
    except files.NotCsv as error:
        book.problems.append(Problem(place.name, error.line, "", str(error)))


def read_row(book: Book, row: Row, header: list[str], cells: list[str], zone: tzinfo) -> None:
    if len(cells) != len(header):
        more = "more cells" if len(cells) > len(header) else "fewer cells"
        hint = (
            "put a field that holds a comma in quotation marks"
            if len(cells) > len(header)
            else "add the missing commas"
        )
        book.wrong(row, "", f"has {more} ({len(cells)}) than the header ({len(header)}): {hint}")
        row.whole = False
        return
    texts = dict(zip(header, cells, strict=True))
    for column in row.table.columns:
        if column.name in texts:
            read_cell(book, row, column, texts[column.name], zone)
    if row.whole:
        row.values |= row.table.derive(row.values)


def read_cell(book: Book, row: Row, column: Column, text: str, zone: tzinfo) -> None:
    if not text and column.required:
        row.whole = False
        book.wrong(row, column.name, "is blank: this column is required")
        return
    try:
        value = column.kind.read(text, zone) if text else column.kind.blank
    except BadCell as error:
        row.whole = False
        book.wrong(row, column.name, str(error))
        return
    if column.link and column.link.to == "sources.csv":
        row.further[column.name] = value[1:]
        value = value[0] if value else None
    row.values[column.name] = value


def keep(book: Book, row: Row) -> None:
    """Note where the row's key stands; a second row with the same key is a mistake."""
    if row.key is None:
        return
    first = book.index[row.table.file].setdefault(row.key, row)
    if first is not row:
        same = ", ".join(f"{name} {short(str(row.get(name)))}" for name in row.table.key)
        place = f"line {first.line}" if first.file == row.file else f"{first.file}:{first.line}"
        book.wrong(row, row.table.key[-1], f"repeats {place}: {same} may stand only once")


def check_links(book: Book, stored: dict[str, dict[tuple, int]]) -> None:
    """Every reference has to lead to a row of a file or of the database (`stored`: keys by kind of file)."""
    for table in TABLES:
        for column in table.columns:
            if column.link:
                known = stored[column.link.to].keys() | book.index[column.link.to].keys()
                for row in book.rows[table.file]:
                    check_link(book, row, column, known)


def check_link(book: Book, row: Row, column: Column, known: set[tuple]) -> None:
    value, to = row.get(column.name), column.link.to
    if isinstance(value, tuple):
        targets = [(key,) for key in value]
    elif to == "sources.csv":
        targets = [(key,) for key in (value, *row.further.get(column.name, ())) if key]
    else:
        target = row.target(column)
        targets = [target] if target else []
    for target in targets:
        if target not in known:
            book.wrong(row, column.name, unknown(target, to, known))


def unknown(target: tuple, to: str, known: set[tuple]) -> str:
    alike = [str(key[-1]) for key in known if key[:-1] == target[:-1]]
    hint = suggestion(str(target[-1]), alike)
    name = " ".join(str(part) for part in (target[1:] if BY_FILE[to].scope else target))
    return f"there is no {short(name)} in {to} or in the database{hint}"
