"""Delete all that was recorded in a rehearsal, so that the next one starts from nothing."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from elections.desk.rehearsals import wipe
from elections.models import Election, RuleError


class Command(BaseCommand):
    help = "Delete the counts, calls, drafts, photos and freezes of a rehearsal. A real election is refused."

    def add_arguments(self, parser):
        parser.add_argument("election", help="slug of the rehearsal")
        parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")

    def handle(self, *, election, dry_run, **options):
        try:
            with transaction.atomic():
                wiped = wipe(Election.objects.get(slug=election), None)
                transaction.set_rollback(dry_run)
        except Election.DoesNotExist:
            raise CommandError(f"There is no election “{election}”.") from None
        except RuleError as refused:
            raise CommandError(str(refused)) from refused
        done = "Dry run, nothing deleted" if dry_run else "Deleted"
        self.stdout.write(f"{done}: " + ", ".join(f"{name} {number}" for name, number in wiped.items()))
