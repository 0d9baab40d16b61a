"""The review screen: the page as readers would see it, with the desk's bar above it. For staff alone, never stored."""

from __future__ import annotations

import copy

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elections.admin.typed import taken
from elections.desk.proposals import Proposal, proposal_of
from elections.desk.records import UnknownRecord
from elections.desk.rights import may
from maps.web import pages
from maps.web.scopes import Scope


@require_safe
def review(request, election: str, seat: str, kind: str, number: str):
    """What a recorded count or call would change; `?page=election` shows the national page as it would be."""
    if not may(request.user, "view_desk"):
        raise PermissionDenied
    try:
        found = proposal_of(election, seat, kind, int(number), request.user)
    except UnknownRecord:
        raise Http404(gettext("There is no such count or call.")) from None
    return reviewed(request, found)


def reviewed(request, found: Proposal):
    """The screen of a proposal."""
    snap, national = found.snapshot, request.GET.get("page") == "election"
    context = {"proposal": found, "noindex": True, "snapshot": snap, "election": snap.election}
    context["typed_reason"] = taken(request)  # of a withdrawal that was refused
    if national:
        scope = Scope(snap)
        context |= {"scope": scope, **pages.of_scope(scope)}
        address = scope.url()
    else:
        context |= pages.of_seat(snap, found.then)
        address = reverse("seat", args=[snap.election.slug, found.seat])
    template = "maps/review_election.html" if national else "maps/review.html"
    response = render(as_if_at(request, address), template, context)
    response["Cache-Control"] = "no-store, private"
    return response


def as_if_at(request, address: str):
    """The request as of a reader's page: its own addresses (embed, other language) are then those of that page."""
    reader = copy.copy(request)
    reader.path = address
    return reader


review = never_cache(admin.site.admin_view(review, cacheable=True))
