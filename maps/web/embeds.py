"""Iframes for articles: the same seats, figures and pictures as the pages, without the site around them."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_safe

from maps.web import pages
from maps.web.freshness import fresh
from maps.web.scopes import scope_or_404, snapshot_or_404


@require_safe
@fresh
def election(request, election, **place):
    scope = scope_or_404(request, election, **place)
    if scope.measure not in scope.measures:
        return HttpResponseRedirect(scope.url(embed=True, measure="alliance"))
    return pages.page(request, "embed/election.html", scope.snapshot, **pages.of_scope(scope))


@require_safe
@fresh
def seat(request, election, seat):
    snap = snapshot_or_404(request, election)
    result = pages.result_or_404(snap, seat)
    return pages.page(request, "embed/seat.html", snap, **pages.of_seat(snap, result))
