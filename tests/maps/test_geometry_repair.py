import json

import pytest
import shapely

from maps.geometry import geojson
from maps.geometry.repair import label_point, merge_rows, only_polygons, repair, spikes
from tests.maps.shapes import square

BOWTIE = shapely.Polygon([(70, 30), (71, 31), (71, 30), (70, 31)])


def test_valid_polygon_is_left_alone():
    shape = square(70, 30)
    assert repair("A", shape) == (shape, None)


def test_invalid_polygon_is_repaired_and_reported_in_numbers():
    fixed, report = repair("NA-1", BOWTIE)
    assert fixed.is_valid and fixed.geom_type == "MultiPolygon"
    assert report.code == "NA-1" and "Self-intersection" in report.reason
    assert report.area_after_km2 > report.area_before_km2 >= 0


def test_heights_are_dropped():
    flat, _ = repair("A", shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]))
    assert not shapely.has_z(flat)


def test_part_given_twice_counts_once():
    double = shapely.multipolygons([square(70, 30), square(70, 30)])
    fixed, report = repair("A", double)
    assert fixed.area == pytest.approx(1) and report is not None


def test_parts_that_overlap_are_joined_not_cut_out():
    fixed, _ = repair("A", shapely.multipolygons([shapely.box(70, 30, 72, 31), shapely.box(71, 30, 73, 31)]))
    assert fixed.equals(shapely.box(70, 30, 73, 31))


def test_shape_without_area_becomes_empty():
    fixed, _ = repair("A", shapely.Polygon([(70, 30), (71, 31), (70, 30)]))
    assert fixed.is_empty


def test_rows_of_one_code_are_joined_and_what_they_share_is_told():
    shapes, merges = merge_rows([("A", square(70, 30)), ("B", square(80, 30)), ("A", shapely.box(70.5, 30, 72, 31))])
    assert list(shapes) == ["A", "B"] and shapes["A"].equals(shapely.box(70, 30, 72, 31))
    assert [(merge.code, merge.rows) for merge in merges] == [("A", 2)]
    assert merges[0].shared_km2 == pytest.approx(5325, rel=0.01)


def test_vertex_on_the_other_side_of_the_world_is_found():
    ring = [(70, 30), (71, 30), (0, 0), (71, 31), (70, 31)]
    assert spikes(shapely.Polygon(ring)) == [(0.0, 0.0)]


@pytest.mark.parametrize(
    "ring",
    [
        [(129, -14.9), (129, -26), (138, -26), (138, -16.5)],  # straight borders of the Northern Territory
        [(70, 30), (71, 30), (71, 31), (70, 31)],
    ],
)
def test_long_straight_borders_are_no_spikes(ring):
    assert spikes(shapely.Polygon(ring)) == []


def test_island_on_another_continent_is_no_spike():
    assert spikes(shapely.multipolygons([square(2, 48), square(55, -21)])) == []


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(70, 30).buffer(2).difference(shapely.Point(70, 30).buffer(1.9)),
        shapely.Polygon([(70, 30), (75, 30), (75, 35), (74.9, 30.1), (70, 30.1)]),
        shapely.multipolygons([square(70, 30, 0.1), square(71, 30, 0.5)]),
    ],
    ids=["ring", "hook", "two parts"],
)
def test_label_lies_inside_whatever_the_shape(shape):
    assert shape.contains(shapely.Point(label_point(shape)))


def test_label_lies_in_the_widest_spot():
    lon, lat = label_point(shapely.union(square(70, 30), shapely.box(71, 30.4, 79, 30.5)))
    assert (lon, lat) == (pytest.approx(70.5, abs=0.05), pytest.approx(30.5, abs=0.05))


def test_label_lies_inside_both_outlines():
    web, close = shapely.box(70, 30, 72, 31), shapely.box(71, 30, 74, 31)
    spot = shapely.Point(label_point(web, close))
    assert web.contains(spot) and close.contains(spot)


def test_rings_are_right_handed():
    clockwise = shapely.Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    body = json.loads(geojson.geometry_json(clockwise, 5))
    outer, hole = (shapely.LinearRing(ring) for ring in body["coordinates"])
    assert outer.is_ccw and not hole.is_ccw


def test_feature_carries_its_code_and_escapes_names():
    text = geojson.feature_json("NA-1", {"name": '"<script>'}, geojson.geometry_json(square(70, 30), 4))
    feature = json.loads(text)
    assert feature["id"] == "NA-1" and feature["properties"]["name"] == '"<script>'
    assert json.loads(geojson.feature_json("X", {}, ""))["geometry"] is None


def test_collection_has_its_box_on_top():
    shapes = [square(70, 30), square(72, 30)]
    box = geojson.around(geojson.bounds(shape, 4) for shape in shapes)
    features = (geojson.feature_json(str(n), {}, geojson.geometry_json(s, 4)) for n, s in enumerate(shapes))
    body = json.loads(geojson.collection_json(features, box))
    assert body["bbox"] == [70, 30, 73, 31] and len(body["features"]) == 2
    assert geojson.around([]) is None


def test_points_and_lines_beside_polygons_are_left_out():
    mixed = shapely.GeometryCollection([square(0, 0), shapely.Point(5, 5), shapely.LineString([(0, 0), (9, 9)])])
    assert only_polygons(mixed).equals(square(0, 0))
