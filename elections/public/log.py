"""The public log of an election: what became public, what was taken back, and what readers saw instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elections import reading, tallies, values


def changes_of(results: Iterable[values.Result]) -> tuple[values.Change, ...]:
    """Newest first: every public count and call, and every withdrawal with its reason.

    An entry's time is the one from which readers could see it: under embargo or in a freeze,
    its end.
    """
    changes = [change for result in results for change in changes_of_contest(result.contest)]
    # In the same moment a call comes after its count.
    changes.sort(key=lambda c: (c.at, c.kind != "count", c.number, reading.natural(c.seat.code)), reverse=True)
    return tuple(changes)


def changes_of_contest(contest: values.Contest) -> Iterator[values.Change]:
    seat, before = contest.seat, None
    for count in contest.counts:
        at = tallies.public_from(contest, count)
        yield values.Change(at, "count", count.number, seat, count, before=before, role=count.role)
        before = count
    for call in contest.calls:
        winner, at = tallies.candidate_by_id(contest, call.candidate), tallies.public_from(contest, call)
        yield values.Change(at, "call", call.number, seat, winner=winner, role=call.role)
    for correction in contest.corrections:
        yield withdrawal(contest, correction)


def withdrawal(contest: values.Contest, correction: values.Correction) -> values.Change:
    """A withdrawal with what readers fell back to, if what was withdrawn was the last word until then."""
    kind, number = f"{correction.kind}-withdrawn", correction.number
    parts = {"reason": correction.reason, "role": correction.role}
    fallback = last_before(contest, correction)
    if correction.kind == "call":
        winner = tallies.candidate_by_id(contest, correction.candidate)
        instead = named_by(contest, fallback)
        return values.Change(correction.at, kind, number, contest.seat, winner=winner, instead=instead, **parts)
    # A newer count that readers saw already stays where it is: nothing falls back to it.
    count = next((count for count in contest.counts if count.number == fallback < number), None)
    return values.Change(correction.at, kind, number, contest.seat, count, fallback=fallback, **parts)


def last_before(contest: values.Contest, correction: values.Correction) -> int | None:
    """The number of the last count or call of which readers knew when another was withdrawn; None if there was none."""
    known = contest.counts if correction.kind == "count" else contest.calls
    numbers = [row.number for row in known if tallies.public_from(contest, row) <= correction.at]
    numbers += [
        other.number
        for other in contest.corrections
        if other.kind == correction.kind and other.since <= correction.at < other.at
    ]
    return max(numbers, default=None)


def named_by(contest: values.Contest, number: int | None) -> values.Candidate | None:
    """Whom the call of this number names or, withdrawn since, named."""
    named = {fix.number: fix.candidate for fix in contest.corrections if fix.kind == "call"}
    named |= {call.number: call.candidate for call in contest.calls}
    return tallies.candidate_by_id(contest, named[number]) if number in named else None
