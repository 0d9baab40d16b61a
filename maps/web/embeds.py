"""Iframes for articles: the same seats, figures and pictures as the pages, without the site around them.

An embed whose height is not followed scrolls; it sets no cookie, stores nothing and can do nothing but link.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from elections.values import Result
from maps.web import frames, pages
from maps.web.frames import Frame
from maps.web.freshness import KEPT, fresh, refuse_if_silent
from maps.web.options import MEANT, Options
from maps.web.scopes import scope_or_404, snapshot_or_404
from maps.web.scoreboard import strip_of
from maps.web.snapshots import snapshot_for
from maps.web.sources import sources_of


def kept(kind: str):
    """Serve an embed by state, under its options as they are written in one way, so that there are few."""

    def told(request: HttpRequest, *args, **kwargs) -> str:
        options = Options.of(request.GET)
        return options.meant(kind, seats_of(request, kwargs) if options.highlight else ()).query

    return fresh(parameters=MEANT[kind], variant=told)


def seats_of(request: HttpRequest, place: dict[str, str]) -> set[str]:
    """The slugs of the seats that lie in this place; an election has others only once its version has moved."""
    slug, state = request.state.slug, request.state
    key = f"seats:{slug}:{state.version}.{state.generation}"
    seats = store.get(key)
    if seats is None:
        refuse_if_silent(request)
        seats = {result.seat.slug: names_of(result) for result in snapshot_for(request, slug).results}
        store.set(key, seats, KEPT)
    wanted = {(name, value) for name, value in place.items() if name in ("province", "assembly", "person")}
    return {seat for seat, names in seats.items() if wanted <= names}


def names_of(result: Result) -> frozenset[tuple[str, str]]:
    """What a seat lies in, belongs to and who stands there, as addresses say it."""
    people = {("person", candidate.person.slug) for candidate in result.contest.candidates}
    return frozenset({("province", result.seat.province.slug), ("assembly", result.seat.assembly.slug), *people})


def shown(request: HttpRequest, template: str, frame: Frame, **context) -> HttpResponse:
    """Render with what every embed needs."""
    sources, more = sources_of(frame.results) if frame.options.source else ([], 0)
    values = {"frame": frame, "options": frame.options, "headline": frame.headline, "results": frame.results}
    values["updated"] = max((r.updated_at for r in frame.results if r.updated_at), default=None)
    values |= {"marked": frame.options.highlight, "sources": sources, "more": more}
    return pages.page(request, template, frame.snapshot, **values, **context)


@require_safe
@kept("national")
def election(request, election, **place):
    """The map and table of an election or province."""
    scope = scope_or_404(request, election, **place)
    frame = frames.frame_for_scope(scope, options=Options.of(request.GET))
    if scope.measure not in scope.measures:
        return HttpResponseRedirect(frame.path + frame.options.query)
    return shown(request, "embed/election.html", frame, scope=scope, pictures=frame.pictures)


@require_safe
@kept("table")
def table(request, election, **place):
    """The table alone, for where a map would be too much."""
    scope = scope_or_404(request, election, **place)
    frame = frames.frame_for_scope(scope, "table", Options.of(request.GET))
    return shown(request, "embed/table.html", frame, scope=scope)


@require_safe
@kept("scoreboard")
def scoreboard(request, election, **place):
    """Who has how many seats, in a strip of 120 pixels."""
    scope = scope_or_404(request, election, **place)
    frame = frames.frame_for_scope(scope, "scoreboard", Options.of(request.GET))
    return shown(request, "embed/scoreboard.html", frame, scope=scope, strip=strip_of(scope))


@require_safe
@kept("seat")
def seat(request, election, seat):
    """One seat: its candidates and where it lies."""
    snap = snapshot_or_404(request, election)
    if seat != seat.lower() and seat.lower() in snap.by_slug:
        frame = frames.frame_for_seat(snap, snap.by_slug[seat.lower()], Options.of(request.GET))
        return HttpResponseRedirect(frame.path + frame.options.query)
    result = pages.result_or_404(snap, seat)
    frame = frames.frame_for_seat(snap, result, Options.of(request.GET))
    most_votes = max((standing.votes or 0 for standing in result.standings), default=0)
    return shown(request, "embed/seat.html", frame, result=result, most_votes=most_votes, pictures=frame.pictures)


@require_safe
@kept("candidate")
def candidate(request, election, person):
    """The seats of one person: where they stood, and what came of it."""
    snap = snapshot_or_404(request, election)
    frame = frames.frame_for_candidate(snap, person, Options.of(request.GET))
    rows = frames.candidacies_or_404(snap, person)
    context = {"rows": rows, "many": frame.many, "person": rows[0][1].candidate.person}
    return shown(request, "embed/candidate.html", frame, pictures=frame.pictures, **context)


@cache
def resizer_body() -> bytes:
    return Path(settings.BASE_DIR, "static", "js", "resize.js").read_bytes()


@require_safe
def resizer(request):
    """The script for pages with embeds, at an address that never changes; browsers ask again after an hour."""
    response = HttpResponse(resizer_body(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=2592000"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # for pages that isolate themselves
    response["ETag"] = f'"{hashlib.sha256(resizer_body()).hexdigest()[:16]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
