"""What a page asks of the database: as much for many seats as for few, and hardly anything once an election is read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elections.public import links
from maps.drawing import layer
from tests.maps.night import Night

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["", "provinces/night-east/", "seats/pp-1/", "changes/"])
def test_a_page_asks_the_same_number_of_queries_for_3_and_300_seats(client, place):
    asked = []
    for seats, slug in ((3, "small"), (300, "large")):
        Night(seats, slug).shapes()
        layer.forget()
        links.forget()
        address = f"/elections/{slug}/{place}".replace("night-", f"{slug}-")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 26


@pytest.mark.parametrize("place", ["provinces/night-east/", "seats/pp-1/", "changes/"])
def test_once_an_election_is_read_its_other_pages_hardly_ask(client, place):
    Night().shapes()
    client.get("/elections/night/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/elections/night/{place}").status_code == 200
    assert len(queries) <= 10
