"""The card that a shared link shows: 1200 × 630, with the words and figures of its page and its map.

Everything is drawn from `Face`, which holds words that are ready to be read: what they say is the pages' business.
"""

from __future__ import annotations

from dataclasses import dataclass

from elections.tallies import HALTED
from maps.drawing import marks
from maps.drawing.marks import number
from maps.drawing.measures import Value
from maps.drawing.paper import Paper

WIDTH, HEIGHT, DENSITY = 1200, 630, 0.5  # timelines show a card at about half its size
EDGE, COLUMN, GAP = 56.0, 590.0, 40.0  # around the card; of the words; between words and map
FOOT = 566.0
NAMES = (29, 25, 22)  # sizes of a candidate's name, the first at which it fits
# (size, lines) of a headline, the first that it fits.
HEADLINES = {"en": ((56, 2), (48, 3), (40, 4)), "ur": ((46, 1), (38, 2), (30, 3))}
SQUARE, SQUARE_GAP = 24.0, 6.0
LEAST_SCORE = 78.0
MOST_SQUARES = 19  # in a row of the column; more seats are a bar


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate: name, party in more and in fewer words, votes in words ("–" if unknown), bar from 0 to 1 (None
    without), colour and sign.
    """

    name: str
    sides: tuple[str, ...]
    votes: str
    bar: float | None
    value: Value


@dataclass(frozen=True, slots=True)
class Score:
    """One assembly: its name, (seats, words, slot) of each group, one value a seat in order, seats for a majority."""

    name: str
    totals: tuple[tuple[str, str, str], ...]
    seats: tuple[Value, ...]
    majority: int | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """All that a card says."""

    language: str
    kicker: str
    headline: str
    badge: str
    said: tuple[str, ...]
    site: str
    foot: str
    scores: tuple[Score, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    maps: tuple[tuple[str, str], ...] = ()  # (title, drawing as of a page)


def card(face: Face) -> str:
    """The card as an SVG that leans on the pictures' style sheet (`raster.png` draws it, `raster.key` names it)."""
    paper = Paper(WIDTH, face.language, face.headline)
    across = COLUMN if face.maps else WIDTH - 2 * EDGE
    top = _head(paper, face, across)
    if face.scores:
        _scores(paper, face.scores, top, across)
    else:
        _rows(paper, face, top, across)
    _maps(paper, face)
    _foot(paper, face)
    return paper.svg(HEIGHT)


def _head(paper: Paper, face: Face, across: float) -> float:
    urdu = paper.mirrored
    y = 70.0 if urdu else 76.0
    paper.text(EDGE, y, paper.cut(face.kicker, 22, across), 22, "soft")
    size, lines = _headline(paper, face.headline, across)
    y += 34 + size if urdu else 18 + size
    y = paper.lines(EDGE, y, lines, size, "serif") - paper.leading(size)
    return _badge(paper, face, y + (size * 0.4 + 16 if urdu else size * 0.2 + 24), across)


def _headline(paper: Paper, words: str, across: float) -> tuple[float, list[str]]:
    sizes = HEADLINES[paper.language]
    for size, most in sizes:
        lines = paper.broken(words, size, across, most + 1, bold=True)
        if len(lines) <= most:
            return size, lines
    size, most = sizes[-1]
    return size, paper.broken(words, size, across, most, bold=True)


def _badge(paper: Paper, face: Face, y: float, across: float) -> float:
    """The status in a frame, and what stands beside it, in at most two lines below; returns where they end."""
    size, high = 22.0, 48.0 if paper.mirrored else 40.0
    wide = min(across, paper.measure(face.badge, size, bold=True) + 40)
    base = y + high * (0.6 if paper.mirrored else 0.67)
    paper.rect(EDGE, y, wide, high, "badge", high / 2)
    paper.text(EDGE + wide / 2, base, paper.cut(face.badge, size, across - 40, bold=True), size, "bold", "middle")
    said = " · ".join(face.said)
    beside = across - wide - 16
    if paper.measure(said, 21) <= beside:
        paper.text(EDGE + wide + 16, base, said, 21, "soft")
        return y + high
    lines = paper.broken(said, 21, across, 2)
    return paper.lines(EDGE, y + high + 8 + paper.leading(21), lines, 21, "soft") - paper.leading(21) + 8


def _scores(paper: Paper, scores: tuple[Score, ...], top: float, across: float) -> None:
    """As many assemblies as there is room for, from below, each with its numerals and its seats."""
    room = FOOT - 10 - top
    shown = scores[: max(1, int(room // LEAST_SCORE))]
    high = min(94.0, room / len(shown))
    for at, score in enumerate(reversed(shown), 1):
        _score(paper, score, FOOT - 10 - high * at, high, across)


def _score(paper: Paper, score: Score, y: float, high: float, across: float) -> None:
    """Every group is named, if need be in smaller letters: leaving one out would be taking sides."""
    base, x = y + high - SQUARE - 20, EDGE
    wide = sum(_total_width(paper, total) + 24 for total in score.totals) - 24
    if wide + 24 + paper.measure(score.name, 20) <= across:
        paper.text(EDGE + across, base, score.name, 20, "soft", "end")
    shrink = min(1.0, across / max(wide, 1.0))
    for seats, words, slot in score.totals:
        numeral = paper.measure(seats, 42, bold=True) + 8
        paper.text(x, base, seats, 42 * shrink, f"serif figure {slot}")
        paper.text(x + numeral * shrink, base, words, 21 * shrink)
        x += (_total_width(paper, (seats, words, slot)) + 24) * shrink
    _seats(paper, score, y + high - SQUARE - 4, across)


def _total_width(paper: Paper, total: tuple[str, str, str]) -> float:
    seats, words, _slot = total
    return paper.measure(seats, 42, bold=True) + 8 + paper.measure(words, 21)


def _seats(paper: Paper, score: Score, y: float, across: float) -> None:
    hatches = marks.patterns(score.seats, f"card-{round(y)}")
    paper.parts.append(f'<g class="key"><defs>{hatches}</defs></g>' * bool(hatches))
    if len(score.seats) > MOST_SQUARES:
        _bar(paper, score, y, across)
        return
    for at, value in enumerate(score.seats):
        size = number(SQUARE)
        shape = f'<path class="s" d="M0 0h{size}v{size}h-{size}z"{marks.fill(value, f"card-{round(y)}")}/>'
        if value.pattern in HALTED:
            shape += f'<path class="sign soft" transform="translate(12 12)" d="{marks.glyph(value, 6)}"/>'
        square = f'<g class="key {value.slot} {value.pattern}">{shape}</g>'
        paper.put(square, EDGE + at * (SQUARE + SQUARE_GAP), y, SQUARE)


def _bar(paper: Paper, score: Score, y: float, across: float) -> None:
    """Many seats as one bar, in stretches of equal seats, with a mark where the majority begins."""
    each, x = across / len(score.seats), EDGE
    runs: list[tuple[Value, int]] = []
    for value in (Value(value.slot, value.pattern) for value in score.seats):
        last = runs.pop() if runs and runs[-1][0] == value else (value, 0)
        runs.append((value, last[1] + 1))
    for value, seats in runs:
        wide = each * seats
        shape = f'<path class="s" d="M0 0h{number(wide)}v{number(SQUARE)}h-{number(wide)}z"'
        filled = f"{shape}{marks.fill(value, f'card-{round(y)}')}/>"
        paper.put(f'<g class="key bar {value.slot} {value.pattern}">{filled}</g>', x, y, wide)
        x += wide
    if score.majority and score.majority <= len(score.seats):
        at = number(paper.along(EDGE + each * score.majority))
        paper.parts.append(f'<path class="majority" d="M{at} {number(y - 6)}v{number(SQUARE + 12)}"/>')


def _rows(paper: Paper, face: Face, top: float, across: float) -> None:
    """Candidates with bars, and what else there is to say, as far as there is room."""
    room, line = FOOT - 16 - top, paper.leading(22)
    notes = [paper.cut(note, 22, across) for note in face.notes]
    high = min(80.0, room / max(1, len(face.rows)))
    notes = notes[: max(0, int((room - high * len(face.rows)) / line))]
    y = top + min(28.0, (room - high * len(face.rows) - line * len(notes)) / 2)
    for row in face.rows:
        _row(paper, row, y, across)
        y += high
    paper.lines(EDGE, y + 26, notes, 22, "soft")


def _row(paper: Paper, row: Row, y: float, across: float) -> None:
    base = y + 36
    paper.put(f'<path class="sign {row.value.slot}" d="{marks.glyph(row.value, 10)}"/>', EDGE + 11, base - 10)
    free = across - 34 - paper.measure(row.votes, 34, bold=True) - 24
    size = next((size for size in NAMES if paper.measure(row.name, size, bold=True) <= free), NAMES[-1])
    name = paper.cut(row.name, size, free, bold=True)
    used = paper.measure(name, size, bold=True) + 12
    paper.text(EDGE + 34, base, name, size, "bold")
    side = next((side for side in row.sides if paper.measure(side, 22) <= free - used), "")
    paper.text(EDGE + 34 + used, base, side, 22, "soft")
    paper.text(EDGE + across, base, row.votes, 34, "serif", "end")
    if row.bar is not None:
        bar = y + (58 if paper.mirrored else 50)
        paper.rect(EDGE, bar, across, 10, "track")
        paper.rect(EDGE, bar, max(2.0, across * row.bar), 10, f"sign {row.value.slot}")


def _maps(paper: Paper, face: Face) -> None:
    """One map, or those of several assemblies, one below the other."""
    x = EDGE + COLUMN + GAP
    across = WIDTH - x - EDGE + 20
    high = (FOOT - 36) / max(1, len(face.maps))
    for at, (title, drawing) in enumerate(face.maps):
        y, room = 28 + at * high, high - 16
        if title:
            paper.text(x, y + 22, paper.cut(title, 20, across), 20, "soft")
            y, room = y + 34, room - 34
        paper.drawing(drawing, x, y, across, room, middle=True)


def _foot(paper: Paper, face: Face) -> None:
    base = FOOT + (42 if paper.mirrored else 38)
    paper.rule(EDGE, FOOT, WIDTH - 2 * EDGE)
    paper.text(EDGE, base, face.site, 26, "serif")
    used = paper.measure(face.site, 26, bold=True) + 32
    paper.text(WIDTH - EDGE, base, paper.cut(face.foot, 20, WIDTH - 2 * EDGE - used), 20, "soft", "end")
