"""Confirm, publish, withdraw: what the buttons of the review screen send."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import re_path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from elections import models
from elections.desk.records import UnknownRecord, find
from elections.desk.rights import may
from elections.desk.stamping import Moved, decide

from . import typed

RECORD = r"desk/(?P<election>[-a-z0-9]+)/(?P<seat>[-a-z0-9]+)/(?P<kind>count|call)/(?P<number>[0-9]{1,9})/"
DONE = {
    "confirm": _("%(what)s: confirmed."),
    "publish": _("%(what)s: published."),
    "confirm-publish": _("%(what)s: confirmed and published."),
    "withdraw": _("%(what)s: withdrawn."),
}


def stamp_urls(site) -> list:
    return [re_path(f"^{RECORD}(?P<verb>{'|'.join(DONE)})/$", site.admin_view(stamp), name="desk_stamp")]


@require_POST
def stamp(request, election: str, seat: str, kind: str, number: str, verb: str):
    """Do it on what the person saw; if that moved or it cannot be done, say so on a fresh review screen."""
    if not may(request.user, "view_desk"):
        raise PermissionDenied
    try:
        row = find(election, seat, kind, int(number))
    except UnknownRecord as missing:
        raise Http404 from missing
    review = HttpResponseRedirect(reverse("review", args=[election, seat, kind, number]))
    reason = request.POST.get("reason", "")
    try:
        decide(row, verb, request.user, request.POST.get("seen", ""), reason)
    except (Moved, models.RuleError) as refusal:
        moved = gettext("Nothing was done: what you saw has changed meanwhile. Look again, then decide.")
        messages.error(request, moved if isinstance(refusal, Moved) else str(refusal))
        typed.kept(request, review.url, reason)
        return review
    messages.success(request, DONE[verb] % {"what": row})
    return review if verb == "confirm" else HttpResponseRedirect(reverse("admin:desk", args=[election]))
