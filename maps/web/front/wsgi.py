"""The WSGI application in front of Django."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from maps.web.front.apart import Apart
from maps.web.front.asking import ALWAYS, KEY, Asking
from maps.web.front.entry import PASSING, RENEWED, Entry, Headers
from maps.web.front.ready import Readies
from maps.web.front.renewing import Renewing
from maps.web.front.shelf import Shelf
from maps.web.front.watch import Known, Watch

logger = logging.getLogger(__name__)
DESK = ("/admin/", "/ur/admin/")
OTHERS = (*DESK, "/static/", "/healthz", "/readyz")
LONGEST = 600  # seconds an old answer stands in for one that fails; as long as it takes while the database is silent
GRACE = 0.5  # seconds after a change for which the last answer is still given, while the next is rendered
PATIENCE = 15  # seconds; more than the longest rendering, less than nginx waits
HOSTS = 1000  # known to be ours

Answer = tuple[str, Headers, bytes]  # status, headers, body


class Front:
    """Answers what it holds and asks Django for the rest. Only GET and HEAD of public addresses concern it."""

    def __init__(self, application: Callable, watch: Watch | None = None) -> None:
        self.application = application
        self.https = settings.SECURE_SSL_REDIRECT
        self.watch = watch or Watch()
        self.ready = Readies(self.watch)
        self.shelf = Shelf(settings.CACHE_MB * 2**20)
        self.renewing = Renewing()
        self.rendering = Apart("rendering", bool(self.watch.every))
        self.written = -GRACE  # steady seconds of the last change through this process
        self.hosts: set[str] = set()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if (ready := self.ready.find(environ)) is not None:
            return ready.send(environ, start_response)
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(OTHERS) or not self.welcomes(environ):
            return self.behind(environ, start_response)
        known = self.watch.current()
        if known is None:  # it was asked in vain a moment ago
            return self.application({**environ, KEY: Asking({}, silent=True)}, start_response)
        entry = self.shelf.find(path, environ.get("QUERY_STRING", ""))
        if entry is not None and is_current(entry, known):
            return self.give(entry, environ, start_response, known)
        if entry is not None and self.is_being_renewed(environ, entry, known):
            return entry.send(environ, start_response, 0, RENEWED)
        if entry is not None and self.renewing.awaited(entry.name):
            return self(environ, start_response)
        if entry is not None and not known.silent:
            known = self.watch.inquire()
            if is_current(entry, known):
                return self.give(entry, environ, start_response, known)
        return self.ask(environ, start_response, known, entry)

    def give(self, entry: Entry, environ: dict, start_response: Callable, known: Known) -> Iterable[bytes]:
        if entry.name and is_current(entry, known):  # what is not on the shelf is for nobody else
            self.ready.keep(environ, entry, known)
        return entry.answer(environ, start_response, known)

    def behind(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """What the front has no part in. Who writes reads what was written: the state is asked for anew afterwards."""
        desk, known = environ.get("PATH_INFO", "").startswith(DESK), self.watch.known
        if known is not None and not desk:
            environ[KEY] = Asking(known.states, silent=known.silent)
        answer = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and desk:
            self.watch.overdue, self.written = True, time.monotonic()
        return answer

    def is_being_renewed(self, environ: dict, old: Entry, known: Known) -> bool:
        """Whether a state is so new that readers may have the answer of the one before while a thread renders the next.

        Else all who come would wait for that. Not so for who has just written something through this process.
        """
        name, now = known.names.get(old.of), time.monotonic()
        if name is None or old.tag != name.before or not self.watch.every:
            return False
        if now > name.since + GRACE or now < self.written + GRACE:
            return False
        self.renewing.renew(old.name, environ, lambda copy: self.ask(copy, ignored, known, old))
        return True

    def welcomes(self, environ: dict) -> bool:
        """Whether Django would answer at all, and not with a redirect to https or a refusal of the host."""
        if self.https and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
            return False
        host = environ.get("HTTP_HOST", "")
        if host in self.hosts:
            return True
        domain, _ = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self.hosts) < HOSTS and len(host) < 300:
            self.hosts.add(host)
        return True

    def ask(self, environ: dict, start_response: Callable, known: Known, old: Entry | None) -> Iterable[bytes]:
        """Have Django answer, and keep that if the view says so. What a HEAD asks for is made as for a GET."""
        asking, (status, headers, body) = self.asked({**environ, "REQUEST_METHOD": "GET"}, known)
        if asking.composed and status.startswith("200 "):
            entry = self.made(environ, asking, headers, body)
            return self.give(entry, environ, start_response, self.watch.known or known)
        if old is not None and status.startswith("5") and (age := self.bearable(old, known)) is not None:
            logger.warning("%s failed with %s; readers get what was there before.", environ["PATH_INFO"], status)
            return old.send(environ, start_response, age, PASSING)
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def asked(self, environ: dict, known: Known) -> tuple[Asking, Answer]:
        """What Django answers; if that takes too long, what it says where it is known that the database is silent."""
        asking = Asking(known.states, silent=known.silent)
        render = partial(collected, self.application, {**environ, KEY: asking})
        if asking.silent:  # it asks nothing
            return asking, render()
        answer = self.rendering.do(render, PATIENCE, lambda: self.watch.known.silent)
        if answer is not None:
            return asking, answer
        logger.warning("%s takes too long to render.", environ["PATH_INFO"])
        asking = Asking(known.states, silent=True)
        return asking, collected(self.application, {**environ, KEY: asking})

    def made(self, environ: dict, asking: Asking, headers: Headers, body: bytes) -> Entry:
        kept = asking.kept if is_for_all(headers) else None
        path, tag = environ["PATH_INFO"], dict(headers)["ETag"]
        if kept and (held := self.shelf.held(path, kept, tag)):
            self.shelf.keep(path, environ.get("QUERY_STRING", ""), kept, held)
            return held
        entry = Entry(kept.of if kept else ALWAYS, headers, body, asking.encodings)
        if kept:
            self.shelf.keep(path, environ.get("QUERY_STRING", ""), kept, entry)
        return entry

    def bearable(self, old: Entry, known: Known) -> float | None:
        """Seconds since an old answer was last right, if it may stand in for one that fails; else None."""
        name = known.names.get(old.of)
        if name is None:
            return None
        right = known.heard if name.tag == old.tag else name.since if name.before == old.tag else old.right
        age = time.monotonic() - right
        return age if age <= LONGEST or (known.silent and name.tag == old.tag) else None


def collected(application: Callable, environ: dict) -> Answer:
    """All of what an application answers."""
    started: list = []
    answer = application(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return started[0], started[1], body


def ignored(status: str, headers: Headers) -> None:
    """The start_response of nobody."""


def is_current(entry: Entry, known: Known) -> bool:
    if entry.of == ALWAYS:
        return True
    name = known.names.get(entry.of)
    return name is not None and name.tag == entry.tag


def is_for_all(headers: Headers) -> bool:
    """Public, without a cookie, and the same for everybody but for its encoding."""
    values = {name.lower(): value.lower() for name, value in headers}
    varies = {word.strip() for word in values.get("vary", "").split(",") if word.strip()}
    return "public" in values.get("cache-control", "") and "set-cookie" not in values and varies <= {"accept-encoding"}
