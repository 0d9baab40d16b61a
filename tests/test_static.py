"""What `collectstatic` makes of the scripts."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from config.static import Storage, is_own_script, smaller

SCRIPT = b"""/* What it is for */
const said = `  // no comment  ${ 1 /* but this */ }`; // one
const [url, both] = ["https://halqa.example/*/", /\\/\\*["'`]/];
"""


@pytest.fixture
def collected(tmp_path):
    """Collects files of these bodies; gives what is in the folder under the hashed names, by the names before."""

    def collect(files: dict[str, bytes]) -> dict[str, bytes]:
        source, storage = FileSystemStorage(tmp_path / "source"), Storage(tmp_path / "static", "/static/")
        for name, body in files.items():
            source.save(name, ContentFile(body))
            with source.open(name) as file:
                storage.save(name, file)
        list(storage.post_process({name: (source, name) for name in files}))
        names = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
        return {name: (tmp_path / "static" / names[name]).read_bytes() for name in files}

    return collect


def test_a_script_loses_its_comments_and_keeps_its_strings_templates_and_patterns(collected):
    found = collected({"js/own.js": SCRIPT})["js/own.js"]
    assert b"What it is for" not in found and b"// one" not in found
    for kept in (b"`  // no comment  ${", b'"https://halqa.example/*/"', b"/\\/\\*[\"'`]/"):
        assert kept in found
    assert smaller(found) == found


def test_what_others_wrote_is_kept_word_for_word(collected):
    files = {
        "js_lib_leaflet/leaflet.js": SCRIPT,
        "admin/js/core.js": SCRIPT,
        "css/own.css": b"/* a */ b { color: red }",
    }
    assert collected(files) == files


@pytest.mark.parametrize("script", sorted(Path(settings.BASE_DIR, "static", "js").glob("*.js")), ids=lambda s: s.name)
def test_every_script_of_ours_gets_smaller(script):
    assert is_own_script(f"js/{script.name}")
    assert len(smaller(script.read_bytes())) < len(script.read_bytes())
