"""Addresses of the desk, inside the admin. Words of a fixed meaning come before the slug of a seat."""

from django.urls import path

from .board import board_urls
from .calls import call_urls
from .entry import entry_urls
from .stamps import stamp_urls


def desk_urls(site) -> list:
    """Every page of the desk; each module gives its own, wrapped by `site.admin_view`."""
    tables = path("tables/", site.admin_view(site.tables), name="tables")
    return [tables, *board_urls(site), *call_urls(site), *stamp_urls(site), *entry_urls(site)]
