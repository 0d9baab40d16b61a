"""Pages for counts and calls."""

from django.contrib import admin

from elections import models

from .forms import CallForm, CountForm
from .stamps import StampedAdmin

STAMPS = (
    "entered_by",
    "entered_at",
    "confirmed_by",
    "confirmed_at",
    "published_at",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
)
RELATED = ("contest__constituency", "contest__election", "entered_by", "confirmed_by", "withdrawn_by", "source")
FIGURES = ("stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women", "turnout_reported")
NOTES = ("note", "note_ur", "private_note")


@admin.register(models.Count)
class CountAdmin(StampedAdmin):
    record_form = CountForm
    entry = (*FIGURES[:5], "form", "source", "further_sources", "as_of", "turnout_reported", "turnout_source", *NOTES)
    shown = (
        "contest",
        "number",
        *FIGURES,
        "form",
        "source",
        "further_sources",
        "as_of",
        "turnout_source",
        *NOTES,
        *STAMPS,
    )
    list_display = ["seat", "number", "state", "form", "stations_reported", "entered_by", "published_at", "election"]
    list_filter = ["contest__election", "form", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = RELATED
    search_fields = ["contest__constituency__code", "contest__constituency__name", "note", "source__publisher"]
    autocomplete_fields = ["source", "further_sources", "turnout_source"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*RELATED)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lines = models.CountLine.objects.none()
        if object_id.isascii() and object_id.isdecimal():
            lines = models.CountLine.objects.filter(count=object_id)
        lines = lines.select_related("candidacy__person", "candidacy__party")
        return super().change_view(request, object_id, form_url, {"lines": lines, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        obj.votes = form.votes()
        super().save_model(request, obj, form, change)


@admin.register(models.Call)
class CallAdmin(StampedAdmin):
    record_form = CallForm
    entry = ("candidacy", "basis", "count", "source", "further_sources", *NOTES)
    shown = ("contest", "number", "candidacy", "basis", "count", "source", "further_sources", *NOTES, *STAMPS)
    list_display = ["seat", "number", "candidacy", "state", "basis", "entered_by", "published_at", "election"]
    list_filter = ["contest__election", "basis", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = (*RELATED, "candidacy__person", "candidacy__party")
    search_fields = ["contest__constituency__code", "contest__constituency__name", "candidacy__person__name", "note"]
    autocomplete_fields = ["source", "further_sources"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)
