"""A night to judge counts on: contests with their right counts, each at its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from elections.values import Assembly, Contest, Count, District, Province, Seat, Source, Text


@dataclass(frozen=True)
class Night:
    """`contests` without counts by seat code; `counts` by seat code, each with the moment it was entered, in order."""

    name: str
    contests: dict[str, Contest]
    counts: dict[str, list[tuple[datetime, Count]]]


@dataclass(frozen=True)
class Entry:
    """One count at the desk with what the editor had before it. `later` are the right counts of the seat to come."""

    night: str
    contest: Contest
    history: tuple[Count, ...]
    peers: tuple[Contest, ...]
    count: Count
    at: datetime
    later: tuple[Count, ...] = ()

    @property
    def code(self) -> str:
        return self.contest.seat.code


def entries(night: Night) -> Iterator[Entry]:
    """Every right count of the night in the order of time, with all that was recorded by then."""
    recorded = dict(night.contests)
    events = sorted((at, code, place) for code, counts in night.counts.items() for place, (at, _) in enumerate(counts))
    for at, code, place in events:
        own = tuple(count for _at, count in night.counts[code])
        contest, count = recorded[code], own[place]
        peers = tuple(peer for other, peer in recorded.items() if other != code and peer.counts)
        yield Entry(night.name, contest, own[:place], peers, count, at, own[place + 1 :])
        recorded[code] = replace(contest, counts=own[: place + 1])


def seat_of(code: str, province: str) -> Seat:
    slug = code.split("-")[0].lower()
    assembly, home = Assembly(slug, slug.upper(), Text(slug)), Province(province, Text(province))
    return Seat(0, code, code.lower(), Text(code), Text(code), assembly, home, District("", Text()), "2018")


def source_of(publisher: str) -> Source:
    return Source(publisher, Text(publisher), publisher, "", None)


def evening(date: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(date).replace(hour=hour, tzinfo=UTC)


HOUR = timedelta(hours=1)
