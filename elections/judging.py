"""A count checked against all that is recorded, whether it is public yet or not. For the desk and the importer only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from elections.checks import Finding, check_count
from elections.public import snapshot
from elections.values import Contest, Count

AFTER_ALL = datetime(9000, 1, 1, tzinfo=UTC)  # no embargo reaches so far


def recorded_contests(slug: str) -> dict[str, Contest]:
    """The contests of an election by code, with every published count, embargoed ones included."""
    return {result.seat.code: result.contest for result in snapshot(slug, AFTER_ALL).results}


def judge(count: Count, code: str, contests: Mapping[str, Contest]) -> tuple[Finding, ...]:
    """The findings about a count of the contest with this code, against what is recorded."""
    contest = contests[code]
    history = tuple(other for other in contest.counts if other.number < count.number)
    peers = tuple(other.counts[-1] for other in contests.values() if other.counts and other is not contest)
    return check_count(count, contest, history, peers)
