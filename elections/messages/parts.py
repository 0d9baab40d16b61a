"""What a message is taken apart into, and what is handed back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the message that was not understood; `reason % figures` is the sentence."""

    text: str
    start: int
    end: int
    reason: str
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the message as a whole; `message % figures` is the sentence."""

    code: str
    message: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.figures


@dataclass(frozen=True, slots=True)
class Message:
    """The figures of one seat; None or absent is what the message does not surely say.

    `votes` has candidate ids, `figures` has `rejected_votes`, `valid_votes` and `ballots_cast`; `understood` are the
    (start, end) of the parts of the text that were used.
    """

    seat_slug: str | None = None
    stations_reported: int | None = None
    stations_total: int | None = None
    votes: Mapping[int, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    understood: tuple[tuple[int, int], ...] = ()
    not_understood: tuple[Piece, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` are places in the original text, `key` the folded text; `odd`: a sign makes it doubtful."""

    kind: str
    start: int
    end: int
    key: str
    pair: tuple[int, int] | None = None  # of stations: reported, total
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What words stand for. `kind` is candidate, field, aside (a figure the form has no field for) or foreign."""

    kind: str
    ids: frozenset[int] = frozenset()
    field: str = ""
    sure: bool = True
