"""`import_csv FOLDER [--dry-run]`: the CSV files of docs/data-dictionary.md into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from elections.importing import ImportRefused, import_folder


class Command(BaseCommand):
    help = "Import elections, contests, candidates, counts and calls from CSV files (see docs/data-dictionary.md)."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, help="shared files, an election's files, or sub-folders with elections"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")

    def handle(self, *, folder, dry_run, verbosity, **options):
        def progress(rows, label):
            # Shown on a terminal only, and only once it takes long.
            return tqdm(rows, label, leave=False, delay=1, file=self.stderr, disable=None if verbosity else True)

        try:
            report = import_folder(folder, dry_run, progress)
        except ImportRefused as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(refused.problems)} errors; nothing was written.") from refused
        if verbosity:
            for line in report.lines():
                self.stdout.write(line)
