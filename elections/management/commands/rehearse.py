"""Copy an election into a rehearsal: its alliances, contests and candidates, and nothing that was counted."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from elections.desk.rehearsals import rehearse
from elections.management.refusals import of_a_rehearsal
from elections.models import Election


class Command(BaseCommand):
    help = "Copy an election into a rehearsal, whose polls close now or at --at."

    def add_arguments(self, parser):
        parser.add_argument("election", help="slug of the election to copy")
        parser.add_argument("--as", dest="slug", required=True, help="slug of the rehearsal")
        parser.add_argument("--at", type=datetime.fromisoformat, help="when its polls close: 2026-11-22T17:00+05:00")

    def handle(self, *, election, slug, at, **options):
        if at and timezone.is_naive(at):
            raise CommandError("--at needs an offset: write it like 2026-11-22T17:00+05:00.")
        with of_a_rehearsal(election, slug):
            made = rehearse(Election.objects.get(slug=election), slug, at)
        opens = f"{made.results_from.astimezone(ZoneInfo(made.time_zone)):%Y-%m-%d %H:%M} ({made.time_zone})"
        self.stdout.write(f"{made.slug}: a rehearsal with {made.contests.count()} contests; results from {opens}")
