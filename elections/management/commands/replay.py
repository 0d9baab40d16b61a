"""Play the real counts of a night in a rehearsal: to try Halqa out, to train editors, and as a writer under load."""

import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from elections.desk.replaying import Stage, Step, stage_of, steps_of
from elections.models import Election, NumberTaken, RuleError
from elections.models.fields import slug_rule

TRIES = 5  # somebody at the desk may record in the same seat at the same moment


class Command(BaseCommand):
    help = "Publish the counts and calls of an election once more, one after the other, in a rehearsal of it."

    def add_arguments(self, parser):
        parser.add_argument("election", help="slug of the election whose night is played")
        parser.add_argument("--as", dest="slug", default="", help="slug of the rehearsal; ELECTION-replay by default")
        parser.add_argument("--again", action="store_true", help="wipe the rehearsal of that name and begin anew")
        parser.add_argument("--hours", type=float, default=6.0, help="length of the night (6)")
        parser.add_argument("--speed", type=float, default=60.0, help="how many times as fast as the night (60)")
        parser.add_argument("--dry-run", action="store_true", help="list what would be published and when; write nothing")

    def handle(self, *, election, slug, again, hours, speed, dry_run, **options):
        if not (0 < speed <= 1_000_000 and 0 < hours <= 48):
            raise CommandError("--speed is above 0 and up to 1,000,000; --hours is above 0 and up to 48.")
        try:
            row = Election.objects.get(slug=election)
            steps = steps_of(row, timedelta(hours=hours))
            if dry_run:
                return self.listed(steps)
            slug = slug or f"{election}-replay"
            slug_rule(slug)
            self.play(stage_of(row, slug, again), steps, speed)
        except Election.DoesNotExist:
            raise CommandError(f"There is no election “{election}”.") from None
        except ValidationError as wrong:
            raise CommandError(f"--as: {' '.join(wrong.messages)}") from wrong
        except RuleError as refused:
            raise CommandError(str(refused)) from refused

    def listed(self, steps: list[Step]) -> None:
        for step in steps:
            self.stdout.write(f"{clock(step.at)}  {step}")
        self.stdout.write(f"Dry run, nothing published: {len(steps)} counts and calls")

    def play(self, stage: Stage, steps: list[Step], speed: float) -> None:
        self.stdout.write(f"/elections/{stage.rehearsal.slug}/ and /admin/desk/{stage.rehearsal.slug}/")
        done = 0
        try:
            for step in paced(tqdm(steps, "Night", leave=False, file=sys.stderr, disable=None), speed):
                publish(stage, step)
                done += 1
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        self.stdout.write(f"{done} of {len(steps)} counts and calls published in {stage.rehearsal.slug}")


def paced(steps, speed: float) -> Iterator[Step]:
    """Each step when its moment has come."""
    began = time.monotonic()
    for step in steps:
        time.sleep(max(0.0, began + step.at.total_seconds() / speed - time.monotonic()))
        yield step


def publish(stage: Stage, step: Step) -> None:
    for attempt in range(TRIES):
        try:
            return stage.play(step)
        except NumberTaken:
            if attempt == TRIES - 1:
                raise


def clock(at: timedelta) -> str:
    minutes = round(at.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"
