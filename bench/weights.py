"""`make bench ARGS=weights`: what the pages, the embed and each question of an open page weigh; Lighthouse's scores."""

import json
from pathlib import Path

from bench import embeds, lighthouse, servers, stock, tools, wire
from bench.answers import ask, unchanged, whole
from bench.rows import Row
from tests import site

E = wire.PAGE.strip("/")
RESULTS = wire.RESULTS
PROVINCE = f"/{E}/provinces/punjab/"
CHANGED_KB, UNCHANGED_KB = 2, 0.3
PRODUCTION = {"DJANGO_SETTINGS_MODULE": "config.settings"}


def measure(folder: Path) -> list[Row]:
    database = site.demo_database(folder)
    site.manage(database, "collectstatic", "--noinput", "--verbosity=0", **PRODUCTION)
    with servers.granian(database) as address:
        return [
            *pages(address),
            *polls(address),
            *lighthouse.measure(address + wire.PAGE, folder),
        ]


def pages(address: str) -> list[Row]:
    """First views on a phone: the national page, a province and its embed, each beside folium's own."""
    browser = tools.browser()
    if not browser:
        absent = tools.missing("chromium")
        return [
            Row(what, None, "kB", goal, note=absent)
            for what, goal in ((wire.ALL, wire.GOAL_KB), ("province page", None))
        ]
    return [
        *wire.rows_of(browser, address),
        province(browser, address),
        *embeds.rows(browser, address, *embeds.EMBEDS[0]),
    ]


def province(browser: str, address: str) -> Row:
    meter = embeds.first_view(browser, address, PROVINCE)
    html, files, missing = stock.page(json.loads(ask(f"{address}{wire.DATA}?province=punjab", {}).body))
    theirs = (wire.packed(html) + sum(files.values())) / 1000
    note = f"{len(meter.requests)} requests; bodies and headers"
    return Row("page of a province (Punjab), English", meter.received / 1000, "kB", None, theirs, "kB folium", note)


def polls(address: str) -> list[Row]:
    """What the answer to an open page weighs, headers and all, and the page that follows if something changed."""
    none, _ = unchanged(address + RESULTS)
    some, page = whole(address + RESULTS), whole(address + wire.PAGE)
    features = json.loads(ask(address + wire.DATA, {}).body)
    theirs = wire.packed(stock.page(features)[0]) / 1000
    parts = f"{len(some.body):,} bytes of body"
    return [
        Row("poll, nothing changed: 304", none.size / 1000, "kB", UNCHANGED_KB, note="headers alone"),
        Row("poll, changed: results.json", some.size / 1000, "kB", CHANGED_KB, theirs, "kB folium's page anew", parts),
        Row(
            "poll, changed: with the page that it then fetches",
            (some.size + page.size) / 1000,
            "kB",
            None,
            theirs,
            "kB folium's page anew",
            f"the page {page.size / 1000:.1f}",
        ),
    ]
