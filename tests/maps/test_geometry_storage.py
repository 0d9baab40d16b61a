import gzip
import hashlib
import json

import brotli
import pytest
import shapely
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from elections.models import Assembly, Constituency, Delimitation, District, Province
from maps.geometry.fields import BytesField, ShapeField
from maps.models import Boundary, CurrentBundle, ImmutableError, ShapeBundle
from tests.maps.shapes import square

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    province = Province.objects.create(slug="punjab", name="Punjab", name_ur="پنجاب")
    return {
        "district": District.objects.create(province=province, slug="lahore", name="Lahore"),
        "delimitation": Delimitation.objects.create(slug="2018", name="2018"),
        "assembly": Assembly.objects.create(slug="na", abbreviation="NA", name="National Assembly"),
    }


def boundary(places, number: int, shape=None, **columns) -> Boundary:
    seat = Constituency.objects.create(code=f"NA-{number}", slug=f"na-{number}", name=f"Lahore-{number}", **places)
    row = Boundary(constituency=seat, **columns)
    shape = shape or square(70 + number, 30)
    row.draw(shape, shape)
    row.measure(shape, keep=False)
    row.save()
    return row


def test_shape_comes_back_as_it_went_in(places):
    shape = square(71, 30).difference(square(71.2, 30.2, 0.1))
    found = Boundary.objects.get(pk=boundary(places, 1, shape).pk)
    assert found.web.equals(shape) and found.full is None
    assert found.area_km2 == pytest.approx(10_555, rel=0.02)


def test_shape_field_reads_memoryview_and_refuses_nonsense():
    field = ShapeField()
    wkb = shapely.to_wkb(square(1, 2))
    assert field.from_db_value(memoryview(wkb), None, None).equals(square(1, 2))
    assert field.to_python(wkb.hex()).equals(square(1, 2))
    assert field.from_db_value(None, None, None) is None and field.get_prep_value(None) is None
    for nonsense in (b"\x00\x01", "no wkb", 7.5):
        with pytest.raises(ValidationError):
            field.to_python(nonsense)
    assert field.null and ShapeField(null=False).null is False
    assert BytesField().from_db_value(memoryview(b"x"), None, None) == b"x"


def test_stored_shape_has_no_srid_and_two_dimensions(places):
    row = boundary(places, 1)
    assert shapely.get_srid(row.web) == 0
    raw = Boundary.objects.annotate(raw=models.functions.Length("web")).values_list("raw", flat=True).get()
    assert raw == len(shapely.to_wkb(square(71, 30)))


def test_dump_and_load_keep_shapes(places):
    row = boundary(places, 1)
    text = serializers.serialize("json", [row])
    (loaded,) = serializers.deserialize("json", text)
    assert loaded.object.web.equals(row.web) and loaded.object.full is None


def test_rings_are_stored_right_handed(places):
    row = boundary(places, 1, shapely.Polygon([(70, 30), (70, 31), (71, 31)]))
    assert row.web.exterior.is_ccw
    assert shapely.geometry.shape(json.loads(row.close_json)).exterior.is_ccw


def test_one_level_is_read_without_the_other(places, django_assert_num_queries):
    boundary(places, 1)
    with django_assert_num_queries(1):
        (row,) = Boundary.objects.at_level("web")
        assert row.outline("web") and row.outline_json("web")
    with django_assert_num_queries(1):
        assert row.close


def test_database_refuses_labels_off_the_earth_and_foreign_schemes(places):
    row = boundary(places, 1)
    for column, value in [("label_lat", 95), ("label_lon", 200), ("area_km2", 0), ("source_url", "javascript:1")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Boundary.objects.filter(pk=row.pk).update(**{column: value})


def test_constituency_with_a_boundary_cannot_be_deleted(places):
    row = boundary(places, 1)
    with pytest.raises(models.ProtectedError):
        row.constituency.delete()


def test_bundle_is_named_by_its_bytes_and_holds_shapes_alone(places):
    rows = [boundary(places, 2, approximate=True), boundary(places, 1)]
    bundle = ShapeBundle.of(rows, "web")
    assert bundle.hash == hashlib.sha256(bundle.body).hexdigest()[: len(bundle.hash)] and len(bundle.hash) >= 16
    body = json.loads(bundle.body)
    assert body["bbox"] == [71, 30, 73, 31]
    assert [f["id"] for f in body["features"]] == ["NA-1", "NA-2"]
    assert body["features"][1]["properties"] == {"code": "NA-2", "approximate": True}


def test_equal_shapes_give_the_equal_bundle(places):
    rows = [boundary(places, 1), boundary(places, 2)]
    assert ShapeBundle.of(rows, "web").pk == ShapeBundle.of(reversed(rows), "web").pk
    assert ShapeBundle.objects.count() == 1


def test_bundle_never_changes_and_is_never_deleted(places):
    bundle = ShapeBundle.of([boundary(places, 1)], "web")
    for harm in (
        bundle.delete,
        bundle.save,
        ShapeBundle.objects.all().delete,
        lambda: ShapeBundle.objects.update(level="close"),
    ):
        with pytest.raises(ImmutableError):
            harm()
    assert ShapeBundle.objects.get().hash == bundle.hash


def test_packing_a_bundle_adds_the_same_bytes_compressed_the_same_each_time(places):
    rows = [boundary(places, 1)]
    bundle = ShapeBundle.of(rows, "web")
    assert (bundle.brotli, bundle.gzip) == (None, None) and bundle in ShapeBundle.unpacked()
    bundle.pack()
    kept = ShapeBundle.objects.get()
    assert brotli.decompress(kept.brotli) == gzip.decompress(kept.gzip) == kept.body
    assert not ShapeBundle.unpacked().exists()
    again = ShapeBundle(body=kept.body)
    again.pack(save=False)
    assert (again.brotli, again.gzip) == (kept.brotli, kept.gzip)


def test_bundles_are_made_without_decoding_a_shape(places, monkeypatch):
    row = boundary(places, 1)
    monkeypatch.setattr(shapely, "from_wkb", lambda *_: pytest.fail("a shape was decoded"))
    web, close = CurrentBundle.renew(places["delimitation"], places["assembly"])
    assert json.loads(web.body)["bbox"] == list(row.bounds["web"]) == [71, 30, 72, 31]


def test_new_shapes_leave_the_old_bundle_in_place(places):
    row = boundary(places, 1, square(70.12345, 30))
    old = CurrentBundle.renew(places["delimitation"], places["assembly"])
    row.draw(square(80.12345, 30), square(80.12345, 30))
    row.save()
    new = CurrentBundle.renew(places["delimitation"], places["assembly"])
    assert {bundle.hash for bundle in old}.isdisjoint(bundle.hash for bundle in new)
    assert ShapeBundle.objects.count() == 4 and CurrentBundle.objects.count() == 2
    assert CurrentBundle.objects.get(level="web").bundle == new[0]


def test_number_of_queries_does_not_grow_with_seats(places):
    counts = []
    for size in (3, 30):
        for number in range(size):
            if not Constituency.objects.filter(code=f"NA-{number}").exists():
                boundary(places, number)
        with CaptureQueriesContext(connection) as queries:
            list(Boundary.objects.select_related("constituency").at_level("web"))
            CurrentBundle.renew(places["delimitation"], places["assembly"])
        counts.append(len(queries))
        CurrentBundle.objects.all().delete()
    assert counts[0] == counts[1]
