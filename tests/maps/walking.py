"""Every public address of an election, and walks over all of them with the tags of the walk before.

The addresses come from the URL configuration, so that a new page is walked from its first day.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from unittest.mock import patch

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from elections.models import Contest
from elections.public import links
from maps.models import Backdrop, CurrentBundle

PRIVATE = ("admin",)  # namespaces of staff alone
STAFF = {"review"}
# Made ahead of readers of the drawings that are walked as SVG; tests/maps/test_downloads.py looks after them.
PNG = re.compile(r"-png\b|^card\b")
MEASURES = ("party", "margin", "turnout")
PLAIN = ("/api/", "/healthz", "/readyz", "/robots.txt", "/embed/resize.js", "/oembed")  # of no language
PROVINCE, ASSEMBLY = "constituency__district__province__slug", "constituency__assembly__slug"


def patterns(resolver=None) -> list[URLPattern]:
    """Every public pattern of the site."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found += patterns(pattern) if pattern.namespace not in PRIVATE else []
        elif pattern.name not in STAFF and not PNG.search(pattern.name or ""):
            found.append(pattern)
    return found


def arguments(pattern: URLPattern) -> list[str]:
    return sorted({**pattern.pattern.converters, **pattern.pattern.regex.groupindex})


def in_both_languages(found: set[str]) -> set[str]:
    return found | {f"/ur{address}" for address in found if not address.startswith(PLAIN)}


def addresses(slug: str, seat: str = "", queries=(), lists: bool = True) -> list[str]:
    """Every public address of an election, in both languages, and of the API; of one seat, those that show it.

    With `lists` also those that are of no election, and searches.
    """
    contests = Contest.objects.filter(election__slug=slug)
    contests = contests.filter(constituency__slug=seat) if seat else contests
    known, pairs = values_of(contests, slug), set(contests.values_list(PROVINCE, ASSEMBLY))
    wanted = [pattern for pattern in patterns() if lists or "election" in arguments(pattern)]
    found = {address for pattern in wanted for address in addresses_of(pattern, known, pairs)}
    found |= {reverse("search") + f"?q={query}" for query in queries} if lists else set()
    found = {f"{address}?url=/elections/{slug}/" if address == "/oembed" else address for address in found}
    return sorted(in_both_languages(found))


def values_of(contests, slug: str) -> dict[str, list[str]]:
    """What stands in an address, by the name of the argument; a new name has to be added here."""
    people = contests.exclude(candidacies=None).values_list("candidacies__person__slug", flat=True)
    return {
        "election": [slug],
        "seat": list(contests.values_list("constituency__slug", flat=True)),
        "person": sorted(set(people)),
        "province": sorted(set(contests.values_list(PROVINCE, flat=True))),
        "assembly": sorted(set(contests.values_list(ASSEMBLY, flat=True))),
        "measure": list(MEASURES),
        "hash": list(CurrentBundle.objects.values_list("bundle__hash", flat=True)),
        "kind": list(Backdrop.objects.values_list("kind", flat=True)),
        "key": [key for key in [links.key_of(links.Link(slug))] if key],  # of a short link
        "rest": [],  # there is nothing
    }


def addresses_of(pattern: URLPattern, known: dict[str, list[str]], pairs: set[tuple[str, str]]) -> Iterator[str]:
    """A pattern with all its values; of the provinces only those in which the assembly has seats."""
    names = arguments(pattern)
    for values in product(*(known[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        if not {"province", "assembly"} <= chosen.keys() or (chosen["province"], chosen["assembly"]) in pairs:
            yield reverse(pattern.name or pattern.callback, kwargs=chosen)


@contextmanager
def one_moment(at=None):
    """The clock stands still, at `at` or now."""
    at = at or timezone.now()
    with patch("django.utils.timezone.now", lambda: at):
        yield


@dataclass
class Walker:
    """Asks for the same addresses again and again, as a reader's browser does: with the tags that it was given."""

    paths: list[str]
    client: Client = field(default_factory=Client)
    tags: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def walk(self, tagged: bool = True) -> dict[str, str]:
        """The text that a reader has in front of them at each address after this walk."""
        with one_moment():
            for path in self.paths:
                self.ask(path, self.tags.get(path) if tagged else None)
        return dict(self.texts)

    def ask(self, path: str, tag: str | None) -> None:
        response = self.client.get(path, headers={"if-none-match": tag} if tag else None)
        assert response.status_code in (200, 302, 304), (path, response.status_code)
        if response.status_code != 304:
            body = b"".join(response) if response.streaming else response.content
            self.texts[path] = html.unescape(body.decode())
        self.tags[path] = response.get("ETag", "")


def telling(texts: dict[str, str], *secrets: str) -> list[str]:
    """The addresses whose text holds one of the secrets."""
    return [path for path, text in texts.items() if any(secret in text for secret in secrets)]
