"""`restore FILE [--replace] [--dry-run]`: a backup in the place of what is in the database."""

import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from elections.backup import (
    BackupError,
    Manifest,
    accounts_in,
    check_restorable,
    elections_in,
    restore,
    verified,
)
from elections.management.commands._telling import progress
from elections.management.commands.backup import contents


class Command(BaseCommand):
    help = "Verify a backup and put it in the place of all that is in the database, or change nothing."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` made")
        parser.add_argument("--replace", action="store_true", help="delete the elections that are in the database")
        parser.add_argument("--dry-run", action="store_true", help="verify it and say what is in it; change nothing")

    def handle(self, *, file: Path, replace: bool, dry_run: bool, verbosity: int, **options):
        try:
            manifest = verified(file)
            self.stdout.write(f"{file}: whole. {told(manifest)}")
            if dry_run:
                check_restorable(manifest, file)
                return self.stdout.write(f"Dry run, nothing changed. In the database now: {present()}.")
            before = present()
            generation = restore(file, manifest, replace, progress(self.stderr, verbosity))
        except (BackupError, DatabaseError, sqlite3.Error) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"Restored: {contents(manifest)}. Replaced: {before}. Everybody is signed out. ETags end in "
            f"“.{generation}”. Restart the web workers, and run `manage.py draw_pictures` if it does not run already."
        )
        return None


def told(manifest: Manifest) -> str:
    return f"Made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC on {manifest.database}: {contents(manifest)}."


def present() -> str:
    return f"elections {len(elections_in('default'))}, accounts {accounts_in('default')}"
