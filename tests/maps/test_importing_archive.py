import json
import shutil
import stat
import zipfile

import geopandas
import pytest

from maps.importing import archive, reading
from maps.importing.errors import ImportRefused
from tests.maps.shapes import feature, geojson_file, square


@pytest.fixture
def shapefile(tmp_path):
    folder = tmp_path / "shp"
    folder.mkdir()
    frame = geopandas.GeoDataFrame({"CODE": ["NA-1", "NA-2"]}, geometry=[square(70, 30), square(71, 30)], crs=4326)
    frame.to_file(folder / "seats.shp")
    return folder / "seats.shp"


def zipped(path, *members, **named):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.write(member, member.name)
        for name, body in named.items():
            file.writestr(name, body)
    return path


def refusal(path, **options) -> str:
    with pytest.raises(ImportRefused) as caught:
        reading.read(path, **options)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    return sentence


def test_all_formats_give_the_same_rows(shapefile, tmp_path):
    frame = geopandas.read_file(shapefile)
    frame.to_file(tmp_path / "a.gpkg")
    frame.to_crs(32643).to_file(tmp_path / "metres.gpkg")
    frame.to_file(tmp_path / "a.geojson")
    inside = zipped(tmp_path / "a.shp.zip", *shapefile.parent.iterdir())
    for path in (shapefile, inside, tmp_path / "a.gpkg", tmp_path / "a.geojson", tmp_path / "metres.gpkg"):
        table = reading.read(path)
        assert [row.values["CODE"] for row in table.rows] == ["NA-1", "NA-2"]
        assert [row.number for row in table.rows] == [1, 2]
        assert table.rows[0].geometry.hausdorff_distance(square(70, 30)) < 1e-6


def test_zip_with_folders_and_leavings_of_macos_is_read(shapefile, tmp_path):
    path = tmp_path / "mac.zip"
    with zipfile.ZipFile(path, "w") as file:
        for member in shapefile.parent.iterdir():
            file.write(member, f"data/{member.name}")
            file.writestr(f"__MACOSX/data/._{member.name}", b"x")
        file.writestr("data/readme.txt", b"hello")
    assert len(reading.read(path).rows) == 2


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = zipped(tmp_path / "bomb.zip", **{"a.geojson": b"{" + b" " * (30 * 2**20)})
    monkeypatch.setattr(archive, "_extract", lambda *_: pytest.fail("it was unpacked"))
    assert "times its size" in refusal(path)


def test_zip_beyond_the_limits_is_refused(shapefile, tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", *shapefile.parent.iterdir())
    monkeypatch.setattr(archive, "MAX_UNPACKED", 100)
    assert "unpacks to 0 MB, more than" in refusal(path)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    assert "more than 2; zip one shapefile alone" in refusal(path)
    monkeypatch.setattr(archive, "MAX_FILE", 10)
    assert "is larger than" in refusal(path)


def test_zip_that_lies_about_its_sizes_is_refused(tmp_path, monkeypatch):
    path = zipped(tmp_path / "lie.zip", **{"a.geojson": b"{" + b" " * 5000})
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    monkeypatch.setattr(archive, "_check_sizes", lambda *_: None)
    assert "unpacks to more than" in refusal(path)


@pytest.mark.parametrize("name", ["../a.shp", "/etc/a.shp", "x/../../a.shp", "..\\a.shp", "C:a.shp"])
def test_zip_with_paths_that_lead_out_is_refused(tmp_path, name):
    assert "leads out of it" in refusal(zipped(tmp_path / "a.zip", **{name: b"x"}))


def test_zip_with_links_passwords_or_archives_inside_is_refused(tmp_path):
    assert "holds another archive (b.zip)" in refusal(zipped(tmp_path / "a.zip", **{"b.zip": b"x"}))
    link = zipfile.ZipInfo("a.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    assert "holds a link (a.shp)" in refusal(tmp_path / "link.zip")
    secret = bytearray(zipped(tmp_path / "secret.zip", **{"a.shp": b"x"}).read_bytes())
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(secret)
    assert "is encrypted (a.shp)" in refusal(tmp_path / "secret.zip")


def test_damaged_or_false_zip_is_refused(shapefile, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"PK not really")
    assert "is not a zip file" in refusal(tmp_path / "no.zip")
    whole = bytearray(zipped(tmp_path / "a.zip", *sorted(shapefile.parent.iterdir())).read_bytes())
    start = whole.index(b"seats.dbf") + 20
    whole[start : start + 4] = b"\xff\xff\xff\xff"
    (tmp_path / "a.zip").write_bytes(whole)
    assert "is damaged" in refusal(tmp_path / "a.zip")


def test_zip_without_shapes_or_with_several_says_what_to_do(shapefile, tmp_path):
    assert "holds no shapes" in refusal(zipped(tmp_path / "none.zip", **{"readme.txt": b"x"}))
    for member in list(shapefile.parent.iterdir()):
        shutil.copy(member, member.with_stem("towns"))
    both = zipped(tmp_path / "two.zip", *shapefile.parent.iterdir())
    assert refusal(both).endswith("choose one with --layer: seats, towns.")
    assert len(reading.read(both, layer="towns").rows) == 2


def test_file_that_is_not_geodata_is_refused(tmp_path):
    assert "There is no file" in refusal(tmp_path / "gone.shp")
    for name, body, words in [
        ("a.txt", b"hello", "is not a file of shapes"),
        ("a.geojson", b"", "is empty"),
        ("a.geojson", b'{"no": "geo"}', "cannot be read as geodata"),
        ("a.geojson", b"{ not json", "cannot be read as geodata"),
        ("a.gpkg", b"\x89PNG", "is something else inside"),
        ("a.gpkg", b"SQLite format 3\x00" + b"x" * 900, "cannot be read as geodata"),
        ("a.shp", b"MZ", "is something else inside"),
    ]:
        (tmp_path / name).write_bytes(body)
        assert words in refusal(tmp_path / name)


def test_file_that_points_elsewhere_is_not_followed(tmp_path):
    """GDAL would open this as a virtual dataset, which may name any file or host, whatever the ending."""
    real = geojson_file(tmp_path, feature("NA-1", square(70, 30)), name="real.geojson")
    layer = f'<OGRVRTLayer name="real"><SrcDataSource>{real}</SrcDataSource></OGRVRTLayer>'
    body = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    (tmp_path / "a.geojson").write_text(body)
    assert "is something else inside" in refusal(tmp_path / "a.geojson")


@pytest.mark.parametrize("name", ["a.geojson", "a.json"])
def test_command_line_for_gdal_is_not_run(tmp_path, name):
    """GDAL runs the pipeline in such a file when it opens it, whatever the ending."""
    real = geojson_file(tmp_path, feature("NA-1", square(70, 30)), name="real.geojson")
    command = f"gdal vector pipeline ! read {real} ! write --of stream streamed_dataset"
    (tmp_path / name).write_text(json.dumps({"type": "gdal_streamed_alg", "command_line": command}))
    assert "cannot be read as geodata" in refusal(tmp_path / name)


def test_file_with_more_rows_than_a_map_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 1)
    path = geojson_file(tmp_path, feature("NA-1", square(70, 30)), feature("NA-2", square(71, 30)))
    assert "has 2 rows, more than the 1" in refusal(path)


def test_shapefile_without_its_parts_says_which_are_missing(shapefile):
    shapefile.with_suffix(".shx").unlink()
    shapefile.with_suffix(".dbf").unlink()
    assert "lacks seats.shx and seats.dbf" in refusal(shapefile)


def test_file_without_coordinate_system_says_how_to_name_it(shapefile):
    shapefile.with_suffix(".prj").unlink()
    assert "--crs EPSG:4326" in refusal(shapefile)
    assert reading.read(shapefile, crs="EPSG:4326").rows[0].geometry.equals(square(70, 30))
    assert "EPSG:nonsense is unknown" in refusal(shapefile, crs="EPSG:nonsense")


def test_unknown_layer_names_those_there_are(tmp_path):
    frame = geopandas.GeoDataFrame({"code": ["NA-1"]}, geometry=[square(70, 30)], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="seats")
    frame.to_file(tmp_path / "a.gpkg", layer="towns")
    assert refusal(tmp_path / "a.gpkg", layer="sets") == (
        "a.gpkg has no layer “sets”; choose one with --layer: seats, towns."
    )
    assert "has several layers" in refusal(tmp_path / "a.gpkg")


def test_file_without_rows_is_refused(tmp_path):
    empty = geopandas.GeoDataFrame({"code": []}, geometry=[], crs=4326)
    empty.to_file(tmp_path / "a.gpkg")
    assert "has no rows" in refusal(tmp_path / "a.gpkg")
    assert "has no" in refusal(geojson_file(tmp_path))
