"""map.geojson and the shapes alone: RFC 7946, filters, and what never changes."""

import pytest
import shapely

from maps.models import Backdrop, BackdropShape, ShapeBundle
from maps.web import features
from tests.maps.night import Night, message

ROOT = "/api/v1/elections/"
pytestmark = pytest.mark.django_db


def test_the_map_is_geojson_with_right_handed_rings_and_short_numbers(client, night):
    for detail, decimals in (("web", 4), ("close", 5)):
        response = client.get(f"{ROOT}night/map.geojson?detail={detail}")
        assert response["Content-Type"] == "application/geo+json"
        for feature in response.json()["features"][:2]:
            ring = feature["geometry"]["coordinates"][0]
            assert shapely.LinearRing(ring).is_ccw
            assert all(round(number, decimals) == number for point in ring for number in point)


def test_the_map_says_where_it_is(client, night):
    assert client.get(f"{ROOT}night/map.geojson").json()["bbox"] == [70.0, 30.0, 71.5, 30.5]


def test_the_id_of_a_feature_is_the_code_of_its_seat(client, night):
    assert [row["id"] for row in client.get(f"{ROOT}night/map.geojson").json()["features"]] == ["PP-1", "PP-2", "PP-3"]


def test_a_seat_without_boundary_has_no_geometry_but_all_properties(client, night):
    last = client.get(f"{ROOT}night/map.geojson").json()["features"][2]
    assert last["geometry"] is None
    assert last["properties"]["boundary_approximate"] is None
    assert last["properties"]["name"] == "Place 3"


def test_a_map_without_any_boundary_has_no_bbox(client):
    Night()
    assert "bbox" not in client.get(f"{ROOT}night/map.geojson").json()


def test_votes_on_the_map_are_ranked_with_the_unknown_last(client, night):
    votes = client.get(f"{ROOT}night/map.geojson").json()["features"][0]["properties"]["votes"]
    assert [row["votes"] for row in votes] == [60, 40, None]


def test_shapes_are_spliced_as_stored(client, night):
    boundary = night.contests[0].constituency.boundary
    assert boundary.web_json in client.get(f"{ROOT}night/map.geojson").content.decode()


@pytest.mark.parametrize(
    ("query", "seats"),
    [
        ("province=night-west", ["PP-2"]),
        ("assembly=night-pa&province=night-east", ["PP-1", "PP-3"]),
        ("bbox=69,29,70.4,31", ["PP-1"]),
        ("bbox=0,0,1,1", []),
        ("province=&bbox=", ["PP-1", "PP-2", "PP-3"]),
        ("unheard=of", ["PP-1", "PP-2", "PP-3"]),
    ],
)
def test_filters_choose_seats(client, night, query, seats):
    assert [row["id"] for row in client.get(f"{ROOT}night/map.geojson?{query}").json()["features"]] == seats


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("province=atlantis", "province: “atlantis” is not one of night-east, night-west."),
        ("assembly=na", "assembly: “na” is not one of night-pa."),
        ("detail=full", "detail: “full” is not one of close, web."),
        ("bbox=1,2,3", "four numbers west,south,east,north"),
        ("bbox=a,b,c,d", "“a,b,c,d” is not that"),
        ("bbox=nan,0,1,1", "“nan,0,1,1” is not that"),
        ("bbox=71,30,70,31", "west not beyond east"),
        ("bbox=0,0,181,1", "-180 to 180"),
        (f"province={'x' * 5000}", "…” is not one of"),
    ],
)
def test_a_bad_filter_gets_a_sentence_with_what_would_be_right(client, night, query, part):
    response = client.get(f"{ROOT}night/map.geojson?{query}")
    assert response.status_code == 400
    assert part in message(response)
    assert len(message(response)) < 300


def test_only_whole_maps_are_stored(client, night, monkeypatch):
    made = []
    monkeypatch.setattr(features, "collection", lambda *a, inner=features.collection: made.append(a) or inner(*a))
    for query in ("", "", "?detail=close", "?detail=close", "?bbox=0,0,1,1", "?bbox=0,0,1,1"):
        client.get(f"{ROOT}night/map.geojson{query}")
    assert len(made) == 4


def test_shapes_are_the_same_for_ever(client, night):
    bundle = ShapeBundle.objects.first()
    response = client.get(f"/api/v1/boundaries/{bundle.hash}.geojson")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "application/geo+json"
    assert response.content == bytes(bundle.body)
    again = client.get(f"/api/v1/boundaries/{bundle.hash}.geojson", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_old_shapes_stay_at_their_address(client, night):
    old = ShapeBundle.objects.first().hash
    shape = shapely.box(60, 20, 61, 21)
    boundary = night.contests[0].constituency.boundary
    boundary.draw(shape, shape)
    boundary.save()
    night.renew()
    assert client.get(f"/api/v1/boundaries/{old}.geojson").status_code == 200
    assert old not in client.get(f"{ROOT}night/").content.decode()


# Backdrops


def test_a_backdrop_is_geojson_that_says_what_is_disputed(client):
    backdrop = Backdrop.objects.create(kind="provinces", name="Provinces", approximate=True)
    shape = BackdropShape(backdrop=backdrop, code="east", name="East", name_ur="مشرق", disputed=True)
    shape.draw(shapely.box(70, 30, 71, 31), shapely.box(70, 30, 71, 31))
    shape.save()
    response = client.get("/api/v1/backdrops/provinces.geojson")
    assert response["Content-Type"] == "application/geo+json"
    (feature,) = response.json()["features"]
    assert feature["id"] == "east"
    assert feature["properties"] == {"name": "East", "name_ur": "مشرق", "disputed": True, "approximate": True}
    assert feature["geometry"]["type"] == "Polygon"


def test_an_unknown_backdrop_is_a_404(client):
    response = client.get("/api/v1/backdrops/moon.geojson")
    assert response.status_code == 404
    assert message(response) == "There is no such backdrop."
