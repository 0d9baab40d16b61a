"""What an embed's first view costs the reader of an article, beside the iframe that folium writes of the same seats."""

import json
import os
import shutil
import urllib.request
from html import unescape
from pathlib import Path

import brotli

from bench import stock
from bench.meter import Meter, metered
from bench.rows import Row
from tests import site

E = "elections/by-2022-10-16/"
DATA = "/api/v1/elections/by-2022-10-16/map.geojson"
PHONE = {"width": 360, "height": 740}
QUALITY = 5  # of brotli, as pages are served; folium's page is packed no worse
# name, path, what the map beside it shows, goal in kB
EMBEDS = [
    ("province", f"/embed/{E}provinces/punjab/", "?province=punjab", 30),
    ("province, Urdu", f"/ur/embed/{E}provinces/punjab/", "?province=punjab", 30),
    ("scoreboard", f"/embed/{E}scoreboard/", "", 8),
    ("scoreboard, Urdu", f"/ur/embed/{E}scoreboard/", "", 8),
    ("national", f"/embed/{E}", "", None),
    ("seat", f"/embed/{E}seats/na-22/", "", None),
    ("candidate", f"/embed/{E}candidates/imran-khan/", "", None),
    ("table", f"/embed/{E}table/", "", None),
]


def measure(folder: Path) -> list[Row]:
    browser = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not browser:
        return [Row(title(name), None, "kB", goal, note="there is no Chromium here") for name, _, _, goal in EMBEDS]
    database = site.demo_database(folder)
    production = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    site.manage(database, "collectstatic", "--noinput", "--verbosity=0", **production)
    with site.serving(database, **production) as address:
        return [row for embed in EMBEDS for row in rows(browser, address, *embed)]


def title(name: str) -> str:
    return f"embed: {name}"


def rows(browser: str, address: str, name: str, path: str, seats: str, goal: float | None) -> list[Row]:
    """The embed's size and its requests. Bytes are the bodies as served, with brotli; headers are in a note."""
    meter = first_view(browser, address, path)
    bodies = {asked: served(address + asked) for asked in meter.requests}
    theirs, count, note = folium(json.loads(fetched(f"{address}{DATA}{seats}")))
    listing = ", ".join(f"{asked.rsplit('/', 1)[-1] or 'HTML'} {size / 1000:.1f}" for asked, size in bodies.items())
    headers = f"{listing}; {meter.received / 1000:.1f} with headers"
    return [
        Row(title(name), sum(bodies.values()) / 1000, "kB", goal, theirs / 1000, f"kB folium: {note}", headers),
        Row("  requests", len(bodies), "", None, count, "folium"),
    ]


def first_view(browser: str, address: str, path: str) -> Meter:
    """All that a phone with an empty cache exchanges until the embed is at rest."""
    from playwright.sync_api import sync_playwright

    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    with (
        metered(address) as meter,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser, args=[*quiet, *sandbox]) as chromium,
    ):
        page = chromium.new_page(viewport=PHONE, locale="en-GB")
        page.goto(meter.address + path, wait_until="networkidle")
    return meter


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as response:
        return response.read()


def served(url: str) -> int:
    """Bytes of the body for a client that takes brotli."""
    return len(fetched(urllib.request.Request(url, headers={"Accept-Encoding": "br"})))


def folium(features: dict) -> tuple[int, int, str]:
    """(bytes, requests, what they are) of `Map._repr_html_()`: the iframe with its whole page inside."""
    html = stock.drawn(features)._repr_html_()
    found, missing = stock.files(unescape(html), lambda body: brotli.compress(body, quality=QUALITY))
    packed, known = len(brotli.compress(html.encode(), quality=QUALITY)), sum(found.values())
    total = len(found) + len(missing)
    note = f"{packed / 1000:.0f} HTML + {known / 1000:.0f} for {len(found)} of {total} files"
    return packed + known, 1 + total, note
