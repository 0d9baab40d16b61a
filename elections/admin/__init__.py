"""The newsroom's desk: plain admin pages by which anything can be corrected by hand."""

from django.conf import settings
from django.contrib import admin

from . import contests, counts, elections, people, places

admin.site.site_header = admin.site.site_title = settings.SITE_NAME

__all__ = ["contests", "counts", "elections", "people", "places"]
