"""One whole answer: headers and body in every encoding, made ready to be sent."""

from __future__ import annotations

import time
from collections.abc import Mapping

from maps.web import freshness
from maps.web.front.asking import ALWAYS
from maps.web.front.encodings import ENCODERS, best_encoding, encodings_of
from maps.web.front.watch import SILENT, Known, Name

COMPOSED = ("content-length", "content-encoding", "cache-control", "vary", "etag", "age")
# Of a 304 a browser needs no more: the rest it has, and an answer with other headers has another ETag (`build`).
OF_304 = ("access-control-allow-origin", "etag", "vary")
PASSING = "public, max-age=1"  # what is no longer right: nobody may keep it for longer
RENEWED = f"{PASSING}, stale-if-error={freshness.IF_ERROR}"  # what was right a moment ago bridges an outage too
USUAL = f"public, max-age={freshness.MAX_AGE}, {freshness.STALE}"
LONGEST = 200  # characters of an Accept-Encoding header that are read
Headers = list[tuple[str, str]]


class Entry:
    """An answer of status 200, and of which election: `of` is as in `Kept`. `packed` are encodings made ahead."""

    __slots__ = ("bodies", "fixed", "headers", "name", "of", "opaque", "plain", "right", "size", "tag")

    def __init__(self, of: str | None, headers: Headers, body: bytes, packed: Mapping[str, bytes] | None = None):
        own = {name.lower(): value for name, value in headers}
        self.of, self.tag, lifetime = of, own["etag"], own["cache-control"]
        self.fixed = lifetime if of == ALWAYS or freshness.STALE not in lifetime else None
        self.name, self.right = "", 0.0  # on the shelf; steady seconds at which it was last known to be right
        self.opaque = self.tag.removeprefix("W/")
        whole = packed is not None and packed.keys() >= ENCODERS.keys()
        self.bodies = {"": body, **packed} if whole else encodings_of(body, own["content-type"])
        shared = [(name, value) for name, value in headers if name.lower() not in COMPOSED]
        shared += [("ETag", self.tag), *([("Vary", "Accept-Encoding")] if len(self.bodies) > 1 else [])]
        self.plain = [(name, value) for name, value in shared if name.lower() in OF_304]
        self.headers = {encoding: [*shared, *told(encoding, sent)] for encoding, sent in self.bodies.items()}
        self.size = sum(map(len, self.bodies.values())) + 2000

    def answer(self, environ: Mapping, start_response, known: Known) -> list[bytes]:
        """Send it as what is right; its age is how long the database has said nothing."""
        self.right = known.heard
        return self.send(environ, start_response, known.silence(), self.lifetime(known.names.get(self.of)))

    def send(self, environ: Mapping, start_response, age: float, lifetime: str) -> list[bytes]:
        """Send it with its age in seconds and its Cache-Control."""
        changing, encoding = changing_headers(age, lifetime), self.encoding(environ)
        if self.opaque in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", self.plain + changing)
            return []
        start_response("200 OK", self.headers[encoding] + changing)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.bodies[encoding]]

    def encoding(self, environ: Mapping) -> str:
        return best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST]) if len(self.bodies) > 1 else ""

    def lifetime(self, name: Name | None) -> str:
        """Cache-Control; never past the next instant at which time alone changes the answer."""
        if self.fixed is not None:
            return self.fixed
        if name is None or name.next_instant is None:
            return USUAL
        left = name.next_instant - time.time()
        return USUAL if left >= freshness.MAX_AGE else f"public, max-age={max(0, int(left))}, {freshness.STALE}"


def changing_headers(age: float, lifetime: str) -> Headers:
    """Always with an age: a browser that is told 304 without one goes by the last it heard."""
    return [("Cache-Control", lifetime), ("Age", str(int(age) if age > SILENT else 0))]


def told(encoding: str, body: bytes) -> Headers:
    length = [("Content-Length", str(len(body)))]
    return [("Content-Encoding", encoding), *length] if encoding else length
