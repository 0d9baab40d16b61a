"""City seats enlarged in a box of their own, joined by a line to their place.

Seats crowd where their dots would cover each other. Such a cluster is drawn in the smallest box in which its pills find
room, and the box is put where it covers no seat and as little as possible of the land the map is about.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.affinity import translate

from maps.drawing import labels
from maps.drawing.frame import Frame, outline
from maps.geometry.projection import Projection, mesh

SIZES = ((92, 62), (100, 72), (108, 82), (116, 92), (126, 102), (138, 112), (150, 126))
FILLS = (0.7, 0.5)  # of the box's height for the seats; they stand in the middle or aside, and pills take the rest
ASIDE = (0.0, -0.2, 0.2)  # of the box's width
EDGE = 3.0  # between a box and the edge of the map, a seat or another box
MARKER = 5.0  # around the place of a cluster on the map
STEP = 4.0
FAR, CROSSED = 12.0, 4000.0  # what a unit of distance, and a line over a seat, weigh against a unit² of covered land


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a cluster: its id, fine outline in degrees and the width of its pill in units."""

    seat: int
    shape: object
    pill: float


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An inset before it has a place: its size, the seats' shapes and pill centres, all from its own corner."""

    width: float
    height: float
    projection: Projection
    shapes: dict[int, object]
    pills: dict[int, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Inset:
    """An inset on the map: its box, the box around its place, the line between them, seats' shapes and pills, land."""

    box: labels.Box
    place: labels.Box
    line: tuple[float, float, float, float]
    shapes: dict[int, object]
    pills: dict[int, tuple[float, float]]
    land: str
    mesh: str


def clusters(points: dict[int, tuple[float, float]], distance: float) -> list[list[int]]:
    """Groups of two or more ids, each within `distance` of another of its group, in the order of their first id."""
    rest, groups = set(points), []
    for start in points:
        if start not in rest:
            continue
        group, queue = [], [start]
        rest.discard(start)
        while queue:
            one = queue.pop()
            group.append(one)
            near = [other for other in rest if _length(points[one], points[other]) < distance]
            rest.difference_update(near)
            queue += near
        if len(group) > 1:
            groups.append(sorted(group, key=list(points).index))
    return groups


def _length(a, b) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def drafts(members: Sequence[Member], pill_height: float) -> Iterator[Draft]:
    """The smallest box with room for large seats and every pill, and the smallest with room for less large seats."""
    for fill in FILLS:
        tries = itertools.product(SIZES, ASIDE)
        sketches = (_sketch(members, *size, fill, aside, pill_height) for size, aside in tries)
        yield from itertools.islice((sketch for sketch in sketches if len(sketch.pills) == len(members)), 1)


def _sketch(members: Sequence[Member], width, height, fill: float, aside: float, pill_height: float) -> Draft:
    bounds = shapely.total_bounds([member.shape for member in members]).tolist()
    centred = Projection.fit(bounds, width, height, padding=height * (1 - fill) / 2)
    projection = replace(centred, left=centred.left - aside * width / centred.scale / centred.squeeze)
    shapes = {member.seat: projection.shape(member.shape) for member in members}
    region = (2.0, 1.0, width - 2.0, height - 1.0)
    tags = [_tag(member, shapes[member.seat], pill_height, region) for member in members]
    solids = [labels.Solid(shape, seat) for seat, shape in shapes.items()]
    return Draft(width, height, projection, shapes, labels.place(tags, solids))


def _tag(member: Member, shape, pill_height: float, region) -> labels.Tag:
    spot = shapely.point_on_surface(shape)
    return labels.Tag(member.seat, spot.x, spot.y, member.pill, pill_height, 0.0, region)


def make(members: Sequence[Member], pill_height: float, place: labels.Box, frame: Frame, solids) -> Inset | None:
    """An inset of these seats, whose place on the map is `place`; None if no box finds a spot where it covers none of
    `solids` (shapes in viewBox units).
    """
    solids = list(solids)
    put = (_put(sketch, place, frame, solids) for sketch in drafts(members, pill_height))
    return next((inset for inset in put if inset), None)


def _put(sketch: Draft, place: labels.Box, frame: Frame, solids: list) -> Inset | None:
    corner = _best_corner(sketch, place, frame, solids)
    if corner is None:
        return None
    left, top = corner
    box = (left, top, left + sketch.width, top + sketch.height)
    return Inset(
        box=box,
        place=place,
        line=_join(place, box),
        shapes={seat: translate(shape, left, top) for seat, shape in sketch.shapes.items()},
        pills={seat: (x + left, y + top) for seat, (x, y) in sketch.pills.items()},
        land=_land(sketch, frame, corner),
        mesh=_mesh(sketch, frame, corner),
    )


def _best_corner(sketch: Draft, place, frame: Frame, solids) -> tuple[float, float] | None:
    across = np.arange(EDGE, frame.width - sketch.width - EDGE + 0.1, STEP)
    down = np.arange(EDGE, frame.height - sketch.height - EDGE + 0.1, STEP)
    if not len(across) or not len(down):
        return None
    corners = np.array([(x, y) for x in across for y in down])
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + sketch.width, corners[:, 1] + sketch.height)
    free = np.ones(len(boxes), dtype=bool)
    tree = shapely.STRtree([*solids, shapely.box(*place)])
    free[tree.query(shapely.buffer(boxes, EDGE), predicate="intersects")[0]] = False
    if not free.any():
        return None
    covered = shapely.area(shapely.intersection(boxes, frame.ground))
    distance = shapely.distance(boxes, shapely.box(*place))
    lines = shapely.shortest_line(boxes, shapely.box(*place))
    crossed = np.bincount(shapely.STRtree(solids).query(lines, predicate="intersects")[0], minlength=len(boxes))
    costs = np.where(free, covered + FAR * distance + CROSSED * crossed, np.inf)
    return tuple(corners[int(np.argmin(costs))].tolist())


def _join(place: labels.Box, box: labels.Box) -> tuple[float, float, float, float]:
    """The shortest line between two boxes."""
    line = shapely.shortest_line(shapely.box(*place), shapely.box(*box))
    return tuple(shapely.get_coordinates(line).round(1).ravel().tolist())


def _land(sketch: Draft, frame: Frame, corner) -> str:
    return "".join(_cut(sketch, land.outline.close, corner) for land in (*frame.home, *frame.far))


def _mesh(sketch: Draft, frame: Frame, corner) -> str:
    near = shapely.box(*_degrees(sketch))
    districts = [land.outline.close for land in frame.districts if shapely.intersects(land.outline.close, near)]
    return _cut(sketch, mesh(districts), corner)


def _cut(sketch: Draft, shape, corner) -> str:
    inner = shapely.clip_by_rect(sketch.projection.shape(shape), 0, 0, sketch.width, sketch.height)
    return "" if inner.is_empty else outline(translate(inner, *corner))


def _degrees(sketch: Draft) -> labels.Box:
    """What the box shows, in degrees."""
    p = sketch.projection
    return (p.left, p.top - p.height / p.scale, p.left + p.width / p.scale / p.squeeze, p.top)
