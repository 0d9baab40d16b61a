"""Pages for elections and their alliances."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.desk.records import anything_recorded

from .base import PermanentAdmin, PublicAdmin


class FlagInline(admin.StackedInline):
    model = models.FlagRule
    autocomplete_fields = ["source"]
    extra = 0
    classes = ["collapse"]


@admin.register(models.Election)
class ElectionAdmin(PermanentAdmin):
    list_display = ["name", "date", "polls_close", "results_from", "second_person", "featured", "rehearsal"]
    list_filter = ["kind", "rehearsal"]
    search_fields = ["slug", "name", "name_ur", "country"]
    autocomplete_fields = ["source"]
    readonly_fields = ["minutes_held", "version"]
    inlines = [FlagInline]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "rehearsal") if obj and anything_recorded(obj) else fields

    def get_fields(self, request, obj=None):
        """The minutes stand beside the two times they come from."""
        fields = [name for name in super().get_fields(request, obj) if name != "minutes_held"]
        fields.insert(fields.index("results_from") + 1, "minutes_held")
        return fields

    @admin.display(description=_("minutes from the close of polls to results"))
    def minutes_held(self, election):
        """A seat whose polls close later has its results later by as much."""
        if not (election.polls_close and election.results_from):
            return "–"
        return round((election.results_from - election.polls_close).total_seconds() / 60)


class MembersFormSet(forms.BaseInlineFormSet):
    """A party is a member once; the election's constraint is not on the form, so it is asked here."""

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and hasattr(form, "cleaned_data")]
        parties = [party for form in kept if (party := form.cleaned_data.get("party"))]
        if len(parties) != len(set(parties)):
            raise ValidationError(_("A party is listed twice."))


class MemberInline(admin.TabularInline):
    model = models.BlocParty
    formset = MembersFormSet
    autocomplete_fields = ["party"]
    extra = 0


@admin.register(models.Bloc)
class BlocAdmin(PublicAdmin):
    list_display = ["short", "name", "name_ur", "slot", "election"]
    list_filter = ["election"]
    list_select_related = ["election"]
    search_fields = ["slug", "short", "name", "name_ur"]
    autocomplete_fields = ["election", "source"]
    inlines = [MemberInline]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "election") if obj else fields
