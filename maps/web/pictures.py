"""Which pictures a page shows: one map, or one an assembly where seats of two would lie over each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from elections.values import Result, Snapshot, Text
from maps.drawing import layer as layers
from maps.drawing.picture import Swatch, draw, draws_tiles, swatches
from maps.web import words
from maps.web.scopes import Scope

NO_TITLE = Text()


@dataclass(frozen=True)
class Picture:
    """One map with what belongs below it. `title` only where a page holds several."""

    drawing: SafeString
    legend: list[Swatch]
    approximate: bool
    disputed: bool
    missing: tuple[Result, ...]
    title: Text = Text()
    url: str = ""
    file: str = ""  # address of the map as a picture, without its ending


def of_scope(scope: Scope, target: str | None = None, marked: str = "") -> list[Picture]:
    """The map of an election or province, split by assembly where it must be; `marked` is a seat's slug."""
    limits = {
        "province": scope.province.slug if scope.province else None,
        "assembly": scope.assembly.slug if scope.assembly else None,
    }
    layer = layers.build(scope.snapshot, scope.measure, **limits)
    if not layers.splits(layer):
        return [picture(layer, scope.snapshot, target=target, marked=marked, page=scope.url())]
    assemblies = dict.fromkeys(result.seat.assembly for result in scope.results)
    return [
        picture(
            layers.build(scope.snapshot, scope.measure, **limits | {"assembly": assembly.slug}),
            scope.snapshot,
            ident=f"map-{assembly.slug}",
            title=assembly.name,
            url=scope.url(assembly=assembly),
            page=scope.url(assembly=assembly),
            target=target,
            marked=marked,
        )
        for assembly in assemblies
    ]


def of_seat(snap: Snapshot, result: Result) -> list[Picture]:
    """Where a seat lies; nothing if its boundary is not known."""
    layer = layers.build(snap, seat=result.seat.slug)
    page = reverse("seat", args=[snap.election.slug, result.seat.slug])
    return [picture(layer, snap, page=page)] if layer.drawn else []


def of_results(snap: Snapshot, results: Iterable[Result], marked: str = "", page: str = "") -> list[Picture]:
    """The map of some seats of an election, such as those of one candidate, on the page with that address."""
    layer = layers.build(replace(snap, results=tuple(results)))
    return [picture(layer, snap, marked=marked, page=page)] if layer.drawn else []


def picture(
    layer: layers.Layer, snap: Snapshot, ident="map", title=NO_TITLE, url="", target=None, marked="", page=""
) -> Picture:
    """Draw a layer in the active language; each seat leads to its page."""
    layer, tiles = replace(layer, marked=marked), draws_tiles(layer)
    return Picture(
        drawing=drawn(layer, snap, words.say(title), ident, target),
        legend=swatches(layer, get_language(), f"{ident}-legend"),
        approximate=layer.approximate and not tiles,
        disputed=layer.disputed and not tiles,
        missing=() if tiles else layer.missing,
        title=title,
        url=url,
        file=f"{page}map" if page else "",
    )


def drawn(layer: layers.Layer, snap: Snapshot, title: str, ident: str, target: str | None) -> SafeString:
    name = gettext("Map: %(election)s") % {"election": words.say(snap.election.name)}
    return draw(
        layer,
        language=get_language(),
        link=lambda result: reverse("seat", kwargs={"election": snap.election.slug, "seat": result.seat.slug}),
        title=f"{name}, {title}" if title else name,
        ident=ident,
        target=target,
    )
