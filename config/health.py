"""Whether this process lives, and whether it is ready to serve: for load balancers, systemd and people with curl."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

PATIENCE = 2  # seconds for the database
READY = "ready"
SILENT = "The database does not answer."
BEHIND = "The database is not migrated: run `manage.py migrate`."


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive, whatever the database does."""
    return said("ok")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers and is migrated, else 503 and a sentence; no longer than two seconds or so."""
    found = probe.ask()
    if found != READY:
        return said(found, 503)
    # Without Redis every page is rendered anew: slower, and no reason to send readers away.
    slower = not getattr(cache, "answers", lambda: True)()
    return said(f"{READY}; Redis does not answer, so pages are slower" if slower else READY)


def said(sentence: str, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)


class Probe:
    """Asks the database in a thread of its own, with a connection of its own: either may hang for minutes.

    One question at a time: while one hangs, the answer to the next is already known.
    """

    def __init__(self):
        self.thread = ThreadPoolExecutor(1, "readyz")
        self.asked: Future | None = None
        self.hangs = False  # the question that was asked last
        self.migrated = False  # once true, true for this process: nobody takes migrations back under a running site

    def ask(self) -> str:
        if self.asked is None or self.asked.done():
            self.asked, self.hangs = self.thread.submit(self.look), False
        try:
            return self.asked.result(0 if self.hangs else PATIENCE)
        except (TookTooLong, Error):
            self.hangs = not self.asked.done()
            return SILENT

    def look(self) -> str:
        try:
            if not self.migrated:
                executor = MigrationExecutor(connection)
                self.migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return READY if self.migrated else BEHIND
        finally:
            connection.close()


probe = Probe()
