"""Shapes as GeoJSON text (RFC 7946), ready to be spliced into answers without decoding. No Django."""

import json
from collections.abc import Iterable

import shapely

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees
DECIMALS = {"web": 4, "close": 5}


def right_handed(geometry):
    """Polygons with outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6)."""
    return shapely.orient_polygons(geometry, exterior_cw=False)


def geometry_json(geometry, decimals: int) -> str:
    """A GeoJSON geometry object as compact text.

    Shapes from `coverage.outlines` lie on the grid of their level already, so that rounding loses nothing; a shape
    from elsewhere is only printed shorter, not checked.
    """
    shape = shapely.transform(right_handed(geometry), lambda lonlat: lonlat.round(decimals))
    return json.dumps(shape.__geo_interface__, separators=(",", ":"))


def feature_json(code: str, properties: dict, geometry: str) -> str:
    """A GeoJSON feature as text, with its code as id, from a geometry that is text already ('' gives null)."""
    head = json.dumps(code, ensure_ascii=False)
    body = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","id":{head},"properties":{body},"geometry":{geometry or "null"}}}'


def collection_json(features: Iterable[str], bbox: Bounds | None) -> str:
    """A FeatureCollection as text, one feature a line, with the bounding box (west, south, east, north) on top."""
    box = f'"bbox":{json.dumps(bbox, separators=(",", ":"))},' if bbox else ""
    return f'{{"type":"FeatureCollection",{box}"features":[\n' + ",\n".join(features) + "\n]}\n"


def bounds(geometry, decimals: int) -> Bounds:
    """The bounding box of a shape that is not empty, in degrees."""
    return tuple(round(value, decimals) for value in geometry.bounds)


def around(boxes: Iterable[Bounds]) -> Bounds | None:
    """The bounding box of bounding boxes, or None if there are none."""
    sides = list(zip(*boxes, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None
