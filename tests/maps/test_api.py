"""The API as a data user meets it: what each address answers, and what that costs."""

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maps.web import exports
from tests.maps.night import Night

ROOT = "/api/v1/elections/"
HOSTILE = '<script>alert("1")</script>'
pytestmark = pytest.mark.django_db


def table(client, address=f"{ROOT}night/results.csv") -> list[dict]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_names_every_election_newest_first(client, night):
    Night(1, "earlier", date="2021-01-01")
    listed = client.get(ROOT).json()["elections"]
    assert [row["slug"] for row in listed] == ["night", "earlier"]
    assert listed[0]["url"] == "/api/v1/elections/night/"


def test_the_detail_has_names_and_no_figures_of_the_night(client, night):
    body = client.get(f"{ROOT}night/").json()
    assert [contest["code"] for contest in body["contests"]] == ["PP-1", "PP-2", "PP-3"]
    assert [person["bloc"] for person in body["contests"][0]["candidates"]] == ["red", "blue", "independent"]
    assert body["election"]["results_from"] == "2022-10-16T13:00:00Z"
    text = json.dumps(body)
    assert '"votes"' not in text
    assert '"winner"' not in text


def test_the_detail_links_to_the_shapes_of_today(client, night):
    for row in client.get(f"{ROOT}night/").json()["boundaries"]:
        assert client.get(row["url"]).status_code == 200


def test_results_hold_figures_only_and_unknown_is_null(client, night):
    body = client.get(f"{ROOT}night/results.json").json()
    first, second, third = (body["seats"][f"PP-{number}"] for number in (1, 2, 3))
    ids = [candidate.pk for candidate in night.candidates[0]]
    assert (first["status"], first["won"], first["winner"]) == ("unofficial", True, ids[0])
    assert first["votes"] == {str(ids[0]): 60, str(ids[1]): 40}
    assert (second["won"], second["winner"], second["leader"]) == (False, None, night.candidates[1][0].pk)
    assert (third["margin_votes"], third["turnout"], third["votes"], third["updated_at"]) == (None, None, {}, None)
    assert body["totals"] == {"night-pa": {"red": {"won": 1, "leading": 1}, "blue": {"won": 0, "leading": 0}}}
    assert body["label"].startswith("Incomplete, unofficial results · 1 of 3 seats won, 1 leading")
    assert body["label_ur"]


def test_zero_votes_are_zero_and_not_null(client, night):
    contest, (first, second, third) = night.contests[2], night.candidates[2]
    night.count(contest, {first: 5, second: 0}, stations_reported=0)
    body = client.get(f"{ROOT}night/results.json").json()["seats"]["PP-3"]
    assert body["votes"] == {str(first.pk): 5, str(second.pk): 0}
    assert body["stations_reported"] == 0
    votes = next(row for row in client.get(f"{ROOT}night/map.geojson").json()["features"] if row["id"] == "PP-3")
    assert [row["votes"] for row in votes["properties"]["votes"]] == [5, 0, None]
    cells = {row["candidate_id"]: row["votes"] for row in table(client) if row["seat"] == "PP-3"}
    assert cells == {str(first.pk): "5", str(second.pk): "0", str(third.pk): ""}


def test_turnout_beyond_all_voters_is_shown_as_it_is(client, night):
    contest, (first, second, third) = night.contests[2], night.candidates[2]
    night.count(contest, {first: 900, second: 100, third: 30}, ballots_cast=1030, stations_reported=10)
    assert client.get(f"{ROOT}night/results.json").json()["seats"]["PP-3"]["turnout"] == 103.0


def test_a_tie_has_neither_leader_nor_winner(client, night):
    first, second, _ = night.candidates[2]
    night.count(night.contests[2], {first: 7, second: 7})
    seat = client.get(f"{ROOT}night/results.json").json()["seats"]["PP-3"]
    assert (seat["status"], seat["won"], seat["winner"], seat["leader"]) == ("counting", False, None, None)
    assert seat["margin_votes"] == 0


def test_results_of_twelve_seats_weigh_less_than_two_kilobytes(client):
    night = Night(12)
    for contest, candidates in zip(night.contests[2:], night.candidates[2:], strict=True):
        night.count(contest, {candidate: 10_007 * (contest.pk % 9 + 1) + candidate.pk for candidate in candidates})
        night.call(contest, candidates[0])
    response = client.get(f"{ROOT}night/results.json", headers={"Accept-Encoding": "br"})
    assert response["Content-Encoding"] == "br"
    assert len(response.content) < 2048


def test_the_table_has_one_row_per_candidate_and_seat(client, night):
    rows = table(client)
    assert len(rows) == 9
    assert tuple(rows[0]) == exports.COLUMNS
    assert rows[0]["won"] == "true"
    assert rows[0]["label"].startswith("Incomplete, unofficial results")


def test_a_seat_without_candidates_keeps_its_row(client):
    night = Night(1)
    night.without_candidates("PP-9")
    row = next(row for row in table(client) if row["seat"] == "PP-9")
    assert (row["candidate"], row["votes"]) == ("", "")


def test_the_table_opens_in_excel_with_urdu_intact(client, night):
    response = client.get(f"{ROOT}night/results.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"] == 'attachment; filename="night-results.csv"'
    assert "شخص" in response.content.decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_name_that_begins_like_a_formula_is_disarmed(client, night, start):
    name = f'{start}HYPERLINK("http://evil.example")'
    night.rename(name)
    assert {row["candidate"] for row in table(client)} >= {f"'{name}"}


def test_figures_are_not_touched_by_the_disarming():
    assert [exports.safe(value) for value in (-5, -0.5, 0, 12, None, True)] == [-5, -0.5, 0, 12, "", "true"]


def test_hostile_names_are_data_everywhere(client, night):
    night.rename(HOSTILE)
    for name in ("", "map.geojson"):
        response = client.get(f"{ROOT}night/{name}")
        assert HOSTILE in str(response.json())
        assert response["Content-Type"].startswith(("application/json", "application/geo+json"))
        assert response["X-Content-Type-Options"] == "nosniff"
    assert {row["candidate"] for row in table(client)} >= {HOSTILE}


def cost(client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_queries_do_not_grow_with_the_seats(client):
    small, large = Night(3), Night(300, "large")
    small.shapes()
    large.shapes()
    queries = {"": 22, "results.json": 21, "map.geojson": 22, "results.csv": 21}
    for slug in ("night", "large"):
        assert {name: cost(client, f"{ROOT}{slug}/{name}") for name in queries} == queries


def test_a_stored_answer_costs_two_queries(client, night, django_assert_num_queries):
    client.get(f"{ROOT}night/results.json")
    with django_assert_num_queries(2):
        client.get(f"{ROOT}night/results.json")
