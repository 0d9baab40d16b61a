"""MAP_MODE=tiles: no shape leaves the site, on no page and by no address of the API."""

import pytest

from maps.models import ShapeBundle

pytestmark = pytest.mark.django_db
API = "/api/v1/elections/night/"


def test_with_tiles_the_api_gives_no_geometry(client, night, settings):
    bundle = ShapeBundle.objects.first().hash
    assert client.get(f"/api/v1/boundaries/{bundle}.geojson").status_code == 200
    assert any(feature["geometry"] for feature in client.get(f"{API}map.geojson").json()["features"])
    settings.MAP_MODE = "tiles"
    night.renew()
    assert not any(feature["geometry"] for feature in client.get(f"{API}map.geojson").json()["features"])
    assert client.get(API).json()["boundaries"] == []
    for address in (f"/api/v1/boundaries/{bundle}.geojson", "/api/v1/backdrops/provinces.geojson"):
        response = client.get(address)
        assert response.status_code == 404
        assert "no geography" in response.json()["error"]["message"]
