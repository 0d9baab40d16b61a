"""`backup FILE_OR_FOLDER [--force] [--thin] [--reserve MB] [--dry-run]`: the whole record in one file."""

from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from elections.backup import BackupError, Manifest, name_at, save, thin, weigh
from elections.management.commands._telling import progress

LEFT = (
    "Not in it: settings (SECRET_KEY, DATABASE_URL …), sessions, pictures that are drawn again. "
    "It holds hashes of passwords and photos of forms: keep it where only you can read it."
)


def megabytes(text: str) -> int:
    """In bytes."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"“{text}” is no number of megabytes such as 1000.")
    return int(text) * 1_000_000


class Command(BaseCommand):
    help = "Write all of the database to one file that restores on SQLite and PostgreSQL. Safe while people work."

    def add_arguments(self, parser):
        parser.add_argument("to", type=place, help="a new file, or a folder: then the file is named by the moment")
        parser.add_argument("--force", action="store_true", help="replace the file if it is there")
        older = "first delete older ones from the folder: those of 2 days stay, then one a day for 2 weeks"
        parser.add_argument("--thin", action="store_true", help=older)
        free = "megabytes that have to stay free on the disk (1000); else nothing is written"
        parser.add_argument("--reserve", type=megabytes, default="1000", metavar="MB", help=free)
        parser.add_argument("--dry-run", action="store_true", help="read and count it all; write and delete nothing")

    def handle(self, *, to: Path, force, thin, reserve, dry_run, verbosity, **options):
        now, shown = timezone.now(), progress(self.stderr, verbosity)
        path = to / name_at(now) if to.is_dir() else to
        try:
            freed = self.thin(to, now, dry_run) if thin else 0
            if dry_run:
                manifest, size = weigh(path, force, reserve, shown, freed)
                return self.stdout.write(f"Dry run, nothing written. {path} would be: {told(manifest, size)}")
            manifest = save(path, force, reserve, shown)
        except (BackupError, DatabaseError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{path}: {told(manifest, path.stat().st_size)}")
        if verbosity:
            self.stdout.write(LEFT)
        return None

    def thin(self, folder: Path, now: datetime, dry_run: bool) -> int:
        """How many bytes the older backups took that are deleted, or would be."""
        gone = thin(folder, now, dry_run)
        freed = sum(gone.values())
        done = "Dry run, nothing deleted; superfluous" if dry_run else "Deleted"
        if gone:
            self.stdout.write(f"{done}: {', '.join(path.name for path in gone)}, {freed / 1e6:.1f} MB.")
        return freed


def place(text: str) -> Path:
    """Raises ArgumentTypeError for a folder that is not there: without its stroke a file would get that name."""
    if text.endswith("/") and not Path(text).is_dir():
        raise ArgumentTypeError(f"there is no folder {text}: make it, or name a file.")
    return Path(text)


def told(manifest: Manifest, size: int) -> str:
    return f"{contents(manifest)}, {size / 1e6:.1f} MB."


def contents(manifest: Manifest) -> str:
    """What is in a backup, in numbers."""
    named = {"elections.Election": "elections", "elections.Count": "counts", "elections.Call": "calls"}
    named |= {"maps.Boundary": "boundaries", "auth.User": "accounts"}
    numbers = ", ".join(f"{word} {manifest.rows_of(label)}" for label, word in named.items())
    return f"{numbers}; rows {manifest.rows} in {len(manifest.tables)} tables"
