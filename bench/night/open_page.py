"""How soon a saved figure stands on a page that a reader has open."""

import os
import random
import time

from bench import tools
from bench.night.saving import Editor
from bench.rows import Row

JITTER = 1.2  # what live.js draws an interval out by, at most
PAGE = "/elections/by-2022-10-16/seats/{seat}/"
SAVES = 2 if tools.quick() else 10
SHOWN = "figure => document.querySelector('main').innerText.includes(figure)"


def rows(where: str, night: Editor, address: str, every: int, origin: bool) -> list[Row]:
    """Median and worst of some saves. The goal, at the origin: a second until it is there, then a polling interval."""
    what, goal = f"{where}: from saving to an open page", 1 + every * JITTER if origin else None
    if absent := tools.missing("chromium"):
        return [Row(what, None, "s", goal, note=absent)]
    seat = night.seats[0]
    found = seconds(night, seat, address + PAGE.format(seat=seat), every)
    middle = sorted(found)[len(found) // 2]
    note = f"worst of {len(found)} saves, median {middle:.2f}; the page asks every {every} s ± 20 %"
    return [Row(what, max(found), "s", goal, note=note)]


def seconds(night: Editor, seat: str, url: str, every: int) -> list[float]:
    """At moments that have nothing to do with the page's own."""
    from playwright.sync_api import sync_playwright

    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    chance = random.Random(5)
    night.save(seat)  # so that the page is one of a seat being counted
    time.sleep(2)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=tools.browser(), args=["--no-first-run", *sandbox]) as chromium,
    ):
        page = chromium.new_page(locale="en-GB")
        page.goto(url, wait_until="networkidle")
        return [appeared(page, night, seat, chance.uniform(0, every)) for _ in range(SAVES)]


def appeared(page, night: Editor, seat: str, pause: float) -> float:
    page.wait_for_timeout(pause * 1000)
    save = night.save(seat)
    page.wait_for_function(SHOWN, arg=f"{save.votes:,}", timeout=60_000)
    return time.time() - save.at
