"""What is answered where nothing is, or is no longer: an address that names nothing, a renamed or a gone election.

Every address of a renamed election leads to the same one below its present slug. Those of an election that was taken
off the site say so with 410. In an iframe the answer is as large as an embed and leads on, so that an article years
later shows a sentence and a link instead of a hole.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404
from django.utils.translation import gettext

from elections import public
from maps.web.options import Options

CACHING = "public, max-age=10"


class Gone(Http404):
    """The election that the address names was taken off the site: `gone` says why."""

    def __init__(self, gone: public.Gone):
        super().__init__(gettext("This election was taken off the site."))
        self.gone = gone


def onward(request: HttpRequest, election: str) -> HttpResponse | None:
    """To the same address of the election that once had this slug, query and all; None if none had."""
    slug = public.moved(election) if request.method in ("GET", "HEAD") else None
    if slug is None:
        return None
    path = request.path.replace(f"/elections/{election}/", f"/elections/{slug}/", 1)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The sentence that says what is missing, in the language of the address, also inside an iframe; 404 or 410."""
    return taken_off(request, exception.gone) if isinstance(exception, Gone) else missing(request, exception)


def missing(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """404, with a link to the election if the address names one that there is."""
    sentence = gettext("There is no page at this address.") if isinstance(exception, Resolver404) else str(exception)
    state = getattr(request, "state", None)
    context = {"sentence": sentence, "slug": state.slug if state else ""}
    return answer(request, ("404.html", "embed/missing.html"), 404, context)


def taken_off(request: HttpRequest, gone: public.Gone) -> HttpResponse:
    """410: what was here, since when and why it is not, and what to look at instead."""
    request.state = gone  # middleware asks it whether this is about a rehearsal
    return answer(request, ("gone.html", "embed/gone.html"), 410, {"gone": gone})


def answer(request: HttpRequest, templates: tuple[str, str], status: int, context: dict) -> HttpResponse:
    """Rendered from the template for pages or the one for embeds."""
    template = templates[is_embed(request.path_info)]
    context |= {"noindex": True, "options": Options.of(request.GET)}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = CACHING
    return response


def is_embed(path: str) -> bool:
    return path.removeprefix("/ur").startswith("/embed/")
