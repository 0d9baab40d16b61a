"""Every public address of an election, and walks over all of them with the tags of the walk before."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from django.test import Client

from elections.models import Contest

MEASURES = ("", "party/", "margin/", "turnout/")


def addresses(slug: str, seat: str = "", queries=(), lists: bool = True) -> list[str]:
    """Every public address of an election, in both languages, and of the API; of one seat, those that show it."""
    contests = Contest.objects.filter(election__slug=slug)
    contests = contests.filter(constituency__slug=seat) if seat else contests
    pages = ["/", "/elections/", *(f"/search/?q={query}" for query in sorted(queries))] if lists else []
    pages += of_election(f"/elections/{slug}/", contests)
    answers = ["", "results.json", "map.geojson", "results.csv"]
    api = [f"/api/v1/elections/{slug}/{name}" for name in answers] + (["/api/v1/elections/"] if lists else [])
    return [f"{prefix}{page}" for page in pages for prefix in ("", "/ur")] + api


def of_election(root: str, contests) -> list[str]:
    """The pages and embeds below an election's address, in English."""
    seats = list(contests.values_list("constituency__slug", flat=True))
    people = set(contests.exclude(candidacies=None).values_list("candidacies__person__slug", flat=True))
    provinces = sorted(set(contests.values_list("constituency__district__province__slug", flat=True)))
    assemblies = sorted(set(contests.values_list("constituency__assembly__slug", flat=True)))
    places = ["", *(f"provinces/{slug}/" for slug in provinces), *(f"{slug}/" for slug in assemblies)]
    scoped = [f"{place}{measure}" for place in places for measure in MEASURES]
    pages = [f"{prefix}{root}{place}" for prefix in ("", "/embed") for place in scoped]
    pages += [f"{prefix}{root}seats/{seat}/" for prefix in ("", "/embed") for seat in seats]
    pages += [f"{root}candidates/{slug}/" for slug in sorted(people)]
    names = ("changes/", "changes.atom", "explore/", "explore/explore.js", "explore/standings.json")
    return pages + [f"{root}{name}" for name in names]


@dataclass
class Walker:
    """Asks for the same addresses again and again, as a reader's browser does: with the tags that it was given."""

    paths: list[str]
    client: Client = field(default_factory=Client)
    tags: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def walk(self, tagged: bool = True) -> dict[str, str]:
        """The text that a reader has in front of them at each address after this walk."""
        for path in self.paths:
            tag = self.tags.get(path) if tagged else None
            response = self.client.get(path, headers={"if-none-match": tag} if tag else None)
            assert response.status_code in (200, 302, 304), (path, response.status_code)
            if response.status_code != 304:
                self.texts[path] = html.unescape(response.content.decode())
            self.tags[path] = response.get("ETag", "")
        return dict(self.texts)


def telling(texts: dict[str, str], *secrets: str) -> list[str]:
    """The addresses whose text holds one of the secrets."""
    return [path for path, text in texts.items() if any(secret in text for secret in secrets)]
