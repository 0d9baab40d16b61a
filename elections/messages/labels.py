"""What the names, parties and symbols of a contest are written as, each with the candidates it may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from elections.values import Candidate, Contest, Party, Text

from .folding import key_of
from .parts import Label
from .words import INDEPENDENT_KEYS, NOISE_KEYS, PLAIN_LABELS, SPOKEN, TITLE_KEYS

SHORTEST_NAME = 3  # letters of a single word that stands for a person
_LAST_PART = re.compile(r"^(.{2,}?)[\s\-]*(?:\((.+)\)|-(\w))$")
_LAST_WORD = re.compile(r"\s(Pakistan|پاکستان)$")
_COUNTRY = re.compile(r"^(?:Pakistan|پاکستان)\s+|\s+(?:Pakistan|پاکستان)$")


def labels_of(contest: Contest, contests: Iterable[Contest]) -> dict[str, Label]:
    """All labels of the contest by key; those of other contests are `foreign`, the form's own words come last."""
    found: dict[str, set[int]] = defaultdict(set)
    for candidate in contest.candidates:
        for key in {*party_keys(candidate), *name_keys(candidate)} - {""}:
            found[key].add(candidate.id)
    own = {key: Label("candidate", frozenset(ids)) for key, ids in found.items() if key not in NOISE_KEYS}
    return {
        **dict.fromkeys(foreign_keys(contest, contests), Label("foreign")),
        **PLAIN_LABELS,
        **independents(contest),
        **own,
    }


def independents(contest: Contest) -> dict[str, Label]:
    ids = frozenset(candidate.id for candidate in contest.candidates if candidate.independent)
    label = Label("candidate", ids, sure=contest.candidates_complete) if ids else Label("foreign")
    return dict.fromkeys(INDEPENDENT_KEYS, label)


def foreign_keys(contest: Contest, contests: Iterable[Contest]) -> set[str]:
    others = [candidate for other in contests if other is not contest for candidate in other.candidates]
    parties = {party.slug: party for c in others for party in (c.party, c.backed_by) if party}
    found = {key_of(text) for party in parties.values() for text in party_texts(party)}
    found |= {key_of(text) for candidate in others for text in full_names(candidate)}
    return found - NOISE_KEYS - {""}


def party_keys(candidate: Candidate) -> Iterator[str]:
    for party in (candidate.party, candidate.backed_by):
        for text in party_texts(party) if party else ():
            yield key_of(text)
    symbol = candidate.symbol or (candidate.party.symbol if candidate.party else Text())
    yield from (key_of(symbol.en), key_of(symbol.ur))


def party_texts(party: Party) -> Iterator[str]:
    """A party's names, with and without country and wing; its acronym as it is said; ن لیگ for مسلم لیگ (ن)."""
    for text in (party.short.en, party.short.ur, party.name.en, party.name.ur):
        for form in (text, _COUNTRY.sub("", text)):
            yield form
            yield spoken(form)
            yield from wings(form)
    yield from short_wings(party.short.en, party.name.en)
    yield from short_wings(party.short.ur, party.name.ur)


def wings(text: str) -> Iterator[str]:
    found = _LAST_PART.match(text)
    if found:
        base, wing = found[1].strip(), found[2] or found[3]
        yield base
        yield spoken(base)
        if not text.isascii():
            yield f"{wing} {base.split()[-1]}"


def short_wings(short: str, name: str) -> Iterator[str]:
    """MQM Haqiqi and MQM Pakistan, of MQM-H and MQM-P with their long names."""
    base, wing = _LAST_PART.match(short), _LAST_PART.match(name) or _LAST_WORD.search(name)
    if base and wing:
        yield f"{base[1]} {wing[2] if wing.re is _LAST_PART else wing[1]}"


def spoken(acronym: str) -> str:
    letters = acronym.replace("-", "")
    if letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 8:
        return "".join(SPOKEN[letter] for letter in letters.lower())
    return ""


def full_names(candidate: Candidate) -> Iterator[str]:
    names = (candidate.name, candidate.person.name)
    yield from (text for name in names for text in (name.en, name.ur) if text)
    yield from candidate.person.aliases


def name_keys(candidate: Candidate) -> Iterator[str]:
    """The full names and every run of their words that is more than a title."""
    for name in full_names(candidate):
        words = [key for key in map(key_of, re.split(r"[\s\-.()]+", name)) if key]
        yield "".join(words)
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                run = words[start:end]
                if not TITLE_KEYS.issuperset(run) and len("".join(run)) >= SHORTEST_NAME:
                    yield "".join(run)


def place_keys(contests: Iterable[Contest]) -> dict[str, set[str]]:
    """Names of seats, districts and towns, which say nothing of a result, with the numeral that may follow."""
    found: dict[str, set[str]] = defaultdict(set)
    for contest in contests:
        seat = contest.seat
        texts = [*seat.towns, *seat.towns_ur, *seat.aliases]
        for name in (seat.name, seat.district.name, seat.province.name):
            texts += [name.en, name.ur]
        for text in texts:
            base, numeral = re.fullmatch(r"(.*?)(\d*)", text, re.DOTALL).groups()
            found[key_of(text)].add("")
            found[key_of(base)].add(numeral)
            found[key_of(text.split("-")[0])].add("")
    return {key: numerals for key, numerals in found.items() if key}
