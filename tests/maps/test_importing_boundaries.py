import json
from io import StringIO
from types import SimpleNamespace

import pytest
import shapely
from django.core.management import CommandError, call_command

from elections.models import Assembly, Constituency, Delimitation, District, Province
from maps.importing import boundaries as engine
from maps.importing.boundaries import import_boundaries
from maps.importing.errors import ImportRefused
from maps.importing.options import BoundaryOptions
from maps.importing.preparing import STEPS
from maps.models import Boundary, CurrentBundle, ShapeBundle
from tests.maps.shapes import feature, geojson_file, shared, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    province = Province.objects.create(slug="punjab", name="Punjab")
    return {
        "district": District.objects.create(province=province, slug="lahore", name="Lahore"),
        "delimitation": Delimitation.objects.create(slug="2018", name="2018"),
        "assembly": Assembly.objects.create(slug="na", abbreviation="NA", name="National Assembly"),
    }


@pytest.fixture
def seats(places):
    return [
        Constituency.objects.create(code=f"NA-{n}", slug=f"na-{n}", name=f"Lahore-{n}", **places) for n in (1, 2, 3)
    ]


def load(path, **options):
    given = {"delimitation": "2018", "assembly": "na", "code_field": "code"} | options
    return import_boundaries(BoundaryOptions(path=path, **given))


def test_boundaries_are_written_with_their_source(seats, tmp_path):
    path = geojson_file(tmp_path, *(feature(f"NA-{n}", square(70 + n, 30)) for n in (1, 2, 3)))
    report = load(
        path, source="Survey", source_url="https://example.org", licence="CC0", authority="ECP", approximate=True
    )
    assert report.written == 3 and report.shapes == 3 and not report.faults()
    row = Boundary.objects.get(constituency__code="NA-2")
    assert (row.source, row.licence, row.authority, row.approximate) == ("Survey", "CC0", "ECP", True)
    assert row.web.equals(square(72, 30)) and row.full is None
    assert json.loads(row.web_json)["type"] == "Polygon"
    assert row.web.contains(shapely.Point(row.label_lon, row.label_lat))


def test_importing_again_replaces_and_changes_nothing_else(seats, tmp_path):
    path = geojson_file(tmp_path, *(feature(f"NA-{n}", square(70 + n, 30)) for n in (1, 2, 3)))
    load(path, keep_full=True)
    before = list(Boundary.objects.values("constituency", "web_json", "close_json", "label_lon", "area_km2"))
    bundles = set(ShapeBundle.objects.values_list("hash", flat=True))
    assert Boundary.objects.filter(full=None).count() == 0
    load(path)
    assert before == list(Boundary.objects.values("constituency", "web_json", "close_json", "label_lon", "area_km2"))
    assert bundles == set(ShapeBundle.objects.values_list("hash", flat=True))
    assert Boundary.objects.filter(full=None).count() == 3


def test_bundles_are_made_and_named(seats, tmp_path):
    report = load(geojson_file(tmp_path, feature("NA-1", square(71, 30))))
    current = CurrentBundle.objects.get(level="web").bundle
    assert len(report.bundles) == 2 and any(current.hash in line for line in report.bundles)
    assert [f["id"] for f in json.loads(current.body)["features"]] == ["NA-1"]


def test_every_election_is_told_that_boundaries_changed(seats, tmp_path, monkeypatch):
    bumped = []
    monkeypatch.setattr(engine, "Election", SimpleNamespace(bump_all=lambda: bumped.append(1)))
    load(geojson_file(tmp_path, feature("NA-1", square(71, 30))))
    assert bumped == [1]


def test_dry_run_says_everything_and_writes_nothing(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-9", square(72, 30)))
    report = load(path, dry_run=True, create=True, province="Sindh")
    assert report.written == 2 and "Dry run, nothing written" in report.lines()[-1]
    assert not Boundary.objects.exists() and not ShapeBundle.objects.exists()
    assert Constituency.objects.count() == 3 and Province.objects.count() == 1


def test_codes_are_found_under_other_spellings(seats, tmp_path):
    path = geojson_file(
        tmp_path, feature("na 01", square(71, 30)), feature("NA2", square(72, 30)), feature("NA-3", square(73, 30))
    )
    report = load(path)
    assert report.written == 3 and not report.not_in_database
    numbers = geojson_file(tmp_path, feature(1, square(71, 30)), feature(2.0, square(72, 30)), name="n.geojson")
    assert load(numbers, code_prefix="NA-").written == 2


def test_codes_that_do_not_match_are_listed_both_ways(seats, tmp_path):
    report = load(geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-9", square(72, 30))))
    assert report.not_in_database == ["NA-9"] and report.without_shape == ["NA-2", "NA-3"]
    text = "\n".join(report.lines())
    assert "In the file, not in the database, left out: NA-9 (1); --create would add them." in text
    assert "In the database, not in the file: NA-2, NA-3 (2)." in text


def test_file_of_another_map_is_refused(seats, tmp_path):
    with pytest.raises(ImportRefused, match="No code of seats.geojson is among the seats of na in 2018"):
        load(geojson_file(tmp_path, feature("X1", square(71, 30))))


def test_overlap_is_reported_with_both_seats_and_its_owner(seats, tmp_path):
    path = geojson_file(
        tmp_path, feature("NA-1", shapely.box(70, 30, 73, 33)), feature("NA-2", shapely.box(72, 30, 74, 31))
    )
    report = load(path)
    assert any(line.startswith("  NA-1 and NA-2: 106") and line.endswith("to NA-2") for line in report.lines())
    assert not Boundary.objects.get(constituency__code="NA-1").close.overlaps(square(72, 30))


def test_seat_in_two_rows_becomes_one(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-1", square(72, 30)))
    report = load(path)
    assert report.rows == 2 and report.written == 1
    assert "NA-1 came in 2 rows: joined (shared ground 0.00 km²)." in report.lines()


def test_strict_refuses_what_would_be_repaired(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-2", shapely.box(71.9, 30, 73, 31)))
    with pytest.raises(
        ImportRefused, match=r"1 overlapping .*: NA-1 and NA-2 most; 1 without a shape in the file: NA-3"
    ):
        load(path, strict=True)
    assert not Boundary.objects.exists()
    clean = geojson_file(tmp_path, *(feature(f"NA-{n}", square(70 + n, 30)) for n in (1, 2, 3)), name="clean.geojson")
    assert load(clean, strict=True).written == 3


def test_seats_loaded_earlier_that_overlap_are_told(seats, tmp_path):
    load(geojson_file(tmp_path, feature("NA-1", square(71, 30))))
    report = load(geojson_file(tmp_path, feature("NA-2", square(71.5, 30)), name="b.geojson"))
    assert any("NA-2 overlaps NA-1, loaded earlier, by 53" in line for line in report.lines())
    assert Boundary.objects.count() == 2


def test_many_overlaps_with_earlier_seats_are_cut_with_the_number_left_out(seats, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "TOLD", 1)
    load(geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-2", square(72, 30))))
    report = load(geojson_file(tmp_path, feature("NA-3", shapely.box(71.5, 30, 72.3, 31)), name="b.geojson"))
    told = [remark for remark in report.remarks if "loaded earlier" in remark]
    assert len(told) == 2 and told[0].startswith("NA-3 overlaps NA-1")
    assert told[1] == "Further overlaps with seats loaded earlier: 1."


def test_create_makes_seats_districts_and_provinces(places, tmp_path):
    path = geojson_file(
        tmp_path,
        feature("NA-7", square(71, 30), n="Jhang-I", d="Jhang", p="Punjab"),
        feature("NA-8", square(72, 30), n="Quetta-I", d="Quetta", p="Balochistan"),
    )
    report = load(path, create=True, name_field="n", district_field="d", province_field="p")
    assert report.created == {"provinces": ["Balochistan"], "districts": ["Jhang", "Quetta"], "seats": ["NA-7", "NA-8"]}
    seat = Constituency.objects.get(code="NA-8")
    assert (seat.slug, seat.name, seat.district.slug, seat.district.province.slug) == (
        "na-8", "Quetta-I", "quetta", "balochistan",
    )  # fmt: skip


def test_create_needs_to_know_where_seats_lie(places, tmp_path):
    path = geojson_file(tmp_path, feature("NA-7", square(71, 30)))
    with pytest.raises(ImportRefused, match="--create must know where they lie"):
        load(path, create=True)
    assert load(path, create=True, district="Lahore").created["seats"] == ["NA-7"]
    assert Constituency.objects.get().name == "NA-7"


def test_create_refuses_what_has_no_address(places, tmp_path):
    path = geojson_file(tmp_path, feature("این اے", square(71, 30)))
    with pytest.raises(ImportRefused, match=r"^Row 1 of seats.geojson: “این اے” cannot be created \(slug: "):
        load(path, create=True, province="Sindh")
    assert not Province.objects.filter(slug="sindh").exists() and not Constituency.objects.exists()


def test_only_rows_that_meet_the_condition_are_read(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30), a="na"), feature("PP-1", square(71, 30), a="pp"))
    assert load(path, where="a=na").rows == 1
    for where, words in [("a=no", "there are na, pp"), ("b=na", "has no field “b”"), ("a", "FIELD=VALUE")]:
        with pytest.raises(ImportRefused, match=words):
            load(path, where=where)


def test_unknown_delimitation_or_assembly_names_those_there_are(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)))
    with pytest.raises(ImportRefused, match="There is no delimitation “2023”; there are 2018"):
        load(path, delimitation="2023")
    with pytest.raises(ImportRefused, match="There is no assembly “pp”; there are na"):
        load(path, assembly="pp")


def test_every_step_is_told_for_the_progress_bar(seats, tmp_path):
    steps = []
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)))
    import_boundaries(BoundaryOptions(path=path, delimitation="2018", assembly="na", code_field="code"), steps.append)
    assert tuple(steps) == STEPS


def test_command_writes_the_report_and_turns_refusals_into_one_sentence(seats, tmp_path):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)))
    out = StringIO()
    given = {"delimitation": "2018", "assembly": "na", "code_field": "code", "stdout": out}
    call_command("import_boundaries", str(path), **given)
    assert out.getvalue().startswith("seats.geojson: 1 row, 1 seat, coordinates from EPSG:4326.\n")
    assert out.getvalue().endswith("Wrote 1 seat.\n")
    with pytest.raises(CommandError, match=r"^seats.geojson has no field “kode” \(--code-field\); it has code\.$"):
        call_command("import_boundaries", str(path), **given | {"code_field": "kode"})


def test_failure_while_writing_leaves_nothing_behind(seats, tmp_path, monkeypatch):
    path = geojson_file(tmp_path, feature("NA-1", square(71, 30)), feature("NA-9", square(72, 30)))
    monkeypatch.setattr(CurrentBundle, "renew", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(path, create=True, province="Sindh")
    assert not Boundary.objects.exists() and Constituency.objects.count() == 3


def test_real_dirty_shapefile_ends_as_272_valid_seats(places):
    path = shared("data", "boundaries", "na_2002_2013.shp.zip")
    report = load(path, code_field="NA_Cons", create=True, district_field="District", province_field="Preovence")
    assert (report.rows, report.shapes, report.written) == (273, 272, 272)
    assert [repair.code for repair in report.repairs] == ["NA-22"]
    assert [(merge.code, merge.rows) for merge in report.merges] == [("NA-25", 2)]
    assert sum(overlap.area_km2 for overlap in report.overlaps) == pytest.approx(602, abs=1)
    assert report.overlaps[0].codes == ("NA-205", "NA-206") and len(report.holes) == 1
    for level in ("web", "close"):
        rows = list(Boundary.objects.select_related("constituency").at_level(level))
        shapes = [shapely.geometry.shape(json.loads(row.outline_json(level))) for row in rows]
        assert len(shapes) == 272 and shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
        assert all(
            shape.contains(shapely.Point(row.label_lon, row.label_lat)) for row, shape in zip(rows, shapes, strict=True)
        )
