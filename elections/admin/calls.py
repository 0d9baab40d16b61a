"""The call screen: who has won a seat, said apart from its figures."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elections import models
from elections.desk import calling, drafts, entry
from elections.desk.records import name_of
from elections.desk.rights import may
from elections.models.fields import printable

from . import call_draft
from .entry_form import number_of, token_of
from .entry_screen import clock
from .sources import SourceField, SourceList

RELATED = ("entered_by", "source", "count")


class CallForm(forms.Form):
    """Give `contest`, `sources` and the `standings` in whose order the candidates are listed."""

    candidacy = forms.ModelChoiceField(
        models.Candidacy.objects, label=_("Winner"), error_messages={"required": _("Choose who has won.")}
    )
    basis = forms.ChoiceField(label=_("On whose word"), choices=models.Call.Basis.choices)
    source = SourceField(label=_("Public source"), required=False)
    count = forms.ModelChoiceField(
        models.Count.objects, label=_("Count it rests on"), required=False, empty_label=_("None")
    )
    note = forms.CharField(label=_("Note for readers"), required=False, validators=[printable])
    note_ur = forms.CharField(label=_("Note for readers in Urdu"), required=False, validators=[printable])
    private_note = forms.CharField(label=_("Private note"), required=False, validators=[printable])
    override_reason = forms.CharField(label=_("Why it is called all the same"), required=False, validators=[printable])
    seen = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)
    answered = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, contest: models.Contest, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.contest = contest
        self.fields["candidacy"].queryset = contest.candidacies.select_related("person", "party")
        public = contest.counts.filter(published_at__isnull=False, withdrawn_at=None)
        self.fields["count"].queryset = public.order_by("-number").prefetch_related("lines")
        self.fields["count"].label_from_instance = count_label
        self.fields["source"].offer(SourceList(entry.recent_sources(contest, None)), contest)
        self.fields["note_ur"].widget.attrs |= {"lang": "ur", "dir": "rtl"}

    def calling(self, user) -> calling.Calling:
        data = {name: self.cleaned_data[name] for name in (*calling.SAID, "token")}
        return calling.Calling(contest=self.contest, by=user, **data)

    def blame(self, findings) -> None:
        """Put each error at the field it is about."""
        for finding in findings:
            field = next((name for name in finding.fields if name in self.fields), None)
            self.add_error(field, entry.words(finding))


def count_label(count: models.Count) -> str:
    """“Count 3 · Form 47 · 330 stations · 8:40pm · 76,681 : 68,181”: enough to tell it from its neighbours."""
    parts = [gettext("Count %(n)s") % {"n": count.number}, count.get_form_display()]
    if count.stations_reported is not None:
        stations = ngettext("%(n)s station", "%(n)s stations", count.stations_reported)
        parts.append(stations % {"n": f"{count.stations_reported:,}"})
    parts.append(time_format(localtime(count.as_of or count.entered_at)))
    first = sorted((line.votes for line in count.lines.all()), reverse=True)[:2]
    return " · ".join([*parts, " : ".join(f"{votes:,}" for votes in first)] if first else parts)


def call_urls(site) -> list:
    seat = "desk/<slug:election>/<slug:seat>/call/"
    return [
        path(seat, site.admin_view(on_seat(call)), name="desk_call"),
        path(f"{seat}draft/", site.admin_view(on_seat(call_draft.draft)), name="desk_call_draft"),
    ]


def on_seat(view):
    """Hands the view its contest: 404 where there is none, 403 for who may not call there."""

    @never_cache
    def found(request, election: str, seat: str):
        try:
            contest = entry.contest_of(election, seat)
        except models.Contest.DoesNotExist as missing:
            raise Http404 from missing
        if not may(request.user, "add_call", contest):
            raise PermissionDenied
        return view(request, contest)

    return found


@require_http_methods(["GET", "HEAD", "POST"])
def call(request, contest: models.Contest):
    if request.method != "POST":
        return opened(request, contest)
    if "discard" in request.POST:
        drafts.discard(contest, request.user, drafts.CALL, token_of(request.POST.get("token", "")))
        return HttpResponseRedirect(request.path)
    return Sending(request, contest).answer()


def opened(request, contest: models.Contest):
    """The screen as it begins, or with what the editor had typed and not recorded."""
    draft = drafts.find(contest, request.user, drafts.CALL)
    drafts.touch(contest, request.user, drafts.CALL)
    current = contest.counts.filter(published_at__isnull=False, withdrawn_at=None).order_by("-number").first()
    start = {"seen": models.Call.last_number(contest), "token": uuid4(), "basis": "newsroom", "count": current}
    if draft:
        start["seen"] = draft.seen  # what was recorded since is met when saving
    form = CallForm(contest=contest, initial=start | drafts.typed_of(draft))
    return shown(request, form, restored=bool(draft), revision=drafts.revision(draft))


class Sending:
    """One sending of the form: recorded, or shown again with what stands against it."""

    def __init__(self, request, contest: models.Contest):
        self.request, self.contest = request, contest
        self.form = CallForm(request.POST.copy(), contest=contest)  # a copy: a form shown again says what was found

    def answer(self):
        if not self.form.is_valid():
            return self.again()
        typed = self.form.calling(self.request.user)
        if before := calling.sent_before(typed):
            messages.info(self.request, gettext("This was recorded already."))
            return self.onward(before)
        typed = calling.renewed(typed)
        self.form.data["token"] = typed.token
        found = calling.verdict(typed)
        self.form.blame(found.of("error"))
        return self.recorded(typed, found) or self.refused(found)

    def recorded(self, typed: calling.Calling, found):
        """None if someone was faster, or for what the checks found."""
        clean = self.form.cleaned_data
        answer = clean.get("answered", ""), clean.get("override_reason", "")
        row = calling.recorded(typed, self.seen(), found, *answer, self.revision())
        return self.onward(row) if row else None

    def seen(self) -> int:
        """The last number the editor saw; a page can have seen no more than there is."""
        return min(number_of(self.form.data.get("seen", "")), models.Call.last_number(self.contest))

    def revision(self) -> int:
        return number_of(self.form.data.get("revision", ""))

    def refused(self, found):
        seen, last = self.seen(), models.Call.last_number(self.contest)
        other = None
        if seen != last:
            rows = models.Call.objects.filter(contest=self.contest, number=last)
            other = rows.select_related("candidacy__person", "candidacy__party", *RELATED).first()
        self.form.data["answered"] = found.token
        warnings = [entry.words(finding) for finding in found.of("warning")]
        return self.again(last, other=other, warnings=warnings, chief_only=calling.needs_chief(found))

    def again(self, last: int | None = None, **more):
        """The same form with all that was typed, kept as a draft too. `last` is the call the editor sees by now."""
        try:
            draft = call_draft.keep(self.contest, self.request.user, self.form.data)
        except (drafts.TooLong, drafts.OtherTab, drafts.Recorded, drafts.Discarded):
            draft = None
        if last is not None:
            self.form.data["seen"] = str(last)
        return shown(self.request, self.form, revision=drafts.revision(draft), refused=True, **more)

    def onward(self, row: models.Call):
        """To where it is confirmed or published."""
        address = [self.contest.election.slug, self.contest.constituency.slug, "call", row.number]
        return HttpResponseRedirect(reverse("review", args=address))


def shown(request, form: CallForm, **more):
    contest, draft = form.contest, drafts.find(form.contest, request.user, drafts.CALL)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Call %(seat)s") % {"seat": contest.constituency.code},
        "contest": contest,
        "election": contest.election,
        "form": form,
        "known": calling.standpoint(contest),
        "chosen": str(form["candidacy"].value() or ""),
        "may_override": may(request.user, "override_call", contest),
        "others": [name_of(user) for user in drafts.others(contest, request.user)],
        "cookie": settings.CSRF_COOKIE_NAME,
        "kept_at": clock(draft.saved_at) if draft else "",
        **more,
    }
    return render(request, "admin/desk/call.html", context)
