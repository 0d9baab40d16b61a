"""CSV files → elections, contests, candidacies, counts and calls. See docs/data-dictionary.md.

All files are read and checked before anything is written; every problem is listed; one transaction or none.

An import is the operator's own act: it publishes the counts and calls it brings, as of their `published_at`, under
the election's embargo and without a second person. The rule for second persons binds editors in the admin.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from elections.importing.book import Book, check_links, read_book
from elections.importing.checking import check_counts
from elections.importing.files import places_in
from elections.importing.problems import ImportRefused, Problem
from elections.importing.report import FileReport, Report
from elections.importing.rules import check_rules
from elections.importing.shelves import stored_tables
from elections.importing.writing import Progress, Writer
from elections.models import Election

__all__ = ["FileReport", "ImportRefused", "Problem", "Report", "import_folder"]


def silent(rows, label):
    return rows


def import_folder(folder: Path | str, dry_run: bool = False, progress: Progress = silent) -> Report:
    """Import every file below a folder: shared ones, an election's, or sub-folders with elections.

    `dry_run` does all of it and takes it back. `progress(rows, label)` wraps what takes long. Raises ImportRefused
    with every problem found; then nothing was written.
    """
    places, problems = places_in(Path(folder))
    book = read_book(places, progress)
    book.problems += problems
    with transaction.atomic():
        report = write(book, progress)
        report.dry_run = dry_run
        transaction.set_rollback(dry_run)
    return report


def write(book: Book, progress: Progress) -> Report:
    stored = stored_tables(key[0] for key in book.index["election.csv"])
    ids = {file: table.ids for file, table in stored.items()}
    check_links(book, ids)
    check_rules(book, ids)
    if book.problems:
        raise ImportRefused(book.problems)
    writer = Writer(book, stored)
    recorded = set(ids["counts.csv"])
    writer.refuse_changes()
    writer.write(progress)
    new = [row for row in book.rows["counts.csv"] if row.key not in recorded]
    return Report(list(writer.reports.values()), check_counts(new), bump(writer.touched))


def bump(touched: set[str | None]) -> tuple[str, ...]:
    """Move the versions of the elections that changed: all of them after a change to what they share."""
    if None in touched:
        Election.bump_all()
        return tuple(Election.objects.values_list("slug", flat=True))
    for election in Election.objects.filter(slug__in=touched):
        election.bump()
    return tuple(sorted(touched))
