"""One shape of error, read-only, and open to every origin, whatever is asked."""

import logging

import pytest
from django.db import InterfaceError, OperationalError

from maps.web import snapshots
from tests.maps.night import message

ROOT = "/api/v1/elections/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "map.geojson", "results.json", "results.csv"])
def test_an_unknown_election_is_a_404_with_a_sentence(client, path):
    response = client.get(f"{ROOT}no-such/{path}")
    assert response.status_code == 404
    assert message(response) == "There is no election “no-such”. /api/v1/elections/ lists them all."


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/x", "/api/v1/boundaries/00.geojson", "/api/v1/elections/a/b"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_is_a_404_in_json(client, path, method):
    response = getattr(client, method)(path)
    assert response.status_code == (405 if "boundaries" in path and method == "post" else 404)
    assert message(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client, night, method):
    response = getattr(client, method)(f"{ROOT}night/results.json")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert message(response) == "The API only reads: this address answers GET, HEAD, OPTIONS."


@pytest.mark.parametrize(
    ("fault", "status", "again"),
    [
        (RuntimeError("secret"), 500, None),
        (OperationalError("secret"), 503, "10"),
        (InterfaceError("secret"), 503, "10"),
    ],
)
def test_a_fault_of_ours_is_a_sentence_too_and_tells_nothing(client, night, monkeypatch, caplog, fault, status, again):
    def broken(*_):
        raise fault

    monkeypatch.setattr(snapshots, "snapshot", broken)
    client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL, "django.request"):
        response = client.get(f"{ROOT}night/results.json")
    assert response.status_code == status
    assert "secret" not in message(response)
    assert (response["Cache-Control"], response.get("Retry-After")) == ("no-store", again)


def test_a_missing_slash_is_added(client, night):
    response = client.get("/api/v1/elections/night?x=1")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/elections/night/?x=1")


ADDRESSES = ["", "night/", "night/results.json", "night/map.geojson", "night/results.csv"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_origin_may_read_also_what_is_not_modified(client, night, address):
    first = client.get(ROOT + address, headers={"Origin": "https://elsewhere.example"})
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get(ROOT + address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    assert "Cookie" not in first.get("Vary", "")
    assert not first.cookies


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_like_get_without_a_body(client, night, address):
    got, headed = client.get(ROOT + address), client.head(ROOT + address)
    assert (headed.status_code, headed.content) == (200, b"")
    assert {k: v for k, v in headed.items() if k != "Content-Length"} == {
        k: v for k, v in got.items() if k != "Content-Length"
    }


def test_a_preflight_is_answered(client, night):
    response = client.options(f"{ROOT}night/results.json", headers={"Origin": "https://elsewhere.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"


def test_the_format_is_the_address_and_not_the_accept_header(client, night):
    response = client.get(f"{ROOT}night/results.json?format=xml", headers={"Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
