"""A set of seats as one coverage: no overlaps, no slivers, shared borders equal vertex for vertex. No Django.

The order matters. All borders are snapped to a grid and noded together, cut into faces, each face goes to one owner,
and only then is the coverage simplified, as a whole. Simplifying seats one by one tears hundreds of holes, and rounding
after simplifying makes wiggly borders cross themselves; vertices that lie on the grid beforehand stay on it, so that
printing 5 or 4 decimals afterwards changes nothing. `shapely.coverage_clean` would do part of this, but says neither
what it changed nor for whom, and newsrooms must be able to answer that.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from maps.geometry.areas import area_km2, width_km
from maps.geometry.projection import mesh
from maps.geometry.repair import only_polygons

FINE_GRID, WEB_GRID = 1e-5, 1e-4  # degrees: 1.1 m and 11 m, the 5 and 4 decimals of the two outlines
SLIVER_KM = 0.3
Shapes = dict[str, shapely.Geometry]


class CoverageError(ValueError):
    """Shapes that cannot become a coverage; its text is a sentence for people."""


@dataclass(frozen=True)
class Overlap:
    """Ground that several seats claimed, and the one that got it: the smallest of them. Area in km²."""

    codes: tuple[str, ...]
    owner: str
    area_km2: float


@dataclass(frozen=True)
class Gap:
    """Enclosed ground that no seat claimed: area (km²), mean width (km), where, and who got it (None: left a hole)."""

    area_km2: float
    width_km: float
    lon: float
    lat: float
    closed_into: str | None


@dataclass(frozen=True)
class Coverage:
    """Clean shapes by code, and what was done to get them."""

    shapes: Shapes
    overlaps: tuple[Overlap, ...] = ()
    gaps: tuple[Gap, ...] = ()


def clean(shapes: Mapping[str, shapely.Geometry], grid: float = FINE_GRID, sliver_km: float = SLIVER_KM) -> Coverage:
    """Snap valid shapes (degrees) to `grid`, give every face to one owner, close gaps up to `sliver_km` wide (mean).

    A face claimed by several goes to the smallest of them (equal sizes: the first code): an overlap is mostly a small
    seat drawn over a large one, and the small one would otherwise lose a visible part of itself, or all. A closed gap
    goes to the seat with which it shares the longest border. Raises CoverageError if a seat has no ground of its own.
    """
    codes = sorted(shapes)
    geometries = np.array([shapes[code] for code in codes], dtype=object)
    _refuse_twins(codes, geometries)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.boundary(geometries), grid_size=grid)]))
    claims = _claims(geometries, faces)
    sizes = shapely.area(geometries)
    owners = np.array([min(claim, key=lambda i: (sizes[i], i)) if claim else -1 for claim in claims], dtype=int)
    overlaps = _overlaps(codes, faces, claims, owners)
    gaps = _close_gaps(codes, faces, owners, sliver_km)
    cleaned = _assemble(codes, faces, owners, grid)
    check(cleaned)
    return Coverage(cleaned, overlaps, gaps)


def _refuse_twins(codes: list[str], geometries: np.ndarray) -> None:
    seen = {}
    for code, key in zip(codes, shapely.to_wkb(shapely.normalize(geometries)), strict=True):
        if key in seen:
            raise CoverageError(f"{seen[key]} and {code} have the same shape; each seat needs a shape of its own.")
        seen[key] = code


def _claims(geometries: np.ndarray, faces: np.ndarray) -> list[list[int]]:
    """For each face the shapes that contain it, judged by a point inside the face."""
    claims = [[] for _ in faces]
    tree = shapely.STRtree(shapely.point_on_surface(faces))
    for shape, face in tree.query(geometries, predicate="contains").T.tolist():
        claims[face].append(shape)
    return claims


def _overlaps(codes, faces, claims, owners) -> tuple[Overlap, ...]:
    areas = defaultdict(float)
    contested = [face for face, claim in enumerate(claims) if len(claim) > 1]
    for face, km2 in zip(contested, area_km2(faces[contested]), strict=True):
        areas[tuple(sorted(claims[face])), owners[face]] += float(km2)
    found = [Overlap(tuple(codes[i] for i in claim), codes[owner], km2) for (claim, owner), km2 in areas.items()]
    return tuple(sorted(found, key=lambda overlap: (-overlap.area_km2, overlap.codes)))


def _close_gaps(codes, faces, owners, sliver_km) -> tuple[Gap, ...]:
    """Give narrow faces without an owner to a neighbour (changes `owners`), and list all faces that had none."""
    empty = np.flatnonzero(owners < 0)
    widths, areas = width_km(faces[empty]), area_km2(faces[empty])
    narrow = empty[widths <= sliver_km]
    while len(narrow):
        heirs = _longest_neighbours(faces, owners, narrow)
        if not heirs:
            break
        for face, heir in heirs.items():
            owners[face] = heir
        narrow = narrow[owners[narrow] < 0]
    spots = shapely.get_coordinates(shapely.point_on_surface(faces[empty])).round(4).tolist()
    found = [
        Gap(float(km2), float(width), *spot, codes[owners[face]] if owners[face] >= 0 else None)
        for face, km2, width, spot in zip(empty, areas, widths, spots, strict=True)
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.area_km2, gap.lon, gap.lat)))


def _longest_neighbours(faces, owners, wanted) -> dict[int, int]:
    """For each wanted face the owner with the longest shared border; faces without owned neighbours are left out."""
    owned = np.flatnonzero(owners >= 0)
    left, right = shapely.STRtree(faces[owned]).query(faces[wanted], predicate="intersects")
    shared = shapely.length(
        shapely.intersection(shapely.boundary(faces[wanted[left]]), shapely.boundary(faces[owned[right]]))
    )
    totals = defaultdict(lambda: defaultdict(float))
    for face, owner, length in zip(wanted[left].tolist(), owners[owned[right]].tolist(), shared.tolist(), strict=True):
        if length > 0:
            totals[face][owner] += length
    return {face: max(lengths, key=lambda o: (lengths[o], -o)) for face, lengths in totals.items()}


def _assemble(codes, faces, owners, grid) -> Shapes:
    decimals = round(-np.log10(grid))
    shapes = {}
    for number, code in enumerate(codes):
        own = faces[owners == number]
        if not len(own):
            raise CoverageError(
                f"{code} has no ground of its own: other seats cover all of it, or it is too small to draw."
            )
        joined = only_polygons(shapely.coverage_union_all(own))
        shapes[code] = shapely.transform(joined, lambda lonlat: lonlat.round(decimals))
    return shapes


def check(shapes: Mapping[str, shapely.Geometry]) -> None:
    """Raise CoverageError unless all shapes are valid and together a valid coverage; names seats and a place."""
    geometries = np.array(list(shapes.values()), dtype=object)
    for code, valid, geometry in zip(shapes, shapely.is_valid(geometries), geometries, strict=True):
        if not valid:
            raise CoverageError(f"{code} is not a valid shape: {shapely.is_valid_reason(geometry)}.")
    # GEOS 3.14 also reports edges at a vertex where a neighbour touches itself; only an exact look settles it.
    if len(geometries) and not shapely.coverage_is_valid(geometries) and not _matches(geometries):
        edges = shapely.coverage_invalid_edges(geometries)
        wrong = [(code, edge) for code, edge in zip(shapes, edges, strict=True) if not edge.is_empty]
        lon, lat = shapely.get_coordinates(wrong[0][1])[0].round(5).tolist()
        raise CoverageError(
            f"{', '.join(code for code, _ in wrong[:2])} overlap or do not share their border at {lon} {lat}."
        )


def _matches(geometries: np.ndarray) -> bool:
    """Whether valid shapes meet in whole segments, at most one on each side of each, and none lies in another."""
    polygons = shapely.orient_polygons(shapely.get_parts(geometries))
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(polygons)]
    segments = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    if len(np.unique(segments, axis=0)) < len(segments):
        return False
    lines = mesh(polygons)
    noded = shapely.get_parts(shapely.node(lines))
    if _count_segments(noded) != _count_segments(shapely.get_parts(lines)):
        return False
    _, holder = shapely.STRtree(polygons).query(shapely.point_on_surface(polygons), predicate="within")
    return len(holder) == len(polygons)


def _count_segments(lines: np.ndarray) -> int:
    return int((shapely.get_num_coordinates(lines) - 1).sum())


def simplify(shapes: Mapping[str, shapely.Geometry], tolerance: float) -> Shapes:
    """Simplify a valid coverage as a whole. `tolerance` in degrees: the root of the area of a corner that may go.

    Vertices are only left out, never moved. A tolerance that breaks the coverage is halved until it does not.
    """
    geometries = np.array(list(shapes.values()), dtype=object)
    while tolerance > FINE_GRID:
        simpler = dict(zip(shapes, shapely.coverage_simplify(geometries, tolerance), strict=True))
        try:
            check(simpler)
        except CoverageError:
            tolerance /= 2
        else:
            return simpler
    return dict(shapes)


@dataclass(frozen=True)
class Outlines:
    """The two outlines of a coverage by code: `close` on the fine grid (5 decimals), `web` on the web grid (4)."""

    close: Shapes
    web: Shapes


def outlines(shapes: Mapping[str, shapely.Geometry], web: float | None = None, close: float | None = None) -> Outlines:
    """Make both outlines of a clean coverage. Tolerances in degrees; without them they follow from the extent.

    The defaults are the longer side of the extent ÷ 1000 (about a pixel of a national map on a wide screen) and ÷ 8000.
    """
    extent = extent_degrees(shapes)
    fine = simplify(shapes, extent / 8000 if close is None else close)
    coarse = clean(fine, WEB_GRID).shapes
    return Outlines(fine, simplify(coarse, extent / 1000 if web is None else web))


def extent_degrees(shapes: Mapping[str, shapely.Geometry]) -> float:
    """The longer side of the bounding box, in degrees."""
    west, south, east, north = shapely.total_bounds(list(shapes.values())).tolist()
    return max(east - west, north - south)
