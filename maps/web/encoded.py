"""Answers whose compressed bytes are stored: served as they are, to each client what it takes."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from maps.web.front.asking import ALWAYS, Asking, Kept, asked_by
from maps.web.front.encodings import best_encoding


def encoded(request: HttpRequest, body: bytes, packed: Mapping[str, bytes | None], **given) -> HttpResponse:
    """`body`, or of `packed` (bytes by encoding, None where they are not made yet) the best that the client takes.

    `given` goes to the response, its ETag also to the client's conditions. A cache in front gets all stored encodings.
    """
    stored = {name: bytes(found) for name, found in packed.items() if found is not None}
    front = asked_by(request)
    if front:
        return handed(front, HttpResponse(body, **given), stored)
    chosen = best_encoding(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(stored.get(chosen, body), **given)
    if chosen in stored:
        response["Content-Encoding"] = chosen
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=response.get("ETag"), response=response)


def handed(front: Asking, response: HttpResponse, stored: Mapping[str, bytes]) -> HttpResponse:
    """To the front as it is; what never changes under its address may be kept whatever happens to an election."""
    front.composed, front.encodings = True, stored
    if "immutable" in response.get("Cache-Control", ""):
        front.kept = Kept(ALWAYS)
    return response
