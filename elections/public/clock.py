"""The moments at which time alone changes what is public. One rule for the gate, for `states()` and for every cache."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from elections import tallies
from elections.tallies import RETRACTED_FOR

Times = tuple[datetime, datetime]  # (polls close, results from)


def times_of(election: Times, polls_close: datetime | None, results_from: datetime | None) -> Times:
    """The times of a contest, of its election's and its own, each later only or None.

    A poll that closes later is public later by as much, unless it has a moment of its own; never before it closes.
    """
    closes = polls_close or election[0]
    opens = results_from or closes + (election[1] - election[0])
    return closes, max(election[1], opens, closes)


def public_since(
    published: datetime, results_from: datetime | None, freezes: Iterable[Times], entered: datetime | None = None
) -> datetime:
    """Since when readers could see what was published then: under embargo or in a freeze, since its end.

    `results_from` is None for what no embargo covers. `freezes` are the ended ones, (begin, end) in order of time.
    `entered` is when it was recorded: a file may date what it brings earlier than the freeze that it came behind.
    """
    since = max(published, results_from) if results_from else published
    for begin, end in freezes:
        if any(begin <= moment < end for moment in (since, entered) if moment):
            since = max(since, end)
    return since


def was_seen(withdrawn: datetime | None, since: datetime) -> bool:
    """Whether what was withdrawn then had been public before: else nobody is told of it."""
    return withdrawn is not None and withdrawn >= since


def retraction_ends(withdrawn: datetime, freezes: Iterable[Times]) -> datetime:
    """Until when readers are told that a winner was withdrawn: for a day from when the pages fell back."""
    return public_since(withdrawn, None, freezes) + RETRACTED_FOR


def is_embargoed(basis: str, alone: bool) -> bool:
    """Whether the embargo covers a call of this basis; the word “unopposed” lifts none where others stand."""
    return not (alone and basis == tallies.UNOPPOSED)


def clock(instants: Iterable[datetime], at: datetime) -> tuple[int, datetime | None]:
    """(how many instants have passed, the next one)."""
    passed = sum(instant <= at for instant in instants)
    return passed, min((instant for instant in instants if instant > at), default=None)
