"""Make ahead what the first reader would have to wait for."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from maps.models import Backdrop, ShapeBundle, renew_backdrop
from maps.web import explore


class Command(BaseCommand):
    help = (
        "Make the scripts of the zoomable maps and compress the shapes. Imports of shapes do it too; "
        "needed once after an upgrade."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say how much is wanting and write nothing")

    def handle(self, *args, dry_run: bool, **options):
        # Shapes first: a script names the addresses of their bundles.
        self.stdout.write(shapes_in_numbers(*pack(dry_run), dry_run))
        self.stdout.write(in_numbers(*explore.warm(dry_run), dry_run))


def pack(dry_run: bool) -> tuple[int, int]:
    """Bundle the backdrops and compress the bundles that are not yet: (how many those were, how many were there)."""
    unbundled = list(Backdrop.objects.filter(bundle=None, shapes__isnull=False).distinct())
    wanting = list(ShapeBundle.unpacked())
    there = ShapeBundle.objects.count() - len(wanting)
    if dry_run:
        return len(wanting) + len(unbundled), there
    made = {bundle.pk: bundle for bundle in [*wanting, *map(renew_backdrop, unbundled)]}
    for bundle in tqdm(made.values(), unit="bundle", leave=False, disable=None):
        bundle.pack()
    return len(made), there


def shapes_in_numbers(wanting: int, there: int, dry_run: bool = False) -> str:
    return f"Bundles of shapes: {wanting} {'not compressed yet' if dry_run else 'compressed'}, {there} there already."


def in_numbers(wanting: int, there: int, dry_run: bool = False) -> str:
    """What was done, or would be, as one sentence."""
    return f"Scripts of zoomable maps: {wanting} {'wanting' if dry_run else 'made'}, {there} there already."
