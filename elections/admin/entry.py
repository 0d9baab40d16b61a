"""The entry screen: one count of one seat, typed, checked, recorded. Its JSON answers are in `entry_answers`."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from elections import models
from elections.desk import drafts
from elections.desk import entry as desk
from elections.desk.rights import may
from elections.reading import natural

from . import entry_answers
from .entry_form import CountForm, number_of, opened_form, token_of
from .entry_screen import conflict, filled_by, findings, marked, options_of, screen

TEMPLATE = "admin/desk/entry.html"


def entry_urls(site) -> list:
    """The addresses of this screen, for the admin's site."""
    seat = "desk/<slug:election>/<slug:seat>/"
    return [
        path(seat, site.admin_view(on_seat(enter)), name="desk_entry"),
        path(f"{seat}photo/<int:number>/", site.admin_view(photo), name="desk_photo"),
        *(
            path(f"{seat}{verb}/", site.admin_view(on_seat(getattr(entry_answers, verb))), name=f"desk_{verb}")
            for verb in ("check", "draft", "paste")
        ),
    ]


def on_seat(view):
    """Hands the view its contest: 404 where there is none, 403 for who may not enter there."""

    @never_cache
    def found(request, election, seat):
        contest = contest_or_404(election, seat)
        if not may(request.user, "add_count", contest):
            raise PermissionDenied
        return view(request, contest)

    return found


def contest_or_404(election: str, seat: str) -> models.Contest:
    try:
        return desk.contest_of(election, seat)
    except models.Contest.DoesNotExist as missing:
        raise Http404 from missing


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, contest):
    if request.method != "POST":
        return opened(request, contest)
    if "discard" in request.POST:
        drafts.discard(contest, request.user, token=token_of(request.POST.get("token", "")))
        return HttpResponseRedirect(request.path)
    if "read" in request.POST:
        return read_message(request, contest)
    return Sending(request, contest).answer()


def opened(request, contest) -> HttpResponse:
    draft = drafts.find(contest, request.user)
    drafts.touch(contest, request.user)
    start = desk.habits(contest, request.user) | {"seen": models.Count.last_number(contest)}
    if draft:
        start["seen"] = draft.seen  # what was recorded since is met when saving
    form = opened_form(drafts.typed_of(draft), start, **options_of(contest, request.user))
    return shown(request, form, restored=bool(draft), revision=drafts.revision(draft))


def shown(request, form: CountForm, **more) -> HttpResponse:
    return render(request, TEMPLATE, screen(request, form, **more))


def read_message(request, contest) -> HttpResponse:
    """The paste box without a script: the form again, filled, and nothing saved."""
    text = request.POST.get("message", "")[: entry_answers.MESSAGE_LONGEST]
    sent = CountForm(request.POST.copy(), **options_of(contest, request.user))
    message = entry_answers.message_of(contest, text)
    filled = filled_by(message)
    start = {"seen": sent.data.get("seen"), "token": token_of(sent.data.get("token", "")) or uuid4()}
    form = opened_form(sent.typed() | filled, start, **options_of(contest, request.user))
    return shown(
        request,
        form,
        message=text,
        marked=marked(text, message),
        unread=[gettext(problem.message) % problem.figures for problem in message.problems],
        filled=filled,
        revision=sent.data.get("revision", "0"),
    )


class Sending:
    """One sending of the form: recorded, or shown again with all that stands against it and all that was typed."""

    def __init__(self, request, contest):
        self.request, self.contest = request, contest
        # A copy, because a form that is shown again says what was found.
        self.form = CountForm(request.POST.copy(), request.FILES, **options_of(contest, request.user))
        self.last = models.Count.last_number(contest)
        self.verdict = None

    def answer(self) -> HttpResponse:
        if not self.form.is_valid():
            return self.refused()
        entry = self.form.entry(self.request.user)
        if again := desk.sent_before(entry):
            messages.info(self.request, gettext("This was recorded already."))
            return self.onward(again)
        entry = replace(entry, token=self.renewed(entry.token))
        self.verdict = desk.verdict(entry, self.last)
        self.form.blame(self.verdict.of("error"))
        return self.recorded(entry) or self.refused()

    def recorded(self, entry) -> HttpResponse | None:
        """None if someone was faster, or for what the checks found."""
        reason, answered = (self.form.cleaned_data.get(name, "") for name in ("override_reason", "answered"))
        try:
            count = desk.record(entry, self.seen(), self.verdict, reason, self.revision(), answered)
        except desk.Unanswered:
            return None
        except models.NumberTaken:
            self.last = models.Count.last_number(self.contest)
            return None
        for sentence in findings(self.verdict, "flag"):
            messages.warning(self.request, sentence)
        messages.success(
            self.request, gettext("Recorded as count %(number)d. It is not public yet.") % {"number": count.number}
        )
        return self.onward(count)

    def seen(self) -> int:
        """The last number the editor saw; a page can have seen no more than there is."""
        return min(number_of(self.form.data.get("seen", "")), self.last)

    def revision(self) -> int:
        return number_of(self.form.data.get("revision", ""))

    def onward(self, count) -> HttpResponse:
        """To the screen where it is published, or to the next seat."""
        election = self.contest.election.slug
        if "next" in self.request.POST:
            seats = [seat for seat in seats_of(self.contest) if may(self.request.user, "add_count", seat)]
            following = desk.next_seat(self.contest, seats)
            if following:
                return HttpResponseRedirect(reverse("admin:desk_entry", args=[election, following.constituency.slug]))
        return HttpResponseRedirect(
            reverse("review", args=[election, self.contest.constituency.slug, "count", count.number])
        )

    def refused(self) -> HttpResponse:
        """The same form: saving it once more is then done in knowledge of all that is said here."""
        met = conflict(self.form, self.seen())
        kept = self.keep()
        token = self.verdict.token if self.verdict else ""
        self.form.data["seen"], self.form.data["answered"] = str(self.last), token
        return shown(
            self.request,
            self.form,
            conflict=met,
            warnings=findings(self.verdict, "warning"),
            asked_again=bool(token and self.request.POST.get("answered") not in ("", None, token)),
            photo_again=bool(self.request.FILES),
            revision=drafts.revision(kept),
            refused=True,
        )

    def keep(self):
        """A failed save is a draft at least; None if another tab has written one meanwhile."""
        data = self.form.data
        token = self.renewed(token_of(str(data.get("token", ""))) or uuid4())
        try:
            typed = drafts.bounded(self.form.typed(), self.form.drafted())
            return drafts.keep(
                self.contest,
                self.request.user,
                typed,
                seen=self.seen(),
                token=token,
                tab=data.get("tab", "")[:40],
                known=self.revision(),
            )
        except (drafts.TooLong, drafts.OtherTab, drafts.Recorded, drafts.Discarded):
            return None

    def renewed(self, token: UUID) -> UUID:
        """The token, or another one where that is used up: what is sent now is a count of its own."""
        used = models.Count.objects.filter(token=token).exists()
        if used or drafts.was_discarded(self.contest, self.request.user, token):
            token = self.form.data["token"] = uuid4()
        return token


def seats_of(contest) -> list:
    rows = contest.election.contests.select_related("constituency", "election")
    return sorted(rows, key=lambda row: natural(row.constituency.code))


@require_GET
@never_cache
def photo(request, election, seat, number):
    """A photo of a form, for who may see them and for nobody else."""
    contest = contest_or_404(election, seat)
    if not may(request.user, "view_formphoto", contest):
        raise PermissionDenied
    row = models.FormPhoto.objects.filter(pk=number, count__contest=contest).first()
    if row is None:
        raise Http404
    kind = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return HttpResponse(bytes(row.data), content_type=row.media_type, headers=kind)
