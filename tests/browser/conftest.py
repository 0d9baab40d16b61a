"""Real Chromium on a whole served Halqa. Without a browser these tests are skipped, saying why; where
HALQA_REQUIRE_BROWSER is set a missing browser is a failure.

The site runs in a process of its own with a database of its own, and the browser is stopped before the next folder's
tests begin, so that nothing here leaks into other tests.
"""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests import site
from tests.browser.visits import Visitor

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium looks up its maker's hosts at every start unless told not to.
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--disable-gpu", "--disable-domain-reliability", "--no-default-browser-check"]


def executable() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found and os.environ.get("HALQA_REQUIRE_BROWSER"):
        pytest.fail("There is no Chromium, and HALQA_REQUIRE_BROWSER is set.")
    if not found:
        pytest.skip("There is no Chromium here (Debian: apt-get install chromium; or set CHROMIUM to its path).")
    return found


@pytest.fixture(scope="package")
def chromium():
    path = executable()
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(chromium, tmp_path_factory, shelf):
    """The path of a database with the demo's elections."""
    return site.demo_database(tmp_path_factory.mktemp("site"), shelf)


@pytest.fixture(scope="package")
def address(demo):
    with site.serving(demo) as address:
        yield address


@pytest.fixture
def visitor(chromium, address):
    with Visitor(chromium, address) as visitor:
        yield visitor
