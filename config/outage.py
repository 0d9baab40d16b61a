"""What is answered when something fails here: that the database does not answer, in words, or that it is our fault."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.defaults import server_error

from elections.outage import AWAY

from .middleware import is_admin, is_framed

RETRY = 10  # seconds


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with a page of its own if the database was the reason, else 500.

    The page asks the database nothing. Django calls this while it handles the exception.
    """
    if not isinstance(sys.exc_info()[1], AWAY):
        return server_error(request)
    path = request.path_info
    context = {"language": get_language(), "desk": is_admin(path), "framed": is_framed(path)}
    headers = {"Retry-After": str(RETRY), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)
