"""`rename_election OLD NEW [--dry-run]`: another address for an election, to which the old one leads for ever."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from elections.desk.renaming import rename
from elections.models import Election, RuleError


class Command(BaseCommand):
    help = "Give an election another address. Every page, embed and data address under the old one leads to the new."

    def add_arguments(self, parser):
        parser.add_argument("old", help="its slug")
        parser.add_argument("new", help="the slug it is to have")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, old, new, dry_run, **options):
        try:
            with transaction.atomic():
                renamed = rename(Election.objects.get(slug=old), new, None)
                former = list(renamed.former_addresses.exclude(slug=new).values_list("slug", flat=True))
                transaction.set_rollback(dry_run)
        except Election.DoesNotExist:
            raise CommandError(f"There is no election “{old}”.") from None
        except RuleError as refused:
            raise CommandError(str(refused)) from refused
        done = "Dry run, nothing renamed" if dry_run else "Renamed"
        self.stdout.write(
            f"{done}: {old} → {new}; former addresses that lead there, {len(former)}: {', '.join(former)}"
        )
