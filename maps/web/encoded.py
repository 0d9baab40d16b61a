"""Answers whose compressed bytes are stored: served as they are, to each client what it takes."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

BEST_FIRST = ("br", "gzip")


def encoded(request: HttpRequest, body: bytes, packed: Mapping[str, bytes | None], **given) -> HttpResponse:
    """`body`, or of `packed` (bytes by encoding, None where they are not made yet) the best that the client takes.

    `given` goes to the response, its ETag also to the client's conditions. A cache in front finds all stored encodings
    in `response.encodings`, whatever this client took, and need not compress anything itself.
    """
    stored = {name: bytes(packed[name]) for name in BEST_FIRST if packed.get(name) is not None}
    taken = accepted(request.headers.get("Accept-Encoding", ""))
    chosen = next((name for name in stored if name in taken), None)
    response = HttpResponse(stored[chosen] if chosen else body, **given)
    if chosen:
        response["Content-Encoding"] = chosen
    patch_vary_headers(response, ["Accept-Encoding"])
    response.encodings = stored
    return get_conditional_response(request, etag=response.get("ETag"), response=response)


def accepted(header: str) -> set[str]:
    """The encodings that an Accept-Encoding header names; `br;q=0` is a refusal."""
    items = [item.partition(";") for item in header.lower().replace(" ", "").split(",")]
    return {name for name, _, parameters in items if name and not refused(parameters)}


def refused(parameters: str) -> bool:
    return parameters.startswith("q=0") and not parameters.removeprefix("q=").strip("0.")
