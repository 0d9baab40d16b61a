"""One seat in one election: what was counted, who was called, what befell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .people import Candidate, Party
from .places import Seat, Source, Text


@dataclass(frozen=True, slots=True)
class Count:
    """One report of the state of counting. `votes` holds only the candidates whose votes are known.

    `withdrawn_at` is set in the log alone: no count of a contest's `counts` was withdrawn.
    """

    number: int
    votes: Mapping[int, int]
    form: str
    source: Source | None
    published_at: datetime | None
    ballots_cast: int | None = None
    valid_votes: int | None = None
    rejected_votes: int | None = None
    ballots_women: int | None = None
    turnout_reported: float | None = None
    turnout_source: Source | None = None
    stations_reported: int | None = None
    as_of: datetime | None = None
    note: Text = Text()
    further_sources: tuple[Source, ...] = ()
    role: str = ""  # of who published it; "" is an import
    held_until: datetime | None = None  # published during a freeze: its end
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """The statement of who won. `count` is the number of the count it rests on, if it names one."""

    number: int
    candidate: int
    basis: str
    source: Source | None
    published_at: datetime | None
    count: int | None = None
    count_withdrawn: bool = False
    note: Text = Text()
    further_sources: tuple[Source, ...] = ()
    role: str = ""  # as of a count
    held_until: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated, sourced fact of a contest's life; `postponed_to` is the slug and name of an election."""

    kind: str
    date: date
    source: Source | None
    note: Text = Text()
    person: Text = Text()
    stations: int | None = None
    postponed_to: tuple[str, Text, date] | None = None


@dataclass(frozen=True, slots=True)
class PreviousLine:
    name: Text
    party: Party | None
    party_name: str
    votes: int


@dataclass(frozen=True, slots=True)
class PreviousResult:
    """How the seat voted last time, as its source gives it."""

    election: Text
    date: date | None
    registered_voters: int | None
    valid_votes: int | None
    rejected_votes: int | None
    lines: tuple[PreviousLine, ...]
    source: Source | None
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Correction:
    """A withdrawal of what readers had seen: what, when and why.

    `since` and `at`: from when to when readers could see what was withdrawn. `candidate` is whom a call named.
    `count` or `call` is what was withdrawn, for the log of changes and its feed alone: nothing else shows it.
    """

    kind: str  # "count" or "call"
    number: int
    at: datetime
    reason: str
    role: str = ""
    candidate: int | None = None
    since: datetime | None = None
    count: Count | None = None
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A threshold of the election's law. `percent` (0 to 100) and `votes`: the smaller one counts."""

    kind: str  # "recount-margin", "rejected-margin" or "women-share"
    percent: float | None = None
    votes: int | None = None
    law: Text = Text()
    source: Source | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """One seat in one election: all that is public of it, figures of the night included."""

    seat: Seat
    state: str
    polls_close: datetime
    results_from: datetime
    candidates: tuple[Candidate, ...]
    counts: tuple[Count, ...] = ()
    call: Call | None = None
    events: tuple[Event, ...] = ()
    corrections: tuple[Correction, ...] = ()
    candidates_total: int | None = None
    candidates_complete: bool = False
    candidates_source: Source | None = None
    registered_voters: int | None = None
    registered_women: int | None = None
    registered_source: Source | None = None
    stations_total: int | None = None
    stations_source: Source | None = None
    vacancy_kind: str = ""
    vacancy_reason: Text = Text()
    vacancy_source: Source | None = None
    previous_holder: Text = Text()
    previous_party: Party | None = None
    previous_independent: bool = False
    previous_result: PreviousResult | None = None
    note: Text = Text()
    calls: tuple[Call, ...] = ()
    flag_rules: tuple[FlagRule, ...] = ()
