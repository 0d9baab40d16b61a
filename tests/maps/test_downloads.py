"""Pictures to take away: never one of other figures than the page's, never drawn while a reader waits."""

import logging
from datetime import timedelta
from itertools import chain, repeat
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone, translation

from elections.models import Election
from elections.public import snapshot, states
from maps.drawing import fonts, raster
from maps.drawing.fonts import Fonts
from maps.management.commands.draw_pictures import in_numbers, parent_lives
from maps.models import DrawnPicture
from maps.web import artworks, cards, downloads, studio
from maps.web.scopes import Scope
from maps.web.studio import Studio
from tests.maps.night import Night

PNG = b"\x89PNG"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """resvg has tests of its own; here a picture is the drawing it was made of."""
    for module in (cards, downloads, artworks):
        monkeypatch.setattr(module, "fonts", lambda: Fonts((), "Noto Nastaliq Urdu"))
    monkeypatch.setattr(raster, "png", lambda svg, *size: PNG + svg.encode())


def card_path(language: str = "en") -> str:
    with translation.override(language):
        return cards.drawn_scope(Scope(snapshot("night"))).path


def drawn() -> Studio:
    made = Studio()
    made.once()
    return made


@pytest.mark.parametrize(
    "page", ["", "margin/", "provinces/night-east/", "seats/pp-1/", "candidates/night-pp-1-1/", "night-pa/"]
)
def test_every_map_is_a_file(client, night, page):
    response = client.get(f"/elections/night/{page}map.svg")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response["Content-Disposition"].startswith('inline; filename="night-')
    assert response["Content-Disposition"].endswith('map.svg"')
    assert response["ETag"] == client.get("/elections/night/")["ETag"]
    assert response.content.startswith(b"<svg ")
    assert not response.cookies


def test_a_file_of_nothing_is_not_found(client, night):
    for page in ("seats/na-1/", "provinces/nowhere/", "candidates/nobody/", "xx/"):
        for form in ("svg", "png"):
            assert client.get(f"/elections/night/{page}map.{form}").status_code == 404
    assert client.get("/elections/other/map.svg").status_code == 404


def test_a_picture_that_is_not_drawn_yet_is_promised_and_kept_by_nobody(client, night):
    for path in ("/elections/night/map.png", card_path()):
        response = client.get(path)
        assert response.status_code == 503
        assert response["Cache-Control"] == "no-store"
        assert int(response["Retry-After"]) > 0


def test_a_drawn_picture_is_served_as_its_page_is(client, night):
    drawn()
    for path in ("/elections/night/map.png", "/ur/elections/night/seats/pp-1/map.png", card_path(), card_path("ur")):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png"), path
        assert response.content.startswith(PNG)
        assert response["Cache-Control"] == client.get("/elections/night/")["Cache-Control"]
        assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_a_picture_of_other_figures_is_never_served(client, night):
    old = card_path()
    drawn()
    night.count(night.contests[0], {night.candidates[0][0]: 61, night.candidates[0][1]: 39})
    night.count(night.contests[2], {night.candidates[2][0]: 61, night.candidates[2][1]: 39})
    Election.bump_all()
    assert client.get("/elections/night/seats/pp-1/map.png").status_code in (200, 503)
    assert client.get("/elections/night/map.png").status_code == 503
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (302, card_path())
    assert card_path() != old
    assert client.get(card_path()).status_code == 503
    drawn()
    assert client.get(card_path()).status_code == 200
    assert client.get("/elections/night/map.png").status_code == 200


def test_an_embargoed_figure_is_in_no_file(client, night):
    Election.objects.update(results_from=timezone.now() + timedelta(hours=1))
    for page in ("", "seats/pp-1/", "candidates/night-pp-1-1/"):
        text = client.get(f"/elections/night/{page}map.svg").content.decode()
        assert "Results from" in text
        assert "won by" not in text


def test_any_key_leads_to_the_card_of_now(client, night):
    response = client.get("/cards/elections/night/0123456789.png")
    assert (response.status_code, response["Location"]) == (302, card_path())


def test_a_rehearsal_has_maps_and_no_cards(client, db):
    Night(slug="practice", rehearsal=True).shapes()
    studio = drawn()
    assert not [path for path in studio.paths["practice"] if "/cards/" in path]
    assert client.get("/cards/elections/practice/any.png").status_code == 404
    assert client.get("/elections/practice/map.png").status_code == 200


def test_where_no_urdu_can_be_drawn_urdu_pictures_are_the_english_ones(client, night, monkeypatch):
    for module in (cards, downloads, artworks):
        monkeypatch.setattr(module, "fonts", lambda: Fonts(()))
    assert client.get("/ur/elections/night/map.png")["Location"] == "/elections/night/map.png"
    assert client.get("/ur/cards/elections/night/any.png")["Location"] == card_path()
    assert client.get("/ur/elections/night/map.svg").status_code == 200
    drawn()
    assert not DrawnPicture.objects.filter(path__startswith="/ur/").exists()


def test_one_picture_is_not_drawn_twice_for_two_addresses(client, night):
    assert client.get("/elections/night/night-pa/map.png")["Location"] == "/elections/night/map.png"
    assert client.get("/elections/night/candidates/night-pp-1-1/map.png")["Location"].endswith("/seats/pp-1/map.png")
    assert client.get("/elections/night/turnout/map.png")["Location"] == "/elections/night/map.png"


def test_every_picture_that_a_page_names_is_drawn(client, night):
    """Whatever the links below a map and the addresses of cards lead to is there after one round."""
    drawn()
    for page in ("/", "/elections/night/", "/ur/elections/night/provinces/night-west/", "/elections/night/seats/pp-2/"):
        body = client.get(page).content.decode()
        for form in ("svg", "png"):
            link = next(part for part in body.split('"') if part.endswith(f"map.{form}"))
            assert client.get(link).status_code == 200


def test_what_is_there_is_not_drawn_again_and_what_is_gone_is_removed(night):
    DrawnPicture.keep("/elections/old/map.png", "x", PNG)
    first = drawn().done
    assert first["made"] == DrawnPicture.objects.count() > 20
    assert first["removed"] == 1
    assert drawn().done == {"there": first["made"], "removed": 0}
    assert in_numbers(first) == f"Pictures: {first['made']} drawn, 0 there already, 1 removed."


def test_a_dry_run_draws_nothing(night, capsys):
    call_command("draw_pictures", dry_run=True, verbosity=0)
    assert "wanting" in capsys.readouterr().out
    assert not DrawnPicture.objects.exists()


def test_a_picture_that_fails_is_logged_and_the_others_are_drawn(night, monkeypatch, caplog):
    DrawnPicture.keep("/elections/old/map.png", "x", PNG)
    fails = chain([ValueError("too odd")], repeat(None))

    def odd(svg, *size):
        error = next(fails)
        if error:
            raise error
        return PNG

    monkeypatch.setattr(raster, "png", odd)
    with caplog.at_level(logging.ERROR):
        done = drawn().done
    assert done["failed"] == 1
    assert done["made"] > 20
    assert "too odd" in caplog.text
    assert DrawnPicture.objects.filter(path="/elections/old/map.png").exists()


def test_following_draws_what_becomes_public_and_rests_otherwise(night):
    following = Studio()
    following.look()
    made = following.done["made"]
    assert made
    following.look()
    assert sum(following.done.values()) - following.done["removed"] == made
    night.count(night.contests[2], {night.candidates[2][0]: 5, night.candidates[2][1]: 3})
    Election.bump_all()
    following.look()
    assert made < following.done["made"] < 2 * made


def test_cards_come_before_maps_and_newer_figures_before_both(night, monkeypatch):
    monkeypatch.setattr(studio, "GLANCE", 0)
    order = []
    following = Studio()
    do = following._do

    def noted(slug, job):
        do(slug, job)
        order.append(len(following.paths[slug]))
        if len(order) == 15:  # among the maps
            Election.bump_all()

    monkeypatch.setattr(following, "_do", noted)
    following.look()
    assert len(order) == 15
    assert "night" not in following.drawn
    following.look()
    assert following.drawn == {slug: str(state) for slug, state in states().items()}


def test_a_database_that_is_away_is_waited_for(night, caplog):
    turns = iter([True, True, False])
    with (
        patch.object(Studio, "look", side_effect=[DatabaseError("gone"), None]) as look,
        patch.object(studio.time, "sleep") as sleep,
        patch.object(studio, "close_old_connections"),
        patch.object(studio.connection, "close"),
    ):
        Studio().follow(lambda: next(turns))
    assert look.call_count == 2
    assert [call.args[0] for call in sleep.call_args_list] == [studio.REST, studio.LOOK]
    assert "gone" in caplog.text


def test_an_orphan_stops():
    assert not parent_lives(-1)()


def test_no_web_worker_loads_what_draws():
    assert "resvg_py" not in raster.__dict__
    assert fonts.latin()
