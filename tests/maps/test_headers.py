"""What every response carries: the policy, who may frame it, and its encoding."""

import gzip

import brotli
import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.hosts import embed_hosts
from elections import models
from maps.web.front.encodings import best_encoding
from tests.maps.night import Night

HOME = "/elections/night/"
UNFRAMED = ["/", HOME, f"/ur{HOME}", "/nowhere/", "/embed/", "/ur/embed/", "/api/v1/elections/", "/search/", "/healthz"]
UNFRAMED += ["/embed/resize.js", "/admin/", "/ur/admin/login/"]
FRAMED = [f"/embed{HOME}", f"/ur/embed{HOME}seats/pp-1/", f"/embed{HOME}seats/pp-99/", "/embed/elections/none/"]
FRAMED += [f"/embed{HOME}{kind}" for kind in ("scoreboard/", "table/", "candidates/night-pp-1-1/", "?theme=dark")]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night():
    cache.clear()
    Night().shapes()


@pytest.mark.parametrize("address", UNFRAMED + FRAMED)
def test_the_policy_allows_nothing_inline_and_no_foreign_host(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    for word in ("unsafe", "http", "nonce", "*"):
        assert word not in policy


@pytest.mark.parametrize(
    "address", [f"/api/v1{HOME}results.json", f"/api/v1{HOME}map.geojson", f"/api/v1{HOME}results.csv"]
)
def test_data_may_do_nothing_and_is_not_told_the_rules_for_pages(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "DENY")
    for name in ("Permissions-Policy", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Allow"):
        assert name not in response


@pytest.mark.parametrize("address", UNFRAMED)
def test_nothing_but_embeds_may_be_framed(client, address):
    response = client.get(address)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", FRAMED)
def test_embeds_and_their_errors_may_be_framed_from_anywhere(client, address):
    response = client.get(address)
    assert "frame-ancestors" not in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


@pytest.fixture
def narrowed(settings):
    """A new middleware, that knows of two hosts which may frame."""
    settings.EMBED_HOSTS = ["https://paper.example", "*.other.example"]
    return Client()


@pytest.mark.parametrize("address", FRAMED)
def test_listed_hosts_alone_may_frame_where_there_is_a_list(narrowed, address):
    response = narrowed.get(address)
    policy = response["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self' https://paper.example *.other.example")
    assert "X-Frame-Options" not in response  # it knows no list, and old browsers would refuse the listed hosts


@pytest.mark.parametrize("address", UNFRAMED)
def test_a_list_of_hosts_opens_nothing_else(narrowed, address):
    response = narrowed.get(address)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", FRAMED)
def test_an_embed_in_a_sandbox_may_read_itself(client, address):
    answer = client.get(address)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"Age", "X-Cache"} <= set(answer["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("address", ["/", HOME, "/embed/", "/admin/"])
def test_no_page_may_be_read_from_other_sites(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address)


def test_a_rehearsal_stays_on_this_host_whoever_is_listed(narrowed):
    models.Election.objects.update(rehearsal=True)
    models.Election.bump_all()
    response = narrowed.get(f"/embed{HOME}")
    assert response["Content-Security-Policy"].endswith("; frame-ancestors 'self'")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("address", UNFRAMED + FRAMED)
def test_only_the_builder_frames_anything_and_only_this_site(client, address):
    framing = "frame-src 'self'" in client.get(address)["Content-Security-Policy"]
    assert framing == (address in ("/embed/", "/ur/embed/"))


@pytest.mark.parametrize(
    "host",
    ["https://paper.example", "http://localhost:8000", "*.paper.example", "https://*.paper.example:*", "paper.example"],
)
def test_a_host_that_may_frame_is_an_origin_or_a_name(host):
    assert embed_hosts([f" {host.upper()}/ ", ""]) == [host]


@pytest.mark.parametrize(
    "wrong",
    ["*", "https:", "https://*", "'none'", "paper.example/path", "a b", "x; script-src *", "javascript://x", "data:"],
)
def test_anything_else_stops_the_start_with_a_sentence(wrong):
    with pytest.raises(ImproperlyConfigured, match="EMBED_HOSTS holds .*which is no host. Write https://"):
        embed_hosts([wrong])


def test_other_security_headers_are_there(client):
    response = client.get(HOME)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    ("accepted", "name", "decode"), [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
)
def test_the_body_is_encoded_as_the_client_asks_and_always_the_same(client, accepted, name, decode):
    plain = client.get(HOME)
    responses = [client.get(HOME, headers={"accept-encoding": accepted}) for _ in range(2)]
    for response in responses:
        assert (response["Content-Encoding"], response["Vary"]) == (name, "Accept-Encoding")
        assert decode(response.content) == plain.content
        assert int(response["Content-Length"]) == len(response.content)
    assert responses[0].content == responses[1].content


def test_a_refused_encoding_is_not_used(client):
    assert "Content-Encoding" not in client.get(HOME, headers={"accept-encoding": "br;q=0, gzip;q=0"})
    assert best_encoding("br;q=0.5, gzip; q=0") == "br"


def test_small_bodies_and_304s_are_left_alone(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"accept-encoding": "br"})
    tag = client.get(HOME)["ETag"]
    unchanged = client.get(HOME, headers={"if-none-match": tag, "accept-encoding": "br"})
    assert (unchanged.status_code, unchanged["Vary"]) == (304, "Accept-Encoding")


@pytest.mark.parametrize(
    ("unit", "desk", "page", "health"), [("public", 404, 200, 200), ("admin", 200, 302, 200), ("all", 200, 200, 200)]
)
def test_each_unit_answers_its_own_addresses_alone(settings, unit, desk, page, health):
    settings.SERVES, settings.SITE_URL = unit, "https://halqa.example"
    client = Client()  # middleware is set up once a client
    assert client.get("/admin/login/").status_code == desk
    assert client.get("/healthz").status_code == health
    answer = client.get(f"{HOME}?a=1")
    assert answer.status_code == page
    assert answer.get("Location") == (f"https://halqa.example{HOME}?a=1" if unit == "admin" else None)
