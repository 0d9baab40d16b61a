"""Make ahead what the first reader would have to wait for."""

from django.core.management.base import BaseCommand

from maps.web import explore


class Command(BaseCommand):
    help = "Make the scripts of the zoomable maps. Imports of shapes do it too; needed once after an upgrade."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say how many scripts are wanting and write nothing")

    def handle(self, *args, dry_run: bool, **options):
        self.stdout.write(in_numbers(*explore.warm(dry_run), dry_run))


def in_numbers(wanting: int, there: int, dry_run: bool = False) -> str:
    """What was done, or would be, as one sentence."""
    return f"Scripts of zoomable maps: {wanting} {'wanting' if dry_run else 'made'}, {there} there already."
