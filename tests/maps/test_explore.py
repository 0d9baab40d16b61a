"""The zoomable map: no foreign address, no results in its script, equal bytes each time, folium only where needed."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command

from elections import public
from elections.models import Election
from elections.tallies import HALTED
from maps.drawing import leaflet, wording
from maps.models import Backdrop, MapScript, renew_backdrop
from maps.web import explore
from tests.maps.night import Night

pytestmark = pytest.mark.django_db
PAGE, SCRIPT = "/elections/night/explore/", "/elections/night/explore/explore.js"
STANDINGS = "/elections/night/explore/standings.json"
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


@pytest.fixture
def made(monkeypatch):
    """The plans that scripts were made from since."""
    plans = []
    monkeypatch.setattr(explore, "made", lambda facts: plans.append(facts) or f"script {len(plans)}")
    return plans


def test_new_results_do_not_make_the_script_anew(night, made):
    explore.script_for(public.snapshot("night"))
    night.count(night.contests[2], {night.candidates[2][0]: 9, night.candidates[2][1]: 8})
    night.election.bump()
    assert explore.script_for(public.snapshot("night")) == "script 1"
    assert len(made) == 1


def test_new_shapes_replace_the_script(night, made):
    explore.script_for(public.snapshot("night"))
    night.second_assembly_over_the_first()
    assert explore.script_for(public.snapshot("night")) == "script 2"
    assert MapScript.objects.get().body == "script 2"


def test_a_script_made_by_other_code_is_made_anew(night, made, monkeypatch):
    explore.script_for(public.snapshot("night"))
    monkeypatch.setattr(explore, "maker", lambda: "folium 99")
    assert explore.script_for(public.snapshot("night")) == "script 2"


def warmed(**options) -> str:
    call_command("warm", stdout=(out := StringIO()), **options)
    return out.getvalue()


def test_warm_makes_what_is_wanting_and_says_so_in_numbers(client, night, made):
    assert "Scripts of zoomable maps: 1 wanting, 0 there already.\n" in warmed(dry_run=True)
    assert made == []
    assert "Scripts of zoomable maps: 1 made, 0 there already.\n" in warmed()
    assert "Scripts of zoomable maps: 0 made, 1 there already.\n" in warmed()
    assert client.get(SCRIPT).content == b"script 1"
    assert len(made) == 1


def test_where_maps_are_tiles_no_script_is_made(night, made, settings):
    settings.MAP_MODE = "tiles"
    assert explore.warm() == (0, 0)
    assert made == []


def test_an_import_of_shapes_makes_the_scripts_ahead(client, made):
    call_command("load_demo", stdout=StringIO())
    before = len(made)
    for slug in Election.objects.values_list("slug", flat=True):
        assert client.get(f"/elections/{slug}/explore/explore.js").status_code == 200
    assert len(made) == before > 0


def test_every_seat_is_drawn_and_called_as_on_the_other_maps(client, night):
    tied = night.contests[2]
    night.count(tied, {night.candidates[2][0]: 9, night.candidates[2][1]: 9})
    night.election.bump()
    answer = client.get(STANDINGS).json()
    assert answer["seats"] == {
        "PP-1": {"slot": "slot-1", "pattern": "won", "texture": "", "words": "Won (unofficial)"},
        "PP-2": {"slot": "slot-1", "pattern": "leading", "texture": "hatched", "words": "Leading"},
        "PP-3": {"slot": "slot-none", "pattern": "tie", "texture": "hatched", "words": "Votes tied"},
    }
    assert client.get(f"/ur{STANDINGS}").json()["seats"]["PP-3"]["words"] == "ووٹ برابر"
    results = client.get("/api/v1/elections/night/results.json").json()
    assert (answer["version"], answer["phase"]) == (results["version"], results["phase"])


@pytest.mark.parametrize("state", HALTED)
def test_a_halted_poll_is_dashed_here_too(client, night, state):
    type(night.contests[2]).objects.filter(pk=night.contests[2].pk).update(state=state)
    night.election.bump()
    seat = client.get(STANDINGS).json()["seats"]["PP-3"]
    assert (seat["pattern"], seat["texture"]) == (state, "dashed")
    assert seat["words"] == str(wording.STATUSES[state])


def test_the_script_decides_no_standing_by_itself():
    for name in ("explore", "explore-cards"):
        code = Path(finders.find(f"js/{name}.js")).read_text(encoding="utf-8")
        assert not re.search("""result\\.status|"(counting|review|postponed|void|withheld)['"]""", code)


def test_the_legend_lists_every_group_that_can_appear(night):
    """Red is ahead in every seat that has figures."""
    names = [(slot, str(name)) for slot, name in explore.legend(public.snapshot("night"))]
    assert [slot for slot, _name in names] == ["slot-1", "slot-2", "slot-ind"]


def test_the_patterns_of_the_legend_are_known_and_those_on_the_map_are_marked(night):
    found = {name: (texture, shown) for name, texture, _words, shown in explore.patterns(public.snapshot("night"))}
    assert found["leading"] == ("hatched", True)
    assert found["none"] == ("", True)
    assert {state: found[state] for state in HALTED} == dict.fromkeys(HALTED, ("dashed", False))


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


@pytest.mark.parametrize("path", [PAGE, SCRIPT, STANDINGS])
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
        for address, queries in (("explore.js", 27), ("standings.json", 21)):
            explore.script_for(public.snapshot(slug))
            layer.forget()
            cache.clear()
            with django_assert_num_queries(queries):
                client.get(f"/elections/{slug}/explore/{address}")


def test_the_backdrop_is_fetched_from_an_address_that_never_changes(night):
    backdrop = Backdrop.objects.create(kind="provinces", name="Provinces")
    assert explore.backdrop() == "/api/v1/backdrops/provinces.geojson"
    assert explore.backdrop() != (bundled := f"/api/v1/boundaries/{renew_backdrop(backdrop).hash}.geojson")
    assert explore.backdrop() == bundled
