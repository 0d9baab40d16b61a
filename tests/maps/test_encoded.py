"""Shapes alone are stored compressed, served as stored, and no address decodes one to answer."""

import gzip
from io import StringIO

import brotli
import pytest
import shapely
from django.core.cache import cache
from django.core.management import call_command

from elections.models import Election
from elections.public import states
from maps.models import Backdrop, BackdropShape, CurrentBundle, ShapeBundle, renew_backdrop
from maps.web import explore, snapshots
from maps.web.front.asking import KEY, Asking
from tests.maps.front.asked import Site

pytestmark = pytest.mark.django_db
BACKDROP = "/api/v1/backdrops/provinces.geojson"


@pytest.fixture
def land(night):
    backdrop = Backdrop.objects.create(kind="provinces", name="Provinces")
    shape = BackdropShape(backdrop=backdrop, code="east", name="East")
    shape.draw(shapely.box(70, 30, 72, 31), shapely.box(70, 30, 72, 31))
    shape.save()
    renew_backdrop(backdrop)
    return backdrop


@pytest.fixture
def packed(land):
    for bundle in ShapeBundle.unpacked():
        bundle.pack()
    return [address(CurrentBundle.objects.get(level="web").bundle), BACKDROP]


@pytest.fixture
def undecoded(monkeypatch):
    def refuse(*_given, **_options):
        raise AssertionError("a shape was decoded to answer a reader")

    return lambda: monkeypatch.setattr(shapely, "from_wkb", refuse)


def address(bundle: ShapeBundle) -> str:
    return f"/api/v1/boundaries/{bundle.hash}.geojson"


@pytest.mark.parametrize(
    ("header", "encoding", "unpack"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("br;q=0.5, gzip;q=0.0", "br", brotli.decompress),
        ("deflate", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_client_gets_the_stored_bytes_that_it_takes(client, packed, header, encoding, unpack):
    for path in packed:
        plain = client.get(path)
        response = client.get(path, headers={"Accept-Encoding": header})
        assert response.get("Content-Encoding") == encoding
        assert unpack(response.content) == plain.content
        assert "Accept-Encoding" in response["Vary"] and response["ETag"].startswith("W/")
        assert client.head(path, headers={"Accept-Encoding": header}).headers == response.headers
        again = client.get(path, headers={"Accept-Encoding": header, "If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_cache_in_front_finds_every_encoding_whatever_the_client_took(client, packed):
    for path in packed:
        front = Asking(states())
        response = client.get(path, headers={"Accept-Encoding": "br"}, **{KEY: front})
        assert "Content-Encoding" not in response
        assert brotli.decompress(front.encodings["br"]) == response.content
        assert gzip.decompress(front.encodings["gzip"]) == response.content


def test_shapes_are_kept_in_front_whatever_happens_to_an_election(packed):
    site = Site()
    shapes = address(CurrentBundle.objects.get(level="web").bundle)
    first = site(shapes, accept_encoding="br")
    Election.bump_all()
    again = site(shapes, accept_encoding="br")
    assert (site.rendered, again.body, again.headers) == (1, first.body, first.headers)
    assert "immutable" in again.headers["cache-control"]


def test_shapes_that_are_not_packed_yet_are_served_all_the_same(client, land):
    for path in (address(CurrentBundle.objects.get(level="web").bundle), BACKDROP):
        plain = client.get(path)
        assert brotli.decompress(client.get(path, headers={"Accept-Encoding": "br"}).content) == plain.content


def test_a_backdrop_that_is_not_bundled_yet_reads_the_same(client, land):
    bundled = client.get(BACKDROP).content
    Backdrop.objects.update(bundle=None)
    assert client.get(BACKDROP).content == bundled


def test_warm_bundles_and_packs_what_is_wanting_and_says_so_in_numbers(land, monkeypatch):
    monkeypatch.setattr(explore, "warm", lambda dry_run: (0, 0))
    for options, words in (
        ({"dry_run": True}, "2 not compressed yet, 0 there already"),
        ({}, "2 compressed, 0 there already"),
        ({}, "0 compressed, 2 there already"),
    ):
        call_command("warm", stdout=(out := StringIO()), **options)
        assert f"Bundles of shapes: {words}." in out.getvalue()
    Backdrop.objects.update(bundle=None)
    call_command("warm", stdout=StringIO())
    assert Backdrop.objects.get().bundle == land.bundle


def test_no_shape_is_decoded_for_the_map_or_the_shapes_alone(client, packed, undecoded):
    undecoded()
    cache.clear()
    for path in (*packed, "/api/v1/elections/night/map.geojson", "/api/v1/elections/night/map.geojson?detail=close"):
        assert client.get(path).status_code == 200
    whole = client.get("/api/v1/elections/night/map.geojson?bbox=69,29,75,33").json()
    assert [row["id"] for row in whole["features"]] == ["PP-1", "PP-2"]
    with pytest.raises(AssertionError, match="a shape was decoded"):
        BackdropShape.objects.first()


def test_a_box_that_cuts_shapes_decodes_those_alone(client, night, monkeypatch):
    decoded, decode = [], shapely.from_wkb
    monkeypatch.setattr(shapely, "from_wkb", lambda raw: decoded.append(raw) or decode(raw))
    answer = client.get("/api/v1/elections/night/map.geojson?bbox=70.1,29,70.2,31").json()
    assert [row["id"] for row in answer["features"]] == ["PP-1"]
    assert len(decoded) == 1


def test_a_page_drawn_once_decodes_nothing_in_any_later_state(client, packed, undecoded):
    page = "/elections/night/"
    client.get(page)
    undecoded()
    Election.objects.get(slug="night").bump()
    cache.clear()
    snapshots.kept.clear()
    assert client.get(page).status_code == 200
