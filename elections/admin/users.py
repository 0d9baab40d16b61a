"""Accounts of the desk: made and switched off here, never deleted, because what they did stays."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as recovery_codes
from django_otp.plugins.otp_totp import admin as authenticator_apps

from elections.desk import audit, second_factor
from elections.desk.rights import may_manage, roles_to_give
from elections.models import DeskLimit

# Django's and django-otp's own pages are replaced; theirs for devices show every user's secret key.
for model in (User, Group, authenticator_apps.TOTPDevice, recovery_codes.StaticDevice):
    admin.site.unregister(model)


class DeskLimitInline(admin.StackedInline):
    model = DeskLimit
    extra = 0
    autocomplete_fields = ["province", "assembly"]


class Enrolled(admin.SimpleListFilter):
    title = _("second factor")
    parameter_name = "enrolled"

    def lookups(self, request, model_admin):
        return [("yes", _("set up")), ("no", _("not set up"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        enrolled = authenticator_apps.TOTPDevice.objects.filter(confirmed=True).values("user")
        return queryset.filter(pk__in=enrolled) if self.value() == "yes" else queryset.exclude(pk__in=enrolled)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Nobody makes an account stronger than their own, and single permissions are a superuser's to give."""

    list_display = ["username", "roles", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "groups", Enrolled]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []  # Django's pair of lists says nothing to a screen reader
    actions = ["deactivate", "reset_second_factor"]
    inlines = [DeskLimitInline]
    reserved = ("is_superuser", "user_permissions")  # a superuser's to give

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (title, {**parts, "fields": [name for name in parts["fields"] if name not in self.reserved]})
            for title, parts in fieldsets
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"queryset": roles_to_give(request.user), "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def manageable(self, request, queryset) -> list[User]:
        """Those of the chosen accounts that the editor may change; of the others a sentence tells."""
        allowed = [user for user in queryset if may_manage(request.user, user)]
        if len(allowed) < len(queryset):
            sentence = _("Accounts that can do more than yours were left alone.")
            self.message_user(request, sentence, messages.WARNING)
        return allowed

    @admin.action(description=_("Switch off: no more sign-in, what they did stays"), permissions=["change"])
    def deactivate(self, request, queryset):
        users = [user for user in self.manageable(request, queryset) if user != request.user]
        User.objects.filter(pk__in=[user.pk for user in users]).update(is_active=False)
        for user in users:
            audit.note(request.user, user, _("Switched the account off"))
        self.message_user(request, _("Accounts switched off: %(number)d.") % {"number": len(users)})

    @admin.action(description=_("Reset the second factor: a new app at the next sign-in"), permissions=["change"])
    def reset_second_factor(self, request, queryset):
        users = self.manageable(request, queryset)
        for user in users:
            second_factor.reset(user, by=request.user)
        self.message_user(request, _("Second factors reset: %(number)d.") % {"number": len(users)})


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles are made by `manage.py make_roles`; here one reads what they may do. A superuser may make more."""

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False
