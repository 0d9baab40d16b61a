"""When a public response may be reused: ETag, Cache-Control and the store of rendered responses.

An election's public state is `version.phase` (see `elections.public.State`). It is the weak ETag and the
cache's key, so nothing is ever purged: what is stale is simply never asked for again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, partial, wraps
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as store
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from elections.public import State, states
from maps.web.front.asking import Kept, asked_by
from maps.web.gone import onward

MAX_AGE = 10  # seconds; with the two below the longest life of a wrong figure, documented in docs/operations.md
IF_ERROR = 600
STALE = f"stale-while-revalidate=30, stale-if-error={IF_ERROR}"
PATIENCE = 5  # seconds one process waits for another's rendering
CLAIMED = 10  # seconds after which a rendering counts as broken off
TRIES = 3  # renderings of an answer whose state moves on meanwhile
KEPT = 3600  # seconds a rendered response stays in the store if its state does not move on


@cache
def build() -> str:
    """Twelve hex digits that change with the code, templates, packages and settings that shape a response."""
    shaping = ("MAP_MODE", "TILE_SERVER", "SITE_NAME", "SITE_URL", "POLL_SECONDS", "EMBED_HOSTS", "HTTPS")
    shaping += ("TILE_ATTRIBUTION", "CARD_URDU_FONT")
    digest = hashlib.sha256("|".join(str(getattr(settings, name)) for name in shaping).encode())
    for file in shaping_files(Path(settings.BASE_DIR)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def shaping_files(base: Path) -> Iterable[Path]:
    """The project's own, and what says which packages it runs with."""
    for folder in ("elections", "maps", "templates", "static", "locale", "config"):
        for file in sorted(Path(base, folder).rglob("*")):
            if file.suffix in (".py", ".html", ".txt", ".css", ".js", ".mo", ".svg", ".xml"):
                yield file
    yield from (file for name in ("requirements.txt", "constraints.txt") if (file := base / name).exists())


def fresh(
    view: Callable | None = None,
    *,
    parameters: Iterable[str] = (),
    variant: Callable[..., str] | None = None,
    stored: bool = True,
) -> Callable:
    """Serve a public view by state. The view finds what `follow` puts on the request.

    A view with an `election` argument follows that election, any other all of them. `parameters` are the query ones
    that shape the response; others cannot flood the store. Where many values mean the same, `variant` gets the view's
    arguments and names, as one of few, what they come to. `stored=False` for unbounded variety, such as searches.
    """
    if view is None:
        return lambda inner: fresh(inner, parameters=parameters, variant=variant, stored=stored)
    known = tuple(sorted(parameters))

    @wraps(view)
    def served(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        def names(of: str | None) -> Kept:
            return Kept(of, known, variant(request, *args, **kwargs) if variant else None)

        return serve(view, request, args, kwargs, names if stored else None)

    return served


def serve(view, request, args, kwargs, names: Callable[[str | None], Kept] | None) -> HttpResponse:
    """Answer by state, of which `names` gives what may be kept. What moves on meanwhile is rendered anew.

    Who asks with states of its own gets those; who cannot be answered from one state gets what nobody may keep.
    """
    given = hasattr(request, "states")
    for _ in range(TRIES):
        response, moved = answered(view, request, args, kwargs, names)
        if not moved or given:
            return response
        request.at = timezone.now()
        request.states = states(request.at)
    del response["ETag"]
    response["Cache-Control"] = "no-store"
    return response


def answered(view, request, args, kwargs, names: Callable[[str | None], Kept] | None) -> tuple[HttpResponse, bool]:
    """What is unchanged, from the store, or rendered; and whether its state moved on while that was done."""
    followed = follow(request, kwargs)
    if followed is None:
        refuse_if_silent(request)
        if elsewhere := onward(request, kwargs["election"]):
            return finished(elsewhere, None, request.at, None), False
    tag = etag(followed, of_one="election" in kwargs) if followed is not None else None
    kept = names(kwargs.get("election")) if names and tag and request.method in ("GET", "HEAD") else None
    front = asked_by(request) if kept else None
    if tag and not front and unchanged(request, tag):
        return finished(HttpResponseNotModified(), tag, request.at, followed), False
    render = partial(rendered, view, request, args, kwargs)
    # A front holds it in the same memory as a store that no other process shares.
    share = bool(kept) and (bool(settings.REDIS_URL) or not front)
    response, moved = stored_or(render, key_of(request, tag, kept), followed) if share else made(render, followed)
    if front and response.status_code == 200 and not moved:
        front.composed, front.kept = True, kept
    return finished(response, tag, request.at, followed), moved


def follow(request: HttpRequest, kwargs: dict) -> list[State] | None:
    """Put the moment (`at`), all `states` by slug and the election's own `state` on the request.

    Returns the states its answer depends on, None for an unknown election. A request may come with a moment and states
    of its own: `maps.baking` asks for a whole site as it was at one.

    What is about all elections is about no rehearsal.
    """
    if not hasattr(request, "states"):
        front = asked_by(request)
        if front and not front.states:
            refuse_if_silent(request)  # no election is known, which is not to say that there is none
        request.at = timezone.now()
        request.states = front.states if front else states(request.at)
    every = request.states
    request.state = every.get(kwargs.get("election", ""))
    if "election" in kwargs:
        return [request.state] if request.state else None
    return [state for state in every.values() if not state.rehearsal]


def unchanged(request: HttpRequest, tag: str) -> bool:
    return request.method in ("GET", "HEAD") and tag in parse_etags(request.headers.get("If-None-Match", ""))


class SilentError(OperationalError):
    """The database is known to be silent. The watch logs that once a minute; a line a reader would fill disks."""

    told = True


def refuse_if_silent(request: HttpRequest) -> None:
    """Raises SilentError at once where it is known that the database is silent: waiting for it holds up others."""
    if request.method in ("GET", "HEAD") and (front := asked_by(request)) and front.silent:
        raise SilentError("The database is silent.")


def rendered(view, request, args, kwargs) -> HttpResponse:
    refuse_if_silent(request)
    response = view(request, *args, **kwargs)
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response


def stored_or(render: Callable[[], HttpResponse], key: str, followed: list[State]) -> tuple[HttpResponse, bool]:
    """The response of that key, and whether its state moved while it was made: then it is not stored.

    Of several processes that want it and share a store, one renders, and the others wait for it.
    """
    claim = f"{key}:claim"
    found = stored(key)
    claimed = found is None and store.add(claim, True, CLAIMED)
    if found is None and not claimed:
        found = awaited(key, claim)
    if found is not None:
        return found, False
    try:
        response, moved = made(render, followed)
        if response.status_code == 200 and not moved:
            store.set(key, plain(response), KEPT)
    finally:
        if claimed:
            store.delete(claim)
    return response, moved


def stored(key: str) -> HttpResponse | None:
    """What is in the store under a key, if it is an answer."""
    found = store.get(key)
    return found if isinstance(found, HttpResponse) else None


def made(render: Callable[[], HttpResponse], followed: list[State] | None) -> tuple[HttpResponse, bool]:
    """An answer, and whether what it tells is of no one state."""
    response = render()
    return response, response.status_code == 200 and not stands(followed or [])


def stands(followed: list[State]) -> bool:
    now = states()
    return all(str(now.get(state.slug)) == str(state) for state in followed)


def awaited(key: str, claim: str) -> HttpResponse | None:
    """What another process is rendering; None if it gave up, takes too long, or if there is no store to share."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and store.get(claim):
        time.sleep(0.02)
    return stored(key)


def plain(response: HttpResponse) -> HttpResponse:
    """A copy that pickles: body, status and headers, without the renderer that made it."""
    copy = HttpResponse(response.content, status=response.status_code)
    copy.headers = type(response.headers)(dict(response.headers.items()))
    return copy


def etag(followed: Iterable[State], of_one: bool = True) -> str:
    """Of one election its version and phase; of several, or of a list that may come to hold others, a hash of all."""
    names = [f"{state.slug}:{state}" for state in followed]
    single = of_one and len(names) == 1
    short = names[0].split(":")[1] if single else hashlib.sha256("|".join(names).encode()).hexdigest()[:12]
    return f'W/"{short}-{build()}"'


def key_of(request: HttpRequest, tag: str, kept: Kept) -> str:
    """Path, known parameters in one order or what they come to; never Host, so that nobody can poison an answer."""
    values = [f"{name}={request.GET[name]}" for name in kept.parameters if name in request.GET]
    name = "|".join([request.path_info, *(values if kept.told is None else [kept.told]), tag])
    return f"response:{hashlib.sha256(name.encode()).hexdigest()}"


def finished(response: HttpResponse, tag: str | None, at: datetime, followed: list[State] | None) -> HttpResponse:
    """Write the caching headers. `max-age` never reaches past the next instant at which time changes the page."""
    if tag and response.status_code in (200, 304):
        response["ETag"] = tag
    if response.status_code < 500 and "Cache-Control" not in response:
        # An error is not worth keeping alive while the origin is away.
        stale = "" if response.status_code >= 400 else f", {STALE}"
        response["Cache-Control"] = f"public, max-age={max_age(at, followed or ())}{stale}"
    return response


def max_age(at: datetime, followed: Iterable[State]) -> int:
    waits = [(state.next_instant - at).total_seconds() for state in followed if state.next_instant]
    return int(max(0, min([MAX_AGE, *waits])))
