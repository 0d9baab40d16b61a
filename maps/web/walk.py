"""Every public address of an election: the patterns of the URL configuration, filled in with what is public of it.

A new page is in it from its first day. `maps.baking` writes these addresses down as files; the tests walk over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from elections.public import links
from elections.values import Result
from maps.models import Backdrop, ShapeBundle

PRIVATE = ("admin",)  # namespaces of staff alone
STAFF = ("review",)
MEASURES = ("party", "margin", "turnout")
PLAIN = ("/api/", "/healthz", "/readyz", "/robots.txt", "/embed/resize.js", "/oembed")  # of no language

Known = dict[str, list[str]]


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    """Every public pattern of the site."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found += patterns(pattern) if pattern.namespace not in PRIVATE else []
        elif pattern.name not in STAFF:
            found.append(pattern)
    return found


def arguments(pattern: URLPattern) -> list[str]:
    """The names of what stands in its addresses."""
    return sorted({**pattern.pattern.converters, **pattern.pattern.regex.groupindex})


def in_both_languages(found: Iterable[str]) -> set[str]:
    """The English addresses given, and those of the same pages in Urdu."""
    found = set(found)
    return found | {f"/ur{address}" for address in found if not address.startswith(PLAIN)}


def values_of(slug: str, results: Collection[Result]) -> Known:
    """What stands in the addresses of these seats of an election, by the name of the argument.

    A new name has to be added here. Cards have a key of their own, which their pages tell.
    """
    seats = [result.seat for result in results]
    people = {candidate.person.slug for result in results for candidate in result.contest.candidates}
    return {
        "election": [slug],
        "seat": [seat.slug for seat in seats],
        "person": sorted(people),
        "province": sorted({seat.province.slug for seat in seats}),
        "assembly": sorted({seat.assembly.slug for seat in seats}),
        "measure": list(MEASURES),
        "hash": list(ShapeBundle.objects.values_list("hash", flat=True)),
        "kind": list(Backdrop.objects.values_list("kind", flat=True)),
        "key": [key for key in [links.key_of(links.Link(slug))] if key],  # of a short link
        "rest": [],  # there is nothing
    }


def addresses_of(pattern: URLPattern, known: Known, pairs: Collection[tuple[str, str]]) -> Iterator[str]:
    """A pattern with all its values, in English; of provinces only those in which the assembly has seats (`pairs`)."""
    names = arguments(pattern)
    for values in product(*(known[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        if not {"province", "assembly"} <= chosen.keys() or (chosen["province"], chosen["assembly"]) in pairs:
            yield reverse(pattern.name or pattern.callback, kwargs=chosen)


def addresses(slug: str, results: Collection[Result], wanted: Iterable[URLPattern]) -> set[str]:
    """The addresses of these patterns for these seats of an election, in both languages."""
    known = values_of(slug, results)
    pairs = {(result.seat.province.slug, result.seat.assembly.slug) for result in results}
    return in_both_languages(address for pattern in wanted for address in addresses_of(pattern, known, pairs))
