"""The four roles of the desk as groups with their permissions."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from elections.roles import make_roles


class Command(BaseCommand):
    help = "Make the roles reader, entry, chief and administrator, or set their permissions right. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *, dry_run, **options):
        try:
            with transaction.atomic():
                made = make_roles()
                transaction.set_rollback(dry_run)
        except LookupError as error:
            raise CommandError(error.args[0]) from error
        for role, (number, given, taken) in made.items():
            self.stdout.write(f"{role}: {number} permissions ({given} given, {taken} taken away)")
        if dry_run:
            self.stdout.write("Nothing was written (--dry-run).")
