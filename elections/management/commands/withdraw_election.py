"""`withdraw_election SLUG --reason …`: an election off the site, and with `--restore` back on it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from elections.desk import withdrawing
from elections.models import Election, RuleError


class Command(BaseCommand):
    help = "Take an election off the site; its addresses say that it is gone and why. Nothing is deleted."

    def add_arguments(self, parser):
        parser.add_argument("election", help="its slug")
        parser.add_argument("--reason", default="", help="why, as readers are told")
        parser.add_argument("--reason-ur", default="", help="the same in Urdu")
        parser.add_argument("--instead", metavar="SLUG", help="an election that its addresses lead on to")
        parser.add_argument("--restore", action="store_true", help="put it back on the site")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *, election, dry_run, **options):
        if options["restore"] and (options["reason"] or options["reason_ur"] or options["instead"]):
            raise CommandError("--restore takes no reason and no other election.")
        row = found(election)
        instead = found(options["instead"]) if options["instead"] else None
        try:
            with transaction.atomic():
                said = self.act(row, instead, options)
                transaction.set_rollback(dry_run)
        except RuleError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Dry run, nothing changed: {said}" if dry_run else said)

    def act(self, row: Election, instead: Election | None, options: dict) -> str:
        seats = row.contests.count()
        if options["restore"]:
            withdrawing.restore(row, None)
            return f"{row.slug}: back on the site, with {seats} contests"
        withdrawing.withdraw(row, None, options["reason"], options["reason_ur"], instead)
        onward = f", leading on to {instead.slug}" if instead else ""
        return f"{row.slug}: off the site, with {seats} contests{onward}; --restore puts it back"


def found(slug: str) -> Election:
    """The election of this slug. Raises CommandError."""
    try:
        return Election.objects.get(slug=slug)
    except Election.DoesNotExist:
        raise CommandError(f"There is no election “{slug}”.") from None
