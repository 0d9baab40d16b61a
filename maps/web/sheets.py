"""The words around a map that is downloaded: what stands beside it on its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import get_language, gettext

from elections.values import Result, Snapshot
from maps.drawing import sheet, wording
from maps.web import addresses, labels, pictures, times, words
from maps.web.cards import frozen, kicker, source_words
from maps.web.pictures import Picture
from maps.web.scopes import Scope


def of_scope(scope: Scope) -> str:
    """The sheet of an election's or province's map, by its measure."""
    headline = words.place_headline(scope.tally, scope.province.name if scope.province else None)
    measure = words.measure_words(scope.measure) if scope.measure != "alliance" else ""
    text = text_of(scope.snapshot, headline, scope.results, scope.url(), measure)
    return sheet.sheet(text, tuple(map(plate, pictures.of_scope(scope))))


def of_seat(snap: Snapshot, result: Result, page: str) -> str:
    """The sheet of where a seat lies, with its result; without a map if its boundary is not known."""
    said = [wording.status_words(result), *labels.seat_parts(snap, result)]
    text = text_of(snap, words.seat_headline(result), (result,), page, said=said)
    return sheet.sheet(text, tuple(plate(picture, locator=True) for picture in pictures.of_seat(snap, result)))


def of_person(snap: Snapshot, headline: str, results: Sequence[Result], page: str) -> str:
    """The sheet of the seats of one person."""
    text = text_of(snap, headline, results, page)
    return sheet.sheet(text, tuple(map(plate, pictures.of_results(snap, results))))


def text_of(snap: Snapshot, title: str, results: Iterable[Result], page: str, measure="", said=()) -> sheet.Text:
    results = tuple(results)
    badge, *rest = said or labels.status_parts(snap.election, results, snap.at)
    if said and snap.election.rehearsal:
        badge, *rest = [gettext("Rehearsal: these are not real results"), *said]
    updated = max((result.updated_at for result in results if result.updated_at), default=None)
    moment = times.moment(updated, snap.election.time_zone)
    source = [source_words(results), gettext("updated %(time)s") % {"time": moment} if updated else ""]
    return sheet.Text(
        language=get_language(),
        kicker=" · ".join(filter(None, [kicker(snap), measure])),
        title=title,
        badge=badge,
        said=(*rest, *frozen(snap)),
        site=settings.SITE_NAME,
        source=" · ".join(filter(None, source)),
        address=addresses.absolute(page),
    )


def plate(picture: Picture, locator: bool = False) -> sheet.Plate:
    return sheet.Plate(
        drawing=picture.drawing,
        legend=tuple(picture.legend),
        notes=tuple(notes(picture)),
        title=words.say(picture.title),
        locator=locator,
    )


def notes(picture: Picture) -> list[str]:
    """What the page says below the map."""
    parts = [gettext("Boundaries are approximate.")] if picture.approximate else []
    if picture.disputed:
        parts.append(gettext("Dashed: disputed territory, no seat of this election."))
    if picture.missing:
        codes = words.comma().join(words.say(result.seat.code_text) for result in picture.missing)
        parts.append(gettext("Not on the map, because their boundaries are not known:") + f" {codes}")
    return [" ".join(parts)] if parts else []
