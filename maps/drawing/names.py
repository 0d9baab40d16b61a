"""Words on the land: names of provinces where they fit, and the note that boundaries are approximate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext

from maps.drawing.frame import Frame, Land
from maps.drawing.labels import Box
from maps.drawing.text import clean, say, width_of

SIZE, LINE = 11.0, 13.0
URDU_SIZE, URDU_LINE = 12.5, 30.0  # Nastaliq slopes: it needs more than twice its size
INSIDE = 0.5  # of a name must lie on its province; the rest may lie on the sea or beyond the country
SEARCH = 60.0  # units around the label point
CLOSE_BY = 64  # spots that are looked at together, the nearest first
EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Name:
    """A name in one or two lines: centre and box."""

    lines: tuple[str, ...]
    x: float
    y: float
    box: Box
    line_height: float


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    x: float
    y: float
    box: Box

    @property
    def bottom(self) -> float:
        """The height that the map must have for the note."""
        return round(self.box[3] + 1.0, 1)


def metrics(language: str) -> tuple[float, float]:
    """(size, line height) of words on a map, in units."""
    return (URDU_SIZE, URDU_LINE) if language == "ur" else (SIZE, LINE)


def place_names(frame: Frame, taken: Sequence, language: str) -> tuple[Name, ...]:
    """Names of the home provinces, largest first; one that finds no room beside `taken` is dropped."""
    placed, taken = [], list(taken)
    for land, shape in sorted(((land, frame.project(land)) for land in frame.home), key=lambda pair: -pair[1].area):
        name = _place(frame, land, shape, taken, language)
        if name:
            placed.append(name)
            taken.append(shapely.box(*name.box))
    return tuple(placed)


def _place(frame: Frame, land: Land, shape, taken, language: str) -> Name | None:
    size, line = metrics(language)
    others = [frame.project(other) for other in (*frame.home, *frame.disputed) if other is not land]
    tree = shapely.STRtree([*taken, *shapely.buffer(others, -2)])
    start = frame.projection.point(*land.outline.label)
    for lines in _breaks(clean(say(land.name, language))):
        width = max(width_of(text, size) for text in lines) + 8
        spot = _free_spot(shape, tree, start, width, line * len(lines))
        if spot is not None:
            x, y = (round(float(value), 1) for value in spot)
            half = (width / 2, line * len(lines) / 2)
            return Name(lines, x, y, (x - half[0], y - half[1], x + half[0], y + half[1]), line)
    return None


def _breaks(text: str) -> list[tuple[str, ...]]:
    """The name in one line, then in two, broken at the middle space."""
    words = text.split()
    if len(words) < 2:
        return [(text,)]
    at = min(range(1, len(words)), key=lambda i: abs(len(" ".join(words[:i])) - len(" ".join(words[i:]))))
    return [(text,), (" ".join(words[:at]), " ".join(words[at:]))]


def _free_spot(shape, tree, start, width: float, height: float):
    """The centre nearest to `start` where the box is free and lies on the shape."""
    steps = np.arange(-SEARCH, SEARCH + 1, 4.0)
    spots = np.array([(start[0] + dx, start[1] + dy) for dx in steps for dy in steps])
    boxes = shapely.box(
        spots[:, 0] - width / 2, spots[:, 1] - height / 2, spots[:, 0] + width / 2, spots[:, 1] + height / 2
    )
    free = (spots[:, 0] > width / 2) & (spots[:, 1] > height / 2)
    free[tree.query(boxes, predicate="intersects")[0]] = False
    nearest = np.flatnonzero(free)[np.argsort(((spots[free] - start) ** 2).sum(axis=1), kind="stable")]
    # To ask how much of a box lies on the shape is dear, and mostly one of the nearest will do.
    for some in np.split(nearest, range(CLOSE_BY, len(nearest), CLOSE_BY)):
        on = shapely.area(shapely.intersection(boxes[some], shape)) >= INSIDE * width * height
        if on.any():
            return spots[some[np.argmax(on)]]
    return None


def note_of(frame: Frame, seats: Sequence, language: str) -> Note:
    """“Approximate boundaries” in a corner off the land and `seats` (and insets), else in a strip below the map."""
    text = gettext("Approximate boundaries")
    size, line = metrics(language)
    width, height = width_of(text, size) + 2, line + 1
    lower, right = frame.height - height - 1, frame.width - width - EDGE
    blocked = shapely.union_all([frame.ground, *seats])
    for left, top in ((EDGE, lower), (right, lower), (EDGE, 1.0), (right, 1.0)):
        box = (left, top, left + width, top + height)
        if not shapely.intersects(shapely.box(*box), blocked):
            return _note(text, box)
    return _note(text, (EDGE, frame.height, EDGE + width, frame.height + height))


def _note(text: str, box: Box) -> Note:
    return Note(text, round((box[0] + box[2]) / 2, 1), round((box[1] + box[3]) / 2, 1), box)
