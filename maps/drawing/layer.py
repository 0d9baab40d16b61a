"""Results joined with shapes: the one source of every picture and of GeoJSON.

Shapes are kept per process under their row and the time of their import, so that a new import is seen at once and a
warm process asks two queries for any number of seats (a cold one four).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import shapely

from elections.values import Result, Snapshot, Text
from maps.drawing import measures
from maps.models import Backdrop, BackdropShape, Boundary

SCOPES = ("national", "province", "seat")
OVERLAP = 0.05  # of the smaller seat: less is two drawings of one border that do not quite agree
KEPT_SHAPES = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A shape in degrees: coarse (`web`) for the country, fine (`close`) for a province, and where its label goes."""

    web: object
    close: object
    label: tuple[float, float]

    def at(self, level: str):
        return self.web if level == "web" else self.close


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """A province or district that maps are drawn on."""

    code: str
    name: Text
    province: str
    disputed: bool
    outline: Outline


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One seat on a map. `outline` is None where its boundary is not known."""

    result: Result
    value: measures.Value
    outline: Outline | None
    approximate: bool = False

    @property
    def seat(self):
        return self.result.seat


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What a map shows. `key` names its geometry: layers with equal keys have equal shapes and differ in results only.

    `province`, `assembly` and `seat` are the slugs it is limited to, or None; `marked` that of a seat to set off.
    """

    election: str
    measure: str
    features: tuple[Feature, ...]
    legend: measures.Legend
    provinces: tuple[Land, ...] = ()
    districts: tuple[Land, ...] = ()
    province: str | None = None
    assembly: str | None = None
    seat: str | None = None
    key: tuple = field(default=(), repr=False)
    rehearsal: bool = False
    marked: str = ""

    @property
    def scope(self) -> str:
        return "seat" if self.seat else "province" if self.province else "national"

    @property
    def level(self) -> str:
        return "web" if self.scope == "national" else "close"

    @property
    def drawn(self) -> tuple[Feature, ...]:
        """The features that have a shape."""
        return tuple(feature for feature in self.features if feature.outline)

    @property
    def approximate(self) -> bool:
        return any(feature.approximate for feature in self.drawn)

    @property
    def disputed(self) -> bool:
        """True if a disputed area is on the map: one beyond the frame of a province's map needs no caption."""
        from maps.drawing.frame import frame_of  # which imports this module

        return any(land.disputed for land in self.provinces) and frame_of(self).shows_disputed

    @property
    def missing(self) -> tuple[Result, ...]:
        """The results that a geographic map cannot show, because their seats have no boundary."""
        return tuple(feature.result for feature in self.features if not feature.outline)

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the seats in degrees; None without shapes."""
        shapes = [feature.outline.at(self.level) for feature in self.drawn]
        return tuple(shapely.total_bounds(shapes).tolist()) if shapes else None


class UnknownPlace(LookupError):
    """No seat of the election fits the province, assembly or seat asked for."""


def build(
    snapshot: Snapshot,
    measure: str = "alliance",
    *,
    province: str | None = None,
    assembly: str | None = None,
    seat: str | None = None,
) -> Layer:
    """The layer of an election or one of its provinces, assemblies or seats (slugs), in two queries (four if cold).
    Raises ValueError (unknown measure) and UnknownPlace (nothing is left).
    """
    limits = {"province": province, "assembly": assembly, "seat": seat}
    results = _chosen(snapshot.results, **limits)
    painting = measures.paint(results, measure, snapshot.results)
    features, seats_key = _features(results, painting)
    lands, lands_key = _lands()
    return Layer(
        *(snapshot.election.slug, measure, features, painting.legend),
        rehearsal=snapshot.election.rehearsal,
        **{kind: tuple(shapes) for kind, shapes in lands.items()},
        key=(seats_key, lands_key, *limits.values()),
        **limits,
    )


def _features(results: Sequence[Result], painting: measures.Painting) -> tuple[tuple[Feature, ...], tuple]:
    outlines, approximate, key = _boundaries([result.seat.id for result in results])
    seats = [(result, result.seat.id) for result in results]
    joined = (Feature(r, painting.values[i], outlines.get(i), approximate.get(i, False)) for r, i in seats)
    return tuple(joined), key


def _chosen(results: Sequence[Result], province, assembly, seat) -> list[Result]:
    chosen = [
        result
        for result in results
        if (province is None or result.seat.province.slug == province)
        and (assembly is None or result.seat.assembly.slug == assembly)
        and (seat is None or result.seat.slug == seat)
    ]
    if not chosen and (province or assembly or seat):
        asked = ", ".join(part for part in (province, assembly, seat) if part)
        raise UnknownPlace(f"This election has no seat in “{asked}”.")
    return chosen


def splits(layer: Layer) -> bool:
    """True if seats of two assemblies lie over each other: such a map must be drawn once per assembly."""
    drawn = layer.drawn
    if len({feature.seat.assembly.slug for feature in drawn}) < 2:
        return False
    known = _splits.get(layer.key)
    if known is None:
        if len(_splits) > 200:
            _splits.clear()
        known = _splits[layer.key] = _overlap(drawn)
    return known


def _overlap(drawn: Sequence[Feature]) -> bool:
    shapes = [feature.outline.web for feature in drawn]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for one, other in pairs:
        if one < other and drawn[one].seat.assembly != drawn[other].seat.assembly:
            shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
            if shared > OVERLAP * min(shapes[one].area, shapes[other].area):
                return True
    return False


def geometry_json(seat_ids: Iterable[int], level: str = "web") -> dict[int, str]:
    """GeoJSON geometries as text by seat id, as stored with the boundaries. One query."""
    column = f"{level}_json"
    rows = Boundary.objects.filter(constituency__in=list(seat_ids)).values_list("constituency_id", column)
    return dict(rows)


_shapes: dict[tuple, tuple] = {}
_splits: dict[tuple, bool] = {}


def forget() -> None:
    """Empty this process's store of shapes (tests count queries from cold)."""
    _shapes.clear()
    _splits.clear()


def _boundaries(seat_ids: list[int]) -> tuple[dict[int, Outline], dict[int, bool], tuple]:
    fields = ("pk", "imported_at", "label_lon", "label_lat", "constituency_id", "approximate")
    rows = list(Boundary.objects.filter(constituency__in=seat_ids).order_by("constituency_id").values_list(*fields))
    shapes = _outlines(Boundary, [row[:4] for row in rows])
    outlines = {row[4]: shapes[row[0]] for row in rows if row[0] in shapes}
    return outlines, {row[4]: row[5] for row in rows}, tuple((row[4], row[1], row[5]) for row in rows)


def _lands() -> tuple[Mapping[str, list[Land]], tuple]:
    kinds = [Backdrop.Kind.PROVINCES, Backdrop.Kind.DISTRICTS]
    fields = ("pk", "backdrop__imported_at", "label_lon", "label_lat")
    more = ("backdrop__kind", "code", "name", "name_ur", "province", "disputed")
    query = BackdropShape.objects.filter(backdrop__kind__in=kinds).order_by("backdrop__kind", "code")
    rows = list(query.values_list(*fields, *more))
    shapes = _outlines(BackdropShape, [row[:4] for row in rows])
    lands = {kind.value: [] for kind in kinds}
    for pk, *_where, kind, code, name, name_ur, province, disputed in rows:
        if pk in shapes:
            lands[kind].append(Land(code, Text(name, name_ur), province, disputed, shapes[pk]))
    return lands, tuple(row[:2] + row[5:] for row in rows)


def _outlines(model, rows: Iterable[tuple]) -> dict[int, Outline]:
    """Outlines by pk, from the store, else all that are wanting in one query."""
    keys = {row[0]: (model.__name__, *row) for row in rows}
    found = {pk: _shapes.get(key) for pk, key in keys.items()}
    wanting = [pk for pk, shapes in found.items() if shapes is None]
    if wanting:
        if len(_shapes) > KEPT_SHAPES:
            _shapes.clear()
        for pk, web, close in model.objects.filter(pk__in=wanting).values_list("pk", "web", "close"):
            found[pk] = _shapes[keys[pk]] = (web, close)
    # A row that an import removed between the two queries has no shape any more.
    return {pk: Outline(*shapes, label=keys[pk][3:5]) for pk, shapes in found.items() if shapes}
