"""Where everything on a map goes. It depends on shapes only, never on results, so it is worked out once per process.

Up to 40 seats each has a pill with its code, and a seat too small to be seen a dot; above that pills would hide the
map, so there are shapes only, with the same links and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely

from maps.drawing import insets, labels
from maps.drawing.frame import Frame, Ground, frame_of, ground_of
from maps.drawing.layer import Feature, Layer
from maps.drawing.names import Name, Note, note_of, place_names
from maps.drawing.text import width_of
from maps.geometry.projection import svg_path

MOST_PILLS = 40
SMALL = 15.0  # units: a seat that is smaller in both directions gets a dot
CROWD_SIZE, CROWD = 26.0, 16.0  # units: seats below this size and this close, one of them with a dot, get an inset
DOT = 4.7  # radius
DOTS_APART = 2 * DOT + 1.2
CODE_SIZE = 10.8  # units: 11 px on a phone of 360 px
PILL_HEIGHT, TARGET = 18.0, 24.0  # as drawn, and as wide as a finger needs
PILL_PADDING, GLYPH, GLYPH_GAP = 5.0, 6.5, 2.5
KEPT_PLANS = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """One seat: outline, centres of its dot and pill where it has them, and the outline at its place if it is inset."""

    path: str
    dot: tuple[float, float] | None = None
    pill: tuple[float, float] | None = None
    ghost: str = ""
    spot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Plan:
    """A whole map in viewBox units. `leaders` are lines (x1, y1, x2, y2)."""

    scope: str
    width: float
    height: float
    ground: Ground
    marks: dict[int, Mark]
    leaders: tuple[tuple[float, float, float, float], ...] = ()
    insets: tuple[insets.Inset, ...] = ()
    names: tuple[Name, ...] = ()
    note: Note | None = None
    solids: tuple = field(default=(), repr=False)


_plans: dict[tuple, Plan] = {}
_kept = KEPT_PLANS


def keep(plans: int) -> None:
    """Let this process keep so many plans: one that draws every map of the site again and again wants them all."""
    global _kept
    _kept = plans


def plan_of(layer: Layer, language: str) -> Plan:
    """The plan of a layer, from the store if its geometry is known."""
    key = (layer.key, language)
    plan = _plans.get(key) if layer.key else None
    if plan is None:
        plan = make_plan(layer, language)
        if len(_plans) >= _kept:
            _plans.clear()
        _plans[key] = plan
    return plan


def pill_width(code: str) -> float:
    """Width in units of the pill of a code, glyph and padding included."""
    text = width_of(code, CODE_SIZE, bold=True)
    return round(2 * PILL_PADDING + GLYPH + GLYPH_GAP + text, 1)


def make_plan(layer: Layer, language: str) -> Plan:
    frame, drawn = frame_of(layer), layer.drawn
    crowded = len(drawn) > MOST_PILLS
    shapes = {f.seat.id: frame.projection.shape(f.outline.at(frame.level)) for f in drawn}
    spots = {f.seat.id: frame.projection.point(*f.outline.label) for f in drawn}
    boxes = () if crowded else _insets(frame, drawn, shapes, spots)
    note = note_of(frame, [*shapes.values(), *_ground_of(boxes)], language) if layer.approximate else None
    inset = {seat for box in boxes for seat in box.shapes}
    dots = {} if crowded else _dots({seat: shape for seat, shape in shapes.items() if seat not in inset}, spots)
    spots |= dots
    solids = _solids(shapes, dots, boxes, inset, note)
    bare = crowded or frame.scope == "seat"
    pills = {} if bare else _pills(frame, drawn, spots, dots, solids, inset)
    leaders = _leaders(shapes, spots, dots, pills, boxes)
    taken = [*(solid.shape for solid in solids), *_pill_boxes(drawn, pills), *map(_line, leaders)]
    names = place_names(frame, taken, language) if frame.scope == "national" and not bare else ()
    district = drawn[0].seat.district.slug if frame.scope == "seat" and drawn else None
    marks = _marks(shapes, spots, dots, pills, boxes)
    height = max(frame.height, note.bottom if note else 0)
    ground = ground_of(frame, district)
    return Plan(frame.scope, frame.width, height, ground, marks, leaders, boxes, names, note, tuple(solids))


def _dots(shapes, spots) -> dict[int, tuple[float, float]]:
    """Where the dots of the seats too small to be seen go: on their seats, or just far enough apart."""
    small = [seat for seat, shape in shapes.items() if _size(shape) < SMALL]
    return dict(zip(small, labels.apart([spots[seat] for seat in small], DOTS_APART), strict=True))


def _size(shape) -> float:
    left, top, right, bottom = shape.bounds
    return max(right - left, bottom - top)


def _insets(frame: Frame, drawn: Sequence[Feature], shapes, spots) -> tuple[insets.Inset, ...]:
    """Boxes for the clusters of a province; on the national map dots part a little instead, and keep their places."""
    if frame.scope != "province":
        return ()
    by_id = {feature.seat.id: feature for feature in drawn}
    solids = list(shapes.values())
    made = []
    tight = {seat: spots[seat] for seat, shape in shapes.items() if _size(shape) < CROWD_SIZE}
    for group in insets.clusters(tight, CROWD):
        if all(_size(shapes[i]) >= SMALL for i in group):
            continue
        members = [insets.Member(i, by_id[i].outline.close, pill_width(by_id[i].seat.code)) for i in group]
        bounds = shapely.total_bounds([shapes[i] for i in group])
        place = tuple(round(v + grow, 1) for v, grow in zip(bounds.tolist(), _GROW, strict=True))
        box = insets.make(members, TARGET, place, frame, solids)
        if box:
            made.append(box)
            solids += _ground_of([box])
    return tuple(made)


def _ground_of(boxes: Sequence[insets.Inset]) -> list:
    """What insets take up on the map: their boxes and the lines to their places."""
    return [shape for box in boxes for shape in (shapely.box(*box.box), _line(box.line))]


_GROW = (-insets.MARKER, -insets.MARKER, insets.MARKER, insets.MARKER)


def _solids(shapes, dots, boxes, inset, note) -> list[labels.Solid]:
    solids = [labels.Solid(shape, seat, soft=True) for seat, shape in shapes.items() if seat not in inset]
    solids += [labels.Solid(shapely.Point(spot).buffer(DOT + 0.5), seat) for seat, spot in dots.items()]
    for box in boxes:
        solids += [labels.Solid(shapely.box(*box.box)), labels.Solid(shapely.box(*box.place))]
        solids.append(labels.Solid(_line(box.line), soft=True))
    return solids + ([labels.Solid(shapely.box(*note.box))] if note else [])


def _pills(frame: Frame, drawn: Sequence[Feature], spots, dots, solids, inset) -> dict[int, tuple[float, float]]:
    region = (1.0, 0.0, frame.width - 1.0, frame.height)
    tags, within = [], _within(drawn, spots, solids)
    solids = [*solids, *(labels.Solid(box) for box in within.values())]
    for feature in drawn:
        seat = feature.seat.id
        if seat not in inset and seat not in within:
            clear = DOT if seat in dots else 0.0
            tags.append(labels.Tag(seat, *spots[seat], pill_width(feature.seat.code), TARGET, clear, region))
    return {seat: spots[seat] for seat in within} | labels.place(tags, solids)


def _within(drawn: Sequence[Feature], spots, solids) -> dict[int, object]:
    """Pills that find room on their own seats, in the middle: there they need no leader."""
    own = {solid.owner: solid.shape for solid in solids if solid.soft and solid.owner}
    boxes = {f.seat.id: pill_box(spots[f.seat.id], pill_width(f.seat.code), TARGET) for f in drawn}
    return {seat: box for seat, box in boxes.items() if seat in own and own[seat].contains(box)}


def _leaders(shapes, spots, dots, pills, boxes) -> tuple[tuple[float, float, float, float], ...]:
    apart = {seat: pill for seat, pill in pills.items() if pill != spots[seat]}
    lines = [_leader(None if seat in dots else shapes[seat], spots[seat], pill) for seat, pill in apart.items()]
    for box in boxes:
        for seat, pill in box.pills.items():
            spot = shapely.point_on_surface(box.shapes[seat])
            lines.append(_leader(box.shapes[seat], (spot.x, spot.y), pill))
    return tuple(lines)


def _leader(shape, spot, pill) -> tuple[float, float, float, float]:
    """From the edge of the seat's outline (a dot covers the line's end by itself) to the middle of the pill."""
    line = shapely.LineString([spot, pill])
    outside = shapely.difference(line, shapely.buffer(shape, -0.8)) if shape is not None else line
    last = shapely.get_parts(outside)[-1] if not outside.is_empty else line
    return tuple(shapely.get_coordinates(last).round(1)[[0, -1]].ravel().tolist())


def _line(ends):
    return shapely.LineString([ends[:2], ends[2:]])


def _pill_boxes(drawn: Sequence[Feature], pills) -> list:
    widths = {feature.seat.id: pill_width(feature.seat.code) for feature in drawn}
    return [pill_box(pill, widths[seat]) for seat, pill in pills.items()]


def pill_box(centre: tuple[float, float], width: float, height: float = PILL_HEIGHT):
    """The box of a pill as a shape."""
    x, y = centre
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _marks(shapes, spots, dots, pills, boxes) -> dict[int, Mark]:
    marks = {
        seat: Mark(svg_path(shape, 1), dots.get(seat), pills.get(seat), spot=spots[seat])
        for seat, shape in shapes.items()
    }
    for box in boxes:
        for seat, shape in box.shapes.items():
            spot = shapely.point_on_surface(shape)
            middle = (round(spot.x, 1), round(spot.y, 1))
            marks[seat] = Mark(svg_path(shape, 1), None, box.pills[seat], marks[seat].path, middle)
    return marks
