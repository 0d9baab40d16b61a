"""Reads a message: its seat, its stations, and each candidate's votes where there is no doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from elections.values import Contest

from .elements import DOUBTFUL, Element, Vocabulary, elements_of, lines_of
from .lexing import tokens_of
from .pairing import ASIDE, NO_LABEL, NO_NUMBER, Group, groups_of, meaning, pairs_of
from .parts import Message, Piece, Problem, Token
from .seats import Part, gettext_noop, part_of

DIFFERENT = gettext_noop("Different numbers are given for the same thing: none was filled in.")
OTHER_TOTAL = gettext_noop("The message speaks of %(message)d stations; this seat has %(seat)d.")
FORM_FIGURES = ("rejected_votes", "valid_votes", "ballots_cast")
Given = dict[int | str, list[tuple[int, int, int]]]  # by candidate or field: value, start, end


def read_message(text: str, contests: Sequence[Contest], code: str | None = None) -> Message:
    """What `text` surely says of one seat; `code` is the code or slug of the seat whose screen is open.

    Without `code` it is the first seat that the message names. Nothing is raised, whatever the text.
    """
    contests = tuple(contests)
    part = part_of(text, tokens_of(text, contests), contests, code)
    if part.contest is None:
        return Message(seat_slug=part.slug, not_understood=part.pieces, problems=part.problems)
    reading = Reading(text, part)
    reading.read(Vocabulary(part.contest, contests))
    return reading.message()


class Reading:
    """One pass over the part of a message that speaks of one contest."""

    def __init__(self, text: str, part: Part):
        self.text, self.part, self.contest = text, part, part.contest
        self.pieces: list[Piece] = list(part.pieces)
        self.given: Given = defaultdict(list)
        self.spans: list[tuple[int, int]] = []

    def read(self, vocabulary: Vocabulary) -> None:
        self.read_walls(self.part.tokens)
        for line in lines_of(elements_of(self.text, self.part.tokens, vocabulary)):
            self.read_unknown(line)
            for stretch in groups_of(self.without_turnout(line)):
                for label, number in pairs_of(stretch):
                    self.take(label, number)

    def read_walls(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.kind == "stations":
                for name, value in zip(("stations_reported", "stations_total"), token.pair, strict=True):
                    self.given[name].append((value, token.start, token.end))
            elif token.kind == "code":
                self.spans.append((token.start, token.end))
            elif token.kind in ("time", "date"):
                self.mark(token.start, token.end, ASIDE)

    def read_unknown(self, line: Sequence[Element]) -> None:
        """Marks words that are not understood, those side by side together, and percentages."""
        run: list[Element] = []
        for one in [*line, Element("end", 0, 0)]:
            if one.kind == "unknown":
                run.append(one)
                continue
            if run:
                self.mark(run[0].start, run[-1].end, run[0].reason)
                run = []
            if one.kind == "percent":
                self.mark(one.start, one.end, ASIDE)

    @staticmethod
    def without_turnout(line: Sequence[Element]) -> list[Element]:
        """The line without percentages and the turnout's label beside one."""
        solid = [one for one in line if one.kind not in ("noise", "soft")]
        beside = {
            id(one)
            for at, one in enumerate(solid)
            if is_turnout(one) and any(e.kind == "percent" for e in solid[max(at - 1, 0) : at + 2])
        }
        return [one for one in line if one.kind != "percent" and id(one) not in beside]

    def take(self, label: Group | None, number: Group | None) -> None:
        if label is None:
            return self.mark(number.start, number.end, number.number.reason or NO_LABEL, number.number.figures)
        start, end = label.start, label.end
        named = {"label": self.text[start:end]}
        what, reason, figures = meaning(label)
        if number is None:
            stations = what == "stations_reported" and what in self.given
            return None if stations else self.mark(start, end, reason or NO_NUMBER, {**named, **figures})
        start, end = min(start, number.start), max(end, number.end)
        if what is None:
            return self.mark(start, end, reason, {**named, **figures})
        if number.number.value is None:
            return self.mark(start, end, number.number.reason or DOUBTFUL, number.number.figures)
        self.given[what].append((number.number.value, start, end))

    def mark(self, start: int, end: int, reason: str, figures=None) -> None:
        self.pieces.append(Piece(self.text[start:end], start, end, reason, figures or {}))

    def settle(self) -> dict[int | str, int]:
        """One value for each thing; what was given twice and differently is marked and left out."""
        sure = {}
        for what, given in self.given.items():
            if len({value for value, *_ in given}) == 1:
                sure[what] = given[0][0]
                self.spans += [(start, end) for _, start, end in given]
                continue
            for _, start, end in given:
                self.mark(start, end, DIFFERENT)
        return sure

    def message(self) -> Message:
        sure = self.settle()
        reported, total = sure.get("stations_reported"), sure.get("stations_total")
        return Message(
            seat_slug=self.contest.seat.slug,
            stations_reported=reported,
            stations_total=total,
            votes={what: value for what, value in sure.items() if isinstance(what, int)},
            figures={name: sure[name] for name in FORM_FIGURES if name in sure},
            understood=tuple(sorted(set(self.spans))),
            not_understood=tuple(outermost(self.pieces)),
            problems=(*self.part.problems, *self.other_total(total)),
        )

    def other_total(self, total: int | None) -> list[Problem]:
        own = self.contest.stations_total
        if total is None or own is None or total == own:
            return []
        return [Problem("other-stations", OTHER_TOTAL, {"message": total, "seat": own})]


def is_turnout(one: Element) -> bool:
    return one.kind == "label" and any(label.field == "turnout" for label in one.labels)


def outermost(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in order, without those that lie inside another."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        if not kept or piece.end > kept[-1].end:
            kept.append(piece)
    return kept
