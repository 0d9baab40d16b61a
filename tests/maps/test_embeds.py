"""What embeds show, by kind and parameter, and what they never do."""

import gzip
import re

import brotli
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.static import smaller
from elections import models
from maps.drawing import layer
from maps.web import frames, freshness, pages
from tests.maps.night import Night
from tests.maps.test_pages import HOSTILE, active_markup, words

E = "/embed/elections/night/"
KINDS = {
    "national": E,
    "province": f"{E}provinces/night-east/",
    "seat": f"{E}seats/pp-1/",
    "candidate": f"{E}candidates/night-pp-1-1/",
    "table": f"{E}table/",
    "scoreboard": f"{E}scoreboard/",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(night):
    """Every test has the small night."""


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["", "/ur"])
@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_each_kind_tells_the_standing_and_leads_to_its_page(client, address, prefix):
    html = shown(client, prefix + address)
    assert 'class="pill"' in html
    assert len(re.findall(r"<h1\b", html)) == 1
    page = frames.frame_of(prefix + address, timezone.now()).page
    assert f'href="{page}"' in html
    assert client.get(page).status_code == 200
    assert '<base target="_blank">' in html
    assert 'name="robots" content="noindex"' in html


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_no_parameter_takes_the_standing_away(client, address):
    nothing = "?theme=dark&table=off&header=off&source=off&status=off&label=0&pill=no"
    for html in (shown(client, address), shown(client, address + nothing)):
        pill = re.search(r'class="pill">([^<]+)<', html)
        assert pill
        assert pill[1].strip() in ("Incomplete, unofficial results", "Unofficial results", "Won (unofficial)")


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_the_theme_is_light_unless_another_is_asked_for(client, address):
    assert 'data-theme="light"' in shown(client, address)
    assert 'data-theme="light"' in shown(client, f"{address}?theme=purple")
    assert 'data-theme="dark"' in shown(client, f"{address}?theme=dark")
    assert "data-theme" not in shown(client, f"{address}?theme=auto")


def test_the_parts_can_be_left_out_one_by_one(client):
    whole = shown(client, E)
    assert all(part in whole for part in ('<table class="seats"', '<h1><a href="', 'class="sources"'))
    assert "<table" not in shown(client, f"{E}?table=off")
    without = shown(client, f"{E}?header=off")
    assert '<h1 class="vh">Red ahead in two of three seats</h1>' in without
    assert without.count('href="/elections/night/"') == whole.count('href="/elections/night/"') - 1
    unsourced = shown(client, f"{E}?source=off")
    assert "paper.example" not in unsourced
    assert "paper.example" in whole
    assert 'href="/elections/night/"' in unsourced


def test_a_marked_seat_is_set_off_on_the_map_and_in_the_table_by_more_than_colour(client):
    html = shown(client, f"{E}?highlight=PP-2")
    [link] = re.findall(r"<a class=\"seat[^>]*is-marked[^>]*>", html)
    assert 'data-seat="pp-2"' in link
    assert 'aria-current="true"' in link
    assert html.count('class="ring"') == 1
    [body] = re.findall(r"<tbody[^>]*is-marked[^>]*>", html)
    assert 'data-seat="pp-2"' in body
    assert html.index('data-seat="pp-1"') < html.index('data-seat="pp-2"')
    assert "is-marked" in shown(client, f"{KINDS['candidate']}?highlight=pp-1")


@pytest.mark.parametrize("seat", ["pp-99", "%3Cscript%3E", "", "pp-2%00"])
def test_a_seat_that_is_not_there_marks_nothing(client, seat):
    assert "is-marked" not in shown(client, f"{E}?highlight={seat}")


def test_a_seat_of_another_province_is_not_marked(client):
    assert "is-marked" not in shown(client, f"{KINDS['province']}?highlight=pp-2")


def test_tiles_mark_a_seat_too(client, settings):
    settings.MAP_MODE = "tiles"
    assert re.search(r'<a class="seat tile [^"]*is-marked"', shown(client, f"{E}?highlight=pp-2"))


def test_equal_choices_are_rendered_once_and_stored_once(client, monkeypatch):
    rendered, keys = [], set()
    page, put = pages.page, freshness.store.set
    monkeypatch.setattr(pages, "page", lambda *a, **k: rendered.append(1) or page(*a, **k))
    monkeypatch.setattr(freshness.store, "set", lambda key, *a: keys.add(key) or put(key, *a))
    for query in ("", "?theme=purple", "?theme=light", "?table=on&utm_source=x", "?highlight=nowhere", "?childId=f-0"):
        shown(client, E + query)
    assert len(rendered) == 1
    assert len([key for key in keys if key.startswith("response:")]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_can_fill_the_store_with_parameters(client, monkeypatch, kind):
    keys = set()
    put = freshness.store.set
    monkeypatch.setattr(freshness.store, "set", lambda key, *a: keys.add(key) or put(key, *a))
    for number in range(30):
        shown(client, f"{KINDS[kind]}?highlight=pp-{number + 100}&theme=t{number}&table={number + 2}&x={number}")
    assert len([key for key in keys if key.startswith("response:")]) == 1


def test_different_choices_are_different_responses_of_one_state(client):
    light, dark = client.get(E), client.get(f"{E}?theme=dark")
    assert light.content != dark.content
    assert client.get(E).content == light.content
    assert light["ETag"] == dark["ETag"]


def test_a_stored_embed_costs_the_same_with_and_without_a_marked_seat(client):
    asked = []
    for query in ("", "?highlight=pp-2"):
        shown(client, E + query)
        with CaptureQueriesContext(connection) as queries:
            shown(client, E + query)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 4


@pytest.mark.parametrize("kind", ["table/", "scoreboard/", "candidates/large-pp-1-1/"])
def test_a_kind_asks_the_same_number_of_queries_for_3_and_300_seats(client, kind):
    asked = []
    for seats, slug in ((3, "small"), (300, "large")):
        Night(seats, slug).shapes()
        layer.forget()
        address = f"/embed/elections/{slug}/{kind}".replace("large-", f"{slug}-")
        with CaptureQueriesContext(connection) as queries:
            shown(client, address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 24


def test_an_unknown_measure_leads_to_the_alliances_with_all_that_was_asked_for(client):
    response = client.get(f"{E}turnout/?theme=dark&utm_source=x")
    assert (response.status_code, response["Location"]) == (302, f"{E}?theme=dark")


def test_a_seat_in_capitals_is_found(client):
    response = client.get(f"{E}seats/PP-1/?theme=dark")
    assert (response.status_code, response["Location"]) == (302, f"{E}seats/pp-1/?theme=dark")


def test_hostile_names_are_inert_in_every_kind(client, night):
    night.rename(HOSTILE)
    models.Constituency.objects.update(name=HOSTILE, name_ur=HOSTILE)
    models.Bloc.objects.update(short=HOSTILE[:40], name=HOSTILE)
    models.Source.objects.update(publisher=HOSTILE)
    models.Election.objects.update(name=HOSTILE)
    models.Election.bump_all()
    for address in KINDS.values():
        for html in (shown(client, address), shown(client, f"/ur{address}?highlight=pp-1")):
            assert active_markup(html) == []


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_embeds_neither_set_nor_read_a_cookie(client, address):
    first = client.get(address)
    client.cookies["sessionid"] = "x"
    second = client.get(address)
    assert (len(first.cookies), len(second.cookies)) == (0, 0)
    assert first.content == second.content
    assert first["Vary"] == second["Vary"] == "Accept-Encoding"


def test_the_publishers_most_quoted_are_named_first_and_the_rest_counted(client):
    night = Night(5, "five")
    for number, contest in enumerate(night.contests):
        paper = models.Source.objects.create(key=f"p{number}", publisher=f"Paper {number}", url="https://p.example/")
        night.count(contest, {night.candidates[number][0]: 9}, source=paper)
    models.Election.bump_all()
    text = words(shown(client, "/embed/elections/five/table/"))
    assert re.search(r"Source: Paper.\d , Paper.\d , Paper.\d and 2 more · updated", text)


# The scoreboard


def strip(client, query: str = "", prefix: str = "", slug: str = "night") -> str:
    return words(shown(client, f"{prefix}/embed/elections/{slug}/scoreboard/{query}").split("<body")[1])


def test_the_scoreboard_tells_wins_from_leads_and_counts_what_is_awaited(client):
    text = strip(client)
    assert "Incomplete, unofficial results" in text
    assert "Red won 1, leading 1" in text
    assert "awaited 1" in text
    bar = re.findall(r'<g class="(slot-\S+ \S+)">', shown(client, KINDS["scoreboard"]))
    assert bar == ["slot-1 won", "slot-1 leading", "slot-none none"]


def test_before_the_embargo_ends_the_scoreboard_shows_nobodys_seats(client, monkeypatch):
    before = models.Election.objects.get().results_from.replace(year=2022, hour=1)
    monkeypatch.setattr(timezone, "now", lambda: before)
    text = strip(client)
    assert "Results from" in text
    assert "Red" not in text
    assert "awaited 3" in text


def test_a_frozen_or_retracted_result_takes_the_place_of_the_headline(client, night, django_user_model, monkeypatch):
    chief = django_user_model.objects.create_user("chief")
    call = models.Call.objects.get()
    call.withdraw(chief, "wrong seat")
    html = shown(client, KINDS["scoreboard"])
    assert 'class="urgent"' in html
    assert "PP-1: Earlier we reported that Person PP-1/1 (Red) had won; that was wrong." in words(html)


def test_many_alliances_are_added_up_as_others(client):
    night = Night(7, "seven")
    for number in range(7):
        party = models.Party.objects.create(slug=f"p{number}", short=f"P{number}", name=f"P{number}")
        bloc = models.Bloc.objects.create(
            election=night.election, slug=f"b{number}", name=f"B{number}", short=f"B{number}", slot=number + 3
        )
        models.BlocParty.objects.create(bloc=bloc, party=party)
        night.candidates[number][0].party = party
        night.candidates[number][0].save()
        first, second, _third = night.candidates[number]
        night.count(night.contests[number], {first: 10 + number, second: 1})
    models.Election.bump_all()
    text = strip(client, slug="seven")
    assert re.findall(r"B\d (?:won|leading) 1", text) == ["B0 won 1", "B6 leading 1", "B5 leading 1"]
    assert "Others leading 4" in text


def test_a_bar_of_many_seats_joins_neighbours_that_are_alike(client):
    night = Night(272, "large")
    for contest, candidates in zip(night.contests[2:], night.candidates[2:], strict=True):
        night.call(contest, candidates[0])
    models.Election.bump_all()
    html = shown(client, "/embed/elections/large/scoreboard/")
    assert html.count('<rect class="s"') == 2
    assert len(html) < 5000


def test_the_scoreboard_of_a_rehearsal_says_so(client):
    models.Election.objects.update(rehearsal=True)
    models.Election.bump_all()
    assert "Rehearsal: these are not real results" in strip(client)


def test_assemblies_are_named_in_the_title_of_a_scoreboard(client):
    assert "Scoreboard: Assembly, Election night" in shown(client, f"{E}night-pa/scoreboard/")


# Scripts and weights


def test_the_resizer_is_at_one_address_for_ever_and_small(client):
    response = client.get("/embed/resize.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=3600" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(brotli.compress(response.content, quality=5)) <= 1024
    assert len(gzip.compress(response.content, 6)) <= 1024
    again = client.get("/embed/resize.js", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not response.cookies


def first_view(client, address: str) -> int:
    """Compressed bytes of an embed with its style sheets and scripts, as they are collected."""
    html = shown(client, address)
    files = re.findall(r'(?:<link rel="stylesheet" href|<script src)="([^"]+)"', html)
    assert files
    bodies = [(file, b"".join(client.get(file).streaming_content)) for file in files]
    sent = [html.encode(), *(smaller(body) if file.endswith(".js") else body for file, body in bodies)]
    return sum(len(brotli.compress(body, quality=5)) for body in sent)


def test_first_views_are_light(client):
    cache.clear()
    assert first_view(client, KINDS["scoreboard"]) <= 8 * 1024
    assert first_view(client, KINDS["province"]) <= 30 * 1024
