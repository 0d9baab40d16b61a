"""oEmbed (oembed.com, version 1.0): a pasted address becomes an iframe in systems that ask for it.

Rich type, a plain iframe, nothing that a script would have to do. The answer names no figure of its own, since those
who ask keep it for long; what it frames is always current.
"""

from __future__ import annotations

from functools import wraps
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from maps.drawing.text import clean
from maps.web import addresses, frames, sharing
from maps.web.cards import Card, card_of_scope, card_of_seat
from maps.web.frames import PHONE, Frame
from maps.web.freshness import fresh
from maps.web.openness import error_body, open_to_all

WIDTH, WIDEST = 600, 1000  # px; as wide as a column of text is, and as an embed gains anything by
KEPT = 3600  # seconds a consumer may keep the answer
LONGEST = 2000  # characters of an address
XML = "text/xml"


def varies(view):
    """Say that the format may follow the Accept header, on a 304 too."""

    @wraps(view)
    def told(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.pop("ETag", None)  # it would be the same for both formats
        patch_vary_headers(response, ["Accept"])
        return response

    return told


@open_to_all
@varies
@require_safe
@fresh(stored=False)
def oembed(request: HttpRequest) -> HttpResponse:
    """The frame of `url`, at most `maxwidth` by `maxheight` pixels, as `format` json or xml."""
    form = request.GET.get("format", "").lower() or accepted(request)
    if form not in ("json", "xml"):
        return failed(501, "The format is json or xml.")
    try:
        frame = frame_at(request.GET.get("url", ""), request.at)
    except Http404 as missing:
        return failed(404, str(missing))
    values = answer(frame, limit(request, "maxwidth"), limit(request, "maxheight"))
    return HttpResponse(xml(values), content_type=f"{XML}; charset=utf-8") if form == "xml" else JsonResponse(values)


def accepted(request: HttpRequest) -> str:
    """XML only for a consumer that asks for it and not for JSON; browsers take XML, but HTML first."""
    kinds = request.headers.get("Accept", "").lower()
    wanted = any(kind in kinds for kind in (XML, "application/xml"))
    return "xml" if wanted and not any(kind in kinds for kind in ("json", "html")) else "json"


def frame_at(address: str, at) -> Frame:
    """The embed of a page, an embed or a short link of this site. Raises Http404, also for a rehearsal."""
    if not address or len(address) > LONGEST:
        raise Http404("Give the address of a page of this site as url=…")
    frame = frames.frame_of(sharing.lengthened(address), at)
    if frame.snapshot.election.rehearsal:
        raise Http404("A rehearsal is not embedded elsewhere.")
    return frame


def limit(request: HttpRequest, name: str) -> int | None:
    """A number of pixels from the query; None if it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) else None


def answer(frame: Frame, maxwidth: int | None, maxheight: int | None) -> dict:
    """What oEmbed calls a rich response."""
    width = min(maxwidth or WIDTH, WIDEST)
    # Whatever was asked for, on a phone the iframe is as narrow as the phone, and tables are longer.
    whole = max(frame.height(min(width, PHONE)), frame.height(width))
    height = min(whole, maxheight or whole)
    shown = {"frame": frame, "width": width if maxwidth else "100%", "height": height}
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.SITE_NAME,
        "provider_url": addresses.absolute("/"),
        "title": frame.title,
        "html": render_to_string("maps/oembed.html", shown).strip(),
        "width": width,
        "height": height,
        "cache_age": KEPT,
        **thumbnail(frame, maxwidth, maxheight),
    }


def thumbnail(frame: Frame, maxwidth: int | None, maxheight: int | None) -> dict:
    """The share card of the page that the frame leads to, where there is one and it is not too large."""
    with translation.override(frame.language):
        card = card_of(frame)
    if card is None or card.width > (maxwidth or card.width) or card.height > (maxheight or card.height):
        return {}
    return {"thumbnail_url": card.url, "thumbnail_width": card.width, "thumbnail_height": card.height}


def card_of(frame: Frame) -> Card | None:
    if frame.kind == "seat":
        return card_of_seat(frame.snapshot, frame.results[0])
    return card_of_scope(frame.scope) if frame.scope else None


def xml(values: dict) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in values.items():
        ElementTree.SubElement(root, name).text = clean(value)  # XML forbids some letters outright
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def failed(status: int, sentence: str) -> JsonResponse:
    return JsonResponse(error_body(status, sentence), status=status, headers={"Cache-Control": "public, max-age=10"})
