"""A count with all it is judged against, and what the rules ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from elections.values import Contest, Count, Text

OFFICIAL = ("form-47", "form-48", "form-49")  # the returning officer's, in the order they are made out
FIGURES = ("ballots_cast", "valid_votes", "rejected_votes", "ballots_women")


@dataclass(frozen=True)
class Case:
    """`history`: the contest's earlier good counts in order. `peers`: the election's other contests, each with its
    recorded counts. `at`: the present moment, None where it does not matter."""

    count: Count
    contest: Contest
    history: Sequence[Count] = ()
    peers: Sequence[Contest] = ()
    at: datetime | None = None

    @cached_property
    def names(self) -> dict[int, Text]:
        return {candidate.id: candidate.name for candidate in self.contest.candidates}

    def name(self, key: int) -> Text:
        return self.names.get(key, Text(str(key)))

    @cached_property
    def lines(self) -> int:
        return sum(self.count.votes.values())

    @property
    def every_line(self) -> bool:
        """Whether the count has the votes of every candidate who stood."""
        return self.contest.candidates_complete and all(key in self.count.votes for key in self.names)

    @property
    def adds_up(self) -> bool:
        """Whether all lines together are the valid votes that were given: then no single figure is mistyped."""
        return self.every_line and self.lines == self.count.valid_votes

    @cached_property
    def ballots(self) -> int | None:
        """Ballots so far: cast, else valid and rejected, else valid, else all lines. None if no total is known."""
        return ballots_of(self.count, self.every_line)

    @cached_property
    def before(self) -> Count | None:
        """The last earlier count that has votes of at least one candidate of this one."""
        return next((old for old in reversed(self.history) if old.votes.keys() & self.count.votes.keys()), None)

    @cached_property
    def common(self) -> dict[int, tuple[int, int]]:
        """(before, now) of the candidates whose votes both know."""
        old = self.before.votes if self.before else {}
        return {key: (old[key], now) for key, now in self.count.votes.items() if key in old}

    def last(self, name: str) -> int | None:
        """That figure in the last earlier count that knew it."""
        return next((value for old in reversed(self.history) if (value := getattr(old, name)) is not None), None)

    @cached_property
    def votes_before(self) -> dict[int, int]:
        """The last votes that any earlier count gave each candidate."""
        return {key: votes for old in self.history for key, votes in old.votes.items()}


def ballots_of(count: Count, every_line: bool) -> int | None:
    if count.ballots_cast is not None:
        return count.ballots_cast
    valid = count.valid_votes
    if valid is None and every_line:
        valid = sum(count.votes.values())
    return valid + (count.rejected_votes or 0) if valid is not None else None


def figures_of(count: Count) -> dict[str, int]:
    """The totals that are known, by name; not the stations and not the lines."""
    return {name: value for name in FIGURES if (value := getattr(count, name)) is not None}


def leaders(votes: Mapping[int, int]) -> tuple[int, ...]:
    """The candidacy ids by votes, most first, then by id."""
    return tuple(sorted(votes, key=lambda key: (-votes[key], key)))
