"""The admin's site: the desk's pages stand in front of the tables of all records."""

import logging
from functools import cache, wraps

from django.conf import settings
from django.contrib import admin, messages
from django.db import DataError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext

from .signin import SecondFactorMixin

log = logging.getLogger(__name__)


def answerable(view):
    """A list that is asked for by an address no database can look up (a huge number, a NUL) is shown whole instead."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD") or not request.GET:
            return view(request, *args, **kwargs)
        try:
            if "\x00" in "".join(value for values in request.GET.lists() for value in values[1]):
                raise ValueError("NUL in the address")
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except (DataError, OverflowError, ValueError):
            log.warning("An address of the admin could not be answered: %s", request.path, exc_info=True)
            messages.error(request, gettext("This address asked for something that cannot be looked up."))
            return HttpResponseRedirect(request.path)

    return answered


class DeskSite(SecondFactorMixin, admin.AdminSite):
    """Django's own admin, whose front page is the board while an election is on; its tables stay at `tables/`."""

    site_header = site_title = settings.SITE_NAME
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        return answerable(super().admin_view(view, cacheable))

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
