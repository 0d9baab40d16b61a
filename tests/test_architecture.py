"""The layers of docs/architecture.md, read from the syntax tree. Each rule is proved able to fail."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import site

ROOT = Path(__file__).resolve().parent.parent

# Height of each layer: a module imports only what is lower, or its own layer. The longest prefix counts.
HEIGHTS = {
    "config": 60,
    "maps.baking": 52,
    "maps.web": 50,
    "maps.templatetags": 55,
    "maps.management": 55,
    "maps.admin": 55,
    "maps.drawing": 40,
    "maps.importing": 40,
    "maps.models": 30,
    "maps.migrations": 30,
    "maps.geometry": 20,
    "maps.apps": 0,
    "maps": 0,
    "elections": 10,
}
PURE = (
    "elections.messages",
    "elections.numbers",
    "elections.tallies",
    "elections.checks",
    "elections.values",
    "maps.geometry.areas",
    "maps.geometry.coverage",
    "maps.geometry.geojson",
    "maps.geometry.projection",
    "maps.geometry.repair",
    "maps.drawing.palette",
)
RESULT_MODELS = {"Count", "CountLine", "Call", "Stamped", "AppendOnly"}
READERS = ("elections.public", "elections.reading", "elections.models", "elections.migrations")
READERS += ("elections.importing", "elections.admin", "elections.desk", "elections.judging", "elections.management")
READERS += ("elections.backup",)
SIGNALS = re.compile(r"django\.(db\.models|core|test|contrib\.auth)\.signals|django\.dispatch|\.signals$")
HEAVY = ("geopandas", "folium")
WRITES_MARKUP = ("maps.drawing", "maps.templatetags")
MARKUP = {"mark_safe", "SafeString", "SafeText"}
# Django's own handler sends it for what it catches; the API catches for itself, so that it can answer in JSON.
SENT = "django.core.signals.got_request_exception"


def modules() -> dict[str, ast.Module]:
    """Every module of the product by dotted name."""
    found = {}
    for package in ("config", "elections", "maps"):
        for file in (ROOT / package).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(file.read_text(encoding="utf-8"), str(file))
    return found


def imports(name: str, tree: ast.Module, package: bool = False) -> Iterator[str]:
    """Dotted names that a module imports, anywhere in it; `from a import b` gives `a.b`."""
    home = name.split(".") if package else name.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def within(name: str, prefixes) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def layer(name: str) -> str:
    return max((prefix for prefix in HEIGHTS if within(name, [prefix])), key=len, default="")


def climbs(name: str, tree: ast.Module, package: bool = False) -> list[str]:
    """Imports of a higher or neighbouring layer."""
    mine = layer(name)
    return [
        f"{name} imports {other}"
        for other in imports(name, tree, package)
        if layer(other) not in ("", mine) and HEIGHTS[layer(other)] >= HEIGHTS[mine]
    ]


def impure(name: str, tree: ast.Module, package: bool = False) -> list[str]:
    """Imports of Django, or of a module of ours that is not itself one of the pure ones."""
    ours = ("config", "elections", "maps")
    return [
        f"{name} imports {other}"
        for other in imports(name, tree, package)
        if within(other, ["django"]) or (within(other, ours) and not within(other, PURE))
    ]


def result_reads(name: str, tree: ast.Module) -> list[str]:
    """Ways to a result table: the class imported, `models.Count`, or `get_model(…, "Count")`."""
    found = [f"{name} imports {other}" for other in imports(name, tree) if is_result_import(other)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in RESULT_MODELS and ends_in_models(node.value):
            found.append(f"{name} reads models.{node.attr}")
        if isinstance(node, ast.Call) and "get_model" in ast.unparse(node.func):
            found.append(f"{name} calls get_model")
    return found


def is_result_import(other: str) -> bool:
    if not within(other, ["elections.models"]):
        return False
    last = other.rsplit(".", 1)[-1]
    return last in RESULT_MODELS or last == "*" or within(other, ["elections.models.counts"])


def ends_in_models(node: ast.AST) -> bool:
    return ast.unparse(node).split(".")[-1] in ("models", "counts", "election_models")


def importers(trees: dict[str, ast.Module], library: str) -> list[str]:
    return sorted(n for n, tree in trees.items() if any(within(o, [library]) for o in imports(n, tree)))


def signals(name: str, tree: ast.Module) -> list[str]:
    found = (other for other in imports(name, tree) if SIGNALS.search(other.rpartition(".")[0]))
    return [f"{name} imports {other}" for other in found if other != SENT]


def makes_markup(name: str, tree: ast.Module) -> list[str]:
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [f"{name} calls {call}" for call in calls if call.rsplit(".", 1)[-1] in MARKUP]


TREES = modules()
PACKAGES = {name for name in TREES if (ROOT / name.replace(".", "/")).is_dir()}


def test_every_module_has_a_layer_and_imports_only_what_is_lower():
    assert [name for name in TREES if layer(name) == "maps" and name != "maps"] == []
    assert [line for name, tree in TREES.items() for line in climbs(name, tree, name in PACKAGES)] == []


def test_the_pure_modules_exist_and_know_no_django():
    pure = {name: tree for name, tree in TREES.items() if within(name, PURE)}
    assert set(PURE) - set(pure) == set()
    assert [line for name, tree in pure.items() for line in impure(name, tree, name in PACKAGES)] == []


def test_result_tables_are_read_only_behind_the_gate():
    strangers = {name: tree for name, tree in TREES.items() if not within(name, READERS)}
    assert [line for name, tree in strangers.items() for line in result_reads(name, tree)] == []


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_is_imported_in_one_module_alone(library):
    assert len(importers(TREES, library)) == 1


def test_pandas_comes_only_through_geopandas_and_folium():
    assert importers(TREES, "pandas") == []


def test_nothing_happens_by_signal():
    assert [line for name, tree in TREES.items() for line in signals(name, tree)] == []


def test_markup_is_made_in_the_drawing_modules_alone():
    others = {name: tree for name, tree in TREES.items() if not within(name, WRITES_MARKUP)}
    assert [line for name, tree in others.items() for line in makes_markup(name, tree)] == []


PREPARE = """
import django
django.setup()
from django.core.management import call_command
from tests.maps.night import Night
Night().shapes()
call_command("warm")
"""
SERVE = """
import sys, django
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
night = "/elections/night/"
paths = ["/", "/ur/", "/search/?q=place", "/api/v1/elections/", night, f"{night}explore/", f"{night}explore/explore.js"]
paths += [f"{night}explore/standings.json", f"/api/v1{night}map.geojson", f"/embed{night}", f"{night}seats/pp-1/"]
statuses = {path: Client().get(path).status_code for path in paths}
heavy = [name for name in ("geopandas", "folium", "pandas", "pyogrio") if name in sys.modules]
print([path for path, status in statuses.items() if status != 200], heavy)
"""


def test_serving_a_reader_loads_no_heavy_library(tmp_path, shelf):
    """In a process of its own, since the tests themselves load them; seats, shapes and script are there already."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{site.migrated(tmp_path / 'night.sqlite3', shelf)}",
        "REDIS_URL": "",
    }
    for script in (PREPARE, SERVE):
        run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "[] []"


def offends(check, source: str, name: str) -> bool:
    return bool(check(name, ast.parse(source)))


@pytest.mark.parametrize(
    ("check", "name", "bad", "good"),
    [
        (climbs, "elections.public", "from maps.models import Boundary", "from elections import values"),
        (climbs, "maps.geometry.fields", "def f():\n    import maps.models", "import elections.values"),
        (climbs, "maps.drawing.layer", "from maps.importing import read", "from maps.models import Boundary"),
        (climbs, "maps.models", "from .web import pages", "from .geometry import fields"),
        (climbs, "maps.web.pages", "from config import urls", "from maps.drawing import layer"),
        (impure, "elections.tallies", "from django.utils import timezone", "from elections.values import Text"),
        (impure, "elections.checks", "from elections import models", "import datetime"),
        (result_reads, "maps.web.pages", "from elections.models import Call", "from elections.models import Party"),
        (result_reads, "maps.drawing.layer", "from elections import models\nmodels.Count.objects", "models.Person"),
        (result_reads, "maps.web.api", "from elections.models import counts", "from elections import public"),
        (result_reads, "maps.web.api", "from elections.models import *", "from elections.values import Count"),
        (result_reads, "maps.web.api", "apps.get_model('elections', 'Count')", "contest.counts"),
        (signals, "elections.models.counts", "from django.db.models.signals import post_save", "import signal"),
        (signals, "maps.apps", "from django.dispatch import receiver", "from django.apps import AppConfig"),
        (makes_markup, "maps.web.pages", "mark_safe(name)", "drawing: SafeString"),
    ],
)
def test_each_rule_can_fail(check, name, bad, good):
    assert offends(check, bad, name)
    assert not offends(check, good, name)


def test_the_count_of_importers_sees_imports_inside_functions():
    trees = {"maps.a": ast.parse("def f():\n    import folium.plugins"), "maps.b": ast.parse("import folio")}
    assert importers(trees, "folium") == ["maps.a"]
