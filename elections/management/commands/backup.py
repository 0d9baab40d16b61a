"""`backup FILE_OR_FOLDER [--force] [--dry-run]`: the whole record in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from elections.backup import BackupError, Manifest, save
from elections.management.commands._telling import progress

LEFT = (
    "Not in it: settings (SECRET_KEY, DATABASE_URL …), sessions, pictures that are drawn again. "
    "It holds hashes of passwords and photos of forms: keep it where only you can read it."
)


class Command(BaseCommand):
    help = "Write all of the database to one file that restores on SQLite and PostgreSQL. Safe while people work."

    def add_arguments(self, parser):
        parser.add_argument("to", type=Path, help="a new file, or a folder: then the file is named by the moment")
        parser.add_argument("--force", action="store_true", help="replace the file if it is there")

    def handle(self, *, to: Path, force: bool, verbosity: int, **options):
        path = to / f"halqa-{timezone.now():%Y-%m-%dT%H%M%SZ}.zip" if to.is_dir() else to
        try:
            manifest = save(path, force, progress(self.stderr, verbosity))
        except (BackupError, DatabaseError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{path}: {contents(manifest)}, {path.stat().st_size / 1e6:.1f} MB.")
        if verbosity:
            self.stdout.write(LEFT)


def contents(manifest: Manifest) -> str:
    """What is in a backup, in numbers."""
    named = {"elections.Election": "elections", "elections.Count": "counts", "elections.Call": "calls"}
    named |= {"maps.Boundary": "boundaries", "auth.User": "accounts"}
    numbers = ", ".join(f"{word} {manifest.rows_of(label)}" for label, word in named.items())
    return f"{numbers}; rows {manifest.rows} in {len(manifest.tables)} tables"
