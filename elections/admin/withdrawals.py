"""Take an election off the site and put it back, by hand. For whoever may: the administrator."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from elections import models
from elections.desk import withdrawing
from elections.desk.rights import may

from .base import PermanentAdmin, SeenForm


class WithdrawalForm(SeenForm):
    """Asks of a new withdrawal what `withdrawing.withdraw` asks, so that its answer stands beside the field."""

    def clean(self):
        cleaned = super().clean()
        election, instead = cleaned.get("election"), cleaned.get("instead")
        if election and self.instance.pk is None and withdrawing.current(election):
            self.add_error("election", _("This election is off the site already."))
        election = election or (self.instance.election if self.instance.pk else None)
        if election and instead:
            try:
                withdrawing.refuse_instead(election, instead)
            except models.RuleError as refusal:
                self.add_error("instead", str(refusal))
        return cleaned


@admin.register(models.ElectionWithdrawal)
class WithdrawalAdmin(PermanentAdmin):
    """The words that readers are told can be mended; which election it is, when and by whom stays."""

    form = WithdrawalForm
    list_display = ["election", "at", "by", "reason", "instead", "restored_at"]
    list_select_related = ["election", "by", "instead"]
    autocomplete_fields = ["election", "instead"]
    fields = ["election", "reason", "reason_ur", "instead"]
    actions = ["restore"]

    def get_fields(self, request, obj=None):
        return [*self.fields, *(["at", "by", "restored_at", "restored_by"] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ("election", "at", "by", "restored_at", "restored_by") if obj else ()

    def has_add_permission(self, request):
        return may(request.user, "withdraw_election")

    def has_change_permission(self, request, obj=None):
        return may(request.user, "withdraw_election")

    def add_view(self, request, form_url="", extra_context=None):
        """Somebody else may have done it while this form was filled in."""
        try:
            return super().add_view(request, form_url, extra_context)
        except models.RuleError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        made = withdrawing.withdraw(obj.election, request.user, obj.reason, obj.reason_ur, obj.instead)
        obj.pk, obj.at, obj.by = made.pk, made.at, made.by
        obj._state.adding = False

    @admin.action(description=_("Put back on the site"), permissions=["change"])
    def restore(self, request, queryset):
        """Each that is off the site; the others are left as they are."""
        done = 0
        for row in queryset.filter(restored_at=None).select_related("election"):
            withdrawing.restore(row.election, request.user)
            done += 1
        sentence = ngettext("%(n)s election is back on the site.", "%(n)s elections are back on the site.", done)
        self.message_user(request, sentence % {"n": done}, messages.SUCCESS if done else messages.WARNING)
