"""Pages for contests, with who stands in them and what befell them."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.desk.rights import within_limits

from .base import PermanentAdmin, PublicAdmin, SeenForm

IDENTITY = ("person", "party", "bloc", "outside_blocs", "backed_by")


class CandidacyForm(forms.ModelForm):
    """Who a candidate is and stands for is shut once votes or a call are recorded; an administrator mends a party."""

    mends = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_recorded():
            for name in {"person"} if self.mends else IDENTITY:
                if name in self.fields:
                    self.fields[name].disabled = True


class SeenCandidacyForm(CandidacyForm, SeenForm):
    """The same on a page of its own."""


class LimitedAdmin:
    """Whoever enters only some seats changes only those."""

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        contest = obj if isinstance(obj, models.Contest) else getattr(obj, "contest", None)
        return allowed and (contest is None or within(request.user, contest))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A new row belongs to one of the seats one may change."""
        if db_field.name == "contest":
            kwargs["queryset"] = models.Contest.objects.filter(within_limits(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def within(user, contest: models.Contest) -> bool:
    return models.Contest.objects.filter(pk=contest.pk).filter(within_limits(user)).exists()


class LimitedInline:
    """Rows of a contest that one may not change are only shown."""

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and (obj is None or within(request.user, obj))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or within(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or within(request.user, obj))


class CandidacyInline(LimitedInline, admin.StackedInline):
    model = models.Candidacy
    form = CandidacyForm
    autocomplete_fields = ["person", "party", "backed_by", "source", "further_sources"]
    extra = 0
    classes = ["collapse"]

    def get_formset(self, request, obj=None, **kwargs):
        request.halqa_contest = obj
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.mends = mends(request.user)
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only alliances of the contest's own election."""
        contest = getattr(request, "halqa_contest", None)
        if db_field.name == "bloc" and contest:
            kwargs["queryset"] = models.Bloc.objects.filter(election=contest.election_id).select_related("election")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def mends(user) -> bool:
    return user.has_perm("elections.delete_candidacy")


class EventInline(LimitedInline, admin.StackedInline):
    model = models.ContestEvent
    autocomplete_fields = ["person", "postponed_to", "source", "further_sources"]
    extra = 0
    classes = ["collapse"]


class PreviousResultInline(LimitedInline, admin.StackedInline):
    model = models.PreviousResult
    autocomplete_fields = ["source", "further_sources"]
    show_change_link = True
    classes = ["collapse"]


@admin.register(models.Contest)
class ContestAdmin(LimitedAdmin, PermanentAdmin):
    list_display = ["code", "name", "election", "state", "registered_voters", "stations_total"]
    list_display_links = ["code", "name"]
    list_filter = ["election", "state", "constituency__assembly", "constituency__district__province"]
    list_select_related = ["election", "constituency"]
    search_fields = ["constituency__code", "constituency__name", "constituency__name_ur", "previous_holder"]
    autocomplete_fields = [
        "election",
        "constituency",
        "previous_party",
        "vacancy_source",
        "registered_source",
        "stations_source",
        "candidates_source",
    ]
    inlines = [CandidacyInline, EventInline, PreviousResultInline]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "election", "constituency") if obj else fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("election", "constituency")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Where polling is extended, so that nobody looks for another place."""
        if db_field.name == "polls_close":
            kwargs["help_text"] = _(
                "Extend polling here: results of this seat then wait as long after it as elsewhere."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("code"), ordering="constituency__code")
    def code(self, contest):
        return contest.constituency.code

    @admin.display(description=_("name"), ordering="constituency__name")
    def name(self, contest):
        return contest.constituency.name


@admin.register(models.Candidacy)
class CandidacyAdmin(LimitedAdmin, PublicAdmin):
    form = SeenCandidacyForm
    list_display = ["person", "party", "code", "election", "bloc", "ballot_order"]
    list_filter = ["contest__election", "party"]
    list_select_related = ["person", "party", "contest__constituency", "contest__election", "bloc__election"]
    search_fields = ["person__name", "person__name_ur", "person__aliases", "ballot_name", "contest__constituency__code"]
    autocomplete_fields = ["contest", "person", "party", "bloc", "backed_by", "source"]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "contest") if obj else fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.mends = mends(request.user)
        return form

    @admin.display(description=_("seat"), ordering="contest__constituency__code")
    def code(self, candidacy):
        return candidacy.contest.constituency.code

    @admin.display(description=_("election"), ordering="contest__election__date")
    def election(self, candidacy):
        return candidacy.contest.election


class PreviousLineInline(admin.TabularInline):
    model = models.PreviousLine
    autocomplete_fields = ["party"]
    extra = 0


@admin.register(models.PreviousResult)
class PreviousResultAdmin(PublicAdmin):
    list_display = ["contest", "election", "registered_voters", "valid_votes", "rejected_votes"]
    list_filter = ["contest__election"]
    list_select_related = ["contest__constituency", "contest__election"]
    search_fields = ["contest__constituency__code", "contest__constituency__name", "lines__name"]
    autocomplete_fields = ["contest", "source"]
    inlines = [PreviousLineInline]


@admin.register(models.ContestEvent)
class ContestEventAdmin(LimitedAdmin, PublicAdmin):
    list_display = ["contest", "kind", "date", "person", "source"]
    list_filter = ["kind", "contest__election"]
    list_select_related = ["contest__constituency", "contest__election", "person", "source"]
    search_fields = ["contest__constituency__code", "contest__constituency__name", "person__name", "note"]
    autocomplete_fields = ["contest", "person", "postponed_to", "source"]
    date_hierarchy = "date"
