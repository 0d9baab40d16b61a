"""What the national page costs a reader with a phone, over the wire, beside folium's own page of the same data."""

import gzip
import json
import os
import urllib.request

from bench import stock
from bench.meter import Meter, metered
from bench.night.open_page import JITTER
from bench.rows import Row

PAGE = "/elections/by-2022-10-16/"
DATA = "/api/v1/elections/by-2022-10-16/map.geojson"
RESULTS = "/api/v1/elections/by-2022-10-16/results.json"
GOAL_KB, GOAL_REQUESTS = 40, 6
LITTLE = 5  # seconds more than the longest pause
ALL = f"page {PAGE}, English, cold cache, 360 px, script on"


def rows_of(browser: str, address: str) -> list[Row]:
    with metered(address) as meter:
        read_page(browser, meter)
    if RESULTS not in meter.requests:
        return [unasked(meter)]
    with urllib.request.urlopen(address + DATA) as response:
        features = json.load(response)
    return rows(meter, features)


def unasked(meter: Meter) -> Row:
    """A figure without the poll would be too good."""
    note = f"results.json was not asked for, so no poll would be in the figure: {listing(meter)}"
    return Row(ALL, None, "kB", GOAL_KB, note=note, failed=True)


def packed(html: str) -> int:
    """Bytes of a page as most servers send it."""
    return len(gzip.compress(html.encode(), 9, mtime=0))


def read_page(browser: str, meter: Meter) -> None:
    """Open the page on a phone, and put its clock forward to the first poll."""
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
        page.clock.fast_forward(until_poll(page.locator("[data-live]").get_attribute("data-every")))
        page.wait_for_timeout(1000)


def until_poll(every: str) -> int:
    """Milliseconds after which a page that asks every so many seconds has asked."""
    return int((float(every) * JITTER + LITTLE) * 1000)


def rows(meter: Meter, features: dict) -> list[Row]:
    html, files, missing = stock.page(features)
    page = packed(html) / 1000
    known = sum(files.values()) / 1000
    total = len(files) + len(missing)
    theirs = f"kB folium: {page:.0f} HTML gz + {known:.0f} for {len(files)} of {total} files"
    note = "received: bodies (the icon is in the page), headers, first poll"
    return [
        Row(ALL, meter.received / 1000, "kB", GOAL_KB, page + known, theirs, note),
        Row("  sent by the browser", meter.sent / 1000, "kB", note="request lines and headers"),
        Row("  requests", len(meter.requests), "", GOAL_REQUESTS, 1 + total, "folium", listing(meter)),
        Row("  folium's files not to be had offline", len(missing), "files", note=", ".join(missing) or "none"),
    ]


def listing(meter: Meter) -> str:
    return " ".join(path.rsplit("/", 1)[-1] or path for path in meter.requests)
