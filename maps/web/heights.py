"""How tall an embed is at a width, for iframes that no script follows: its lines, rows and drawings added up.

Sizes are pixels of static/css/site.css and embed.css. Letters are reckoned as wide as in the widest fonts that systems
come with, so that the sum is never less than the embed; tests in a real browser compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from elections.values import Result, Standing
from maps.drawing import wording
from maps.drawing.text import width_of
from maps.web import corrections, labels, pictures, words
from maps.web.sources import sources_of

SCOREBOARD = 120  # in both languages
NARROWEST = 240
EDGES = 24  # around everything, both sides together
ROOMY = 1.03  # for parts of pixels, and for words that break earlier than reckoned
DRAWING = re.compile(r'class="map map-(\w+)".*?viewBox="0 0 ([\d.]+) ([\d.]+)"', re.S)
LOCATOR, MAP = 272, 736  # the widest a drawing gets
NARROW = 480 - EDGES  # below it a table has slimmer columns and none for margins


@dataclass(frozen=True)
class Type:
    """What a language is set in: the size of text, and the height of its lines by kind."""

    size: float
    line: float
    small: float  # at 14 px
    head: float
    head_space: float
    notice: float
    name: float  # the place below a seat's code
    row: float  # what a candidate's name and, smaller, side come to; Nastaliq letters are slim


LATIN = Type(16, 24, 21, 25.3, 0, 24, 17, 15)
NASTALIQ = Type(17, 34, 29, 41.8, 6.6, 37.4, 26, 13)


def height_of(frame, width: int) -> int:
    """Pixels of height that a `maps.web.frames.Frame` needs at that width (px), in the active language."""
    if frame.kind == "scoreboard":
        return SCOREBOARD
    column = Column(max(width, NARROWEST) - EDGES, NASTALIQ if get_language() == "ur" else LATIN)
    return round((EDGES + sum(blocks(frame, column))) * ROOMY)


def lines(text: str, size: float, width: float, bold: bool = False, used: float = 0) -> int:
    """How many lines a text takes whose words are broken at `width`; `used` of the first is taken already."""
    count, space = 1, width_of(" ", size)
    for word in text.split():
        wide = width_of(word, size, bold)
        if used and used + space + wide > width:
            count, used = count + 1, 0
        more = int(wide // width)
        count, used = count + more, used + space * bool(used) + wide - more * width
    return count


@dataclass(frozen=True)
class Column:
    """The one column of an embed: how wide it is, and how its blocks are set."""

    width: float
    type: Type

    def text(self, words: str, size: float = 0, line: float = 0, after: float = 8) -> float:
        """A paragraph and the space after it."""
        return lines(words, size or self.type.size, self.width) * (line or self.type.line) + after

    def note(self, words: str) -> float:
        return self.text(words, 14, self.type.small, 16)

    def headline(self, words: str) -> float:
        # Browsers even out the lines of a headline, which never takes one more.
        return lines(words, 22, min(self.width, 528), bold=True) * self.type.head + self.type.head_space

    def status(self, pill: str, said: str) -> float:
        taken = min(width_of(pill, 14, bold=True) + 35, self.width)
        return 16 + lines(said, self.type.size, self.width, used=taken) * self.type.line

    def notice(self, words: str) -> float:
        if not words:
            return 0
        return lines(words, self.type.size, self.width - 36) * self.type.notice + 48

    def picture(self, drawn: pictures.Picture) -> float:
        """A map with its title, legend and notes."""
        kind, wide, high = DRAWING.search(drawn.drawing).groups()
        across = min(self.width, LOCATOR if kind == "seat" else MAP)
        legend = " ".join(item.label.replace(" ", "\u00a0") + "\u00a0" * 8 for item in drawn.legend)
        title = self.type.head if drawn.title else 0
        rows = lines(legend, 14, self.width) * (self.type.small + 4)
        return 12 + title + across * float(high) / float(wide) + 8 + rows + self.note(caption(drawn)) + 12

    def tbody(self, names: list[str], head: float, figures: float) -> float:
        """The rows of one seat: a line of names each, beside its code and place."""
        room = self.width - self.code - figures - 20
        rows = sum(lines(name, self.type.row, room) * self.type.line + 8 for name in names)
        return max(rows + 12, head) + 1

    @property
    def code(self) -> float:
        """The column of codes."""
        return 104 if self.width < NARROW else 120

    def place(self, result: Result, state: bool) -> float:
        """The cell with the seat's code, its name, and its state where it is not the usual one."""
        room = self.code - 12
        rows = lines(words.say(result.seat.name), 14, room)
        rows += lines(wording.status_words(result), 14, room) if state else 0
        return 20 + self.type.line + rows * self.type.name


def caption(drawn: pictures.Picture) -> str:
    """About what stands below a map."""
    said = [
        gettext("Boundaries are approximate.") if drawn.approximate else "",
        gettext("Dashed: disputed territory, no seat of this election.") if drawn.disputed else "",
        gettext("Not on the map, because their boundaries are not known:") if drawn.missing else "",
        words.comma().join(words.say(result.seat.code_text) for result in drawn.missing),
    ]
    return " ".join(filter(None, said))


def blocks(frame, column: Column) -> Iterator[float]:
    """The heights of what stands below each other, from the top."""
    election = frame.snapshot.election
    yield column.notice(gettext("Rehearsal: these are not real results")) if election.rehearsal else 0
    yield column.notice(corrections.frozen(election))
    yield column.headline(frame.headline) if frame.options.header else 0
    yield column.status(*status_of(frame))
    yield column.text(keeping(frame)) if frame.many and frame.options.header else 0
    yield sum(column.notice(named(result)) for result in frame.results if result.retracted)
    yield 0 if frame.kind == "table" else sum(map(column.picture, frame.pictures))
    yield sum(table(frame, column)) if frame.options.table else 0
    yield credit(frame, column)


def keeping(frame) -> str:
    """What is said of a person who won several seats."""
    rule = gettext("A member can keep only one seat of an assembly.")
    return f"{rule} {words.vacating_sentence(frame.many)}"


def named(result: Result) -> str:
    return f"{words.say(result.seat.code_text)} {words.say(result.seat.name)}: {corrections.retraction(result)}"


def status_of(frame) -> tuple[str, str]:
    """The pill, and what is said beside it."""
    if frame.kind == "seat":
        result = frame.results[0]
        return wording.status_words(result), " · ".join(labels.seat_parts(frame.snapshot, result))
    first, *others = labels.status_parts(frame.snapshot.election, frame.results, frame.snapshot.at)
    return first, " · ".join(others)


def table(frame, column: Column) -> Iterator[float]:
    """The heights of a table's rows."""
    if frame.kind == "seat":
        yield from standings(frame.results[0], column)
        return
    yield column.type.small + 14
    figures = 74 if column.width < NARROW else 166
    for result in frame.results:
        names = [outcome(result)] if frame.kind == "candidate" else [name_of(s) for s in told(result)]
        state = frame.kind != "candidate" and result.status != "unofficial"
        yield column.tbody(names or [wording.status_words(result)], column.place(result, state), figures)


def told(result: Result) -> list[Standing]:
    """Those of the first two who have a row: the winner, and whose votes are known."""
    known = {key for count in result.contest.counts for key in count.votes}
    return [standing for standing in result.standings[:2] if standing.won or standing.candidate.id in known]


def name_of(standing: Standing) -> str:
    """A candidate and, kept together, party and alliance."""
    side = wording.party_and_bloc(standing.candidate).replace(" ", "\u00a0")
    return f"{words.say(standing.candidate.name)} {side}"


def outcome(result: Result) -> str:
    """About what stands in a candidate's row."""
    said = result.winner and gettext("lost to %(winner)s") % {"winner": words.with_party(result.winner)}
    return said or wording.status_words(result)


def standings(result: Result, column: Column) -> Iterator[float]:
    """The rows of one seat's table, and what stands below it."""
    for standing in result.standings:
        symbol = f" · {words.say(standing.candidate.symbol)}" if standing.candidate.symbol else ""
        rows = lines(name_of(standing) + symbol.replace(" ", "\u00a0"), column.type.row, column.width - 92)
        known = standing.votes is not None
        yield max(rows + 0.5 * known, 1 + 0.85 * (standing.share is not None)) * column.type.line + 17
    yield column.note(gettext("Margin")) if result.margin_votes is not None else 0
    yield 0 if result.contest.candidates_complete else column.note("x" * 90)
    yield sum(column.text(f"{corrections.flag_sentence(flag)} {law(flag, result)}", after=56) for flag in result.flags)


def law(flag, result: Result) -> str:
    """What is cited behind a flag."""
    source = corrections.flag_source(flag, result.contest)
    return f"{words.say(flag.law)} {words.say(source.publisher) if source else ''} {'x' * 20}"


def credit(frame, column: Column) -> float:
    """The lines that say whose word it is and where it comes from."""
    sources, _more = sources_of(frame.results) if frame.options.source else ([], 0)
    said = words.comma().join(words.say(source.publisher) for source in sources)
    first = column.text(said + " x" * 30, 14, column.type.small + 4, 0) if sources else 0
    return 8 + first + column.text(words.say(frame.snapshot.election.name), 14, column.type.small + 20, 0)
