"""The board's pages: all of it, its changing part alone, the chooser, and what the chief does to a whole election."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from elections import models
from elections.desk import drafts, filters, freezing, rehearsals
from elections.desk.board import LATE, QUIET, elections_on, rows_of
from elections.desk.rights import may

from . import typed

SHOWN = {
    "all": _("All"),
    "someone": _("Needs someone"),
    "awaiting": _("Awaiting"),
    "counting": _("Counting"),
    "called": _("Called"),
    "mine": _("Mine"),
    "late": _("Late"),
    "quiet": _("Gone quiet"),
    "overridden": _("Saved against a warning"),
}
NEEDS = {
    "review": _("Decide: the call is in review"),
    "confirm": _("Confirm"),
    "publish": _("Publish"),
    "late": _("Late"),
    "quiet": _("Gone quiet"),
    "counting": _("Counting"),
    "awaiting": _("Awaiting"),
    "done": _("Done"),
}

RECORDED = (models.Count.objects, models.Call.objects)


def board_urls(site) -> list:
    pages = [
        ("", board, "desk"),
        ("rows/", rows, "desk_rows"),
        ("freeze/", freeze, "desk_freeze"),
        ("lift/", lift, "desk_lift"),
        ("wipe/", wipe, "desk_wipe"),
    ]
    return [
        path(f"desk/<slug:election>/{tail}", site.admin_view(needs_desk(view)), name=name) for tail, view, name in pages
    ]


def needs_desk(view):
    """The election instead of its slug, for whoever may see the desk."""

    def guarded(request, election):
        if not may(request.user, "view_desk"):
            raise PermissionDenied
        return view(request, get_object_or_404(models.Election, slug=election))

    return guarded


def front(site, request, extra_context=None):
    """The admin's first page: the board of the election that is on, a choice of several, else the tables."""
    on = elections_on(timezone.now()) if may(request.user, "view_desk") else []
    if len(on) == 1:
        return board(request, on[0])
    if not on:
        return site.tables(request, extra_context)
    context = site.each_context(request) | {"title": _("Which election?"), "elections": on}
    return render(request, "admin/desk/chooser.html", context)


def boards(user):
    """The elections whose board the user may see, the newest first."""
    return models.Election.objects.all() if may(user, "view_desk") else models.Election.objects.none()


@require_safe
def board(request, election: models.Election):
    """The whole page."""
    now = timezone.now()
    context = admin.site.each_context(request) | changing(request, election, now)
    context |= {
        "title": election,
        "tag": tag_of(request, election, now),
        "may_freeze": may(request.user, "freeze_election"),
        "typed_reason": typed.taken(request),  # of a freeze that was refused
        "may_wipe": election.rehearsal and may(request.user, "wipe_election"),
    }
    return render(request, "admin/desk/board.html", context)


@require_safe
def rows(request, election: models.Election):
    """What changes of the page, or 304 if nothing did since the tag that the browser sends along."""
    now = timezone.now()
    tag = tag_of(request, election, now)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response = render(request, "admin/desk/rows.html", changing(request, election, now))
    response["ETag"] = tag
    return response


def changing(request, election: models.Election, now: datetime) -> dict:
    """What the part of the page that refreshes itself shows."""
    found = rows_of(election, request.user, now)
    chosen = {name: request.GET.get(name, "") for name in filters.PARAMETERS}
    return {
        "election": election,
        "all": found,
        "rows": filters.narrowed(found.rows, chosen),
        "choices": filters.choices(found.rows, chosen),
        "chosen": {name: value for name, value in chosen.items() if value},
        "now": now,
        "frozen": freezing.current(election),
        "embargoed": now < election.results_from,
        "shown_words": SHOWN,
        "need_words": NEEDS,
        "quiet_minutes": QUIET.seconds // 60,
        "late_minutes": LATE.seconds // 60,
        "may_lift": may(request.user, "freeze_election"),
        "may_enter": may(request.user, "add_count"),
        "may_call": may(request.user, "add_call"),
    }


def tag_of(request, election: models.Election, now: datetime) -> str:
    """A name for all that the changing part depends on, in four small queries; ages move it on once a minute."""
    in_election = {"contest__election": election}
    typed = models.Draft.objects.filter(**in_election).order_by("pk")
    state = [
        get_language(),
        request.user.pk,
        sorted(request.GET.items()),
        models.Election.objects.values_list("version", flat=True).get(pk=election.pk),
        *(rows.filter(**in_election).aggregate(last=Max("pk"))["last"] for rows in RECORDED),
        [(pk, seen > now - drafts.OPEN_FOR) for pk, seen in typed.values_list("pk", "seen_at")],
        models.Freeze.objects.filter(election=election, lifted_at=None).values_list("pk", flat=True).first(),
        int(now.timestamp() // 60),
    ]
    return f'W/"{hashlib.sha256(repr(state).encode()).hexdigest()[:20]}"'


@require_POST
def freeze(request, election: models.Election):
    return done(request, election, "freeze_election", _("Frozen."), freezing.freeze, request.POST.get("reason", ""))


@require_POST
def lift(request, election: models.Election):
    return done(request, election, "freeze_election", _("The freeze is lifted."), freezing.lift)


@require_POST
def wipe(request, election: models.Election):
    """Only with the election's slug typed: what a rehearsal recorded is gone afterwards."""
    if request.POST.get("typed", "").strip() != election.slug:
        messages.error(request, _("Nothing was wiped: type %(slug)s to confirm.") % {"slug": election.slug})
        return HttpResponseRedirect(reverse("admin:desk", args=[election.slug]))
    return done(request, election, "wipe_election", _("Wiped: the rehearsal begins anew."), rehearsals.wipe)


def done(request, election: models.Election, right: str, sentence, act, *arguments):
    """Do it with the right to, say so or why not, and go back to the board."""
    if not may(request.user, right):
        raise PermissionDenied
    page = reverse("admin:desk", args=[election.slug])
    try:
        act(election, request.user, *arguments)
        messages.success(request, sentence)
    except models.RuleError as refusal:
        messages.error(request, str(refusal))
        typed.kept(request, page, request.POST.get("reason", ""))
    return HttpResponseRedirect(page)
