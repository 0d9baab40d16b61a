"""What part of the world a map shows, and the land under the seats as path data.

The viewBox is as wide in units as the map column of a small phone in pixels, so that a size in units is the size in
pixels there. Path data of the land is kept per process: it changes with an import, not with a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely

from maps.drawing.layer import Land, Layer
from maps.geometry.projection import Projection, mesh, svg_path

WIDTH, LOCATOR_WIDTH = 320.0, 200.0
TALLEST = 1.3  # height ÷ width, at most
MARGINS = {"national": 4.0, "province": 7.0, "seat": 5.0}
BLEED = 6.0  # how far beyond the viewBox land is cut, so that the cut is not seen
ON_BORDER = 0.7  # units: a district line this close to a province's border would only double it


@dataclass(frozen=True, eq=False)
class Frame:
    """A viewBox, its projection, and the lands: `home` is the province shown, or every undisputed one."""

    scope: str
    level: str
    projection: Projection
    home: tuple[Land, ...]
    far: tuple[Land, ...]
    disputed: tuple[Land, ...]
    districts: tuple[Land, ...]

    @property
    def width(self) -> float:
        return self.projection.width

    @property
    def height(self) -> float:
        return self.projection.height

    def project(self, land: Land):
        return self.projection.shape(land.outline.at(self.level))

    @property
    def shows_disputed(self) -> bool:
        """True if a disputed area lies within the viewBox."""
        view = shapely.box(0, 0, self.width, self.height)
        return any(shapely.intersects(self.project(land), view) for land in self.disputed)

    @cached_property
    def ground(self):
        """The home provinces as one shape in viewBox units."""
        return shapely.union_all([self.project(land) for land in self.home])

    @cached_property
    def borders(self) -> list:
        return shapely.boundary([self.project(land) for land in self.home]).tolist() if self.home else []


@dataclass(frozen=True, slots=True)
class Ground:
    """Path data of the land, '' where there is none."""

    land: str = ""
    far: str = ""
    disputed: str = ""
    mesh: str = ""
    district: str = ""


def frame_of(layer: Layer) -> Frame:
    """The frame of a layer. A national map whose seats all lie in one province shows that province."""
    home = home_of(layer)
    scope = "province" if home and layer.scope == "national" else layer.scope
    level = "web" if scope == "national" or (scope == "seat" and layer.provinces) else "close"
    shown = home or layer.provinces
    shapes = [land.outline.at(level) for land in shown] + [f.outline.at(level) for f in layer.drawn]
    projection = _fit(shapely.total_bounds(shapes).tolist(), scope)
    known = [land for land in layer.provinces if not land.disputed]
    near = home or tuple(known)
    return Frame(
        scope=scope,
        level=level,
        projection=projection,
        home=near,
        far=tuple(land for land in known if land not in near),
        disputed=tuple(land for land in layer.provinces if land.disputed and land not in near),
        districts=layer.districts,
    )


def home_of(layer: Layer) -> tuple[Land, ...]:
    """The province a map is about, as a tuple of one; () for the country.

    Found by its code, else by where the seats lie: newsrooms' backdrops have codes of their own.
    """
    drawn = layer.drawn
    codes = {layer.province} if layer.province else {feature.seat.province.slug for feature in drawn}
    if len(codes) > 1 or not drawn:
        return ()
    named = tuple(land for land in layer.provinces if land.code in codes)
    return named or _around(layer.provinces, drawn)


def _around(lands: Sequence[Land], drawn) -> tuple[Land, ...]:
    points = [shapely.Point(feature.outline.label) for feature in drawn]
    held = {land: sum(shapely.contains(land.outline.web, points)) for land in lands}
    best = max(held, key=held.get, default=None)
    return (best,) if best and held[best] else ()


def _fit(bounds, scope: str) -> Projection:
    width, margin = (LOCATOR_WIDTH if scope == "seat" else WIDTH), MARGINS[scope]
    free = Projection.fit(bounds, width, padding=margin)
    tallest = width * TALLEST
    if free.height <= tallest:
        return free
    return Projection.fit(bounds, width, tallest, padding=margin)


def ground_of(frame: Frame, seat_district: str | None = None) -> Ground:
    """The land as path data, cut to the viewBox. `seat_district` is outlined (locators)."""
    own = {land.code for land in frame.home}
    inner = [land for land in frame.districts if not land.disputed and (land.province in own or not land.province)]
    marked = [land for land in frame.districts if land.code == seat_district]
    return Ground(
        land=_path(frame, map(frame.project, frame.home)),
        far=_path(frame, map(frame.project, frame.far)),
        disputed=_path(frame, map(frame.project, frame.disputed)),
        mesh=outline(_inner_lines(frame, map(frame.project, inner))),
        district=_path(frame, map(frame.project, marked)),
    )


def outline(shape) -> str:
    """Path data that may follow other path data: it starts absolutely, wherever the pen is."""
    data = svg_path(shape, 1)
    return f"M{data[1:]}" if data else ""


def _path(frame: Frame, shapes: Iterable) -> str:
    return "".join(map(outline, map(cutter(frame.width, frame.height), shapes)))


def cutter(width: float, height: float) -> Callable:
    """A function that cuts a shape to the box from 0,0 with some bleed."""
    return lambda shape: shapely.clip_by_rect(shape, -BLEED, -BLEED, width + BLEED, height + BLEED)


def _inner_lines(frame: Frame, shapes: Iterable):
    """Borders between districts, without what runs along a province's border."""
    lines = mesh(shapes)
    if frame.borders:
        lines = shapely.difference(lines, shapely.union_all(shapely.buffer(frame.borders, ON_BORDER)))
    parts = [part for part in shapely.get_parts(_merged(lines)) if part.length > ON_BORDER]
    return cutter(frame.width, frame.height)(shapely.geometrycollections(parts))


def _merged(lines):
    """Lines joined end to end, so that each costs one start only."""
    pieces = [part for part in shapely.get_parts(lines) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.multilinestrings(pieces)) if pieces else shapely.MultiLineString()
