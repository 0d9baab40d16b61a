"""Articles of others: embeds are framed from anywhere, sandboxed too; every other page refuses."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.visits import KINDS, LANGUAGES

EMBEDS = ["embed national", "embed province", "embed seat"]


class Article(BaseHTTPRequestHandler):
    """A page of another site with an iframe: `/?src=…&sandbox=…`."""

    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        sandbox = "sandbox" if "sandbox" in asked else ""
        frame = f'<iframe {sandbox} title="Results" width="700" src="{asked["src"][0]}"></iframe>' if asked else ""
        body = f'<!doctype html><link rel="icon" href="data:,"><title>Article</title>{frame}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def another_site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"  # another site than 127.0.0.1
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def article():
    with another_site() as address:
        yield address


def framed(visitor, article: str, path: str, sandbox: str = ""):
    """Open an article of another site that frames the path; returns the frame."""
    visitor.forget()
    visitor.page.goto(f"{article}/?src={visitor.address}{path}{sandbox}")
    visitor.page.wait_for_timeout(100)
    return visitor.page.frames[1]


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("kind", EMBEDS)
def test_an_embed_shows_in_an_article_of_another_site(visitor, article, kind, prefix):
    frame = framed(visitor, article, prefix + KINDS[kind])
    assert frame.locator("h1").first.is_visible()
    assert visitor.messages == []


def test_an_embed_shows_in_a_sandboxed_preview_without_scripts(visitor, article):
    frame = framed(visitor, article, KINDS["embed national"], sandbox="&sandbox=1")
    assert frame.locator("svg").count()


def test_an_error_inside_an_iframe_shows(visitor, article):
    frame = framed(visitor, article, f"/embed{KINDS['not found']}")
    assert frame.locator("h1").is_visible()


@pytest.mark.parametrize("kind", ["home", "national", "seat won", "not found"])
def test_other_pages_refuse_to_be_framed(visitor, article, kind):
    frame = framed(visitor, article, KINDS[kind])
    assert frame.url.startswith("chrome-error:")
    assert any("frame" in message.lower() for message in visitor.messages)
