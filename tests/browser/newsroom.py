"""News in a served site: what an editor would publish, without a browser at the desk."""

from pathlib import Path

from tests import site


def act(database: Path, act: str, *arguments: str) -> None:
    """Run a function of this module inside that site."""
    call = f"from tests.browser.newsroom import {act}; {act}(*{arguments!r})"
    site.manage(database, "shell", "--verbosity=0", "-c", call)


def count_again(election: str, seat: str, more: str) -> None:
    """A further count in which the first candidate has that many votes more."""
    from elections import models

    contest = models.Contest.objects.get(election__slug=election, constituency__slug=seat)
    last = contest.counts.exclude(published_at=None).order_by("number").last()
    votes = {line.candidacy_id: line.votes for line in last.lines.order_by("-votes")}
    first = next(iter(votes))
    votes[first] += int(more)
    count = models.Count(contest=contest, form=last.form, source=last.source, stations_reported=last.stations_reported)
    count.votes = votes
    count.record(models.Count.last_number(contest))
    count.publish()


def withdraw_call(election: str, seat: str) -> None:
    """The winner is taken back."""
    from elections import models

    contest = models.Contest.objects.get(election__slug=election, constituency__slug=seat)
    call = contest.calls.exclude(published_at=None).order_by("number").last()
    call.withdraw(None, "Called too early")


def fill(election: str) -> None:
    """Save counts with long notes until the disk is full, all or nothing; print what the database said."""
    from django.db import OperationalError, transaction

    from elections import models

    contest = models.Contest.objects.filter(election__slug=election, counts__isnull=False).first()
    try:
        with transaction.atomic():
            for _ in range(50):
                count = models.Count(contest=contest, form="press", note="filling" + " " * 200_000)
                count.record(models.Count.last_number(contest))
                count.publish()
    except OperationalError as error:
        print(error)
