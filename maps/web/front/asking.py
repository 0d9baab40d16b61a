"""What the front and a view behind it say to each other about one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from elections.public import State

KEY = "halqa.front"  # in the WSGI environment
ALWAYS = ""  # the slug of no election: of what never changes under its address


@dataclass(frozen=True, slots=True)
class Kept:
    """That an answer may be kept.

    `of` is the slug of the election it is about, None for all of them. `parameters` are the query ones that shape it.
    `told` is what their values come to where many mean the same, None where each value is its own.
    """

    of: str | None
    parameters: tuple[str, ...] = ()
    told: str | None = None


@dataclass(slots=True)
class Asking:
    """One question of the front: the states as it knows them, and what the view says.

    `composed` is set by a view whose answer the front makes ready for the client: 304 and encoding are left to it.
    `silent`: the database does not answer, so that nothing can be rendered.
    `encodings` are bodies that were packed ahead, by encoding.
    """

    states: Mapping[str, State]
    silent: bool = False
    composed: bool = False
    kept: Kept | None = None
    encodings: Mapping[str, bytes] = field(default_factory=dict)


def asked_by(request: HttpRequest) -> Asking | None:
    """The front's side of a request; None if none stands before this view."""
    return getattr(request, "environ", {}).get(KEY)
