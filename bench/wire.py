"""What the national page costs a reader with a phone, over the wire, beside folium's own page of the same data."""

import gzip
import json
import os
import urllib.request

from bench import stock
from bench.meter import Meter, metered
from bench.rows import Row

PAGE = "/elections/by-2022-10-16/"
DATA = "/api/v1/elections/by-2022-10-16/map.geojson"
GOAL_KB, GOAL_REQUESTS = 40, 6
POLL_SECONDS = 120  # the browser's clock is put forward by this much, so that the first poll happens
ALL = f"page {PAGE}, English, cold cache, 360 px, script on"


def rows_of(browser: str, address: str) -> list[Row]:
    with metered(address) as meter:
        read_page(browser, meter)
    with urllib.request.urlopen(address + DATA) as response:
        features = json.load(response)
    return rows(meter, features)


def packed(html: str) -> int:
    """Bytes of a page as most servers send it."""
    return len(gzip.compress(html.encode(), 9, mtime=0))


def read_page(browser: str, meter: Meter) -> None:
    """Open the page on a phone, let the first poll happen, and fetch the icon if the browser did not."""
    from playwright.sync_api import sync_playwright

    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser, args=[*quiet, *sandbox]) as chromium,
    ):
        page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="en-GB")
        page.clock.install()
        page.goto(meter.address + PAGE, wait_until="networkidle")
        page.clock.fast_forward(POLL_SECONDS * 1000)
        page.wait_for_timeout(1000)
        icon = page.locator("link[rel=icon]").get_attribute("href")
        if icon not in meter.requests:  # a headless browser shows no icon and so fetches none
            page.evaluate("icon => new Promise(done => { const i = new Image(); i.onload = done; i.src = icon })", icon)


def rows(meter: Meter, features: dict) -> list[Row]:
    html, files, missing = stock.page(features)
    page = packed(html) / 1000
    known = sum(files.values()) / 1000
    total = len(files) + len(missing)
    theirs = f"kB folium: {page:.0f} HTML gz + {known:.0f} for {len(files)} of {total} files"
    note = "received: bodies, headers, icon, poll"
    return [
        Row(ALL, meter.received / 1000, "kB", GOAL_KB, page + known, theirs, note),
        Row("  sent by the browser", meter.sent / 1000, "kB", note="request lines and headers"),
        Row("  requests", len(meter.requests), "", GOAL_REQUESTS, 1 + total, "folium", listing(meter)),
        Row("  folium's files not to be had offline", len(missing), "files", note=", ".join(missing) or "none"),
    ]


def listing(meter: Meter) -> str:
    return " ".join(path.rsplit("/", 1)[-1] or path for path in meter.requests)
