"""Short links: a few letters for a page of an election, for messages in which every character counts.

A key is the beginning of a hash of the page's names, at least five letters long and longer where an older page has
taken those. Pages are as old as their oldest contest, whose number never changes, so a key once given leads to the
same page for good: younger pages go out of its way, and longer keys than today's go on working. A renamed election
keeps the keys of its first name. Rehearsals have none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from elections import models

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: none is taken for another in print
MISREAD = str.maketrans("oil", "011")
LENGTHS = (5, 6, 7, 8, 13)  # of a key; 13 letters are 65 bits

Place = tuple[str, str, str]  # slugs of province, assembly and seat, "" for none


@dataclass(frozen=True, slots=True)
class Link:
    """A page that can be linked to in short: an election, or within it a province, an assembly, both, or a seat."""

    election: str
    province: str = ""
    assembly: str = ""
    seat: str = ""


@dataclass(frozen=True)
class Index:
    """`pages`: the page of every key that leads somewhere. `keys`: the shortest key of every page."""

    pages: dict[str, Link]
    keys: dict[Link, str]


def key_of(link: Link) -> str:
    """The shortest key of a page; "" if it has none, as in a rehearsal. One query while nothing changes."""
    return index(elections()).keys.get(link, "")


def find(key: str) -> Link | None:
    """The page a key leads to, whether it was typed in capitals or with an O for a 0; None if it leads nowhere."""
    return index(elections()).pages.get(key.lower().translate(MISREAD))


def elections() -> tuple[tuple[int, str, str, str | None], ...]:
    """(number, slug, version, former slug or None) of all elections that are no rehearsal, the oldest name first."""
    rows = models.Election.objects.filter(rehearsal=False).order_by("pk", "former_addresses__pk")
    found = rows.values_list("pk", "slug", "version", "generation", "former_addresses__slug")
    return tuple((pk, slug, f"{version}.{generation}", name) for pk, slug, version, generation, name in found)


@lru_cache(maxsize=2)
def index(rows: tuple[tuple[int, str, str, str | None], ...]) -> Index:
    """All keys. The first name of each election gives them out; further names only lead to where they led."""
    pages, keys, former = {}, {}, {}
    for pk, slug, version, name in rows:
        former.setdefault((pk, slug, version), []).extend([name] if name else [])
    named = {election: [*names, election[1]] for election, names in former.items()}
    for link, name in by_age((election, names[0]) for election, names in named.items()):
        keys[link] = register(pages, link, hash_of(name, link))
    for link, name in by_age((election, name) for election, names in named.items() for name in names[1:]):
        register(pages, link, hash_of(name, link))
    return Index(pages, keys)


def by_age(elections: Iterable[tuple[tuple[int, str, str], str]]) -> list[tuple[Link, str]]:
    """The pages of these elections, each under this name, oldest first."""
    elections = list(elections)
    places = places_of((pk, version) for (pk, _slug, version), _name in elections)
    found = [
        (birth, Link(slug, *place), name)
        for (pk, slug, version), name in elections
        for place, birth in places[pk, version].items()
    ]
    found.sort(key=lambda page: page[0])
    return [(link, name) for _, link, name in found]


_places: dict[tuple[int, str], dict[Place, int]] = {}  # by number and version of an election


def places_of(elections: Iterable[tuple[int, str]]) -> dict[tuple[int, str], dict[Place, int]]:
    """The pages of elections with the number of their first contest; those that changed are read in one query."""
    global _places  # replaced whole and never changed: threads read it beside each other
    wanted, known = dict.fromkeys(elections), _places
    if new := {pk: {} for pk, version in wanted if (pk, version) not in known}:
        for pk, birth, province, assembly, seat in contests(new):
            wider = ("", "", ""), (province, "", ""), ("", assembly, ""), (province, assembly, "")
            for place in (*wider, ("", "", seat)):
                new[pk].setdefault(place, birth)
    found = {(pk, version): new[pk] if pk in new else known[pk, version] for pk, version in wanted}
    _places = {key: places for key, places in known.items() if key[0] not in new} | found
    return found


def forget() -> None:
    """Empty this process's store of links (tests count queries from cold)."""
    _places.clear()
    index.cache_clear()


def contests(elections: Iterable[int]):
    place = ("constituency__district__province__slug", "constituency__assembly__slug", "constituency__slug")
    query = models.Contest.objects.filter(election__in=list(elections)).order_by("pk")
    return query.values_list("election", "pk", *place)


def register(pages: dict[str, Link], link: Link, hashed: str) -> str:
    """Take every beginning of the hash that is free; returns the shortest of them."""
    free = [hashed[:length] for length in LENGTHS if pages.setdefault(hashed[:length], link) == link]
    return free[0] if free else ""


def hash_of(election: str, link: Link) -> str:
    text = "/".join((election, link.province, link.assembly, link.seat))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:9], "big")
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(LENGTHS[-1]))
