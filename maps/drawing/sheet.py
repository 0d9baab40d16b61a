"""A map as a picture of its own, to download: title, status, map, legend, notes, source, time and address drawn in."""

from __future__ import annotations

from dataclasses import dataclass

from maps.drawing.paper import Paper
from maps.drawing.picture import Swatch

WIDTH = 800.0  # units, each a pixel where the picture is looked at
PIXELS = 1200  # of its PNG
EDGE = 32.0
TALLEST = 1000.0  # of one map
LOCATOR = 420.0
TITLES = {"en": (32, 27), "ur": (30, 25)}  # sizes, the first at which one line is enough
KEY, KEY_GAP = 18.0, 22.0


@dataclass(frozen=True, slots=True)
class Plate:
    """One map with what belongs below it; `title` only where a sheet holds several."""

    drawing: str
    legend: tuple[Swatch, ...]
    notes: tuple[str, ...] = ()
    title: str = ""
    locator: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """All the words around the maps of a sheet."""

    language: str
    kicker: str
    title: str
    badge: str
    said: tuple[str, ...]
    site: str
    source: str
    address: str


def sheet(words: Text, plates: tuple[Plate, ...]) -> str:
    """The sheet as an SVG that leans on the pictures' style sheet (`raster.standalone` frees it from that)."""
    paper = Paper(WIDTH, words.language, words.title, " · ".join([words.badge, *words.said]))
    y = _head(paper, words)
    for plate in plates:
        y = _plate(paper, plate, y + 20)
    return paper.svg(_foot(paper, words, y + 28))


def _head(paper: Paper, words: Text) -> float:
    """Title and status; returns where they end."""
    across, sizes = WIDTH - 2 * EDGE, TITLES[paper.language]
    size = next((size for size in sizes if paper.measure(words.title, size, bold=True) <= across), sizes[0])
    y = 46.0
    paper.text(EDGE, y, paper.cut(words.kicker, 17, across), 17, "soft")
    y += size + (24 if paper.mirrored else 8)
    lines = paper.broken(words.title, size, across, 3, bold=True)
    y = paper.lines(EDGE, y, lines, size, "serif") - paper.leading(size) + size * 0.5
    y += paper.leading(18)
    said = paper.broken(" · ".join(words.said), 17, across, 3)
    paper.text(EDGE, y, paper.cut(words.badge, 18, across, bold=True), 18, "bold")
    return paper.lines(EDGE, y + paper.leading(17), said, 17, "soft") - paper.leading(17)


def _plate(paper: Paper, plate: Plate, y: float) -> float:
    across = WIDTH - 2 * EDGE
    if plate.title:
        y += paper.leading(20)
        paper.text(EDGE, y, paper.cut(plate.title, 20, across, bold=True), 20, "bold")
        y += 14
    wide = LOCATOR if plate.locator else across
    high = paper.drawing(plate.drawing, EDGE + (across - wide) / 2, y, wide, TALLEST)
    y = _legend(paper, plate.legend, y + high + 14)
    for note in plate.notes:
        lines = paper.broken(note, 15, across, 4)
        y += 6
        y = paper.lines(EDGE, y + paper.leading(15), lines, 15, "soft") - paper.leading(15)
    return y


def _legend(paper: Paper, items: tuple[Swatch, ...], y: float) -> float:
    """Swatches and their words, side by side as far as there is room; returns the last base line."""
    x, line, across = EDGE, max(28.0, paper.leading(16)), WIDTH - 2 * EDGE
    base = y + line * 0.7
    for item in items:
        words = paper.cut(item.label, 16, across - KEY - 8)
        wide = KEY + 8 + paper.measure(words, 16)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, base = EDGE, base + line
        paper.inside(item.svg, x, base - KEY * 0.78, KEY)
        paper.text(x + KEY + 8, base, words, 16)
        x += wide + KEY_GAP
    return base


def _foot(paper: Paper, words: Text, y: float) -> float:
    """Who says so, when, and where the map is from; returns the height of the sheet."""
    across = WIDTH - 2 * EDGE
    paper.rule(EDGE, y, across)
    y += 10
    free = across - paper.measure(words.site, 22, bold=True) - 24
    if words.source:
        y += paper.leading(15)
        paper.text(EDGE, y, paper.cut(words.source, 15, free), 15, "soft")
    y += paper.leading(15) + 2
    paper.address(EDGE, y, paper.cut(words.address, 15, free), 15, "soft")
    paper.text(WIDTH - EDGE, y, words.site, 22, "serif", "end")
    return round(y + 26)
