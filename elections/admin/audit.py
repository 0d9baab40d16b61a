"""The audit log and the log of sign-ins: for reading, by nobody to be changed."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SIGNED_IN = ("attempt_time", "username", "ip_address", "user_agent")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nobody adds, changes or deletes here, not even a superuser."""

    actions = None
    list_per_page = 100
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Who(admin.RelatedOnlyFieldListFilter):
    """Only people who did something."""


@admin.register(LogEntry)
class AuditAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "content_type", "object_repr", "what", "why"]
    list_display_links = ["action_time"]
    list_filter = ["action_time", ("user", Who), ("content_type", Who)]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__username"]
    fields = ["action_time", "user", "content_type", "object_repr", "what", "why"]

    @admin.display(description=_("what"))
    def what(self, entry):
        """In the reader's language, where the desk wrote it; else as Django words it."""
        sentence = entry.get_change_message().split("\n", 1)[0]
        return gettext(sentence) if sentence else entry.get_action_flag_display()

    @admin.display(description=_("why"))
    def why(self, entry):
        return "" if entry.change_message.startswith("[") else entry.change_message.partition("\n")[2]


class SignInAdmin(ReadOnlyAdmin):
    list_display = SIGNED_IN
    list_display_links = ["attempt_time"]
    list_filter = ["attempt_time"]
    search_fields = ["username", "ip_address", "user_agent"]


@admin.register(AccessLog)
class SuccessAdmin(SignInAdmin):
    list_display = (*SIGNED_IN, "logout_time")
    fields = (*SIGNED_IN, "logout_time", "path_info")


@admin.register(AccessFailureLog)
class FailureAdmin(SignInAdmin):
    list_display = (*SIGNED_IN, "locked_out")
    list_filter = ["attempt_time", "locked_out"]
    fields = (*SIGNED_IN, "locked_out", "path_info")


@admin.register(AccessAttempt)
class AttemptAdmin(SignInAdmin):
    """What counts towards a lockout now. What was sent is not shown: people type passwords into the wrong field."""

    list_display = fields = (*SIGNED_IN, "failures_since_start")
