"""Walks over every public address of an election (`maps.web.walk`) with the tags of the walk before."""

from __future__ import annotations

import html
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from elections.public import snapshot
from maps.web import walk
from maps.web.walk import arguments, in_both_languages

__all__ = ["Walker", "addresses", "arguments", "in_both_languages", "one_moment", "patterns", "telling"]

# Made ahead of readers of the drawings that are walked as SVG; tests/maps/test_downloads.py looks after them.
PNG = re.compile(r"-png\b|^card\b")


def patterns() -> list[URLPattern]:
    """Every public pattern of the site, but for those of pictures that are made ahead."""
    return [pattern for pattern in walk.patterns() if not PNG.search(pattern.name or "")]


def addresses(slug: str, seat: str = "", queries=(), lists: bool = True) -> list[str]:
    """Every public address of an election, in both languages, and of the API; of one seat, those that show it.

    With `lists` also those that are of no election, and searches.
    """
    results = [result for result in snapshot(slug, unfrozen=True).results if seat in ("", result.seat.slug)]
    wanted = [pattern for pattern in patterns() if lists or "election" in arguments(pattern)]
    found = walk.addresses(slug, results, wanted)
    found |= in_both_languages(reverse("search") + f"?q={query}" for query in queries if lists)
    return sorted(f"{address}?url=/elections/{slug}/" if address == "/oembed" else address for address in found)


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
