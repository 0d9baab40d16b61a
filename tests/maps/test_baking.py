"""A small election as plain files: whole, relative, packed, and written again only where something moved."""

import gzip
import html
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import brotli
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction

from elections import models
from maps.baking import BakeRefused, Order, Oven, asking, contents, folder
from maps.web import walk
from tests.maps.night import OPEN, Night
from tests.maps.walking import one_moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
E = "elections/night/"
HOSTILE = "\"><script>alert(1)</script> href='/elections/night/'"
DEAR = re.compile(r"png$|night-pp-1-[23]")  # drawings once more, and people of whom there are others
LINK = re.compile(r"""\s(?:href|src|data-live)=(?:"([^"]*)"|'([^']*)')""")


def files_in(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def written(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


def bake(out: Path, at, **order):
    with one_moment(at):
        return Oven(Order(out, **order)).bake()


@pytest.fixture(scope="module")
def quick():
    """The best compression takes longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "BEST", 1)
        patch.setattr(folder, "GOOD", 1)
        patch.setattr(walk, "MEASURES", ("turnout",))  # not known here: these addresses lead on
        every = contents.addresses
        patch.setattr(contents, "addresses", lambda *about: [one for one in every(*about) if not DEAR.search(one)])
        yield


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


@pytest.fixture
def small(quick, night):
    """Few addresses, for what goes wrong."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "addresses", lambda moment, slugs: [f"/{E}changes/", f"/{E}map.png"])
        yield night


def test_a_folder_of_others_is_refused_and_left_alone(small, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty and holds no bake.json"):
        call_command("bake", tmp_path, processes=1, verbosity=0)
    assert files_in(tmp_path) == {"thesis.txt": b"mine"}
    bake(tmp_path, OPEN + HOUR, force=True)
    bake(tmp_path, OPEN + HOUR, slugs=("night",))
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    for foreign in ("{}", '{"files": {"../thesis.txt": "x"}, "made_by": "halqa bake 1"}', "["):
        (tmp_path / "bake.json").write_text(foreign)
        with pytest.raises(BakeRefused, match="not one that this command wrote"):
            bake(tmp_path, OPEN + HOUR)


def test_what_is_gone_from_the_site_goes_from_the_folder_and_nothing_else(small, tmp_path, monkeypatch):
    bake(tmp_path, OPEN + HOUR)
    (tmp_path / E / "note.txt").write_text("mine")
    monkeypatch.setattr(contents, "addresses", lambda moment, slugs: ["/elections/"])
    models.Election.bump_all()
    assert bake(tmp_path, OPEN + HOUR).removed == 3
    files = files_in(tmp_path)
    assert f"{E}note.txt" in files and f"{E}changes/index.html" not in files
    assert not (tmp_path / E / "changes").exists()
    assert "static/css/site.css" in files


def test_a_damaged_or_missing_file_is_mended(small, tmp_path):
    bake(tmp_path, OPEN + HOUR)
    page = tmp_path / E / "changes" / "index.html"
    good = page.read_bytes()
    page.unlink()
    assert bake(tmp_path, OPEN + HOUR).written == 1
    assert page.read_bytes() == good


def test_a_picture_that_is_not_drawn_is_counted_and_its_link_leads_to_the_site(small, tmp_path, capsys):
    call_command("bake", tmp_path, processes=1, verbosity=0)
    assert "1 pictures are not drawn yet" in capsys.readouterr().out
    assert not (tmp_path / E / "map.png").exists()


def test_a_count_during_the_bake_belongs_to_the_next_one(small, tmp_path, monkeypatch):
    asked, real = [], asking.Asker.ask

    def ask(self, address):
        if not asked:
            small.count(small.contests[0], {small.candidates[0][0]: 7654})
            models.Election.bump_all()
        asked.append(address)
        answer = real(self, address)
        len(asked) < 3 and seen.append(answer.body)
        return answer

    seen = []
    monkeypatch.setattr(asking.Asker, "ask", ask)
    report = bake(tmp_path, OPEN + HOUR)
    assert not report.moved and asked.count(f"/{E}changes/") == 2
    assert b"7,654" not in b"".join(seen)
    assert b"7,654" in (tmp_path / E / "changes" / "index.html").read_bytes()


def test_an_election_taken_off_meanwhile_is_not_published(small, tmp_path, monkeypatch):
    monkeypatch.setattr(asking.Moment, "holds", lambda self: False)
    with pytest.raises(BakeRefused, match="frozen or taken off"):
        bake(tmp_path, OPEN + HOUR)
    assert set(files_in(tmp_path)) == {"bake.json"}


def test_an_error_of_the_site_changes_nothing(small, tmp_path, monkeypatch):
    failed = asking.Answer("/a/", 500, "text/html", b"")
    monkeypatch.setattr(asking.Asker, "ask", lambda self, address: failed)
    with pytest.raises(BakeRefused, match="answers 500"):
        bake(tmp_path, OPEN + HOUR)
    assert set(files_in(tmp_path)) == {"bake.json"}


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("trial", "is a rehearsal"),
        ("nowhere", "There is no election .* night"),
        ("formerly", "was renamed: bake night"),
    ],
)
def test_what_cannot_be_baked_is_said(small, tmp_path, slug, sentence):
    Night(seats=0, slug="trial", rehearsal=True)
    models.FormerAddress.objects.create(slug="formerly", election=small.election)
    with pytest.raises(BakeRefused, match=sentence):
        bake(tmp_path / "new", OPEN + HOUR, slugs=(slug,))


def test_a_dry_run_writes_nothing(small, tmp_path, capsys):
    call_command("bake", tmp_path / "new", "night", dry_run=True, processes=1, verbosity=0)
    assert "to write" in capsys.readouterr().out
    assert not (tmp_path / "new").exists()


def test_two_bakes_never_write_to_one_folder(small, tmp_path):
    bake(tmp_path, OPEN + HOUR)
    with folder.alone_in(tmp_path), pytest.raises(BakeRefused, match="Another bake"):
        bake(tmp_path, OPEN + 3 * HOUR)


@pytest.mark.parametrize("address", ["mirror.example", "ftp://mirror.example/", "https://mirror.example/?a=1"])
def test_where_the_copy_will_be_is_a_whole_address(tmp_path, address):
    with pytest.raises(CommandError, match="whole address"):
        call_command("bake", tmp_path, base_url=address)
