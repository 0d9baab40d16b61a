"""The call screen: who has won a seat, said apart from its figures."""

from __future__ import annotations

from uuid import uuid4

from django import forms
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

from .entry_form import SourceList

PROSE = ("note", "note_ur", "private_note")
FIELDS = ("candidacy", "basis", "source", "count", *PROSE)
RELATED = ("entered_by", "source", "count")


class CallForm(forms.Form):
    """Give `contest`, `sources` and the `standings` in whose order the candidates are listed."""

    candidacy = forms.ModelChoiceField(
        models.Candidacy.objects, label=_("Winner"), error_messages={"required": _("Choose who has won.")}
    )
    basis = forms.ChoiceField(label=_("On whose word"), choices=models.Call.Basis.choices)
    source = forms.ModelChoiceField(models.Source.objects, label=_("Public source"), required=False)
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
        self.fields["source"].widget.choices = SourceList(entry.recent_sources(contest, None)).choices()
        self.fields["note_ur"].widget.attrs |= {"lang": "ur", "dir": "rtl"}

    def calling(self, user) -> calling.Calling:
        data = {name: self.cleaned_data[name] for name in (*FIELDS, "token")}
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
    return [path("desk/<slug:election>/<slug:seat>/call/", site.admin_view(call), name="desk_call")]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request, election: str, seat: str):
    try:
        contest = entry.contest_of(election, seat)
    except models.Contest.DoesNotExist as missing:
        raise Http404 from missing
    if not may(request.user, "add_call", contest):
        raise PermissionDenied
    if request.method == "POST":
        return Sending(request, contest).answer()
    drafts.touch(contest, request.user, drafts.CALL)
    return shown(request, opened(contest))


def opened(contest: models.Contest) -> CallForm:
    current = contest.counts.filter(published_at__isnull=False, withdrawn_at=None).order_by("-number").first()
    start = {"seen": models.Call.last_number(contest), "token": uuid4(), "basis": "newsroom", "count": current}
    return CallForm(contest=contest, initial=start)


class Sending:
    """One sending of the form: recorded, or shown again with what stands against it."""

    def __init__(self, request, contest: models.Contest):
        self.request, self.contest = request, contest
        self.form = CallForm(request.POST.copy(), contest=contest)  # a copy: a form shown again says what was found

    def answer(self):
        if not self.form.is_valid():
            return shown(self.request, self.form)
        typed = self.form.calling(self.request.user)
        if again := calling.sent_before(typed):
            messages.info(self.request, gettext("This was recorded already."))
            return self.onward(again)
        found = calling.verdict(typed)
        self.form.blame(found.of("error"))
        return self.recorded(typed, found) or self.refused(found)

    def recorded(self, typed: calling.Calling, found):
        """None if someone was faster, or for what the checks found."""
        seen, reason = self.form.cleaned_data["seen"], self.form.cleaned_data.get("override_reason", "")
        answered = self.form.cleaned_data.get("answered", "")
        if seen != models.Call.last_number(self.contest) or not calling.passes(typed, found, answered, reason):
            return None
        try:
            return self.onward(calling.record(typed, seen, found, reason))
        except models.NumberTaken:
            return None

    def refused(self, found):
        seen, last = self.form.cleaned_data["seen"], models.Call.last_number(self.contest)
        other = None
        if seen != last:
            rows = models.Call.objects.filter(contest=self.contest, number=last)
            other = rows.select_related("candidacy__person", "candidacy__party", *RELATED).first()
        self.form.data["seen"], self.form.data["answered"] = str(last), found.token
        return shown(
            self.request,
            self.form,
            other=other,
            warnings=[entry.words(finding) for finding in found.of("warning")],
            chief_only=calling.needs_chief(found),
        )

    def onward(self, row: models.Call):
        """To where it is confirmed or published."""
        address = [self.contest.election.slug, self.contest.constituency.slug, "call", row.number]
        return HttpResponseRedirect(reverse("review", args=address))


def shown(request, form: CallForm, **more):
    contest = form.contest
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
        **more,
    }
    return render(request, "admin/desk/call.html", context)
