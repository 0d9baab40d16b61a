"""Pages for parties and people."""

from django.contrib import admin

from elections import models

from .base import PublicAdmin


@admin.register(models.Party)
class PartyAdmin(PublicAdmin):
    list_display = ["short", "name", "name_ur", "symbol"]
    search_fields = ["slug", "short", "short_ur", "name", "name_ur"]
    autocomplete_fields = ["source"]


@admin.register(models.Person)
class PersonAdmin(PublicAdmin):
    list_display = ["name", "name_ur"]
    search_fields = ["slug", "name", "name_ur", "aliases"]
