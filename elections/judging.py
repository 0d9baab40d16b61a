"""Counts and calls checked against all that is recorded, public or not. For the desk and the importer only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from django.utils import timezone

from elections import models, reading
from elections.checks import Finding, check_call, check_count
from elections.public import UnknownElection
from elections.public.shelf import Shelf
from elections.values import Call, Contest, Count

AFTER_ALL = datetime(9000, 1, 1, tzinfo=UTC)  # no embargo reaches so far


def recorded_contests(slug: str) -> dict[str, Contest]:
    """The contests of an election by code, each with every count that was recorded and not withdrawn.

    Not yet published ones, embargoed ones and those behind a freeze are among them: never for readers. Takes a fixed
    number of queries. Raises UnknownElection.
    """
    election = models.Election.objects.select_related("source").filter(slug=slug).first()
    if election is None:
        raise UnknownElection(slug)
    shelf = Shelf(election, AFTER_ALL)
    rows = models.Count.objects.filter(contest__election=election, withdrawn_at=None)
    counts = defaultdict(list)
    for row in rows.select_related("source", "turnout_source").order_by("number"):
        further = shelf.further[models.Count][row.pk]
        counts[row.contest_id].append(reading.count(row, shelf.votes[row.pk], further))
    return {row.constituency.code: replace(shelf.contest(row), counts=tuple(counts[row.pk])) for row in shelf.rows}


def judge(count: Count, code: str, contests: Mapping[str, Contest], at: datetime | None = None) -> tuple[Finding, ...]:
    """The findings about a count of the contest with this code, against `recorded_contests`. `at`: now by default."""
    contest = contests[code]
    history = tuple(other for other in contest.counts if other.number < count.number)
    peers = tuple(other for other in contests.values() if other.counts and other is not contest)
    return check_count(count, contest, history, peers, at=at or timezone.now())


def judge_call(
    call: Call, code: str, contests: Mapping[str, Contest], at: datetime | None = None
) -> tuple[Finding, ...]:
    """The findings about a call of the contest with this code, against `recorded_contests`. `at`: now by default."""
    return check_call(call, contests[code], at or timezone.now())
