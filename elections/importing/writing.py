"""Rows → database: what is new is created, what differs is changed, what was recorded is never touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import IntegrityError

from elections import models
from elections.importing.book import Book, Row
from elections.importing.problems import ImportRefused, Problem
from elections.importing.report import Changed, FileReport, said
from elections.importing.schema import Table
from elections.importing.shelves import Stored
from elections.importing.tables import SHARED, TABLES

BATCH = 500
OWN_ELECTION = "election__slug"  # the scope of what hangs on an election directly
Progress = Callable[[Iterable, str], Iterable]


class Writer:
    """Compares the rows of a book with what is stored and writes the difference. Call it inside a transaction."""

    def __init__(self, book: Book, stored: dict[str, Stored]):
        self.book, self.stored = book, stored
        self.reports = {name: FileReport(name) for name in book.names()}
        self.touched: set[str | None] = set()  # slugs of elections; None for what all of them share

    def refuse_changes(self) -> None:
        """A row that differs from a recorded count or call is an error. Raises ImportRefused."""
        problems = []
        for table in TABLES:
            if table.recorded:
                for row in self.book.rows[table.file]:
                    problems += self.contradictions(row)
        if problems:
            raise ImportRefused(problems)

    def contradictions(self, row: Row) -> list[Problem]:
        kind = "calls" if row.table.file == "calls.csv" else "counts"
        pk = self.stored[row.table.file].ids.get(row.key)
        if pk is None:
            recorded = row.table.file == "count_lines.csv" and row.key[:3] in self.stored["counts.csv"].ids
            message = "adds a line to a count that is recorded already: add a new count with the next number"
            return [Problem(row.file, row.line, "number", message)] if recorded else []
        differences = self.differences(row, pk)
        if not differences:
            return []
        advice = f"add a new {kind[:-1]} with the number {self.next_number(row, f'{kind}.csv')}"
        return [
            Problem(row.file, row.line, name, f"{differs(old, new)}, and what is recorded never changes: {advice}")
            for name, old, new in differences
        ]

    def next_number(self, row: Row, file: str) -> int:
        numbers = [
            key[2] for key in self.stored[file].ids.keys() | self.book.index[file].keys() if key[:2] == row.key[:2]
        ]
        return max(numbers, default=0) + 1

    def differences(self, row: Row, pk: int) -> list[tuple[str, object, object]]:
        """(column, old, new) of what the file gives and the database has otherwise."""
        old = self.stored[row.table.file].values[pk]
        return [(name, old[name], new) for name, new in row.record.items() if old[name] != new]

    def write(self, progress: Progress) -> None:
        """Write every row, in the order of the tables. Raises ImportRefused if the database objects."""
        for table in TABLES:
            rows = self.book.rows[table.file]
            if rows:
                try:
                    self.write_table(table, rows, progress)
                except IntegrityError as error:
                    message = f"the database refuses these rows, because they contradict others: {error}"
                    raise ImportRefused([Problem(rows[0].file, 0, "", message)]) from error

    def write_table(self, table: Table, rows: list[Row], progress: Progress) -> None:
        stored = self.stored[table.file]
        known = [row for row in rows if row.key in stored.ids]
        # What stops being featured goes first: only one election can be.
        known.sort(key=lambda row: bool(row.get("featured")))
        changed = [row for row in progress(known, table.file) if self.update(row, stored.ids[row.key])]
        new = [row for row in rows if row.key not in stored.ids]
        self.create(table, new, progress)
        self.write_sources(table, changed + new)
        if table.model is models.Bloc:
            self.write_parties(changed + new)
        self.count_absent(table, rows)

    def update(self, row: Row, pk: int) -> bool:
        """Change the row where it differs; whether it did."""
        differences, report = self.differences(row, pk), self.reports[row.file]
        if not differences:
            report.unchanged += 1
            return False
        report.changed.append(Changed(row.line, " ".join(map(str, row.key)), tuple(differences)))
        self.touch(row)
        changes = self.attributes(row, {name for name, _old, _new in differences})
        if changes:
            row.table.model.objects.filter(pk=pk).update(**changes)
        return True

    def create(self, table: Table, rows: list[Row], progress: Progress) -> None:
        # All lines of a count have to come at once.
        step = max(len(rows), 1) if table.model is models.CountLine else BATCH
        for start in progress(range(0, len(rows), step), f"{table.file}, new"):
            batch = rows[start : start + step]
            instances = [table.model(**self.attributes(row, None)) for row in batch]
            made = table.model.objects.bulk_create(instances, batch_size=BATCH)
            for row, instance in zip(batch, made, strict=True):
                self.stored[table.file].ids[row.key] = instance.pk
                self.reports[row.file].created += 1
                self.touch(row)

    def attributes(self, row: Row, names: set[str] | None) -> dict:
        """The model's attributes for the columns of these names, or for all of them."""
        found = {}
        for column in (*row.table.columns, *row.table.derived):
            wanted = names is None or names & {column.name, *(column.link.columns if column.link else ())}
            if not wanted or column.name not in row.values:
                continue
            if column.link is None:
                found[column.name] = row.get(column.name)
            elif column.link.attr:
                found[f"{column.link.attr}_id"] = self.stored[column.link.to].ids.get(row.target(column))
        if names is None and row.table.scope == OWN_ELECTION:
            found["election_id"] = self.stored["election.csv"].ids[(row.election,)]
        return found

    def write_sources(self, table: Table, rows: list[Row]) -> None:
        """Set the further sources of these rows; the first one is a column of the row itself."""
        rows = [row for row in rows if "further_sources" in row.record]
        if not table.has_further_sources or not rows:
            return
        through, owner = table.model.further_sources.through, table.model._meta.model_name
        keys = {self.stored[table.file].ids[row.key]: in_order(row.further) for row in rows}
        through.objects.filter(**{f"{owner}_id__in": list(keys)}).delete()
        sources = self.stored["sources.csv"].ids
        through.objects.bulk_create(
            (
                through(**{f"{owner}_id": pk, "source_id": sources[(key,)]})
                for pk, further in keys.items()
                for key in further
            ),
            batch_size=BATCH,
        )

    def write_parties(self, rows: list[Row]) -> None:
        """Set the members of these alliances, all at once, so that a party can move from one to the other."""
        rows = [row for row in rows if "parties" in row.values]
        ids, parties = self.stored["blocs.csv"].ids, self.stored["parties.csv"].ids
        models.BlocParty.objects.filter(bloc_id__in=[ids[row.key] for row in rows]).delete()
        models.BlocParty.objects.bulk_create(
            models.BlocParty(
                election_id=self.stored["election.csv"].ids[(row.election,)],
                bloc_id=ids[row.key],
                party_id=parties[(party,)],
            )
            for row in rows
            for party in row.get("parties")
        )

    def touch(self, row: Row) -> None:
        self.touched.add(None if row.table in SHARED else row.election)

    def count_absent(self, table: Table, rows: list[Row]) -> None:
        """Count what the database has and a file does not name; it stays as it is."""
        if table.model is models.Election:
            return
        named = {row.key for row in rows}
        for file, election in {(row.file, row.election) for row in rows}:
            absent = self.stored[table.file].ids.keys() - named
            self.reports[file].absent = sum(not table.scope or key[0] == election for key in absent)


def in_order(further: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in further.values() for key in keys))


def differs(old: object, new: object) -> str:
    return f"is {said(new)}, but {said(old)} is recorded"
