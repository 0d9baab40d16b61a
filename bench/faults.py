"""What is wrong with a set of seats, counted in the same way whoever drew them. Shapes are in degrees."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from maps.geometry.areas import KM_PER_DEGREE, area_km2, width_km
from maps.geometry.repair import only_polygons

NARROW_KM = 0.3  # mean width: what both were told to close
NOTHING_KM2 = 1e-6  # 1 m²
Shapes = Mapping[str, shapely.Geometry]


@dataclass(frozen=True)
class Faults:
    """Seats that are no valid shape or not there; ground of two seats (km²); narrow holes between seats, wider ones."""

    vertices: int
    invalid: int
    lost: int
    overlaps: int
    overlap_km2: float
    gaps: int
    gap_km2: float
    holes: int


def faults(shapes: Shapes, wanted: set[str]) -> Faults:
    there = {code: shape for code, shape in shapes.items() if shape is not None and not shape.is_empty}
    geometries = np.array(list(there.values()), dtype=object)
    valid = usable(geometries)
    shared = overlaps(valid)
    holes = holes_of(valid)
    narrow = width_km(holes) <= NARROW_KM if len(holes) else np.zeros(0, dtype=bool)
    return Faults(
        vertices=int(shapely.get_num_coordinates(geometries).sum()),
        invalid=int((~shapely.is_valid(geometries)).sum()),
        lost=len(wanted - set(there)),
        overlaps=len(shared),
        overlap_km2=float(shared.sum()),
        gaps=int(narrow.sum()),
        gap_km2=float(area_km2(holes[narrow]).sum()) if narrow.any() else 0.0,
        holes=int((~narrow).sum()),
    )


def usable(geometries: np.ndarray) -> np.ndarray:
    return np.array([only_polygons(shape) for shape in shapely.make_valid(geometries, method="structure")])


def overlaps(valid: np.ndarray) -> np.ndarray:
    """The areas (km²) that two seats share, pair by pair."""
    one, other = shapely.STRtree(valid).query(valid, predicate="intersects")
    once = one < other
    areas = area_km2(shapely.intersection(valid[one[once]], valid[other[once]]))
    return areas[areas > NOTHING_KM2]


def holes_of(valid: np.ndarray) -> np.ndarray:
    """The ground that all seats together enclose and none has, as polygons."""
    parts = shapely.get_parts(shapely.union_all(valid))
    inner = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    holes = np.array(inner, dtype=object)
    return holes[area_km2(holes) > NOTHING_KM2] if len(holes) else holes


def deviation_m(before: Shapes, after: Shapes) -> np.ndarray:
    """How far each seat's border moved at most (Hausdorff distance, metres), in the order of size."""
    codes = sorted(set(before) & set(after))
    latitudes = [before[code].centroid.y for code in codes]
    pair = [
        np.array([metres(shapes[code], own) for code, own in zip(codes, latitudes, strict=True)], dtype=object)
        for shapes in (before, after)
    ]
    return np.sort(shapely.hausdorff_distance(*map(shapely.boundary, pair)))


def metres(shape, latitude: float):
    """A shape on a plane of metres that is true at that latitude, which two shapes that are compared must share."""
    shrink = np.array([np.cos(np.radians(latitude)), 1.0])
    return shapely.transform(shape, lambda lonlat: lonlat * shrink * KM_PER_DEGREE * 1000)
