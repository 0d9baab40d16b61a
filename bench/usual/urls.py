"""The one address of the usual way, the same as Halqa's."""

from django.urls import path

from bench.usual.views import MapView

urlpatterns = [path("api/v1/elections/<slug:election>/map.geojson", MapView.as_view())]
