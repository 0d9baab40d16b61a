"""Find a seat, district, town or candidate, in both scripts and with spellings people really type."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.shortcuts import render
from django.views.decorators.http import require_safe

from elections.public import listed, snapshot
from elections.values import ManySeats, Person, Result, Snapshot
from maps.web.freshness import fresh
from maps.web.live import liveliest

LONGEST_QUERY = 100  # characters
MOST_HITS = 60

# Letters that Arabic and Urdu keyboards write differently, and the digits of both scripts.
FOLDED = str.maketrans("يىكةهھأإآؤئۀۃ", "ییکہہہاااویہہ")
FOLDED |= {ord(digit): str(value) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(digits)}


def folded(text: str) -> str:
    """Lower case, without marks and punctuation, letters and digits of both scripts in one form."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(FOLDED)).translate(FOLDED)
    text = "".join(mark for mark in text if not unicodedata.combining(mark))
    return re.sub(r"[\W_]+", " ", text).strip()


def words_of(text: str) -> list[str]:
    """Folded words; a code is one word, so that “na22”, “na 22” and “NA-22” meet."""
    return re.sub(r"\b([a-z]{2,3}) (?=\d)", r"\1", folded(text)).split()


@dataclass(frozen=True)
class Entry:
    """One thing to find, with the words it is found by: the first ones weigh most."""

    snapshot: Snapshot
    strong: frozenset[str]
    weak: frozenset[str]
    result: Result | None = None
    person: Person | None = None
    many: ManySeats | None = None

    def score(self, terms: list[str]) -> int:
        """0 if a term is missing; whole words weigh more than beginnings, names more than neighbours."""
        total = 0
        for term in terms:
            found = max(
                (weight(term, word) * factor for words, factor in ((self.strong, 3), (self.weak, 1)) for word in words),
                default=0,
            )
            if not found:
                return 0
            total += found
        return total


def weight(term: str, word: str) -> int:
    return 4 if term == word else 1 if word.startswith(term) and (len(term) > 1 or not term.isdigit()) else 0


@lru_cache(maxsize=64)
def entries(slug: str, state: str) -> tuple[Entry, ...]:
    """All there is to find in one election; `state` is only the cache's key."""
    snap = snapshot(slug)
    many = {row.person.slug: row for row in snap.many_seats}
    stood = defaultdict(list)
    for result in snap.results:
        for person in dict.fromkeys(candidate.person for candidate in result.contest.candidates):
            stood[person].append(result)
    return tuple(seat_entry(snap, result) for result in snap.results) + tuple(
        person_entry(snap, person, results, many.get(person.slug)) for person, results in stood.items()
    )


def seat_entry(snap: Snapshot, result: Result) -> Entry:
    seat = result.seat
    own = [seat.code, seat.code_text.ur, seat.name.en, seat.name.ur, *seat.aliases]
    places = [seat.district.name, seat.province.name, seat.province.short, seat.assembly.name]
    near = [*seat.towns, *seat.towns_ur, *(text for place in places for text in (place.en, place.ur))]
    return Entry(snap, vocabulary(own), vocabulary(near), result=result)


def person_entry(snap: Snapshot, person: Person, stood: list[Result], many: ManySeats | None) -> Entry:
    near = [text for r in stood for text in (r.seat.code, r.seat.name.en)]
    return Entry(
        snap,
        vocabulary([person.name.en, person.name.ur, *person.aliases]),
        vocabulary(near),
        result=stood[0],
        person=person,
        many=many,
    )


def vocabulary(texts) -> frozenset[str]:
    """Words in both forms: “na22”, and “na” and “22” apart."""
    return frozenset(word for text in texts for word in (*words_of(text), *folded(text).split()))


def find(query: str, at) -> list[Entry]:
    """The entries that match every word of the query, best first; the newest election first among equals."""
    terms = words_of(query[:LONGEST_QUERY])
    if not terms:
        return []
    found = [
        (score, entry)
        for election in listed(at)
        for entry in entries(election.slug, election.state)
        if (score := entry.score(terms))
    ]
    found.sort(key=lambda hit: (-hit[0], -hit[1].snapshot.election.date.toordinal()))
    return [entry for _, entry in found[:MOST_HITS]]


@require_safe
@fresh(stored=False)
def search(request):
    """What is found follows the count, though seldom: nobody else asks the same, so each answer is made anew."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    hits = find(query, request.at)
    about = {hit.snapshot.election.slug: hit.snapshot for hit in hits}
    live = {"followed": liveliest(about.values()), "several": len(about) > 1}
    return render(request, "maps/search.html", {"query": query, "hits": hits, "noindex": True, **live})
