"""Draw the share cards and the maps to download, so that no reader waits for them and no web worker draws."""

import os
import sys
from collections import Counter
from collections.abc import Callable

from django.core.management.base import BaseCommand
from tqdm import tqdm

from maps.web.studio import Studio


class Command(BaseCommand):
    help = "Draw the share cards and the PNG maps that are wanting. With --follow go on with whatever becomes public."

    def add_arguments(self, parser):
        parser.add_argument("--follow", action="store_true", help="go on until stopped, a few looks a second")
        parser.add_argument("--while-parent", action="store_true", help="stop once the process that started it is gone")
        parser.add_argument("--dry-run", action="store_true", help="say how many pictures are wanting and draw none")

    def handle(self, *args, follow: bool, while_parent: bool, dry_run: bool, verbosity: int, **options):
        studio = Studio(told=progress if verbosity and sys.stderr.isatty() else iter, dry_run=dry_run)
        if not follow or dry_run:
            self.stdout.write(in_numbers(studio.once(), dry_run))
            return
        make_way()
        try:
            studio.follow(parent_lives(os.getppid()) if while_parent else lambda: True)
        except KeyboardInterrupt:
            self.stdout.write(in_numbers(studio.done))


def parent_lives(parent: int) -> Callable[[], bool]:
    """Whether the process that started this one is still there: an orphan gets another parent."""
    return lambda: os.getppid() == parent


def make_way() -> None:
    """Readers come first: leave them the processor."""
    if hasattr(os, "nice"):
        os.nice(10)


def progress(jobs):
    return tqdm(jobs, desc="Pictures", unit="")


def in_numbers(done: Counter, dry_run: bool = False) -> str:
    """What was done, or would be, as one sentence."""
    made = f"{done['made']} {'wanting' if dry_run else 'drawn'}, {done['there']} there already"
    more = "".join(f", {done[word]} {word}" for word in ("removed", "failed") if done[word])
    return f"Pictures: {made}{more}."
