"""What the entry screen's script asks for while an editor types. Each answer is JSON and saves at most a draft."""

from __future__ import annotations

from uuid import uuid4

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from elections import models
from elections.desk import drafts
from elections.desk import entry as desk
from elections.judging import recorded_contests
from elections.messages import read_message

from .entry_form import CountForm, number_of, token_of
from .entry_screen import clock, filled_by, findings, marked, name_of, options_of, problems

MESSAGE_LONGEST = 4000
BODY_LONGEST = 100_000


def message_of(contest: models.Contest, text: str):
    """A pasted message, read for this contest."""
    contests = recorded_contests(contest.election.slug)
    return read_message(text, contests.values(), contest.constituency.code)


@require_POST
def paste(request, contest) -> JsonResponse:
    """The fields that a message fills, and the message in pieces with what was not understood."""
    text = request.POST.get("message", "")[:MESSAGE_LONGEST]
    message = message_of(contest, text)
    unread = [gettext(problem.message) % problem.figures for problem in message.problems]
    return JsonResponse({"fields": dict(filled_by(message)), "pieces": marked(text, message), "problems": unread})


@require_POST
def check(request, contest) -> JsonResponse:
    """What would stand against the figures as they are now: errors by field, warnings and flags."""
    form = CountForm(request.POST.copy(), **options_of(contest, request.user))
    for name, stand_in in (("seen", "0"), ("token", str(uuid4())), ("form", models.Count.Form.PHONE)):
        form.data[name] = form.data.get(name) or stand_in  # what comes last on the screen is not missing yet
    verdict = None
    if form.is_valid():
        verdict = desk.verdict(form.entry(request.user), models.Count.last_number(contest))
        form.blame(verdict.of("error"))
    return JsonResponse(
        {
            "errors": problems(form),
            "warnings": findings(verdict, "warning"),
            "flags": findings(verdict, "flag"),
        }
    )


@require_POST
def draft(request, contest) -> JsonResponse:
    """Keep what was typed, if anything was, and tell what happened around the seat meanwhile."""
    if len(request.body) > BODY_LONGEST:
        return JsonResponse({"clash": gettext("This is too long to be kept.")}, status=413)
    answer = around(request, contest)
    token = token_of(request.POST.get("token", ""))
    if asked := models.Count.objects.filter(token=token).first():
        return JsonResponse(answer | used_up("recorded", asked.number))
    if drafts.was_discarded(contest, request.user, token):
        return JsonResponse(answer | used_up("discarded"))
    if request.POST.get("typed") != "yes":
        drafts.touch(contest, request.user)
        return JsonResponse(answer)
    return JsonResponse(answer | kept(request, contest))


def kept(request, contest) -> dict[str, object]:
    data = request.POST
    form = CountForm(data, **options_of(contest, request.user))
    try:
        row = drafts.keep(
            contest,
            request.user,
            drafts.bounded(form.typed(), form.drafted()),
            seen=number_of(data.get("seen", "")),
            token=token_of(data.get("token", "")) or uuid4(),
            tab=data.get("tab", "")[:40],
            known=None if data.get("mine") == "yes" else number_of(data.get("revision", "")),
        )
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


def used_up(how: str, what: int | bool = True) -> dict[str, object]:
    """That what this page had typed is recorded or discarded; what is typed on it now is new, with another token."""
    return {how: what, "token": str(uuid4())}


def clash(draft: models.Draft) -> dict[str, object]:
    sentence = gettext("You typed something else here in another tab at %(time)s. Nothing of either is lost.")
    return {
        "clash": sentence % {"time": clock(draft.saved_at)},
        "revision": drafts.revision(draft),
        "theirs": drafts.typed_of(draft),
    }


def around(request, contest) -> dict[str, object]:
    """Who else has the seat open, and what was recorded since the page was."""
    names = [name_of(user) for user in drafts.others(contest, request.user)]
    newer = contest.counts.filter(number__gt=number_of(request.POST.get("seen", ""))).select_related("entered_by")
    return {
        "others": gettext("Also open at: %(names)s") % {"names": ", ".join(names)} if names else "",
        "newer": told(newer.order_by("-number").first(), contest),
    }


def told(count: models.Count | None, contest: models.Contest) -> dict[str, str] | None:
    if count is None:
        return None
    figures = {"who": name_of(count.entered_by), "number": count.number, "time": clock(count.entered_at)}
    place = [contest.election.slug, contest.constituency.slug, "count", count.number]
    return {
        "sentence": gettext("%(who)s recorded count %(number)d at %(time)s.") % figures,
        "look": reverse("review", args=place),
    }
