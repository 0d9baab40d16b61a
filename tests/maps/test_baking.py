"""A small election as plain files: whole, relative, packed, and written again only where something moved."""

import gzip
import html
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

import brotli
import pytest
from django.core.cache import cache
from django.db import transaction

from elections import models
from maps.baking import folder
from tests.maps.baked import HOUR, E, bake, files_in, written
from tests.maps.night import OPEN, Night

pytestmark = pytest.mark.django_db
HOSTILE = "\"><script>alert(1)</script> href='/elections/night/'"
LINK = re.compile(r"""\s(?:href|src|data-live)=(?:"([^"]*)"|'([^']*)')""")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("baked")


@pytest.fixture(scope="module")
def stages(quick, out, django_db_setup, django_db_blocker):
    """The same folder baked under embargo, after it, once more, and after a further count."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        night = Night(seats=1)
        night.shapes()
        night.rename(HOSTILE)
        Night(seats=0, slug="trial", rehearsal=True)
        bake(out, OPEN - HOUR)
        found = {"embargoed": files_in(out)}
        found |= {"report": bake(out, OPEN + HOUR), "open": files_in(out), "times": written(out)}
        found |= {"again report": bake(out, OPEN + 2 * HOUR), "again times": written(out)}
        night.count(night.contests[0], {night.candidates[0][0]: 7654, night.candidates[0][1]: 40})
        models.Election.bump_all()
        order = []
        with pytest.MonkeyPatch.context() as patch:
            real = folder.os.replace
            patch.setattr(folder.os, "replace", lambda old, new: (order.append(str(new)), real(old, new)))
            found |= {"counted report": bake(out, OPEN + 2 * HOUR), "counted": files_in(out), "order": order}
        found |= {"counted times": written(out)}
        transaction.set_rollback(True)
    cache.clear()
    return found


def links_of(file: str, body: bytes) -> list[str]:
    """The addresses in a page, less those that say where it is from."""
    text = re.sub(r'<link rel="canonical"[^>]*>|<link rel="alternate" type[^>]*>', "", body.decode())
    return [html.unescape(one or other) for one, other in LINK.findall(text)]


def test_every_relative_link_leads_to_a_file_of_the_tree(stages):
    files, broken, seen = stages["counted"], [], 0
    for file, body in files.items():
        if file.endswith(".html") and not file.endswith("404.html"):
            for link in links_of(file, body):
                if not urlsplit(link).scheme and not link.startswith("#"):
                    seen += 1
                    found = unquote(urlsplit(urljoin(f"http://x/deep/down/{file}", link)).path)
                    if found.removeprefix("/deep/down/") not in files:
                        broken.append((file, link))
    assert broken == []
    assert seen > 500


def test_no_link_begins_at_the_root_or_leads_to_the_site_where_the_tree_has_it(stages, settings):
    files, wrong = stages["counted"], []
    for file, body in files.items():
        if file.endswith(".html") and not file.endswith("404.html"):
            for link in links_of(file, body):
                inside = link.removeprefix(settings.SITE_URL).lstrip("/")
                there = link.startswith(settings.SITE_URL) and {inside, f"{inside}index.html"} & set(files)
                if link.startswith("/") or there:
                    wrong.append((file, link))
    assert wrong == []


def test_the_tree_holds_every_kind_of_file_in_both_languages(stages):
    files = set(stages["counted"])
    pages = {
        f"{E}index.html",
        f"{E}turnout/index.html",
        f"{E}seats/pp-1/index.html",
        f"{E}provinces/night-east/index.html",
    }
    pages |= {f"{E}changes/index.html", f"{E}changes.atom", f"{E}map.svg", f"{E}explore/explore.js", "index.html"}
    pages |= {f"embed/{E}{kind}index.html" for kind in ("", "table/", "scoreboard/", "seats/pp-1/")}
    pages |= {f"embed/{E}candidates/night-pp-1-1/index.html", f"{E}candidates/night-pp-1-1/index.html"}
    pages |= {"elections/index.html", "404.html", f"{E}explore/standings.json"}
    assert pages | {f"ur/{page}" for page in pages} <= files
    data = {
        "index.json",
        f"{E[10:]}index.json",
        f"{E[10:]}results.json",
        f"{E[10:]}map.geojson",
        f"{E[10:]}results.csv",
    }
    assert {f"api/v1/elections/{name}" for name in data} | {"api/v1/schema/index.yaml", "embed/resize.js"} <= files
    assert {"static/css/site.css", "static/js/live.js", "static/js_lib_leaflet/leaflet.js"} <= files
    assert [file for file in files if file.startswith("api/v1/boundaries/") and file.endswith(".geojson")]
    assert not [file for file in files if "trial" in file or "search" in file or "admin" in file]


def test_what_is_packed_unpacks_to_the_same_bytes(stages):
    files = stages["counted"]
    packed = [file for file in files if file.endswith((".br", ".gz"))]
    for file in packed:
        unpack = brotli.decompress if file.endswith(".br") else gzip.decompress
        assert unpack(files[file]) == files[file[:-3]], file
    assert {f"{E}index.html.br", f"{E}index.html.gz", "static/css/site.css.br"} <= set(packed)
    assert f"{E}index.html.br.gz" not in files


def test_figures_under_embargo_are_nowhere_and_a_hostile_name_is_never_markup(stages):
    def telling(files):
        texts = {name: body for name, body in files.items() if not name.endswith((".br", ".gz", ".json"))}
        return [name for name, body in texts.items() if b'<td class="figure">60' in body or b",60," in body]

    assert telling(stages["embargoed"]) == []
    assert telling(stages["open"])
    pages = [body for name, body in stages["open"].items() if name.endswith((".html", ".svg"))]
    assert not [body for body in pages if b"<script>alert" in body]
    assert [body for body in pages if b"&lt;script&gt;alert" in body]


def test_a_second_bake_renders_and_writes_nothing(stages):
    assert stages["again report"].rendered == 0
    assert stages["again report"].written == 0
    assert stages["again times"] == stages["times"]


def test_a_new_count_writes_only_what_it_changed(stages):
    before, after = stages["open"], stages["counted"]
    changed = {file for file in after if before.get(file) != after[file]}
    touched = {file for file in after if stages["times"].get(file) != stages["counted times"][file]}
    assert touched == changed
    assert {f"{E}index.html", f"api/v1/{E}results.json", "bake.json"} <= changed
    assert not [file for file in changed if file.startswith(("static/", "api/v1/boundaries/", "api/v1/schema/"))]
    assert stages["counted report"].written == len(changed) - 1  # the manifest
    assert json.loads(after["bake.json"])["elections"].keys() == {"night"}


def test_what_tells_open_pages_to_look_again_is_put_in_place_last(stages):
    order = [name.removesuffix(".br").removesuffix(".gz") for name in stages["order"]]
    results = [place for place, name in enumerate(order) if name.endswith("/results.json")]
    assert results and min(results) > max(place for place, name in enumerate(order) if name.endswith(".html"))
