"""The OpenAPI description, made from the views. docs/openapi.yaml holds the same bytes; a test compares them."""

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.settings import patched_settings
from rest_framework.views import APIView

from maps.web.openness import OpenView

SETTINGS = {
    "TITLE": "Halqa: election results",
    "DESCRIPTION": "Read-only, without sign-in, open to every origin. Unknown is null, never 0.",
    "VERSION": "1",
    "GET_LIB_DOC_EXCLUDES": lambda: [APIView, OpenView],  # no docstring of a base class as a description
}


def generate() -> bytes:
    """The description as YAML."""
    with patched_settings(SETTINGS):
        generator = SchemaGenerator(patterns=[path("api/", include("maps.web.api_urls"))])
        return OpenApiYamlRenderer().render(generator.get_schema(request=None, public=True), renderer_context={})
