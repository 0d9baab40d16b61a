"""A baked site in a folder of a server that knows nothing: its pages lead to one another and follow the count."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests import site
from tests.browser import bakery
from tests.browser.embeds.reader import Reader

PAGE = "elections/night/seats/pp-1/"
SOON = 400_000  # ms: more than any pause between two questions


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *about):
        pass


@pytest.fixture
def database(tmp_path, shelf):
    return site.migrated(tmp_path / "night.sqlite3", shelf)


@pytest.fixture
def folder(database, tmp_path):
    """The baked folder, two below the one that is served."""
    out = tmp_path / "www" / "some" / "folder"
    bakery.act(database, "bake_a_night", str(out))
    return out


@pytest.fixture
def reader(chromium, folder):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder.parent.parent)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/some/folder/"
        with Reader(chromium, address, address) as reader:
            yield reader
        server.shutdown()


def test_open_pages_of_any_static_server_follow_the_next_bake(reader, database, folder):
    reader.page.clock.install()
    tabs = []
    for path in (PAGE, f"ur/{PAGE}index.html", f"embed/{PAGE}"):
        reader.new_tab()
        reader.open(path)
        reader.page.evaluate("window.untouched = true")
        assert "7,654" not in reader.page.inner_text("main")
        tabs.append(reader.page)
    bakery.act(database, "count_and_bake", str(folder))
    reader.page.clock.fast_forward(SOON)
    for page in tabs:
        page.wait_for_selector("tr.is-new")
        assert "7,654" in page.inner_text("main")
        assert page.evaluate("window.untouched")
    assert reader.complaints() == []
    reader.page = tabs[0]
    reader.page.goto((folder / PAGE / "index.html").as_uri())  # as from a USB stick
    reader.page.click("nav a[hreflang=ur]")
    reader.page.wait_for_selector("html[lang=ur] main")
    assert reader.page.evaluate("document.styleSheets.length") >= 2
