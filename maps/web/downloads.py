"""Pictures to take away: each map as SVG and PNG, and the share cards. What they show is what their pages show.

A PNG is made by `manage.py draw_pictures`, never by a web worker. One whose key is not the current one is never served:
it may show figures that were withdrawn since.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache as store
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from maps.drawing.fonts import fonts
from maps.models import DrawnPicture
from maps.web import addresses, artworks, cards, pages
from maps.web.artworks import Artwork
from maps.web.frames import candidacies_or_404
from maps.web.freshness import KEPT, etag, fresh
from maps.web.scopes import Scope, scope_or_404, snapshot_or_404

RETRY = 5  # seconds after which a picture that is wanting should be there


@require_safe
@fresh(stored=False)
def card(request: HttpRequest, election: str, key: str, province: str = "", seat: str = "") -> HttpResponse:
    """A share card. An address with another key leads to the card as it is now."""
    address, path, current = card_now(request, election, province, seat)
    return drawn_ahead(path, current) if request.path == address else HttpResponseRedirect(address)


def card_now(request: HttpRequest, election: str, province: str, seat: str) -> tuple[str, str, str]:
    """A card's address, the path it is kept under and its key; whatever key is asked for, drawn once a state."""
    name = "|".join(["card", get_language(), election, province, seat, etag([request.state] if request.state else [])])
    found = store.get(name)
    if found is None:
        drawn = drawn_card(request, election, province, seat)
        artwork = artworks.of_card(drawn)
        found = (drawn.path, artwork.path, artwork.key)
        store.set(name, found, KEPT)
    return found


def drawn_card(request: HttpRequest, election: str, province: str, seat: str) -> cards.Drawn:
    snap = snapshot_or_404(request, election)
    if snap.election.rehearsal:
        raise Http404(gettext("A rehearsal has no cards."))
    if seat:
        return cards.drawn_seat(snap, pages.result_or_404(snap, seat))
    return cards.drawn_scope(scope_or_404(request, election, province))


def svg(find: Callable[..., Artwork | HttpResponse]) -> Callable:
    """A view of the map that `find` finds, as an SVG file."""

    @require_safe
    @fresh
    def view(request: HttpRequest, **place) -> HttpResponse:
        found = find(request, "svg", **place)
        if isinstance(found, HttpResponse):
            return found
        return file(found.path, found.standalone(), "svg", "image/svg+xml; charset=utf-8")

    return view


def png(find: Callable[..., Artwork | HttpResponse]) -> Callable:
    """A view of the map that `find` finds, as a PNG file; without a font for Urdu it leads to the English one."""

    @require_safe
    @fresh(stored=False)
    def view(request: HttpRequest, **place) -> HttpResponse:
        found = find(request, "png", **place)
        if isinstance(found, HttpResponse):
            return found
        if get_language() == "ur" and not fonts().urdu:
            return HttpResponseRedirect(addresses.in_other_language(request.path))
        return drawn_ahead(found.path, found.key)

    return view


def of_scope(request: HttpRequest, form: str, election: str, **place) -> Artwork | HttpResponse:
    scope = scope_or_404(request, election, **place)
    if scope.measure not in scope.measures:
        return HttpResponseRedirect(f"{scope.url(measure='alliance')}map.{form}")
    if (
        form == "png"
        and scope.assembly
        and len({result.seat.assembly for result in Scope(scope.snapshot, scope.province).results}) == 1
    ):
        return HttpResponseRedirect(f"{scope.url(assembly=None)}map.png")
    return artworks.of_scope(scope)


def of_seat(request: HttpRequest, form: str, election: str, seat: str) -> Artwork:
    snap = snapshot_or_404(request, election)
    return artworks.of_seat(snap, pages.result_or_404(snap, seat))


def of_person(request: HttpRequest, form: str, election: str, person: str) -> Artwork | HttpResponse:
    """The seats of a person; of one who stands in one seat alone, PNG is made of that seat."""
    snap = snapshot_or_404(request, election)
    rows = candidacies_or_404(snap, person)
    if form == "png" and person not in {row.person.slug for row in snap.many_seats}:
        return HttpResponseRedirect(reverse("seat-png", args=[election, rows[0][0].seat.slug]))
    return artworks.of_person(snap, person)


def drawn_ahead(path: str, key: str) -> HttpResponse:
    """The PNG that is kept under this path, if it is of this very drawing; else an answer that nobody keeps."""
    found = DrawnPicture.found(path, key)
    if found is not None:
        return file(path, found, "png", "image/png")
    sentence = gettext("This picture is being drawn. Try again in a few seconds.")
    headers = {"Retry-After": str(RETRY), "Cache-Control": "no-store"}
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain; charset=utf-8", headers=headers)


def file(path: str, body: str | bytes, form: str, content_type: str) -> HttpResponse:
    """A file with a name that says what it shows: “by-2022-10-16-provinces-punjab-map.svg”."""
    parts = [part for part in path.split("/") if part not in ("", "elections", "map.png", f"{artworks.ANY}.png")]
    headers = {"Content-Disposition": f'inline; filename="{"-".join([*parts, "map"])}.{form}"'}
    return HttpResponse(body, content_type=content_type, headers=headers)


scope_svg, scope_png = svg(of_scope), png(of_scope)
seat_svg, seat_png = svg(of_seat), png(of_seat)
person_svg, person_png = svg(of_person), png(of_person)
