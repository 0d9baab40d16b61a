"""What is typed on the call screen, kept on the server as that of the entry screen is, and who else is at it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from elections import models
from elections.desk import calling, drafts
from elections.desk.records import name_of

from .entry_answers import BODY_LONGEST, clash, used_up
from .entry_form import number_of, token_of
from .entry_screen import clock

FIELDS = (*calling.SAID, "override_reason")


@require_POST
def draft(request, contest: models.Contest) -> JsonResponse:
    """Keep what was typed, if anything was, and tell what happened around the seat meanwhile."""
    if len(request.body) > BODY_LONGEST:
        return JsonResponse({"clash": gettext("This is too long to be kept.")}, status=413)
    answer = around(request, contest)
    token = token_of(request.POST.get("token", ""))
    if asked := models.Call.objects.filter(token=token).first():
        return JsonResponse(answer | used_up("recorded", asked.number))
    if drafts.was_discarded(contest, request.user, token, drafts.CALL):
        return JsonResponse(answer | used_up("discarded"))
    if request.POST.get("typed") != "yes":
        drafts.touch(contest, request.user, drafts.CALL)
        return JsonResponse(answer)
    return JsonResponse(answer | kept(request, contest))


def kept(request, contest: models.Contest) -> dict[str, object]:
    try:
        row = keep(contest, request.user, request.POST, insists=request.POST.get("mine") == "yes")
    except drafts.TooLong:
        return {"clash": gettext("This is too long to be kept.")}
    except drafts.OtherTab as other:
        return clash(other.draft)
    except drafts.Recorded as done:
        return used_up("recorded", done.number)
    except drafts.Discarded:
        return used_up("discarded")
    state = gettext("Draft kept %(time)s") % {"time": clock(row.saved_at)}
    return {"kept": True, "revision": drafts.revision(row), "state": state}


def keep(contest: models.Contest, user, data: Mapping[str, str], insists: bool = False) -> models.Draft:
    """Keep the fields of the form as they were sent; `insists` writes over what another tab has kept.

    Raises drafts.TooLong, drafts.OtherTab, drafts.Recorded and drafts.Discarded.
    """
    return drafts.keep(
        contest,
        user,
        drafts.bounded({name: data[name] for name in FIELDS if name in data}, FIELDS),
        seen=number_of(data.get("seen", "")),
        token=token_of(str(data.get("token", ""))) or uuid4(),
        tab=data.get("tab", "")[:40],
        known=None if insists else number_of(data.get("revision", "")),
        kind=drafts.CALL,
    )


def around(request, contest: models.Contest) -> dict[str, object]:
    """Who else has the seat open, and the call that was recorded since the page was opened."""
    names = [name_of(user) for user in drafts.others(contest, request.user)]
    newer = contest.calls.filter(number__gt=number_of(request.POST.get("seen", ""))).select_related("entered_by")
    last = newer.order_by("-number").first()
    return {
        "others": gettext("Open now: %(names)s") % {"names": ", ".join(names)} if names else "",
        "newer": told(last, contest) if last else None,
    }


def told(call: models.Call, contest: models.Contest) -> dict[str, str]:
    who = name_of(call.entered_by) or gettext("an import")
    figures = {"who": who, "number": call.number, "time": clock(call.entered_at)}
    address = [contest.election.slug, contest.constituency.slug, "call", call.number]
    return {
        "sentence": gettext("%(who)s recorded call %(number)d at %(time)s.") % figures,
        "look": reverse("review", args=address),
    }
