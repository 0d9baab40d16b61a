"""Pages for places and sources."""

from django.contrib import admin

from elections import models

from .base import PublicAdmin


@admin.register(models.Source)
class SourceAdmin(PublicAdmin):
    list_display = ["key", "publisher", "title", "published"]
    search_fields = ["key", "publisher", "publisher_ur", "title", "url"]
    date_hierarchy = "published"


@admin.register(models.Assembly)
class AssemblyAdmin(PublicAdmin):
    list_display = ["abbreviation", "name", "name_ur", "size", "majority"]
    search_fields = ["slug", "abbreviation", "name", "name_ur"]
    autocomplete_fields = ["source"]


@admin.register(models.Province)
class ProvinceAdmin(PublicAdmin):
    list_display = ["name", "name_ur", "short", "short_ur"]
    search_fields = ["slug", "name", "name_ur", "short"]


@admin.register(models.District)
class DistrictAdmin(PublicAdmin):
    list_display = ["name", "name_ur", "province"]
    list_filter = ["province"]
    list_select_related = ["province"]
    search_fields = ["slug", "name", "name_ur"]
    autocomplete_fields = ["province"]


@admin.register(models.Delimitation)
class DelimitationAdmin(PublicAdmin):
    list_display = ["slug", "name", "date"]
    search_fields = ["slug", "name", "name_ur"]
    autocomplete_fields = ["source"]


@admin.register(models.Constituency)
class ConstituencyAdmin(PublicAdmin):
    list_display = ["code", "name", "name_ur", "district", "assembly", "delimitation"]
    list_filter = ["delimitation", "assembly", "district__province"]
    list_select_related = ["district", "assembly", "delimitation"]
    search_fields = ["code", "code_ur", "name", "name_ur", "towns", "towns_ur", "aliases"]
    autocomplete_fields = ["delimitation", "assembly", "district"]
