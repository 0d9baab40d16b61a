"""What every address under /api/ shares: open to all origins, read-only, one shape of error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from elections.outage import AWAY
from elections.public import GoneElection, UnknownElection

logger = logging.getLogger("django.request")
METHODS = "GET, HEAD, OPTIONS"


class BadRequest(Exception):
    """A parameter that cannot be used; the message says which, why, and what would be right."""


def error_body(status: int, message: str) -> dict:
    return {"error": {"status": status, "message": message}}


def error_of(exception: Exception) -> tuple[int, str] | None:
    """(status, sentence) of an exception that a client caused, or None."""
    if isinstance(exception, BadRequest):
        return 400, str(exception)
    if isinstance(exception, GoneElection):
        return 410, gone_sentence(exception)
    if isinstance(exception, SuspiciousOperation):
        return 400, "This request cannot be read: it holds too much."
    if isinstance(exception, UnknownElection):
        return 404, f"There is no election “{shown(exception)}”. /api/v1/elections/ lists them all."
    if isinstance(exception, Http404):
        return 404, str(exception) or "There is nothing at this address."
    if isinstance(exception, MethodNotAllowed):
        return 405, f"The API only reads: this address answers {METHODS}."
    if isinstance(exception, PermissionDenied):
        return 403, "This is not public."
    if isinstance(exception, APIException):
        return exception.status_code, str(exception.detail)
    return None


def gone_sentence(exception: GoneElection) -> str:
    gone = exception.gone
    instead = f" See /api/v1/elections/{gone.instead}/." if gone.instead else ""
    return f"“{shown(gone.slug)}” was taken off this site on {gone.at:%Y-%m-%d}: {gone.reason.en}{instead}"


def shown(value: object) -> str:
    """What a client sent, short enough to be repeated in a sentence."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def answer_to(exception: Exception, context: dict) -> Response | None:
    """Django REST framework's exception handler: our one shape of error."""
    found = error_of(exception)
    return Response(error_body(*found), status=found[0]) if found else None


class FirstRenderer(BaseContentNegotiation):
    """Each address has one format, whatever the Accept header says; `?format=` is an unknown parameter like others."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class OpenView(APIView):
    """A read-only public view. HEAD is GET without a body."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = FirstRenderer

    def get_exception_handler(self):
        return answer_to

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            del response["Allow"]  # for who asks or errs
        return response

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers={"Allow": METHODS})


def open_to_all(view: Callable) -> Callable:
    """Let every origin read the answer, and turn a failure of ours into the one shape of error too."""

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        except Exception as exception:  # the API answers in JSON even when it fails
            found = error_of(exception)
            response = JsonResponse(error_body(*found), status=found[0]) if found else failure(request, exception)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Age, X-Cache"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        return response

    return opened


def failure(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Log it as Django would, and say what a client can do."""
    logger.error("%s: %s", type(exception).__name__, request.path, exc_info=exception, extra={"request": request})
    got_request_exception.send(sender=None, request=request)
    busy = isinstance(exception, AWAY)
    status = 503 if busy else 500
    message = (
        "The database does not answer. Try again in 10 seconds." if busy else "This is a fault of ours; it is logged."
    )
    response = JsonResponse(error_body(status, message), status=status)
    response["Cache-Control"] = "no-store"
    if busy:
        response["Retry-After"] = "10"
    return response
