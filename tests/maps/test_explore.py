"""The zoomable map: no foreign address, no results in its script, equal bytes each time, folium only where needed."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache

from elections import public
from maps.drawing import leaflet
from maps.web import explore
from tests.maps.night import Night

pytestmark = pytest.mark.django_db
PAGE, SCRIPT = "/elections/night/explore/", "/elections/night/explore/explore.js"
PLAN = leaflet.Plan(
    bounds=(60.9, 23.7, 77.1, 37.1),
    approximate=True,
    shapes=(leaflet.Shapes("na", "2018", "/web", "/close"), leaflet.Shapes("pp", "2018", "/web2", "/close2", False)),
    backdrop="/land",
)


@pytest.fixture
def night():
    night = Night()
    night.shapes()
    return night


def test_equal_plans_have_equal_scripts():
    assert leaflet.script(PLAN) == leaflet.script(PLAN)


def test_the_script_names_no_foreign_address():
    script = leaflet.script(PLAN)
    assert "//" not in script
    assert "<" not in script


def test_only_the_layers_to_be_shown_are_added_at_first():
    script = leaflet.script(PLAN)
    assert re.findall(r"(\w+)\.addTo\(explore\)", script) == ["backdrop_1", "seats_2"]


@pytest.mark.parametrize(("approximate", "nearest"), [(True, leaflet.NEAR_APPROXIMATE), (False, leaflet.NEAR)])
def test_approximate_boundaries_are_not_shown_closely(approximate, nearest):
    plan = leaflet.Plan(PLAN.bounds, approximate, PLAN.shapes)
    assert f'"maxZoom": {nearest},' in leaflet.script(plan)


def test_there_are_tiles_only_where_a_server_is_named():
    assert "tileLayer" not in leaflet.script(PLAN)
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    script = leaflet.script(leaflet.Plan(PLAN.bounds, True, PLAN.shapes, tiles=tiles, attribution="© Tiles"))
    assert tiles in script
    assert r"\u00a9 Tiles" in script


def test_tiles_without_a_credit_are_credited_to_their_server():
    script = leaflet.script(leaflet.Plan(PLAN.bounds, True, PLAN.shapes, tiles="https://tiles.example/{z}/{x}/{y}.png"))
    assert '"attribution": "tiles.example"' in script


def test_the_script_holds_neither_results_nor_names(client, night):
    script = client.get(SCRIPT).content.decode()
    assert "/api/v1/boundaries/" in script
    for word in ("Person", "Place", "night-red", "60", "PP-1"):
        assert word not in script.replace("0.60", "")


def test_the_script_is_served_as_a_script(client, night):
    response = client.get(SCRIPT)
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"].startswith("public, ")
    assert client.get(SCRIPT, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_new_results_do_not_make_the_script_anew(night, monkeypatch):
    made = []
    monkeypatch.setattr(explore, "made", lambda facts: made.append(facts) or "script")
    explore.script_for(public.snapshot("night"))
    night.count(night.contests[2], {night.candidates[2][0]: 9, night.candidates[2][1]: 8})
    night.election.bump()
    explore.script_for(public.snapshot("night"))
    assert len(made) == 1


def test_the_page_has_no_inline_script_style_or_handler(client, night):
    page = client.get(PAGE).content.decode()
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)


def test_the_page_holds_no_figures_and_no_names_of_people(client, night):
    page = client.get(PAGE).content.decode()
    assert "Person" not in page


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_the_page_works_in_both_languages_and_links_to_the_list(client, night, prefix):
    page = client.get(prefix + PAGE).content.decode()
    assert f'href="{prefix}/elections/night/"' in page.split("<noscript>")[1].split("</noscript>")[0]
    assert f'src="{prefix}{SCRIPT}"' in page


def test_leaflet_comes_from_our_own_files():
    for name in ("leaflet.js", "leaflet.css"):
        assert finders.find(f"js_lib_leaflet/{name}")


def test_in_tiles_mode_the_map_is_switched_off_and_says_so(client, night, monkeypatch):
    monkeypatch.setattr(settings, "MAP_MODE", "tiles")
    page = client.get(PAGE).content.decode()
    assert "Zoomable maps are switched off on this site." in page
    assert "explore.js" not in page
    assert client.get(SCRIPT).status_code == 404


def test_without_any_boundary_the_page_says_so(client):
    Night()
    page = client.get(PAGE).content.decode()
    assert "No boundaries are known for these seats." in page
    assert "explore.js" not in page


@pytest.mark.parametrize("path", [PAGE, SCRIPT])
def test_an_unknown_election_is_a_404(client, path):
    assert client.get(path.replace("night", "no-such")).status_code == 404


def test_assemblies_that_overlap_are_shown_in_turn(client, night):
    night.second_assembly_over_the_first()
    page = client.get(PAGE).content.decode()
    assert 'href="#night-pa"' in page
    assert 'href="#night-na"' in page
    plan = explore.plan(public.snapshot("night"))
    assert sorted(shapes["shown"] for shapes in plan["shapes"]) == [False, True]


def test_the_page_does_not_load_folium():
    """In a process of its own: here the module is loaded already."""
    code = "import sys, django; django.setup(); import maps.web.explore; print('folium' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert run.stdout.strip() == "False", run.stderr


def test_queries_do_not_grow_with_the_seats(client, night, django_assert_num_queries):
    from maps.drawing import layer

    large = Night(300, "large")
    large.shapes()
    for slug in ("night", "large"):
        layer.forget()
        cache.clear()
        with django_assert_num_queries(22):
            client.get(f"/elections/{slug}/explore/explore.js")
