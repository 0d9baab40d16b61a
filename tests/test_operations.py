"""What docs/operations.md promises of starting and of failing."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings

from config import local
from tests.maps.night import Night

ROOT = Path(__file__).resolve().parent.parent
SOUND = {"SECRET_KEY": "k" * 30 + "e" * 30 + "y", "ALLOWED_HOSTS": "results.example.org"}


def start(**changes: str) -> str:
    """What the settings say when Halqa starts with only these variables; empty if they are content."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-c", "import config.settings"]
    run = subprocess.run(command, cwd=ROOT, env=kept | changes, capture_output=True, text=True)
    return run.stderr.strip().rpartition("\n")[2] if run.returncode else ""


def test_it_starts_with_a_key_and_a_host_alone():
    assert start(**SOUND) == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"POLL_SECONDS": "1"}, "POLL_SECONDS"),
        ({"MAP_MODE": "globe"}, "MAP_MODE"),
        ({"HTTPS": "treu"}, "HTTPS"),
        ({"HTTPS": ""}, "HTTPS"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"DESK_TIME_ZONE": "Asia/Peshawar"}, "DESK_TIME_ZONE"),
    ],
)
def test_it_refuses_to_start_insecurely_and_names_the_setting(changes, named):
    sentence = start(**{**SOUND, **changes})
    assert "ImproperlyConfigured" in sentence
    assert named in sentence


def test_every_setting_of_the_environment_is_documented():
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"^    ([A-Z_]+)=\(", settings, re.M))
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`([A-Z_]+)`", row)}
    assert names == documented


def test_every_verb_of_the_makefile_is_listed_by_help():
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    verbs = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split()
    assert set(re.findall(r"^make (\w+)", run.stdout, re.M)) == set(verbs) - {"help"}


def test_the_longest_life_of_a_wrong_figure_is_the_documented_one():
    from maps.web import freshness

    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"max-age={freshness.MAX_AGE}, {freshness.STALE}" in documented


def test_the_server_of_a_copy_lets_embeds_of_both_languages_follow_the_count():
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    places = dict(re.findall(r"^    location /results/(\S+) { (.*) }$", documented, re.M))
    headers = {
        "add_header Access-Control-Allow-Origin *;",
        'add_header Access-Control-Expose-Headers "ETag, Age, X-Cache";',
    }
    for place in ("api/", "api/v1/boundaries/", "embed/", "ur/embed/"):
        assert [header for header in headers if header not in places[place]] == [], place


def test_the_start_makes_the_zoomable_maps_ahead_and_so_does_an_upgrade():
    documented = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    start, upgrade = documented.split("```sh")[1].split("```")[0], documented.split("**Upgrade**")[1].split("\n")[0]
    assert "manage.py warm" in start
    assert "`warm`" in upgrade


@pytest.fixture
def without_redis():
    """Settings that name a Redis where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with override_settings(
        CACHES={"default": {"BACKEND": "config.cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}}
    ):
        yield


E = "/elections/night/"
API = "/api/v1/elections/night/"
KINDS = ["/", "/elections/", E, f"{E}party/", f"{E}provinces/night-east/", f"{E}seats/pp-1/", f"{E}changes/"]
KINDS += [f"{E}candidates/night-pp-1-1/", f"{E}changes.atom", "/search/?q=place", f"/embed{E}", f"/embed{E}seats/pp-1/"]
KINDS += [f"{E}explore/", f"{E}explore/explore.js", f"{E}explore/standings.json", "/api/v1/elections/", API]
KINDS += [f"{API}results.json", f"{API}map.geojson", f"{API}results.csv", "/api/v1/schema/", "/healthz"]


@pytest.mark.parametrize("address", KINDS)
def test_pages_are_served_while_redis_is_away(client, night, without_redis, address):
    assert client.get(address).status_code == 200


def test_get_or_set_goes_on_while_redis_is_away(without_redis):
    assert cache.get_or_set("key", lambda: "made") == "made"


@pytest.fixture
def night(db):
    night = Night()
    night.shapes()
    return night


def test_a_busy_port_gets_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert local.taken("127.0.0.1", str(port)).startswith(f"Port {port} on 127.0.0.1 is in use.")


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1"])
def test_a_port_that_is_none_gets_a_sentence(port):
    assert local.taken("127.0.0.1", port).startswith("PORT is a number")


def test_a_host_of_another_machine_gets_a_sentence():
    assert local.taken("192.0.2.1", "8000").startswith("This machine cannot listen on")


def test_the_demo_never_uses_the_callers_database_cache_or_debugging(monkeypatch, tmp_path):
    monkeypatch.setattr(local, "VAR", tmp_path)
    for name, value in {"DATABASE_URL": "postgres://live", "REDIS_URL": "redis://live", "DEBUG": "True"}.items():
        monkeypatch.setenv(name, value)
    environment = local.demo_environment("127.0.0.1")
    assert environment["DATABASE_URL"] == "sqlite:///var/demo.sqlite3"
    assert "REDIS_URL" not in environment
    assert environment["DEBUG"] == "False"


def test_the_key_is_made_once_and_readable_by_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(local, "VAR", tmp_path)
    assert local.key() == local.key()
    assert len(local.key()) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        (local.ANYWHERE[0], "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
    ],
)
def test_the_address_is_one_a_browser_understands(host, address):
    assert local.address(host, "8000") == address
