from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    name = "elections"
    verbose_name = _("Elections")
    default_auto_field = "django.db.models.BigAutoField"


class DeskAdminConfig(admin.AdminConfig):
    """Django's admin with the desk as its site."""

    default = False
    default_site = "elections.admin.site.desk_site"
