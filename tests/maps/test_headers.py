"""What every response carries: the policy, who may frame it, and its encoding."""

import gzip

import brotli
import pytest
from django.core.cache import cache

from config.middleware import accepted_encodings
from tests.maps.night import Night

HOME = "/elections/night/"
UNFRAMED = ["/", HOME, f"/ur{HOME}", "/nowhere/", "/embed/", "/ur/embed/", "/api/v1/elections/", "/search/", "/healthz"]
FRAMED = [f"/embed{HOME}", f"/ur/embed{HOME}seats/pp-1/", f"/embed{HOME}seats/pp-99/", "/embed/elections/none/"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night():
    cache.clear()
    Night().shapes()


@pytest.mark.parametrize("address", UNFRAMED + FRAMED)
def test_the_policy_allows_nothing_inline_and_no_foreign_host(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    for word in ("unsafe", "http", "nonce", "*"):
        assert word not in policy


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
    assert accepted_encodings("br;q=0.5, gzip; q=0") == {"br"}


def test_small_bodies_and_304s_are_left_alone(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"accept-encoding": "br"})
    tag = client.get(HOME)["ETag"]
    unchanged = client.get(HOME, headers={"if-none-match": tag, "accept-encoding": "br"})
    assert (unchanged.status_code, unchanged["Vary"]) == (304, "Accept-Encoding")
