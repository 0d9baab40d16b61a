"""Counts and calls as records: read here, made and decided on the desk's own screens."""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.desk.entry import kept_sentence
from elections.desk.rights import may

STAMPS = (
    *("entered_by", "entered_at", "confirmed_by", "confirmed_at", "published_by", "published_role", "published_at"),
    *("withdrawn_by", "withdrawn_role", "withdrawn_at", "withdrawn_reason", "override_reason"),
)
RELATED = ("contest__constituency", "contest__election", "entered_by", "confirmed_by", "withdrawn_by", "source")
FIGURES = ("stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women", "turnout_reported")
NOTES = ("note", "note_ur", "private_note")
PUBLIC, GONE = Q(published_at__isnull=False), Q(withdrawn_at__isnull=False)
STATES = {
    "waiting": (_("not public yet"), ~PUBLIC & ~GONE),
    "confirmed": (_("confirmed, not public yet"), ~PUBLIC & ~GONE & Q(confirmed_at__isnull=False)),
    "published": (_("published"), PUBLIC & ~GONE),
    "withdrawn": (_("withdrawn"), GONE),
    "overridden": (_("saved against a warning"), ~Q(override_reason="")),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _condition) in STATES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(STATES[self.value()][1]) if self.value() in STATES else queryset


class RecordAdmin(admin.ModelAdmin):
    """To read. `screen` is the desk's page on which such a record is made."""

    screen: str
    actions = None
    change_form_template = "admin/elections/record.html"
    list_display_links = ["seat", "number"]
    list_per_page = 50

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """The old address for adding leads to the desk's screen of that contest."""
        contest = self.contest_of(request)
        if contest is None:
            self.message_user(request, _("Choose the contest first; its page leads on from there."))
            return HttpResponseRedirect(reverse("admin:elections_contest_changelist"))
        address = [contest.election.slug, contest.constituency.slug]
        return HttpResponseRedirect(reverse(f"admin:{self.screen}", args=address))

    def contest_of(self, request) -> models.Contest | None:
        key = request.GET.get("contest", "")
        contests = models.Contest.objects.select_related("election", "constituency")
        return contests.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def render_change_form(self, request, context, *args, **kwargs):
        row = kwargs.get("obj") or context.get("original")
        context["review"] = reverse("review", args=address_of(row))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("seat"), ordering="contest__constituency__code")
    def seat(self, row):
        return row.contest.constituency.code

    @admin.display(description=_("election"), ordering="contest__election__date")
    def election(self, row):
        return row.contest.election

    @admin.display(description=_("state"))
    def state(self, row):
        if row.withdrawn_at:
            return _("withdrawn")
        if row.published_at:
            return _("published")
        return _("confirmed") if row.confirmed_at else _("not public yet")

    @admin.display(description=_("saved against"))
    def saved_against(self, row):
        return "; ".join(map(kept_sentence, row.findings)) or "–"


def address_of(row: models.Count | models.Call) -> list:
    """Election, seat, kind and number: what the review screen's address is made of."""
    return [row.contest.election.slug, row.contest.constituency.slug, row._meta.model_name, row.number]


@admin.register(models.Count)
class CountAdmin(RecordAdmin):
    screen = "desk_entry"
    sources = ("form", "source", "further_sources", "as_of", "turnout_source")
    fields = ("contest", "number", *FIGURES, *sources, *NOTES, "saved_against", *STAMPS)
    readonly_fields = ("saved_against",)
    list_display = ["seat", "number", "state", "form", "stations_reported", "entered_by", "entered_at", "election"]
    list_filter = [StateFilter, "contest__election", "form"]
    list_select_related = RELATED
    search_fields = ["contest__constituency__code", "contest__constituency__name", "note", "source__publisher"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lines = models.CountLine.objects.none()
        if object_id.isascii() and object_id.isdecimal():
            lines = models.CountLine.objects.filter(count=object_id)
        lines = lines.select_related("candidacy__person", "candidacy__party")
        return super().change_view(request, object_id, form_url, {"lines": lines, **(extra_context or {})})

    def render_change_form(self, request, context, *args, **kwargs):
        row = kwargs.get("obj") or context.get("original")
        if may(request.user, "view_formphoto"):
            place = address_of(row)[:2]
            photos = row.photos.values_list("pk", "name")
            context["photos"] = [(reverse("admin:desk_photo", args=[*place, key]), name) for key, name in photos]
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(models.Call)
class CallAdmin(RecordAdmin):
    screen = "desk_call"
    sources = ("source", "further_sources")
    fields = ("contest", "number", "candidacy", "basis", "count", *sources, *NOTES, "saved_against", *STAMPS)
    readonly_fields = ("saved_against",)
    list_display = ["seat", "number", "candidacy", "state", "basis", "entered_by", "entered_at", "election"]
    list_filter = [StateFilter, "contest__election", "basis"]
    list_select_related = (*RELATED, "candidacy__person", "candidacy__party", "count__contest__constituency")
    search_fields = ["contest__constituency__code", "contest__constituency__name", "candidacy__person__name", "note"]
