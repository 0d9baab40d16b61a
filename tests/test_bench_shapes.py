"""The benchmark of shapes: its faults are counted as they are, and it says itself where another tool is better."""

import json

import pytest
import shapely

from bench import importing, shapes
from bench.faults import deviation_m, faults

HALF = shapely.box(70, 30, 70.5, 31)
WANTED = {"NA-1", "NA-2"}


def counted(**seats):
    return faults({code.replace("_", "-"): shape for code, shape in seats.items()}, WANTED)


def test_two_seats_that_share_a_border_have_no_fault():
    found = counted(NA_1=HALF, NA_2=shapely.box(70.5, 30, 71, 31))
    assert (found.invalid, found.lost, found.overlaps, found.gaps, found.holes) == (0, 0, 0, 0, 0)


def test_an_overlap_is_counted_once_with_its_area():
    found = counted(NA_1=HALF, NA_2=shapely.box(70.4, 30, 71, 31))
    assert found.overlaps == 1 and found.overlap_km2 == pytest.approx(1064, abs=10)


def test_a_narrow_hole_is_a_gap_and_a_wide_one_a_hole():
    ring = shapely.box(70, 30, 71, 31)
    narrow, wide = shapely.box(70.2, 30.2, 70.201, 30.8), shapely.box(70.6, 30.2, 70.8, 30.8)
    found = counted(NA_1=ring - narrow - wide, NA_2=shapely.box(71, 30, 72, 31))
    assert (found.gaps, found.holes) == (1, 1)


def test_a_seat_without_shape_is_lost_and_a_crossed_one_invalid():
    found = counted(NA_1=shapely.Polygon([(70, 30), (71, 31), (71, 30), (70, 31)]), NA_2=shapely.Polygon())
    assert (found.invalid, found.lost) == (1, 1)


def test_a_border_moves_by_metres():
    (moved,) = deviation_m({"NA-1": HALF}, {"NA-1": shapely.box(70, 30, 70.5, 31.01)})
    assert moved == pytest.approx(1113, abs=2)


def file_of(**seats) -> bytes:
    rows = [{"id": code, "geometry": json.loads(shapely.to_geojson(shape))} for code, shape in seats.items()]
    return json.dumps({"features": rows}).encode()


def made(seconds: float, **seats) -> shapes.Made:
    body = file_of(**seats)
    return shapes.Made([(seconds, seconds)], {"web": body, "close": body, "topo": b"{}"})


def test_a_row_says_where_the_other_one_is_better():
    before = {"A": HALF}
    rows = shapes.rows(before, made(2, A=HALF), made(1, A=HALF), "")
    assert rows[0].ratio == 2 and rows[0].note.startswith("mapshaper is better here")
    assert not any("better" in row.note for row in rows[2:])
    assert not any(row.missed for row in rows)


def test_without_mapshaper_the_rows_stand_alone_and_say_why():
    rows = shapes.rows({"A": HALF}, made(2, A=HALF), None, "not compared: There is no npm here.")
    assert {row.reference for row in rows} == {None}
    assert "no npm" in rows[0].note


def test_without_the_file_there_is_a_row_without_a_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "FILE", tmp_path / "na.zip")
    (row,) = shapes.measure(tmp_path)
    assert row.value is None and "BENCH_SHAPES" in row.note
