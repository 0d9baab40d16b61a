"""Shapes as GeoJSON text (RFC 7946), ready to be spliced into answers without decoding. No Django."""

import json
from collections.abc import Iterable

import shapely

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


def collection_json(features: Iterable[str], bbox: tuple[float, float, float, float] | None) -> str:
    """A FeatureCollection as text, one feature a line, with the bounding box (west, south, east, north) on top."""
    box = f'"bbox":{json.dumps(bbox, separators=(",", ":"))},' if bbox else ""
    return f'{{"type":"FeatureCollection",{box}"features":[\n' + ",\n".join(features) + "\n]}\n"


def bounds(geometries: Iterable, decimals: int) -> tuple[float, float, float, float] | None:
    """The bounding box of shapes in degrees, or None if there are none."""
    shapes = [geometry for geometry in geometries if not geometry.is_empty]
    return tuple(round(value, decimals) for value in shapely.total_bounds(shapes).tolist()) if shapes else None
