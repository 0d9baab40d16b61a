"""Conclusions: results, scoreboards, and the snapshot that holds all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .contests import Contest, Count
from .people import Bloc, Candidate, Party, Person
from .places import Assembly, Province, Seat, Source, Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate's place in a result; `votes`, `share` (0 to 1) and `rank` are None when unknown."""

    candidate: Candidate
    votes: int | None
    share: float | None
    rank: int | None
    won: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One contest with the conclusions drawn from it (see `elections.tallies`).

    `retracted` is who was reported as the winner until a day ago at most, wrongly. `flags` are the public findings of
    `elections.checks` about its count.
    """

    contest: Contest
    status: str
    standings: tuple[Standing, ...]
    count: Count | None = None
    winner: Candidate | None = None
    won_basis: str | None = None
    leader: Candidate | None = None
    tied: tuple[Candidate, ...] = ()
    runner_up: Candidate | None = None
    margin_votes: int | None = None
    margin_points: float | None = None
    valid_votes: int | None = None
    turnout: float | None = None
    turnout_basis: str | None = None
    complete: bool | None = None
    change: str | None = None
    updated_at: datetime | None = None
    embargoed: bool = False
    retracted: Candidate | None = None
    retracted_at: datetime | None = None
    flags: tuple[Any, ...] = ()

    @property
    def seat(self) -> Seat:
        return self.contest.seat

    @property
    def stations_reported(self) -> int | None:
        return self.count.stations_reported if self.count else None

    @property
    def ahead(self) -> Candidate | None:
        """Whom a map paints: the winner, else the one who leads alone, else nobody."""
        return self.winner or self.leader


@dataclass(frozen=True, slots=True)
class Group:
    """What seats are added up by: a bloc, the independents, or the parties outside every bloc."""

    slug: str
    name: Text
    short: Text
    slot: int | str


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """Seats and known votes of one group; `parties` says with which parties it won them."""

    group: Group
    won: int
    leading: int
    votes: int
    parties: tuple[tuple[Party | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Strength:
    """Before and after for one party: seats it held that were polled, kept, lost and gained."""

    party: Party | None
    group: Group
    defended: int
    kept: int
    lost: int
    gained: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Seats of one group: held before among those polled, won, and left once winners of several seats have given up
    all but one. `left` is None where it is not known whose seat falls vacant.
    """

    group: Group
    before: int
    won: int
    left: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The scoreboard of a set of results: one assembly, or all of them.

    `seats` are those that have or can still have a result: won + leading + awaited. Halted contests are none of
    them and are counted apart, by state.
    """

    assembly: Assembly | None
    seats: int
    groups: tuple[GroupTotal, ...]
    awaited: int
    postponed: int = 0
    withheld: int = 0
    void: int = 0
    terminated: int = 0
    strengths: tuple[Strength, ...] = ()
    balances: tuple[Balance, ...] = ()


@dataclass(frozen=True, slots=True)
class ManySeats:
    """A person who stands in several seats of the election, of which one can be kept.

    `kept` is the seat said to be kept. `to_vacate` are the seats won that are known to fall vacant, `vacating` their
    number: all but one as long as nothing is said.
    """

    person: Person
    results: tuple[Result, ...]
    won: tuple[Result, ...]
    kept: Result | None = None
    to_vacate: tuple[Result, ...] = ()
    vacating: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the public log: what became public or was withdrawn, when, why, and by whom (a role, no name).

    `before` and `count` are what readers saw before and after: of a withdrawal the withdrawn count and the one they
    fell back to; its number is `fallback`, also where it was withdrawn later itself. `winner` is whom a call named,
    also a withdrawn one; `replaced` whom the pages named until a call, and `instead` once a call was withdrawn.
    `withdrawn_at`: when what became public here was withdrawn again.
    """

    at: datetime
    kind: str  # "count", "call", "count-withdrawn", "call-withdrawn"
    number: int
    seat: Seat
    count: Count | None = None
    winner: Candidate | None = None
    before: Count | None = None
    reason: str = ""
    role: str = ""
    fallback: int | None = None
    instead: Candidate | None = None
    replaced: Candidate | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Election:
    slug: str
    kind: str
    country: Text
    name: Text
    date: date
    polls_close: datetime
    results_from: datetime
    results_rule: Text
    time_zone: str
    rehearsal: bool
    featured: bool
    note: Text
    source: Source | None
    version: int
    phase: int
    next_instant: datetime | None
    publishable: str = "any"  # or "returning-officer"
    frozen_at: datetime | None = None  # since when nothing moves, while the figures are checked
    generation: str = ""  # new with every restore of a backup

    @property
    def state(self) -> str:
        """`version.phase`, of a restored one `version.phase.generation`: the public state's name, every cache's key."""
        return ".".join([str(self.version), str(self.phase), *([self.generation] if self.generation else [])])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is public of one election at one moment."""

    election: Election
    at: datetime
    results: tuple[Result, ...]
    blocs: tuple[Bloc, ...]
    parties: tuple[Party, ...]
    tallies: tuple[Tally, ...]
    total: Tally
    many_seats: tuple[ManySeats, ...]
    changes: tuple[Change, ...]
    updated_at: datetime | None
    by_slug: Mapping[str, Result] = field(repr=False, default_factory=dict)

    def provinces(self) -> tuple[Province, ...]:
        """The provinces that hold seats of this election, in the order of their first seat."""
        return tuple(dict.fromkeys(result.seat.province for result in self.results))

    def assemblies(self) -> tuple[Assembly, ...]:
        """The assemblies that are polled for, in the order of their first seat."""
        return tuple(dict.fromkeys(result.seat.assembly for result in self.results))
