"""The admin's site: the desk's pages stand in front of the tables of all records."""

from functools import cache

from django.conf import settings
from django.contrib import admin

from .signin import SecondFactorMixin


class DeskSite(SecondFactorMixin, admin.AdminSite):
    """Django's own admin, whose front page is the board while an election is on; its tables stay at `tables/`."""

    site_header = site_title = settings.SITE_NAME
    enable_nav_sidebar = False

    def get_urls(self):
        from .routes import desk_urls

        return [*desk_urls(self), *super().get_urls()]

    def index(self, request, extra_context=None):
        from .board import front

        return front(self, request, extra_context)

    def tables(self, request, extra_context=None):
        """The ordinary first page: every table one may see, and above them the board of every election."""
        from .board import boards

        return super().index(request, {"boards": boards(request.user), **(extra_context or {})})


@cache
def desk_site() -> DeskSite:
    """The one site: importing this package asks for it while Django is still making it."""
    return DeskSite()
