"""Single shapes made usable: valid, flat, polygons only, one per seat. No Django, no geopandas."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from maps.geometry.areas import KM_PER_DEGREE, area_km2

SPIKE_DEGREES = 5


@dataclass(frozen=True)
class Repair:
    """An invalid shape made valid: why it was invalid (GEOS' words, with the place) and how its area (km²) changed."""

    code: str
    reason: str
    area_before_km2: float
    area_after_km2: float


@dataclass(frozen=True)
class Merge:
    """A seat that came in several rows, joined; `shared_km2` is what the rows covered more than once."""

    code: str
    rows: int
    shared_km2: float


def repair(code: str, geometry) -> tuple[shapely.Geometry, Repair | None]:
    """Return a valid flat polygon or multipolygon, and what had to be done (None: nothing).

    The result is empty if the geometry encloses no area. Uses the "structure" method of `make_valid`: it keeps the
    outline that was meant and does not turn the inside of a self-crossing ring into a hole.
    """
    flat = shapely.force_2d(geometry)
    if shapely.is_valid(flat) and flat.geom_type in ("Polygon", "MultiPolygon"):
        return flat, None
    fixed = only_polygons(shapely.make_valid(flat, method="structure", keep_collapsed=False))
    reason = shapely.is_valid_reason(flat)
    return fixed, Repair(code, reason, area_km2(flat), area_km2(fixed))


def only_polygons(geometry) -> shapely.Geometry:
    """Leave out points and lines that a repair or an overlay produced on the side."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def merge_rows(rows: Iterable[tuple[str, shapely.Geometry]]) -> tuple[dict[str, shapely.Geometry], list[Merge]]:
    """Join rows of the same code, in order of first appearance; takes valid polygons."""
    groups = defaultdict(list)
    for code, geometry in rows:
        groups[code].append(geometry)
    shapes, merges = {}, []
    for code, parts in groups.items():
        shapes[code] = parts[0] if len(parts) == 1 else only_polygons(shapely.union_all(parts))
        if len(parts) > 1:
            shared = float(np.sum(area_km2(np.array(parts)))) - area_km2(shapes[code])
            merges.append(Merge(code, len(parts), max(shared, 0.0)))
    return shapes, merges


def spikes(geometry) -> list[tuple[float, float]]:
    """Vertices that are surely wrong: far away from two neighbours that lie close together (0 0 in a ring, say).

    Far is more than 5 degrees; close together is less than a quarter of that distance. A long straight border has no
    such vertex, and islands on other continents are rings of their own.
    """
    found = []
    for ring in shapely.get_rings(shapely.get_parts(geometry)):
        points = shapely.get_coordinates(ring)[:-1]
        before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        reach = np.minimum(_distance(points, before), _distance(points, after))
        wrong = (reach > SPIKE_DEGREES) & (_distance(before, after) < reach / 4)
        found.extend(map(tuple, points[wrong].tolist()))
    return found


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.hypot(*(a - b).T)


def label_point(*shapes) -> tuple[float, float]:
    """Longitude and latitude of a label, inside every one of the shapes: the centre of the widest spot they share.

    That spot is the pole of inaccessibility (the centre of the maximum inscribed circle), found with longitudes
    shortened to scale. Takes the outlines that are drawn, since a label must lie inside what readers see.
    """
    common = only_polygons(shapely.intersection_all(shapes))
    if common.is_empty:
        common = shapes[0]
    shrink = np.array([np.cos(np.radians(common.centroid.y)), 1.0])
    part = max(shapely.get_parts(common), key=lambda polygon: polygon.area)
    scaled = shapely.transform(part, lambda lonlat: lonlat * shrink)
    circle = shapely.maximum_inscribed_circle(scaled, tolerance=0.05 / KM_PER_DEGREE)
    spot = shapely.Point(*(shapely.get_coordinates(circle)[0] / shrink).round(5).tolist())
    if not common.contains(spot):
        spot = shapely.point_on_surface(part)
    return spot.x, spot.y
