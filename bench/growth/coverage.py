"""A made-up country of any number of seats: Voronoi cells with rough borders, the same for the same number."""

import json
from pathlib import Path

import numpy as np
import shapely

BOX = (61.0, 24.0, 77.0, 37.0)  # degrees: about where the demo's country lies
HALVINGS = 5  # a border is drawn of 2 to the power of this many pieces
ROUGH = 0.12  # of a piece's length, by which its middle is put aside
PROVINCES = 4
SEATS_A_DISTRICT = 8


def write(path: Path, seats: int, prefix: str) -> Path:
    """Write a GeoJSON file of so many seats, with the columns code, name, district and province."""
    shapes = cells(seats)
    features = [feature(shape, number, seats, prefix) for number, shape in enumerate(shapes, 1)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(shape: shapely.Geometry, number: int, seats: int, prefix: str) -> dict:
    district = (number - 1) // SEATS_A_DISTRICT + 1
    properties = {
        "code": f"{prefix}-{number}",
        "name": f"Place {number}",
        "district": f"{prefix} District {district}",
        "province": f"Province {(number - 1) * PROVINCES // seats + 1}",
    }
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def cells(seats: int) -> list[shapely.Geometry]:
    """A coverage without gap or overlap, ordered from north-west to south-east in bands."""
    random = np.random.default_rng(seats)
    west, south, east, north = BOX
    points = random.uniform((west, south), (east, north), (seats, 2))
    # Once towards the middle of each cell, so that none is a sliver.
    points = np.array([cell.centroid.coords[0] for cell in voronoi(points)])
    rough = shapely.union_all([roughened(border, random) for border in borders(voronoi(points))])
    faces = shapely.get_parts(shapely.polygonize([rough]))
    found = assigned(shapely.get_parts(faces), shapely.points(points))
    return sorted(found, key=lambda shape: (-round(shape.centroid.y), shape.centroid.x))


def voronoi(points: np.ndarray) -> list[shapely.Geometry]:
    """Cells of these points, cut to the box."""
    frame = shapely.box(*BOX)
    made = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame)
    return list(shapely.intersection(shapely.get_parts(made), frame))


def borders(shapes: list[shapely.Geometry]) -> list[np.ndarray]:
    """Each straight border between two cells or at the edge, once, as its two ends."""
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(shapes))))
    ends = [np.round(shapely.get_coordinates(line), 9) for line in lines]
    pieces = [piece for line in ends for piece in zip(line[:-1], line[1:], strict=True)]
    return [np.array(piece) for piece in pieces]


def roughened(border: np.ndarray, random: np.random.Generator) -> shapely.LineString:
    """Put the middle of every piece aside, again and again; the ends stay, so that borders still meet."""
    line = border
    for _ in range(HALVINGS):
        step = np.diff(line, axis=0)
        aside = np.stack([-step[:, 1], step[:, 0]], axis=1) * random.uniform(-ROUGH, ROUGH, (len(step), 1))
        halved = np.empty((2 * len(line) - 1, 2))
        halved[::2], halved[1::2] = line, line[:-1] + step / 2 + aside
        line = halved
    return shapely.linestrings(line)


def assigned(faces: np.ndarray, points: np.ndarray) -> list[shapely.Geometry]:
    """One shape for each point: the face around it, with the crumbs that crossing borders left beside it."""
    nearest = shapely.STRtree(points).nearest(shapely.point_on_surface(faces))
    order = np.argsort(nearest, kind="stable")
    groups = np.split(faces[order], np.flatnonzero(np.diff(nearest[order])) + 1)
    return [shapely.union_all(group) for group in groups]


def vertices(shapes: list[shapely.Geometry]) -> int:
    return int(shapely.get_num_coordinates(shapes).sum())
