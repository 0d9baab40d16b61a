"""One sentence for each way a file can be wrong: what, where, and what would be right."""

from types import SimpleNamespace

import pytest
import shapely

from maps.importing import checking
from maps.importing.errors import ImportRefused, listing
from tests.maps.shapes import square

LAHORE = (60.0, 24.0, 77.0, 37.0)


def table(*geometries, field="code", codes=None):
    codes = codes or [f"NA-{n}" for n in range(1, len(geometries) + 1)]
    rows = [
        SimpleNamespace(number=n, values={field: code}, geometry=geometry)
        for n, (code, geometry) in enumerate(zip(codes, geometries, strict=True), start=1)
    ]
    return SimpleNamespace(name="a.gpkg", fields=[field], rows=rows), rows, codes


def refusal(function, *arguments) -> str:
    with pytest.raises(ImportRefused) as caught:
        function(*arguments)
    sentence = str(caught.value)
    assert "a.gpkg" in sentence and sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_missing_field_names_the_fields_there_are():
    sheet, _, _ = table(square(70, 30))
    assert refusal(checking.field, sheet, "kode", "--code-field") == (
        "a.gpkg has no field “kode” (--code-field); it has code."
    )
    assert checking.field(sheet, "CODE", "--code-field") == "code"


def test_row_without_a_code_is_named():
    sheet, rows, _ = table(square(70, 30), square(71, 30), square(72, 30), codes=["NA-1", None, "  "])
    assert refusal(checking.codes, sheet, rows, "code").startswith("Each of the rows 2, 3 of a.gpkg has no code")


def test_one_code_with_two_names_is_refused():
    sheet, rows, codes = table(square(70, 30), square(71, 30), codes=["NA-1", "NA-1"])
    rows[0].values["name"], rows[1].values["name"] = "Lahore-I", "Kasur-I"
    assert refusal(checking.same_names, sheet, rows, codes, "name").startswith(
        "Rows 1 and 2 of a.gpkg have the same code NA-1 but different names, “Lahore-I” and “Kasur-I”"
    )
    rows[1].values["name"] = "lahore i"
    checking.same_names(sheet, rows, codes, "name")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (None, "Row 2 of a.gpkg has no shape"),
        (shapely.Polygon(), "Row 2 of a.gpkg has no shape"),
        (shapely.Point(70, 30), "Row 2 of a.gpkg (NA-2) is a Point; boundaries must be polygons"),
        (shapely.LineString([(70, 30), (71, 31)]), "is a LineString; boundaries must be polygons"),
        (shapely.GeometryCollection([square(70, 30)]), "is a GeometryCollection; boundaries must be polygons"),
        (square(31, 120), "has the latitude 121; longitude and latitude look swapped"),
        (square(7_000_000, 3_500_000), "which are not degrees"),
        (shapely.Polygon([(70, 30), (71, 30), (0, 0), (71, 31)]), "a vertex far outside of it, at 0.0 0.0"),
        (shapely.Polygon([(70, 30), (float("inf"), 30), (71, 31)]), "a coordinate that is not a number"),
    ],
)
def test_shape_that_cannot_be_right_is_refused_with_its_row(shape, words):
    assert words in refusal(checking.shapes, *table(square(72, 30), shape))


def test_whole_file_with_swapped_axes_is_refused():
    sheet = table(square(30, 70), square(31, 71))
    assert "longitude and latitude are swapped" in refusal(checking.position, *sheet, LAHORE)
    assert checking.position(*table(square(70, 30)), LAHORE) == []
    assert checking.position(*sheet, None) == []


def test_single_row_with_swapped_axes_is_refused():
    good = [square(70 + n % 3, 30 + n // 3) for n in range(9)]
    assert "Row 10 of a.gpkg (NA-10) has longitude and latitude swapped" in refusal(
        checking.position, *table(*good, square(31, 71)), None
    )


def test_far_islands_are_remarked_upon_not_refused():
    good = [square(70 + n % 3, 30 + n // 3) for n in range(9)]
    (remark,) = checking.position(*table(*good, square(-61, 16)), None)
    assert remark.startswith("Row 10 of a.gpkg (NA-10) lies ")
    (remark,) = checking.position(*table(square(-61, 16)), LAHORE)
    assert "away from what is loaded" in remark


@pytest.mark.parametrize(
    ("value", "prefix", "code"),
    [
        (22, "NA-", "NA-22"),
        ("022", "NA-", "NA-22"),
        (" NA-22 ", "NA-", "NA-22"),
        ("E0100", "", "E0100"),
        (None, "X", ""),
    ],
)
def test_bare_numbers_get_the_prefix(value, prefix, code):
    assert checking.normal_code(value, prefix) == code


def test_spelling_of_the_database_wins_and_exact_codes_are_never_changed():
    assert checking.one_spelling(["na 022", "NA-9", "na9"], ["NA-22"]) == ["NA-22", "NA-9", "NA-9"]
    assert checking.one_spelling(["A-1", "A1"], ["A-1", "A1"]) == ["A-1", "A1"]


def test_long_lists_are_cut_with_the_number_left_out():
    assert listing(range(5), 3) == "0, 1, 2 and 2 more"
