"""When a public response may be reused: ETag, Cache-Control and the store of rendered responses.

An election's public state is `version.phase` (see `elections.public.State`). It is the weak ETag and the
cache's key, so nothing is ever purged: what is stale is simply never asked for again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from elections.public import State, states
from maps.web.gone import onward

MAX_AGE = 10  # seconds; with the two below the longest life of a wrong figure, documented in docs/operations.md
STALE = "stale-while-revalidate=30, stale-if-error=600"
KEPT = 3600  # seconds a rendered response stays in the store if its state does not move on


@cache
def build() -> str:
    """Twelve hex digits that change with the code, templates and settings that shape a response."""
    shaping = ("MAP_MODE", "TILE_SERVER", "SITE_NAME", "SITE_URL", "POLL_SECONDS")
    digest = hashlib.sha256("|".join(str(getattr(settings, name)) for name in shaping).encode())
    for folder in ("elections", "maps", "templates", "static", "locale", "config"):
        for file in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if file.suffix in (".py", ".html", ".txt", ".css", ".js", ".mo", ".svg", ".xml"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


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
        def name(tag: str) -> str:
            return key_of(request, tag, known, variant(request, *args, **kwargs) if variant else "")

        return serve(view, request, args, kwargs, name if stored else None)

    return served


def serve(view, request, args, kwargs, name: Callable[[str], str] | None) -> HttpResponse:
    """Answer by state: unchanged, from the store (under the name that `name` gives for a tag), or rendered."""
    followed = follow(request, kwargs)
    if followed is None and (elsewhere := onward(request, kwargs["election"])):
        return finished(elsewhere, None, request.at, None)
    tag = etag(followed, of_one="election" in kwargs) if followed is not None else None
    if tag and unchanged(request, tag):
        return finished(HttpResponseNotModified(), tag, request.at, followed)
    key = name(tag) if name and tag and request.method in ("GET", "HEAD") else None
    response = (store.get(key) if key else None) or rendered(view, request, args, kwargs, key, followed)
    return finished(response, tag, request.at, followed)


def follow(request: HttpRequest, kwargs: dict) -> list[State] | None:
    """Put the moment (`at`), all `states` by slug and the election's own `state` on the request.

    Returns the states its answer depends on, None for an unknown election. A request may come with a moment and states
    of its own: `maps.baking` asks for a whole site as it was at one.

    What is about all elections is about no rehearsal.
    """
    if not hasattr(request, "states"):
        request.at = timezone.now()
        request.states = states(request.at)
    every = request.states
    request.state = every.get(kwargs.get("election", ""))
    if "election" in kwargs:
        return [request.state] if request.state else None
    return [state for state in every.values() if not state.rehearsal]


def unchanged(request: HttpRequest, tag: str) -> bool:
    return request.method in ("GET", "HEAD") and tag in parse_etags(request.headers.get("If-None-Match", ""))


def rendered(view, request, args, kwargs, key: str | None, followed: list[State]) -> HttpResponse:
    """Render, and store the response if it is whole and its state did not move on while it was made."""
    response = view(request, *args, **kwargs)
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    if key and response.status_code == 200:
        now = states()
        if all(str(now.get(state.slug)) == str(state) for state in followed):
            store.set(key, plain(response), KEPT)
    return response


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


def key_of(request: HttpRequest, tag: str, known: tuple[str, ...], told: str = "") -> str:
    """Path, known parameters in one order and variant; never Host, so that no request can poison another's answer."""
    values = [f"{name}={request.GET[name]}" for name in known if name in request.GET]
    name = "|".join([request.path_info, *values, told, tag])
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
