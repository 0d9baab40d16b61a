"""Write the public site as plain files, for object storage, a mirror or a USB stick."""

import re
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from tqdm import tqdm

from elections.public import UnknownElection
from maps.baking import BakeRefused, Order, Oven, Report, easel
from maps.baking.oven import processors

LOOK, REST = 1.0, 10.0  # seconds between two looks at the elections; and after something failed
WHOLE = re.compile(r"https?://[\w.:\[\]-]+(/[^\s?#]*)?")


class Command(BaseCommand):
    help = "Write the public site of elections into a folder that any static server can serve; again only what changed."

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path, metavar="OUT", help="the folder; empty, or one of a former bake")
        parser.add_argument("slug", nargs="*", help="elections; all public ones, with front page and lists, by default")
        parser.add_argument(
            "--base-url", default="", metavar="URL", help="where the copy will be: https://host/folder/"
        )
        parser.add_argument("--draw", action="store_true", help="first draw the cards and PNG maps that are wanting")
        parser.add_argument("--follow", action="store_true", help="go on until stopped: bake again when results move")
        parser.add_argument("--force", action="store_true", help="write into a folder that holds other files too")
        whole = "OUT is a link that leads to a folder beside it: each version replaces the last at one instant"
        parser.add_argument("--at-once", action="store_true", help=whole)
        parser.add_argument("--processes", type=int, default=processors(), help="how many work at it (one a core)")
        parser.add_argument("--dry-run", action="store_true", help="render everything, say what would change")

    def handle(
        self, *args, out, slug, base_url, draw, follow, force, processes, dry_run, at_once, verbosity, **options
    ):
        refuse(base_url, processes, force and at_once)
        base = base_url and f"{base_url.rstrip('/')}/"
        order = Order(out, tuple(slug), base, force, dry_run, processes, at_once)
        self.draws = draw and not dry_run
        self.oven = Oven(order, progress if verbosity and sys.stderr.isatty() else silent)
        try:
            self.bake()
            if follow and not dry_run:
                self.follow()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except (BakeRefused, DatabaseError, UnknownElection, OSError) as refused:
            raise CommandError(str(refused)) from refused

    def bake(self) -> None:
        began = time.monotonic()
        if self.draws:
            easel.draw(self.oven.elections(), self.oven.told)
        report = self.oven.bake()
        self.stdout.write(in_numbers(report, time.monotonic() - began, self.oven.order.dry_run))

    def follow(self) -> None:
        """Bake whenever results have moved; whatever fails is said and tried again."""
        while True:
            time.sleep(LOOK)
            try:
                if not self.oven.is_current():
                    self.bake()
            except (BakeRefused, DatabaseError, UnknownElection, OSError) as problem:
                self.stderr.write(f"{problem} Trying again in {REST:.0f} seconds.")
                connections.close_all()
                time.sleep(REST)


def refuse(base_url: str, processes: int, contrary: bool) -> None:
    """Raises CommandError for what cannot be meant."""
    if base_url and not WHOLE.fullmatch(base_url):
        raise CommandError("--base-url is a whole address without query, such as https://mirror.example/results/.")
    if settings.DEBUG:
        raise CommandError(
            "DEBUG is on, which would show readers the code's own errors: DEBUG=False python manage.py "
            "collectstatic --noinput, then DEBUG=False python manage.py bake …"
        )
    if processes < 1:
        raise CommandError("--processes is 1 or more.")
    if contrary:
        raise CommandError("--at-once makes folders of its own, in which there is nothing to --force.")


def progress(what, things, number):
    return tqdm(things, desc=what, total=number, unit="")


def silent(what, things, number):
    return things


def in_numbers(report: Report, seconds: float, dry_run: bool = False) -> str:
    """What was done, or would be, in a few sentences."""
    states = ", ".join(f"{slug} {state}" for slug, state in report.elections.items()) or "No election is left"
    gone = [f"{slug} was taken off the site: none of its files stays here." for slug in report.withdrawn]
    if not report.rendered:
        return "\n".join([f"{states}: nothing has moved; {report.files} files are as they were.", *gone])
    written, removed = ("to write", "to remove") if dry_run else ("written", "removed")
    same = report.files - report.written
    done = f"{report.written} files {written}, {same} unchanged, {report.removed} {removed}"
    lines = [f"{states}: {report.rendered} addresses in {seconds:.0f} s; {done}.", *gone]
    if report.wanting:
        lines.append(
            f"{report.wanting} pictures are not drawn yet, so links to them lead to the site: "
            "run `manage.py draw_pictures` and bake again, or bake with --draw."
        )
    if report.moved:
        lines.append("Results have moved on since: bake again, or use --follow.")
    return "\n".join(lines)
