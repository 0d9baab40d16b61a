"""Share cards: the picture that a link to a page shows in a timeline, one a national, province and seat page.

A card's address holds its key, the hash of its own drawing: other figures, another address. A page only has to make
that drawing; the PNG is made by `manage.py draw_pictures` (see `maps.web.artworks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override

from elections import tallies
from elections.values import Result, Snapshot, Standing, Tally
from maps.drawing import card, measures, palette, raster, wording
from maps.drawing.fonts import fonts
from maps.drawing.measures import Value
from maps.web import addresses, corrections, labels, pictures, times, words
from maps.web.pictures import Picture
from maps.web.scopes import Scope

MOST_NAMED = 4  # candidates on the card of a seat where nothing is counted yet
MOST_SOURCES = 2  # named at the foot


@dataclass(frozen=True)
class Card:
    """A picture for `og:image`: whole address, size in pixels, and what it says in words."""

    url: str
    alt: str
    width: int = card.WIDTH
    height: int = card.HEIGHT


@dataclass(frozen=True)
class Drawn:
    """The drawing of a card and the page that it belongs to: what it takes to name it or to make its PNG."""

    svg: str
    alt: str
    name: str  # of the address
    place: dict[str, str]
    language: str

    @property
    def key(self) -> str:
        return raster.key(self.svg)

    @property
    def path(self) -> str:
        """The address of the card as it is now."""
        with override(self.language):
            return reverse(self.name, kwargs={**self.place, "key": self.key})


def card_of_scope(scope: Scope, maps: list[Picture] | None = None) -> Card | None:
    """The card of a national or province page, in the active language; None for a rehearsal, which nobody shares.

    Pages of an assembly or of another measure have that of the place they are about. `maps` are those of the page,
    where it has drawn them already.
    """
    return None if scope.snapshot.election.rehearsal else shown(drawn_scope(scope, maps))


def card_of_seat(snap: Snapshot, result: Result, maps: list[Picture] | None = None) -> Card | None:
    """The card of a seat page, in the active language; None for a rehearsal. `maps` as of `card_of_scope`."""
    return None if snap.election.rehearsal else shown(drawn_seat(snap, result, maps))


def shown(drawn: Drawn) -> Card:
    return Card(url=addresses.absolute(drawn.path), alt=drawn.alt)


def language_of_pictures() -> str:
    """The active language; English where there is no font for Urdu."""
    return "ur" if get_language() == "ur" and fonts().urdu else "en"


def drawn_scope(scope: Scope, maps: list[Picture] | None = None) -> Drawn:
    """The card of an election or a province."""
    whole = Scope(scope.snapshot, province=scope.province)
    maps = maps if whole == scope and language_of_pictures() == get_language() else None
    language, election = language_of_pictures(), scope.snapshot.election
    place = {"election": election.slug} | ({"province": scope.province.slug} if scope.province else {})
    with override(language):
        face = face_of_scope(whole, language, pictures.of_scope(whole) if maps is None else maps)
    name = "card-province" if scope.province else "card"
    return Drawn(card.card(face), alt_of(face), name, place, language)


def drawn_seat(snap: Snapshot, result: Result, maps: list[Picture] | None = None) -> Drawn:
    """The card of a seat."""
    language = language_of_pictures()
    maps = maps if language == get_language() else None
    with override(language):
        face = face_of_seat(snap, result, language, pictures.of_seat(snap, result) if maps is None else maps)
    place = {"election": snap.election.slug, "seat": result.seat.slug}
    return Drawn(card.card(face), alt_of(face), "card-seat", place, language)


def alt_of(face: card.Face) -> str:
    return " · ".join([face.headline, face.badge, *face.said])


def face_of_scope(scope: Scope, language: str, maps: list[Picture]) -> card.Face:
    snap = scope.snapshot
    badge, *said = [*labels.status_parts(snap.election, scope.results, snap.at), *frozen(snap)]
    updated = max((result.updated_at for result in scope.results if result.updated_at), default=None)
    return card.Face(
        language=language,
        kicker=kicker(snap),
        headline=words.place_headline(scope.tally, scope.province.name if scope.province else None),
        badge=badge,
        said=tuple(said),
        site=settings.SITE_NAME,
        foot=foot(snap, updated, scope.results),
        scores=tuple(score(tally, scope) for tally in scope.tallies),
        maps=drawings(maps),
    )


def face_of_seat(snap: Snapshot, result: Result, language: str, maps: list[Picture]) -> card.Face:
    return card.Face(
        language=language,
        kicker=kicker(snap, result.seat.province.name),
        headline=words.seat_headline(result),
        badge=wording.status_words(result),
        said=(*labels.seat_parts(snap, result), *frozen(snap)),
        site=settings.SITE_NAME,
        foot=foot(snap, None, (result,)),
        rows=rows(result),
        notes=tuple(notes(result)),
        maps=drawings(maps),
    )


def kicker(snap: Snapshot, place=None) -> str:
    """“By-elections, 16 October 2022 › Punjab”: which election, and where."""
    return " › ".join(words.say(name) for name in (snap.election.name, place) if name)


def frozen(snap: Snapshot) -> list[str]:
    sentence = corrections.frozen(snap.election)
    return [sentence] if sentence else []


def foot(snap: Snapshot, updated: datetime | None, results: Iterable[Result]) -> str:
    """Who says so, when, and where to read on."""
    parts = [source_words(results)]
    if updated:
        parts.append(gettext("updated %(time)s") % {"time": times.moment(updated, snap.election.time_zone)})
    return " · ".join(filter(None, [*parts, urlsplit(settings.SITE_URL).netloc]))


def source_words(results: Iterable[Result]) -> str:
    """“Source: Dawn, Geo News and 2 more”: those that most of these results rest on first."""
    sources = filter(None, map(tallies.source_of, results))
    publishers = [publisher for publisher, _n in Counter(source.publisher for source in sources).most_common()]
    if not publishers:
        return ""
    named = words.comma().join(map(words.say, publishers[:MOST_SOURCES]))
    more = len(publishers) - MOST_SOURCES
    if more > 0:
        named = gettext("%(sources)s and %(n)s more") % {"sources": named, "n": more}
    return gettext("Source: %(source)s") % {"source": named}


def score(tally: Tally, scope: Scope) -> card.Score:
    """The numerals and seats of one assembly, in the order of the page's scoreboard."""
    groups = [
        (f"{total.won}", group_words(total), palette.bloc_slot(total.group.slot))
        for total in tally.groups
        if total.won or total.leading
    ]
    awaited = [(f"{tally.awaited}", gettext("awaited"), "slot-none")] if tally.awaited else []
    results = [result for result in scope.results if result.seat.assembly == tally.assembly]
    values = measures.paint(results, "alliance").values
    return card.Score(
        name=words.say(tally.assembly.name),
        totals=(*groups, *awaited),
        seats=tuple(values[result.seat.id] for result in in_order(results, tally)),
        majority=majority(tally),
    )


def group_words(total) -> str:
    name = capfirst(words.say(total.group.short))
    return f"{name} ({gettext('leading %(n)s') % {'n': total.leading}})" if total.leading else name


def majority(tally: Tally) -> int | None:
    """The seats that make a majority, where most of the assembly is elected."""
    assembly = tally.assembly
    return assembly.majority if assembly.size and 2 * tally.seats > assembly.size else None


def in_order(results: list[Result], tally: Tally) -> list[Result]:
    """Seats by group, won before led; then those that nobody has, halted ones last."""
    places = {total.group.slug: place for place, total in enumerate(tally.groups)}

    def order(result: Result):
        place = places[tallies.group_of(result.ahead).slug] if result.ahead else len(places)
        return place, result.winner is None, result.status in tallies.HALTED

    return sorted(results, key=order)


def drawings(maps: list[Picture]) -> tuple[tuple[str, str], ...]:
    """(title, drawing) of the map, or of one an assembly where seats of two lie over each other."""
    return tuple((words.say(picture.title), picture.drawing) for picture in maps)


def rows(result: Result) -> tuple[card.Row, ...]:
    """The first two where anything is known of them; nobody where the poll was halted or nothing is counted."""
    if result.status in tallies.HALTED or not (result.count or result.winner):
        return ()
    first = [s for s in result.standings[:2] if s.won or s.votes is not None]
    top = max((standing.votes or 0 for standing in first), default=0)
    return tuple(row(result, standing, top) for standing in first)


def row(result: Result, standing: Standing, top: int) -> card.Row:
    votes = standing.votes
    return card.Row(
        name=words.say(standing.candidate.name),
        sides=(wording.party_and_bloc(standing.candidate), wording.affiliation(standing.candidate)),
        votes="–" if votes is None else f"{votes:,}",
        bar=None if votes is None or not top else votes / top,
        value=Value(palette.bloc_slot(tallies.group_of(standing.candidate).slot), "won"),
    )


def notes(result: Result) -> list[str]:
    """The margin, or, as long as nothing is counted, who stands, in the order of the page."""
    if result.status in tallies.HALTED:
        return [words.event_words(event) for event in result.contest.events[-2:] if not event.postponed_to]
    if result.count or result.winner:
        margin = result.margin_votes
        return [] if margin is None or result.tied else [gettext("Margin: %(votes)s votes") % {"votes": f"{margin:,}"}]
    names = [words.with_party(standing.candidate) for standing in result.standings]
    more = len(names) - MOST_NAMED
    rest = [gettext("and %(n)s more") % {"n": more}] if more > 0 else []
    return names[:MOST_NAMED] + rest
