"""Which seat a message speaks of, and which part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elections.values import Contest

from .folding import key_of
from .lexing import code_key
from .parts import Piece, Problem, Token


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogues; whoever shows it translates it."""
    return message


OTHER_PART = gettext_noop("This part speaks of another seat.")
NO_SEAT = gettext_noop("The message names no seat.")
OTHER_SEAT = gettext_noop("This message speaks of %(named)s, not of %(open)s: nothing was filled in.")
UNKNOWN_SEAT = gettext_noop("This message speaks of %(named)s, which is no seat of this election.")
SEVERAL_SEATS = gettext_noop("This message speaks of several seats: only the part about %(seat)s was read.")


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens that speak of `contest` (None: nothing is to be read) and what was put aside."""

    contest: Contest | None
    tokens: tuple[Token, ...] = ()
    slug: str | None = None
    pieces: tuple[Piece, ...] = ()
    problems: tuple[Problem, ...] = ()


def part_of(text: str, tokens: Sequence[Token], contests: Sequence[Contest], code: str | None) -> Part:
    seats = {key: contest for contest in contests for key in codes_of(contest)}
    named = {code_key(token): token for token in reversed(tokens) if token.kind == "code"}
    order = sorted(named, key=lambda key: named[key].start)
    found = list(dict.fromkeys(seats[key].seat.slug if key in seats else key for key in order))
    wanted = opened(contests, code) or (seats.get(order[0]) if order else contests[0] if len(contests) == 1 else None)
    if wanted is None:
        shown = text_of(text, named[order[0]]) if order else ""
        return refused(
            text,
            None,
            Problem("unknown-seat", UNKNOWN_SEAT, {"named": shown}) if order else Problem("no-seat", NO_SEAT),
        )
    if not found or found == [wanted.seat.slug]:
        return Part(wanted, tuple(tokens), wanted.seat.slug)
    if wanted.seat.slug not in found:
        slug = seats[order[0]].seat.slug if order[0] in seats else None
        figures = {"named": text_of(text, named[order[0]]), "open": wanted.seat.code}
        return refused(text, slug, Problem("other-seat", OTHER_SEAT, figures))
    return one_of_several(text, tokens, wanted)


def codes_of(contest: Contest) -> set[str]:
    seat = contest.seat
    return {key_of(text) for text in (seat.code, seat.code_text.en, seat.code_text.ur)} - {""}


def opened(contests: Sequence[Contest], code: str | None) -> Contest | None:
    """The contest of the open screen, by the seat's code or slug."""
    if not code:
        return None
    return next((c for c in contests if c.seat.slug == code or key_of(code) in codes_of(c)), None)


def text_of(text: str, token: Token) -> str:
    return " ".join(text[token.start : token.end].split())


def refused(text: str, slug: str | None, problem: Problem) -> Part:
    whole = (Piece(text, 0, len(text), problem.message, problem.figures),) if text.strip() else ()
    return Part(None, (), slug, whole, (problem,))


def one_of_several(text: str, tokens: Sequence[Token], wanted: Contest) -> Part:
    """The parts that follow the wanted seat's code; what stands before the first code belongs to none for sure."""
    mine, keep, pieces, start = codes_of(wanted), [], [], 0
    bounds = [index for index, token in enumerate(tokens) if token.kind == "code"]
    for first, last in zip([0, *bounds], [*bounds, len(tokens)], strict=True):
        section = tokens[first:last]
        if section and section[0].kind == "code" and code_key(section[0]) in mine:
            keep += section
        elif any(token.kind not in ("break", "comma", "soft", "word") for token in section):
            start, end = section[0].start, [t for t in section if t.kind != "break"][-1].end
            pieces.append(Piece(text[start:end], start, end, OTHER_PART))
    problem = Problem("several-seats", SEVERAL_SEATS, {"seat": wanted.seat.code})
    return Part(wanted, tuple(keep), wanted.seat.slug, tuple(pieces), (problem,))
