import math
import re
from xml.etree import ElementTree

import pytest
import shapely

from maps.geometry.areas import area_km2, width_km
from maps.geometry.projection import Projection, ProjectionError, mesh, svg_path
from tests.maps.shapes import square

PAKISTAN = (60.9, 23.7, 77.8, 37.1)


def test_map_fits_into_its_box_with_padding():
    for size in [(800, 600), (300, 900)]:
        projection = Projection.fit(PAKISTAN, *size, padding=10)
        west, south, east, north = shapely.bounds(projection.shape(shapely.box(*PAKISTAN))).tolist()
        assert min(west, south) >= 10 - 1e-9
        assert east <= size[0] - 10 + 1e-9 and north <= size[1] - 10 + 1e-9
        assert min(abs(east - west - size[0] + 20), abs(north - south - size[1] + 20)) < 1e-6


def test_height_follows_from_the_width():
    projection = Projection.fit(PAKISTAN, 800)
    middle = math.cos(math.radians((23.7 + 37.1) / 2))
    assert projection.height == pytest.approx(800 * 13.4 / (16.9 * middle), abs=0.1)


def test_north_is_up_and_a_kilometre_is_as_long_both_ways_in_the_middle():
    projection = Projection.fit((60, 30 - 1, 62, 30 + 1), 500)
    (x0, y0), (x1, _), (_, y1) = (projection.point(*spot) for spot in [(61, 30), (61.1, 30), (61, 30.1)])
    assert y1 < y0 and x1 > x0
    assert (x1 - x0) / (y0 - y1) == pytest.approx(math.cos(math.radians(30)), rel=0.01)


@pytest.mark.parametrize("bounds", [(170, -10, -170, 10), (-179, -20, 179, 20)])
def test_antimeridian_is_refused_with_a_sentence(bounds):
    with pytest.raises(ProjectionError, match=r"^The map crosses the antimeridian .*\.$"):
        Projection.fit(bounds, 800, 600)


def test_empty_and_swapped_bounds_are_refused_with_a_sentence():
    with pytest.raises(ProjectionError, match="nothing to draw"):
        Projection.fit((math.nan,) * 4, 800)
    with pytest.raises(ProjectionError, match="may be swapped"):
        Projection.fit((20, 90, 30, 95), 800)


def test_path_is_relative_and_has_no_needless_separator():
    assert svg_path(shapely.Polygon([(1.5, 0.5), (0.75, -2), (1, 10), (1.5, 0.5)])) == "m1.5.5l-.7-2.5.2 12z"
    assert svg_path(shapely.LineString([(0, 0), (10, 0), (10, 5.25)]), precision=2) == "m0 0l10 0 0 5.25"
    assert svg_path(shapely.LineString([(0, 0), (10.4, 0.4), (11, 3)]), precision=0) == "m0 0l10 0 1 3"


def test_path_keeps_holes_and_parts():
    ring = square(0, 0, 10).difference(square(2, 2, 2))
    path = svg_path(shapely.multipolygons([ring, square(20, 0)]))
    assert path.count("m") == path.count("z") == 3
    assert shapely.equals(polygon_of(path), shapely.multipolygons([ring, square(20, 0)]))


def test_path_is_parsed_as_it_was_meant():
    blob = shapely.Point(40.03, 30.07).buffer(20).union(shapely.Point(80, 20).buffer(3.3))
    drawn = polygon_of(svg_path(blob))
    assert drawn.symmetric_difference(blob).area < 0.05 * blob.length
    ElementTree.fromstring(f'<path d="{svg_path(blob)}"/>')


def test_what_is_too_small_to_draw_leaves_no_path():
    assert svg_path(square(0, 0, 0.01)) == ""
    assert svg_path(shapely.Polygon()) == "" and svg_path(None) == ""


def test_shared_borders_are_drawn_once():
    left, right = square(0, 0), square(1, 0)
    lines = mesh([left, right, None])
    assert lines.length == 7
    assert lines.equals(shapely.union_all([left.boundary, right.boundary]))
    assert mesh([]).is_empty


def test_area_is_that_of_the_ellipsoid():
    # One square degree at the equator, as GeographicLib's Planimeter gives it: 12,308,778,361 m2.
    assert area_km2(square(10, 0)) == pytest.approx(12308.8, rel=1e-3)
    assert area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_622, rel=1e-6)


def test_width_of_a_sliver_does_not_grow_with_its_length():
    short, long = (shapely.box(70, 30, 70.001, 30 + height) for height in (0.1, 1))
    assert width_km(long) == pytest.approx(width_km(short), rel=0.02)
    assert 0.08 < width_km(long) < 0.1


def polygon_of(path: str):
    """Read back what svg_path wrote: relative moves and lines, closed."""
    x = y = 0.0
    rings = []
    for body in re.findall(r"m([^z]*)z", path):
        numbers = [float(word) for word in re.findall(r"-?(?:\d*\.\d+|\d+)", body)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(shapely.Polygon(ring))
        x, y = ring[0]
    whole = shapely.Polygon()
    for ring in rings:
        whole = whole.symmetric_difference(ring)
    return whole
