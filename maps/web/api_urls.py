"""Addresses below /api/, outside of the language prefix. Codes are lower case; a published address never dies."""

from django.urls import path, re_path

from maps.web import api

urlpatterns = [
    path("v1/elections/", api.elections, name="api-elections"),
    path("v1/elections/<slug:election>/", api.election, name="api-election"),
    path("v1/elections/<slug:election>/results.json", api.results_json, name="api-results"),
    path("v1/elections/<slug:election>/map.geojson", api.map_geojson, name="api-map"),
    path("v1/elections/<slug:election>/results.csv", api.results_csv, name="api-csv"),
    path("v1/boundaries/<str:hash>.geojson", api.boundaries, name="api-boundaries"),
    path("v1/backdrops/<slug:kind>.geojson", api.backdrop, name="api-backdrop"),
    path("v1/schema/", api.schema_yaml, name="api-schema"),
    re_path(r"^(?P<rest>.*)$", api.nowhere),
]
