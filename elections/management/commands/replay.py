"""Play the real counts of a night in a rehearsal: to try Halqa out, to train editors, or to write for a load test."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from elections.desk.replaying import Stage, Step, stage_of, steps_of
from elections.management.refusals import of_a_rehearsal
from elections.models import Election, RuleError
from elections.outage import AWAY

STOPPED = 130  # what a shell expects after Ctrl-C
FASTEST, LONGEST, SLOWEST = 1_000_000, 48, 3600  # times, hours, seconds


class Command(BaseCommand):
    help = "Publish what is public of an election once more, piece by piece, in a rehearsal of it."

    def add_arguments(self, parser):
        parser.add_argument("election", help="slug of the election whose night is played")
        parser.add_argument("--as", dest="slug", default="", help="slug of the rehearsal; ELECTION-replay by default")
        parser.add_argument("--again", action="store_true", help="wipe the rehearsal of that name and begin anew")
        parser.add_argument("--hours", type=float, default=6.0, help="length of the night (6)")
        pace = parser.add_mutually_exclusive_group()
        pace.add_argument("--speed", type=float, default=60.0, help="how many times as fast as the night (60)")
        pace.add_argument("--every", type=float, help="instead: one count or call each so many seconds")
        parser.add_argument("--json-lines", action="store_true", help="print a JSON object for each that is public")
        parser.add_argument("--dry-run", action="store_true", help="print the timetable; write nothing")

    def handle(self, *, election, slug, again, hours, speed, every, json_lines, dry_run, **options):
        refuse_numbers(hours, speed, every)
        self.json_lines, slug = json_lines, slug or f"{election}-replay"
        pace = f"--speed {speed:g} --hours {hours:g}" if every is None else f"--every {every:g}"
        self.order = f"python manage.py replay {election} --as {slug} {pace}{' --json-lines' * json_lines}"
        try:
            with of_a_rehearsal(election, slug):
                stage, steps, pending = staged(election, slug, again, timedelta(hours=hours), dry_run)
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was written.", returncode=STOPPED) from None
        gap = hours * 3600 / speed / len(steps) if every is None else every
        self.announce(stage, steps, pending, gap)
        if dry_run:
            return self.timetable(pending, gap)
        self.play(stage, pending, gap)

    def announce(self, stage: Stage, steps: list[Step], pending: list[Step], gap: float) -> None:
        place = f"/elections/{stage.rehearsal.slug}/ and /admin/desk/{stage.rehearsal.slug}/"
        done = len(steps) - len(pending)
        if stage.wiped:
            self.say("Wiped first: " + ", ".join(f"{name} {number}" for name, number in stage.wiped.items()))
        if not pending:
            self.say(f"All {len(steps)} are played already in {place}: --again wipes them and begins anew.")
        elif done:
            self.say(f"Going on in {place}: {done} of {len(steps)} are played already (--again begins anew).")
        else:
            self.say(f"Playing in {place}: {len(steps)}, one every {gap:.3g} s.")

    def timetable(self, pending: list[Step], gap: float) -> None:
        for index, step in enumerate(pending):
            self.say(f"{clock(step.at)}  after {gap * index:.1f} s  {words(step)}")
        self.say(f"Dry run, nothing written: {len(pending)} would be published.")

    def play(self, stage: Stage, pending: list[Step], gap: float) -> None:
        done = 0
        try:
            for step in paced(tqdm(pending, "Night", leave=False, disable=None), gap):
                done += self.publish(stage, step)
        except KeyboardInterrupt:
            self.say(f"Stopped after {done} of {len(pending)}.{self.ways_on(stage)}")
            sys.exit(STOPPED)
        except AWAY as lost:
            reason = str(lost).strip().split("\n")[0]
            sentence = f"The database did not take it ({reason}): {done} of {len(pending)} are published."
            raise CommandError(f"{sentence}{self.ways_on(stage)}") from lost
        except RuleError as refused:
            raise CommandError(f"{words(step)}: {refused}{self.ways_on(stage)}") from refused
        self.say(f"{done} published in {stage.rehearsal.slug}. Wipe it: {wiping(stage)}")

    def publish(self, stage: Stage, step: Step) -> bool:
        """Whether it became public by this run: another one may have been quicker."""
        began = time.monotonic()
        version = stage.play(step)
        if version is None:
            return False
        now, took = timezone.now(), time.monotonic() - began
        line = f"{timezone.localtime(now):%H:%M:%S}  {clock(step.at)}  {words(step)}"
        if self.json_lines:
            line = json.dumps(
                {
                    "published": now.isoformat(),
                    "seconds": round(took, 4),
                    "version": version,
                    "seat": step.contest.constituency.code,
                    "kind": step.kind,
                }
            )
        with tqdm.external_write_mode(file=sys.stdout):
            self.stdout.write(line)
            self.stdout.flush()  # who measures reads along
        return True

    def say(self, sentence: str) -> None:
        if self.json_lines:
            self.stderr.write(sentence, style_func=str)
        else:
            self.stdout.write(sentence)

    def ways_on(self, stage: Stage) -> str:
        return f"\n  Go on:       {self.order}\n  Begin anew:  {self.order} --again\n  Wipe:        {wiping(stage)}"


def refuse_numbers(hours: float, speed: float, every: float | None) -> None:
    """Raises CommandError; the comparisons are such that none lets a NaN pass."""
    if not 0 < hours <= LONGEST:
        raise CommandError(f"--hours {hours:g}: the night is longer than 0 hours and at most {LONGEST}.")
    if not 0 < speed <= FASTEST:
        raise CommandError(f"--speed {speed:g}: above 0 and up to {FASTEST:,}; 60 plays an hour of the night a minute.")
    if every is not None and not 0 <= every <= SLOWEST:
        raise CommandError(f"--every {every:g}: a number of seconds from 0 to {SLOWEST:,}.")


@transaction.atomic
def staged(
    election: str, slug: str, again: bool, night: timedelta, dry_run: bool
) -> tuple[Stage, list[Step], list[Step]]:
    """The stage, all steps, and those still to be played. In a dry run nothing of it stays in the database."""
    row = Election.objects.get(slug=election)
    steps = steps_of(row, night)
    stage = stage_of(row, slug, again)
    pending = stage.pending(steps)
    transaction.set_rollback(dry_run)
    return stage, steps, pending


def paced(steps, gap: float) -> Iterator[Step]:
    """Each step when its moment has come: one that was late does not put off those after it."""
    began = time.monotonic()
    for index, step in enumerate(steps):
        time.sleep(max(0.0, began + index * gap - time.monotonic()))
        yield step


def words(step: Step) -> str:
    row, code = step.row, step.contest.constituency.code
    if step.kind == "state":
        return f"{code} {row.get_state_display()}"
    if step.kind == "call":
        return f"{code} call: {row.candidacy}"
    stations = "stations unknown" if row.stations_reported is None else f"{row.stations_reported} stations"
    return f"{code} count, {stations}"


def clock(at: timedelta) -> str:
    minutes = round(at.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def wiping(stage: Stage) -> str:
    return f"python manage.py wipe_rehearsal {stage.rehearsal.slug}"
