"""Another site with articles: a server of its own on another host and port than Halqa's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread
from urllib.parse import urlsplit

from tests.browser.embeds.packages import LISTED

ARTICLE = Template((LISTED / "article.html").read_text(encoding="utf-8"))
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}


class Host(ThreadingHTTPServer):
    """`pages` are bodies and headers by path; what is not there comes from `folders`, by the first part of the path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self.server_port}"  # another site than 127.0.0.1
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        self.folders: dict[str, Path] = {"hosts": LISTED}

    def publish(self, html: str, **headers: str) -> str:
        """Put a page on the site; returns its address. Header names are written with underscores."""
        path = f"/{len(self.pages)}.html"
        self.pages[path] = (html, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.address + path

    def find(self, path: str) -> tuple[bytes, dict[str, str]]:
        """Raises LookupError or OSError if there is nothing of that name."""
        if path in self.pages:
            html, headers = self.pages[path]
            return html.encode(), {"Content-Type": KINDS[".html"], **headers}
        _, first, rest = path.split("/", 2)
        return (self.folders[first] / rest).read_bytes(), {"Content-Type": KINDS[Path(path).suffix]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            body, headers = self.server.find(urlsplit(self.path).path)
            status = 200
        except (LookupError, OSError, ValueError):
            body, headers, status = b"", {}, 404
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def serving() -> Iterator[Host]:
    host = Host()
    thread = Thread(target=host.serve_forever)
    thread.start()
    try:
        yield host
    finally:
        host.shutdown()
        thread.join()
        host.server_close()


def article(
    embeds: Iterable[str], *, scripts: str = "", style: str = "", language: str = "en", direction: str = "ltr"
) -> str:
    """An article's HTML around those pieces of HTML."""
    body = "\n<p>Some words between.</p>\n".join(embeds)
    return ARTICLE.substitute(embeds=body, scripts=scripts, style=style, language=language, direction=direction)


def iframe(src: str, **attributes: str) -> str:
    """A bare iframe as an editor types it; attribute names are written with underscores."""
    words = {"src": src, "title": "Results", "width": "100%", **attributes}
    written = " ".join(f'{name.replace("_", "-")}="{escape(value)}"' for name, value in words.items())
    return f"<iframe {written}></iframe>"


def script(address: str) -> str:
    return f'<script src="{escape(address)}"></script>'
