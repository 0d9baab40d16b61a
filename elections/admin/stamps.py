"""Rows that are recorded once and then stamped: published, confirmed, withdrawn, never changed or deleted."""

from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import CharField
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from elections import models

from .forms import RecordForm, form_for

VERBS = {
    "publish": lambda row, user, reason: row.publish(),
    "confirm": lambda row, user, reason: row.confirm(user),
    "withdraw": lambda row, user, reason: row.withdraw(user, reason),
}
DONE = {"publish": _("Published"), "confirm": _("Confirmed"), "withdraw": _("Withdrawn")}


class ReasonForm(ActionForm):
    reason = CharField(label=_("Why (to withdraw)"), required=False)


class StampedAdmin(admin.ModelAdmin):
    """Add-only. `record_form` and `entry` (its fields) are for adding, `shown` for the page of what was recorded."""

    record_form: type[RecordForm]
    entry: tuple[str, ...]
    shown: tuple[str, ...]
    action_form = ReasonForm
    actions = ["publish_chosen", "confirm_chosen", "withdraw_chosen"]
    change_form_template = "admin/elections/stamped_change_form.html"
    add_form_template = "admin/change_form.html"
    list_display_links = ["seat", "number"]
    list_per_page = 50

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_stamp_permission(self, request):
        return request.user.has_perm(f"elections.change_{self.opts.model_name}")

    # Adding

    def add_view(self, request, form_url="", extra_context=None):
        """Needs a contest in the address; sends a page that was sent twice to what the first one recorded."""
        if self.contest_of(request) is None:
            self.message_user(request, _("Choose the contest first; its page leads on from there."))
            return HttpResponseRedirect(reverse("admin:elections_contest_changelist"))
        if request.method == "POST" and (recorded := self.already_recorded(request)):
            self.message_user(request, _("This was recorded already."))
            return HttpResponseRedirect(self.page_of(recorded))
        try:
            return super().add_view(request, form_url, extra_context)
        except models.NumberTaken:
            # Between the form's look and the saving; the form itself says so the second time.
            return super().add_view(request, form_url, extra_context)

    def contest_of(self, request) -> models.Contest | None:
        key = request.GET.get("contest", "")
        contests = models.Contest.objects.select_related("election", "constituency")
        return contests.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None

    def already_recorded(self, request):
        return self.model.objects.filter(token__in=valid_tokens(request.POST.get("sending", ""))).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = form_for(self.record_form, self.contest_of(request))
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj:
            return self.shown
        fields = form_for(self.record_form, self.contest_of(request)).base_fields
        return (*[name for name in fields if name.startswith("votes_")], *self.entry, "seen", "sending")

    def get_changeform_initial_data(self, request):
        return {}  # the contest in the address is no field of the form

    def save_model(self, request, obj, form, change):
        obj.entered_by, obj.token = request.user, form.cleaned_data["sending"]
        obj.record(form.cleaned_data["seen"])
        for sentence in form.warnings:
            self.message_user(request, sentence, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        """To the page of what was recorded, because publishing is the next step."""
        self.message_user(request, _("Recorded as number %(number)d. It is not public yet.") % {"number": obj.number})
        return HttpResponseRedirect(self.page_of(obj))

    def page_of(self, row) -> str:
        return reverse(f"admin:elections_{self.opts.model_name}_change", args=[row.pk])

    # Stamping

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_stamp"] = self.has_stamp_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self):
        verbs = [
            path(f"<path:object_id>/{verb}/", self.stamp_view(verb), name=f"elections_{self.opts.model_name}_{verb}")
            for verb in VERBS
        ]
        return verbs + super().get_urls()

    def stamp_view(self, verb: str):
        @method_decorator(require_POST)
        def view(self, request, object_id):
            if not self.has_stamp_permission(request):
                raise PermissionDenied
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404
            self.stamp(request, verb, row, request.POST.get("reason", ""))
            return HttpResponseRedirect(self.page_of(row))

        return self.admin_site.admin_view(view.__get__(self))

    def stamp(self, request, verb: str, row, reason: str) -> None:
        """Do it, and say whether it was done."""
        try:
            VERBS[verb](row, request.user, reason)
        except models.RuleError as refusal:
            self.message_user(request, f"{row}: {refusal}", messages.ERROR)
            return
        self.log_change(request, row, f"{verb}: {reason}" if reason else verb)
        self.message_user(request, f"{row}: {DONE[verb]}", messages.SUCCESS)

    def stamp_all(self, request, verb: str, queryset) -> None:
        for row in queryset:
            self.stamp(request, verb, row, request.POST.get("reason", ""))

    @admin.action(description=_("Publish"), permissions=["stamp"])
    def publish_chosen(self, request, queryset):
        self.stamp_all(request, "publish", queryset)

    @admin.action(description=_("Confirm as the second person"), permissions=["stamp"])
    def confirm_chosen(self, request, queryset):
        self.stamp_all(request, "confirm", queryset)

    @admin.action(description=_("Withdraw, with the reason given"), permissions=["stamp"])
    def withdraw_chosen(self, request, queryset):
        self.stamp_all(request, "withdraw", queryset)

    # Columns

    @admin.display(description=_("seat"), ordering="contest__constituency__code")
    def seat(self, row):
        return row.contest.constituency

    @admin.display(description=_("election"), ordering="contest__election__date")
    def election(self, row):
        return row.contest.election

    @admin.display(description=_("state"))
    def state(self, row):
        if row.withdrawn_at:
            return _("withdrawn")
        if row.published_at:
            return _("published")
        return _("confirmed") if row.confirmed_at else _("draft")


def valid_tokens(text: str) -> list:
    """The token as a list of one, or none if it is not a token."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
