"""Answers as they go out to clients that say the same, ready until the next word of the database."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from maps.web import freshness
from maps.web.front.entry import LONGEST, Entry, Headers, changing_headers
from maps.web.front.watch import SILENT, Known, Watch

MOST = 2000  # kept at a time


@dataclass(frozen=True, slots=True)
class Ready:
    """Headers and body for one encoding; `opaque` is the ETag, without W/, that makes a 304 of it."""

    opaque: str
    unchanged: Headers
    headers: Headers
    body: list[bytes]

    def send(self, environ: Mapping, start_response) -> list[bytes]:
        if self.opaque in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", self.unchanged)
            return []
        start_response("200 OK", self.headers)
        return self.body


class Readies:
    """What was answered since the database was last heard of, by all that an answer without a query depends on."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.held: tuple[Known | None, dict[tuple, Ready]] = (None, {})  # one thing, so that no thread sees half of it

    def find(self, environ: Mapping) -> Ready | None:
        known, found = self.held
        if known is not self.watch.known:
            self.held = (self.watch.known, {})
            return None
        if known is None or self.watch.overdue or time.monotonic() - known.heard > SILENT:
            return None
        return found.get(asked(environ))

    def keep(self, environ: Mapping, entry: Entry, known: Known) -> None:
        """Of an answer that is right by what is known, and stays so until more is."""
        of, found = self.held
        if known is not of or len(found) >= MOST or not self.watch.every or not is_plain(environ):
            return
        name = known.names.get(entry.of)
        if name and name.next_instant and name.next_instant - time.time() < freshness.MAX_AGE + SILENT:
            return
        encoding, changing = entry.encoding(environ), changing_headers(0, entry.lifetime(name))
        unchanged, headers = entry.plain + changing, entry.headers[encoding] + changing
        found[asked(environ)] = Ready(entry.opaque, unchanged, headers, [entry.bodies[encoding]])


def asked(environ: Mapping) -> tuple:
    get = environ.get
    own = get("HTTP_HOST"), get("HTTP_X_FORWARDED_PROTO"), get("HTTP_ACCEPT_ENCODING")
    return environ["REQUEST_METHOD"], get("PATH_INFO"), get("QUERY_STRING"), *own


def is_plain(environ: Mapping) -> bool:
    """Nothing about it that a client could vary for ever: its path and host are known by now."""
    short = (
        len(environ.get("HTTP_ACCEPT_ENCODING", "")) <= LONGEST and len(environ.get("HTTP_X_FORWARDED_PROTO", "")) <= 9
    )
    return environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING") and short
