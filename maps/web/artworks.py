"""Every picture of the site that is made ahead of its readers, and the making of one.

A picture is kept under its address, named by the key of its drawing. `manage.py draw_pictures` goes through `jobs`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.urls import reverse
from django.utils.translation import override

from elections.public import snapshot
from elections.values import ManySeats, Result, Snapshot
from maps.drawing import card, raster, sheet
from maps.drawing.fonts import fonts
from maps.models import DrawnPicture
from maps.web import cards, sheets, words
from maps.web.scopes import Scope

logger = logging.getLogger(__name__)
ANY = "any"  # stands for the key in the address of a card that is kept


@dataclass(frozen=True)
class Artwork:
    """A drawing and how it is looked at: `pixels` wide as PNG, `density` pixels a unit where it is shown."""

    path: str
    svg: str
    pixels: int
    density: float

    @cached_property
    def key(self) -> str:
        return raster.key(self.svg)

    def standalone(self) -> str:
        return raster.standalone(self.svg, self.density)

    def png(self) -> bytes | None:
        """The PNG of this very drawing, if it was made."""
        return DrawnPicture.found(self.path, self.key)

    def make(self) -> bool:
        """Make and keep the PNG; False if it was there. Raises ValueError if it cannot be drawn."""
        if DrawnPicture.objects.filter(path=self.path, key=self.key).exists():
            return False
        DrawnPicture.keep(self.path, self.key, raster.png(self.svg, self.pixels, self.density))
        return True


@dataclass(frozen=True)
class Job:
    """One picture that is wanted, in a language; `artwork` makes its drawing."""

    language: str
    artwork: Callable[[], Artwork]

    def done(self, dry_run: bool = False) -> tuple[str, str]:
        """Make the picture if it is wanting: (its address, "made", "there" or "failed"). A failure is in the log."""
        with override(self.language):
            try:
                artwork = self.artwork()
                made = artwork.png() is None if dry_run else artwork.make()
            except Exception:  # whatever is wrong with one picture, the others are wanted
                logger.exception("A picture could not be drawn.")
                return "", "failed"
        return artwork.path, "made" if made else "there"


def of_card(drawn: cards.Drawn) -> Artwork:
    with override(drawn.language):
        path = reverse(drawn.name, kwargs={**drawn.place, "key": ANY})
    return Artwork(path, drawn.svg, card.WIDTH, card.DENSITY)


def of_scope(scope: Scope) -> Artwork:
    return of_sheet(scope.url(), sheets.of_scope(scope))


def of_seat(snap: Snapshot, result: Result) -> Artwork:
    page = reverse("seat", args=[snap.election.slug, result.seat.slug])
    return of_sheet(page, sheets.of_seat(snap, result, page))


def of_person(snap: Snapshot, slug: str) -> Artwork:
    """The seats of a person who stands in this election."""
    page = reverse("candidate", args=[snap.election.slug, slug])
    results = [result for result in snap.results if any(c.person.slug == slug for c in result.contest.candidates)]
    many = next((row for row in snap.many_seats if row.person.slug == slug), None)
    headline = words.many_seats_sentence(many) if many else words.seat_headline(results[0])
    return of_sheet(page, sheets.of_person(snap, headline, results, page))


def of_sheet(page: str, svg: str) -> Artwork:
    return Artwork(f"{page}map.png", svg, sheet.PIXELS, 1.0)


def jobs(slug: str) -> tuple[list[Job], list[Job]]:
    """(cards, maps) of an election as it is now: what many see first. A rehearsal has no cards."""
    snap = snapshot(slug)
    shared = [] if snap.election.rehearsal else list(_cards(snap))
    languages = ("en", "ur") if fonts().urdu else ("en",)
    return (
        [Job(language, artwork) for artwork in shared for language in languages],
        [Job(language, artwork) for artwork in _maps(snap) for language in languages],
    )


def _cards(snap: Snapshot) -> Iterator[Callable[[], Artwork]]:
    for scope in (Scope(snap), *(Scope(snap, province=province) for province in snap.provinces())):
        yield partial(_of_drawn, cards.drawn_scope, scope)
    for result in snap.results:
        yield partial(_of_drawn, cards.drawn_seat, snap, result)


def _of_drawn(draw: Callable, *about) -> Artwork:
    return of_card(draw(*about))


def _maps(snap: Snapshot) -> Iterator[Callable[[], Artwork]]:
    """Maps by scope and measure, then people with several seats, then where each seat lies."""
    for scope in scopes(snap):
        for measure in scope.measures:
            yield partial(of_scope, Scope(snap, scope.province, scope.assembly, measure))
    row: ManySeats
    for row in snap.many_seats:
        yield partial(of_person, snap, row.person.slug)
    for result in snap.results:
        yield partial(of_seat, snap, result)


def scopes(snap: Snapshot) -> Iterator[Scope]:
    """The country and its provinces, each also by assembly where it has seats of several."""
    for province in (None, *snap.provinces()):
        whole = Scope(snap, province)
        yield whole
        assemblies = dict.fromkeys(result.seat.assembly for result in whole.results)
        if len(assemblies) > 1:
            yield from (Scope(snap, province, assembly) for assembly in assemblies)


def forget_all_but(paths: set[str]) -> int:
    """Remove the pictures of pages that are no more; returns how many those were."""
    stale = set(DrawnPicture.objects.values_list("path", flat=True)) - paths
    return DrawnPicture.objects.filter(path__in=stale).delete()[0] if stale else 0
