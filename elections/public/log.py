"""The public log of an election: what became public, what was taken back, and what readers saw instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from elections import reading, tallies, values

ORDER = ("count", "call", "count-withdrawn", "call-withdrawn")  # in the same moment


@dataclass(frozen=True, slots=True)
class Seen:
    """A count or call that readers could see from `since` on, until `fix` took it back.

    `row` is None where a freeze of an earlier version kept nothing of it but its withdrawal.
    """

    number: int
    since: datetime | None
    row: values.Count | values.Call | None
    candidate: int | None = None  # whom a call named
    fix: values.Correction | None = None

    def stood(self, at: datetime) -> bool:
        """Whether readers had it before them at that moment."""
        return self.since is not None and self.since <= at and (self.fix is None or at < self.fix.at)


def changes_of(results: Iterable[values.Result]) -> tuple[values.Change, ...]:
    """Newest first: every count and call that became public, and every withdrawal with its reason.

    An entry's time is the one from which readers could see it: under embargo or in a freeze,
    its end.
    """
    changes = [change for result in results for change in changes_of_contest(result.contest)]
    changes.sort(key=lambda c: (c.at, ORDER.index(c.kind), c.number, reading.natural(c.seat.code)), reverse=True)
    return tuple(changes)


def changes_of_contest(contest: values.Contest) -> Iterator[values.Change]:
    for kind, published, withdrawal in (("count", count_of, count_withdrawal), ("call", call_of, call_withdrawal)):
        seen = seen_of(contest, kind)
        for one in seen:
            if one.row:
                yield published(contest, one, seen)
            if one.fix:
                yield withdrawal(contest, one, seen)


def seen_of(contest: values.Contest, kind: str) -> list[Seen]:
    """All that readers ever saw of a kind, in the order of their numbers."""
    rows = contest.counts if kind == "count" else contest.calls
    found = [Seen(row.number, tallies.public_from(contest, row), row, getattr(row, "candidate", None)) for row in rows]
    found += [
        Seen(fix.number, fix.since, getattr(fix, kind), fix.candidate, fix)
        for fix in contest.corrections
        if fix.kind == kind
    ]
    return sorted(found, key=lambda one: one.number)


def before(one: Seen, seen: Iterable[Seen]) -> Seen | None:
    """What stood until this became public, also if it was taken back in that very moment, as when a freeze ends."""
    lower = [other for other in seen if other.number < one.number]
    return last(o for o in lower if o.stood(one.since) or (o.fix and o.fix.at == one.since))


def last(found: Iterable[Seen]) -> Seen | None:
    return max(found, key=lambda one: one.number, default=None)


def fallback(one: Seen, seen: Iterable[Seen]) -> Seen | None:
    """The last of which readers knew when this was withdrawn: they fell back to it if its number is lower."""
    return last(other for other in seen if other is not one and other.stood(one.fix.at))


def count_of(contest: values.Contest, one: Seen, seen: Iterable[Seen]) -> values.Change:
    old = before(one, seen)
    return values.Change(
        one.since,
        "count",
        one.number,
        contest.seat,
        one.row,
        before=old.row if old else None,
        role=one.row.role,
        withdrawn_at=one.row.withdrawn_at,
    )


def call_of(contest: values.Contest, one: Seen, seen: Iterable[Seen]) -> values.Change:
    old = before(one, seen)
    return values.Change(
        one.since,
        "call",
        one.number,
        contest.seat,
        winner=named(contest, one),
        replaced=named(contest, old) if old and old.candidate != one.candidate else None,
        role=one.row.role,
        withdrawn_at=one.row.withdrawn_at,
    )


def count_withdrawal(contest: values.Contest, one: Seen, seen: Iterable[Seen]) -> values.Change:
    """A newer count that readers saw already stays where it is: then nothing falls back to the one before."""
    new, fix = fallback(one, seen), one.fix
    return values.Change(
        fix.at,
        "count-withdrawn",
        one.number,
        contest.seat,
        new.row if new and new.number < one.number else None,
        before=one.row,
        reason=fix.reason,
        role=fix.role,
        fallback=new.number if new else None,
    )


def call_withdrawal(contest: values.Contest, one: Seen, seen: Iterable[Seen]) -> values.Change:
    new, fix = fallback(one, seen), one.fix
    return values.Change(
        fix.at,
        "call-withdrawn",
        one.number,
        contest.seat,
        winner=named(contest, one),
        instead=named(contest, new) if new else None,
        reason=fix.reason,
        role=fix.role,
    )


def named(contest: values.Contest, one: Seen) -> values.Candidate:
    return tallies.candidate_by_id(contest, one.candidate)
