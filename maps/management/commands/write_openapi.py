"""Write docs/openapi.yaml from the views of the API."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from maps.web import openapi


class Command(BaseCommand):
    help = "Write docs/openapi.yaml from the views of the API."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say whether it would change and write nothing")

    def handle(self, *args, dry_run: bool, **options):
        file = Path(settings.BASE_DIR, "docs", "openapi.yaml")
        body = openapi.generate()
        changed = not file.exists() or file.read_bytes() != body
        if changed and not dry_run:
            file.write_bytes(body)
        self.stdout.write(f"docs/openapi.yaml: {len(body)} bytes, {'changed' if changed else 'unchanged'}")
