"""What fixtures/boundaries/README.md promises of its files."""

import csv
import json
import re

import numpy as np
import pytest
import shapely

from maps.geometry.areas import area_km2
from tests.maps.shapes import ROOT, shared

FOLDER = ROOT / "fixtures" / "boundaries"
COUNTS = {"seats": 32, "districts": 138, "provinces": 7}
PROVINCES = {
    "khyber-pakhtunkhwa", "punjab", "sindh", "balochistan", "islamabad", "azad-kashmir", "gilgit-baltistan",
}  # fmt: skip
SOURCE_SPELLING = {
    "sheikhupura": "shaikhupura", "nankana-sahib": "nankana-sahab", "harnai": "haranai", "sudhnoti": "sudhnati",
    "ghanche": "ghanhce", "rahim-yar-khan": "rahimyar-khan", "qambar-shahdadkot": "qambar-shahdatkot",
    "sherani": "sheerani", "islamabad": "islamabad",
}  # fmt: skip
REFERENCE_PROVINCES = {
    "IS": "islamabad", "BA": "balochistan", "SD": "sindh", "PB": "punjab", "KP": "khyber-pakhtunkhwa",
    "JK": "azad-kashmir", "NA": "gilgit-baltistan",
}  # fmt: skip


def features(name: str) -> list[dict]:
    return json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


def shapes(name: str) -> dict:
    return {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features(name)}


@pytest.mark.parametrize("name", COUNTS)
def test_each_file_is_a_valid_coverage_of_single_polygons(name):
    found = np.array(list(shapes(name).values()))
    assert len(found) == COUNTS[name]
    assert shapely.is_valid(found).all() and shapely.coverage_is_valid(found)
    assert {shape.geom_type for shape in found} == {"Polygon"}
    assert all(shape.exterior.is_ccw for shape in found)


@pytest.mark.parametrize("name", COUNTS)
def test_every_feature_has_its_properties_and_says_that_it_is_approximate(name):
    for item in features(name):
        properties = item["properties"]
        assert item["id"] == properties["code"] and properties["approximate"] is True
        assert properties["name"] and re.search("[\u0600-\u06ff]", properties["name_ur"])
        assert properties["province"] in PROVINCES


def test_disputed_areas_are_marked_and_hold_no_seat():
    disputed = {"azad-kashmir", "gilgit-baltistan"}
    assert {f["id"] for f in features("provinces") if f["properties"]["disputed"]} == disputed
    assert {f["properties"]["province"] for f in features("districts") if f["properties"]["disputed"]} == disputed
    assert sum(f["properties"]["disputed"] for f in features("districts")) == 17
    assert not {f["properties"]["province"] for f in features("seats")} & disputed


def test_coordinates_have_five_decimals():
    for name in COUNTS:
        text = (FOLDER / f"{name}.geojson").read_text(encoding="utf-8")
        assert not re.search(r"\d\.\d{6,}", text)


def test_provinces_are_the_union_of_their_districts():
    districts, provinces = shapes("districts"), shapes("provinces")
    belongs = {f["id"]: f["properties"]["province"] for f in features("districts")}
    for code, province in provinces.items():
        union = shapely.union_all([districts[d] for d, p in belongs.items() if p == code])
        assert union.symmetric_difference(province).area == 0


def test_seats_lie_in_their_province_and_hold_those_of_their_towns_that_lie_in_their_district():
    seats, provinces = shapes("seats"), shapes("provinces")
    belongs = {f["id"]: f["properties"]["province"] for f in features("seats")}
    for code, seat in seats.items():
        assert area_km2(seat.difference(provinces[belongs[code]])) < 0.01
    districts = shapes("districts")
    with (FOLDER / "seats.csv").open(encoding="utf-8") as file:
        district_of = {row["code"]: row["district"] for row in csv.DictReader(file)}
    with (FOLDER / "seat_points.csv").open(encoding="utf-8") as file:
        towns = [
            (row["code"], row["town"], shapely.Point(float(row["lon"]), float(row["lat"])))
            for row in csv.DictReader(file)
        ]
    inside = [(code, town, point) for code, town, point in towns if districts[district_of[code]].contains(point)]
    assert len(inside) >= len(towns) - 3
    assert [town for code, town, point in inside if not seats[code].contains(point)] == []


def test_seats_are_the_ones_of_the_elections():
    with (ROOT / "fixtures" / "constituencies.csv").open(encoding="utf-8") as file:
        known = {row["code"]: (row["name"], row["assembly"]) for row in csv.DictReader(file)}
    found = {f["id"]: (f["properties"]["name"], f["properties"]["assembly"]) for f in features("seats")}
    assert found == known


def test_districts_of_the_elections_are_drawn_but_for_those_of_karachi():
    with (ROOT / "fixtures" / "districts.csv").open(encoding="utf-8") as file:
        known = {row["slug"]: row["province"] for row in csv.DictReader(file)}
    drawn = {f["id"]: f["properties"]["province"] for f in features("districts")}
    assert {slug for slug in known if slug not in drawn} <= {"malir", "korangi"}
    assert all(drawn[slug] == province for slug, province in known.items() if slug in drawn)


@pytest.mark.parametrize(("name", "least"), [("seats", 0.999), ("districts", 0.95), ("provinces", 0.999)])
def test_output_agrees_with_the_reference(name, least):
    path = shared("data", "boundaries", "reference", f"{name}.geojson")
    reference = {
        f["properties"]["id"]: shapely.geometry.shape(f["geometry"])
        for f in json.loads(path.read_text(encoding="utf-8"))["features"]
    }
    if name == "provinces":
        reference = {REFERENCE_PROVINCES[code]: shape for code, shape in reference.items()}
    ours = {SOURCE_SPELLING.get(code, code) if name == "districts" else code: s for code, s in shapes(name).items()}
    assert set(ours) == set(reference)
    for code, shape in ours.items():
        overlap = shape.intersection(reference[code]).area / shape.union(reference[code]).area
        assert overlap >= least, f"{code}: {overlap:.4f}"
