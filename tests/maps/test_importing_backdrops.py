import json

import pytest
import shapely

from maps.importing.backdrops import import_backdrop
from maps.importing.errors import ImportRefused
from maps.importing.options import BackdropOptions
from maps.models import Backdrop, BackdropShape
from tests.maps.shapes import ROOT, feature, geojson_file, shared, square

pytestmark = pytest.mark.django_db


def load(path, **options):
    given = {"kind": "provinces", "code_field": "code", "name_field": "name"} | options
    return import_backdrop(BackdropOptions(path=path, **given))


@pytest.fixture
def two(tmp_path):
    return geojson_file(
        tmp_path,
        feature("Azad Kashmir", square(73, 33), name="Azad Kashmir", ur="آزاد کشمیر", open="yes"),
        feature("punjab", square(72, 33), name="Punjab", ur="پنجاب", open="no"),
    )


def test_backdrop_is_written_with_names_and_disputed_areas(two):
    report = load(two, name_ur_field="ur", disputed_field="open", source="OCHA", licence="CC BY", title_ur="صوبے")
    backdrop = Backdrop.objects.get(kind="provinces")
    assert (backdrop.name, backdrop.name_ur, backdrop.source) == ("Provinces", "صوبے", "OCHA")
    rows = {shape.code: shape for shape in backdrop.shapes.all()}
    assert set(rows) == {"azad-kashmir", "punjab"} and report.written == 2
    assert rows["azad-kashmir"].disputed and not rows["punjab"].disputed
    assert rows["punjab"].name_ur == "پنجاب" and rows["punjab"].close.equals(square(72, 33))


def test_disputed_areas_can_be_named_where_the_file_does_not_mark_them(two):
    load(two, disputed=("azad-kashmir",))
    assert list(BackdropShape.objects.filter(disputed=True).values_list("code", flat=True)) == ["azad-kashmir"]
    with pytest.raises(ImportRefused, match="There is no shape “kashmir” to mark as disputed; there are azad-kashmir"):
        load(two, disputed=("kashmir",))


def test_kind_that_is_loaded_again_is_replaced(two, tmp_path):
    load(two)
    load(geojson_file(tmp_path, feature("sindh", square(68, 25), name="Sindh"), name="b.geojson"))
    assert Backdrop.objects.count() == 1 and [shape.code for shape in BackdropShape.objects.all()] == ["sindh"]


def test_districts_of_one_province_share_its_code(tmp_path):
    path = geojson_file(
        tmp_path,
        feature("Bagh", square(73, 33), name="Bagh", p="Azad Kashmir"),
        feature("Poonch", square(74, 33), name="Poonch", p="Azad Kashmir"),
    )
    load(path, kind="districts", province_field="p")
    assert set(BackdropShape.objects.values_list("province", flat=True)) == {"azad-kashmir"}


def test_dry_run_and_unknown_kind_write_nothing(two):
    assert "Dry run" in load(two, dry_run=True).lines()[-1]
    with pytest.raises(ImportRefused, match="There is no kind of backdrop “rivers”; there are country, provinces"):
        load(two, kind="rivers")
    assert not Backdrop.objects.exists()


def test_code_without_latin_letters_is_refused(tmp_path):
    path = geojson_file(tmp_path, feature("پنجاب", square(72, 33), name="Punjab"))
    with pytest.raises(ImportRefused, match="Row 1 of seats.geojson has the code “پنجاب”"):
        load(path)


def test_swapped_file_is_refused_against_the_backdrop_that_is_loaded(two, tmp_path):
    load(two)
    swapped = geojson_file(tmp_path, feature("x", square(33, 72), name="X"), name="b.geojson")
    with pytest.raises(ImportRefused, match="In b.geojson longitude and latitude are swapped"):
        load(swapped, kind="districts")


@pytest.mark.parametrize(("kind", "count"), [("provinces", 7), ("districts", 138)])
def test_demo_backdrops_load_without_any_repair(kind, count):
    report = load(
        ROOT / "fixtures" / "boundaries" / f"{kind}.geojson",
        kind=kind, name_ur_field="name_ur", province_field="province", disputed_field="disputed", strict=True,
    )  # fmt: skip
    assert report.written == count and not report.faults()
    disputed = BackdropShape.objects.filter(disputed=True).values_list("province", flat=True)
    assert set(disputed) == {"azad-kashmir", "gilgit-baltistan"}


@pytest.mark.parametrize(("kind", "count"), [("provinces", 7), ("districts", 160)])
def test_clean_geopackages_load_without_any_repair(kind, count):
    name = kind.removesuffix("s") + "_name"
    report = load(
        shared("data", "boundaries", f"pk_{kind}.gpkg"),
        kind=kind, code_field=name, name_field=name, province_field="province_name", strict=True,
    )  # fmt: skip
    assert report.written == count
    shapes = [shapely.geometry.shape(json.loads(shape.web_json)) for shape in BackdropShape.objects.all()]
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
