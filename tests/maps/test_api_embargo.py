"""Nothing counted leaves the API before the minute of the embargo; on it everything does, without any publish."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.maps.night import CLOSE, OPEN, Night

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/elections/night/"
FIGURES = ["results.json", "map.geojson", "map.geojson?province=night-east", "results.csv"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def night():
    night = Night()
    night.shapes()
    return night


def names_sixty(response) -> bool:
    """Whether the leader's 60 votes are in it, whatever the keys of rows and the times contain."""
    text = response.content.decode()
    if response["Content-Type"].startswith("text/csv"):
        return any(row["votes"] == "60" for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    return any(votes == 60 for votes in votes_in(json.loads(text)))


def votes_in(data) -> Iterator[int]:
    """The figures under every name “votes”: a number, a list with a candidate each, or a mapping by candidacy."""
    if isinstance(data, list):
        for item in data:
            yield from votes_in(item)
    elif isinstance(data, dict):
        for name, value in data.items():
            if name == "votes" and not isinstance(value, list):
                yield from value.values() if isinstance(value, dict) else [value]
            else:
                yield from votes_in(value)


@pytest.mark.parametrize("address", FIGURES)
def test_on_the_minute_a_warm_store_and_an_old_etag_give_way_and_not_one_minute_before(client, night, at, address):
    at(OPEN - 2 * MINUTE)
    before = client.get(ROOT + address)
    at(OPEN - MINUTE)
    kept = client.get(ROOT + address, headers={"If-None-Match": before["ETag"]})
    assert kept.status_code == 304
    assert client.get(ROOT + address).content == before.content
    assert not names_sixty(before)
    at(OPEN)
    after = client.get(ROOT + address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert names_sixty(after)


def test_before_the_embargo_ends_no_figure_of_the_night_is_there(client, night, at):
    at(OPEN - MINUTE)
    body = client.get(ROOT + "results.json").json()
    assert {seat["status"] for seat in body["seats"].values()} == {"awaiting"}
    for seat in body["seats"].values():
        assert not seat["won"]
        assert seat["votes"] == {}
        assert {seat[name] for name in seat if name not in ("status", "won", "votes")} == {None}
    assert body["totals"] == {"night-pa": {bloc: {"won": 0, "leading": 0} for bloc in ("red", "blue")}}
    assert body["updated_at"] is None
    assert body["label"] == "Polls have closed · Results from 6:00pm, Sun 16 Oct 2022"


def test_names_are_public_before_any_result(client, night, at):
    at(CLOSE - MINUTE)
    assert len(client.get(ROOT).json()["contests"]) == 3
    properties = client.get(ROOT + "map.geojson").json()["features"][0]["properties"]
    assert properties["status"] == "scheduled"
    assert [row["name"] for row in properties["votes"]] == ["Person PP-1/1", "Person PP-1/2", "Person PP-1/3"]


def test_an_unopposed_winner_is_not_embargoed(client, night, at):
    for other in night.candidates[2][1:]:
        other.delete()
    night.call(night.contests[2], night.candidates[2][0], basis="unopposed")
    at(OPEN - MINUTE)
    seat = client.get(ROOT + "results.json").json()["seats"]["PP-3"]
    assert (seat["won"], seat["won_basis"]) == (True, "unopposed")


@pytest.mark.parametrize("address", ["", *FIGURES])
@pytest.mark.parametrize(("seconds", "age"), [(3600, 10), (10, 10), (4, 4), (0.5, 0), (0, 10)])
def test_no_answer_may_be_kept_past_the_next_instant(client, night, at, address, seconds, age):
    at(OPEN - timedelta(seconds=seconds))
    response = client.get(ROOT + address)
    assert response["Cache-Control"].startswith(f"public, max-age={age},")
    again = client.get(ROOT + address, headers={"If-None-Match": response["ETag"]})
    assert again["Cache-Control"] == response["Cache-Control"]


def test_an_answer_names_the_state_that_its_etag_names(client, night, at):
    at(OPEN - MINUTE)
    response = client.get(ROOT + "results.json")
    body = response.json()
    assert response["ETag"].startswith(f'W/"{body["version"]}.{body["phase"]}-')
