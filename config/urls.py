"""Addresses: English without a prefix, Urdu under /ur/, data under /api/. A URL once published never dies."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path, re_path

from elections.admin.stamps import RECORD
from maps.web import embeds, oembed, preview

from . import health

handler404 = "maps.web.gone.not_found"
handler500 = "config.outage.failed"


def robots(request):
    return HttpResponse("User-agent: *\nDisallow: /admin/\nDisallow: /ur/admin/\n", content_type="text/plain")


urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("robots.txt", robots),
    path("api/", include("maps.web.api_urls")),
    path("oembed", oembed.oembed, name="oembed"),
    path("embed/resize.js", embeds.resizer, name="resizer"),
    *i18n_patterns(
        re_path(f"^admin/{RECORD}$", preview.review, name="review"),
        path("admin/", admin.site.urls),
        path("", include("maps.web.urls")),
        prefix_default_language=False,
    ),
]
