"""From longitude and latitude to the units of an SVG viewBox, and from shapes to SVG path data. No Django.

The projection is equirectangular with the longitudes shortened by the cosine of the middle latitude. It is good enough
for a country: over Pakistan (23.7 to 37.1 degrees north) east-west lengths are right in the middle and at most 8 % off
at the northern and southern edge, north-south lengths are right everywhere, and parallels and meridians stay straight,
so that readers meet the shapes they know from atlases and web maps. Nothing is ever measured on it.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

Bounds = tuple[float, float, float, float]
MAX_WIDTH_DEGREES = 180


class ProjectionError(ValueError):
    """A map that this projection cannot draw; its text is a sentence for people."""


@dataclass(frozen=True)
class Projection:
    """A map from degrees to viewBox units, called by `shapely.transform`.

    `width` and `height` are the viewBox in its units, `scale` is units per degree of latitude, `left` and `top` the
    degrees at the viewBox's corner, `squeeze` the cosine of the middle latitude.
    """

    width: float
    height: float
    scale: float
    left: float
    top: float
    squeeze: float

    @classmethod
    def fit(cls, bounds: Bounds, width: float, height: float | None = None, padding: float = 0) -> "Projection":
        """Fit `bounds` (west, south, east, north in degrees) into width × height units, centred.

        Without `height` the viewBox becomes as high as the map needs. `padding` (units) stays free on each side.
        Raises ProjectionError for empty bounds and for bounds that cross the antimeridian.
        """
        west, south, east, north = _checked(bounds)
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = (width - 2 * padding) / wide
        if height is None:
            height = round(high * scale + 2 * padding, 1)
        scale = min(scale, (height - 2 * padding) / high)
        left = (west + east) / 2 - width / scale / squeeze / 2
        top = (south + north) / 2 + height / scale / 2
        return cls(width, height, scale, left, top, squeeze)

    def __call__(self, lonlat: np.ndarray) -> np.ndarray:
        """Project an (n, 2) array of degrees; y grows downwards, as in SVG."""
        x = (lonlat[:, 0] - self.left) * self.squeeze * self.scale
        return np.column_stack([x, (self.top - lonlat[:, 1]) * self.scale])

    def shape(self, geometry):
        """Project a geometry, or an array of them."""
        return shapely.transform(geometry, self)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Project one point, rounded to a tenth of a unit."""
        (x, y), *_ = self(np.array([[lon, lat]])).tolist()
        return round(x, 1), round(y, 1)


def _checked(bounds: Bounds) -> Bounds:
    west, south, east, north = (float(value) for value in bounds)
    if not all(map(math.isfinite, (west, south, east, north))):
        raise ProjectionError("There is nothing to draw: the map has no shapes.")
    if west > east or east - west > MAX_WIDTH_DEGREES:
        raise ProjectionError(
            "The map crosses the antimeridian (180 degrees), which this projection cannot draw in one piece: "
            "draw the shapes on each side of it as two maps."
        )
    if south < -90 or north > 90:
        raise ProjectionError("Latitudes must lie between -90 and 90 degrees; longitude and latitude may be swapped.")
    return west, south, east, north


def svg_path(geometry, precision: int = 1) -> str:
    """SVG path data of polygons or lines in viewBox units: compact, relative ('m1 2l3-4z'), '' if nothing is left.

    Each vertex is rounded to `precision` decimals first and differences are taken between rounded vertices, so that
    errors do not add up along a ring and neighbours meet exactly. Geometries without length or area are left out.
    """
    step = 10**precision
    out, pen = [], np.zeros(2, dtype=np.int64)
    for line, closed in _lines(geometry):
        grid = _on_grid(line, closed, step)
        if len(grid) < (3 if closed else 2):
            continue
        out.append(_subpath(grid, pen, closed, precision))
        pen = grid[0] if closed else grid[-1]
    return "".join(out)


def _lines(geometry) -> Iterable[tuple[np.ndarray, bool]]:
    """Coordinates of every ring (True) or line (False), in the order of the geometry."""
    if geometry is None or geometry.is_empty:
        return
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if part.geom_type == "Polygon":
            for ring in shapely.get_rings(part):
                yield shapely.get_coordinates(ring)[:-1], True
        elif part.geom_type in ("LineString", "LinearRing"):
            line = shapely.get_coordinates(part)
            closed = len(line) > 3 and bool((line[0] == line[-1]).all())
            yield (line[:-1] if closed else line), closed


def _on_grid(line: np.ndarray, closed: bool, step: int) -> np.ndarray:
    """Vertices as whole numbers of 1/step units, without repetitions."""
    grid = np.rint(line * step).astype(np.int64)
    moved = np.any(np.diff(grid, axis=0, prepend=grid[:1] - 1) != 0, axis=1)
    grid = grid[moved]
    return grid[:-1] if closed and len(grid) > 1 and (grid[0] == grid[-1]).all() else grid


def _subpath(grid: np.ndarray, pen: np.ndarray, closed: bool, precision: int) -> str:
    start = _numbers((grid[0] - pen).tolist(), precision)
    rest = _numbers(np.diff(grid, axis=0).ravel().tolist(), precision)
    return f"m{start}l{rest}{'z' if closed else ''}"


def _numbers(values: list[int], precision: int) -> str:
    """Join grid values as decimals with only the separators SVG needs: '.5' and '-3' need none after '1.5'."""
    words = [_decimal(value, precision) for value in values]
    out = words[:1]
    for before, word in itertools.pairwise(words):
        glued = word[0] == "-" or (word[0] == "." and "." in before)
        out.append(word if glued else " " + word)
    return "".join(out)


def _decimal(value: int, precision: int) -> str:
    whole, fraction = divmod(abs(value), 10**precision)
    decimals = f"{fraction:0{precision}d}".rstrip("0") if precision else ""
    text = f"{whole}.{decimals}" if decimals else str(whole)
    text = text.removeprefix("0") if decimals and not whole else text
    return f"-{text}" if value < 0 else text


def mesh(geometries: Iterable) -> shapely.MultiLineString:
    """Borders of a valid coverage as lines, each shared border once: hairlines are drawn as one path, not twice.

    Works by exact segments, which neighbours in a coverage have in common; takes and gives any units.
    """
    shapes = [shape for shape in geometries if shape is not None]
    edges = [_segments(ring) for ring in shapely.get_rings(shapely.get_parts(shapes))]
    if not edges:
        return shapely.MultiLineString()
    both = np.concatenate(edges)
    swap = (both[:, 0] > both[:, 2]) | ((both[:, 0] == both[:, 2]) & (both[:, 1] > both[:, 3]))
    both[swap] = both[swap][:, [2, 3, 0, 1]]
    unique = np.unique(both, axis=0).reshape(-1, 2, 2)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(unique)))
    return shapely.multilinestrings(shapely.get_parts(merged))


def _segments(ring) -> np.ndarray:
    points = shapely.get_coordinates(ring)
    return np.hstack([points[:-1], points[1:]])
