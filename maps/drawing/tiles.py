"""Equal squares without geography, for where the law lets only vetted maps be published (MAP_MODE=tiles).

Same links, colours, signs and names as the map; grouped by province, then in the order of the results. Up to 40 seats a
tile shows its code; above that tiles are as small as a finger allows and bare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import override

from maps.drawing import marks
from maps.drawing.choropleth import Link, Sheet, link_start, wrap
from maps.drawing.frame import LOCATOR_WIDTH, WIDTH
from maps.drawing.layer import Feature, Layer
from maps.drawing.marks import number
from maps.drawing.names import metrics
from maps.drawing.plan import MOST_PILLS
from maps.drawing.text import esc, say

LARGE, SMALL, GAP = 48.0, 24.0, 5.0
EDGE = 2.0  # room for the focus ring


@dataclass(frozen=True, slots=True)
class Group:
    """One province: its name, where its heading stands, and its seats with the corners and side of their tiles."""

    name: str
    heading: float
    tiles: tuple[tuple[Feature, float, float], ...]
    side: float


def tiles(
    layer: Layer,
    *,
    language: str,
    link: Link,
    title: str,
    desc: str = "",
    ident: str = "map",
    target: str | None = None,
) -> SafeString:
    """The tiles of a layer; arguments and result as of `choropleth`."""
    locator = layer.scope == "seat"
    width = LOCATOR_WIDTH if locator else WIDTH
    groups = list(_groups(layer, width, language))
    with override(language):
        hatches = marks.patterns((feature.value for feature in layer.features), ident)
        lists = [_list(group, layer, language, link, ident, target) for group in groups]
    headings = "".join(_heading(group, width, language) for group in groups)
    body = f"<defs>{hatches}</defs>" * bool(hatches) + headings + "".join(lists)
    height = max((y + group.side for group in groups for _feature, _x, y in group.tiles), default=0) + EDGE
    sheet = Sheet("tiles", width, height, ident, "img" if locator else "group", layer.rehearsal)
    return wrap(sheet, body, language, title, desc)


def _groups(layer: Layer, width: float, language: str) -> Iterator[Group]:
    """Urdu is read from the right, so that its tiles start there: they are a list, not a map."""
    side = LARGE if len(layer.features) <= MOST_PILLS else SMALL
    columns = max(1, int((width - 2 * EDGE + GAP) // (side + GAP)))
    line = metrics(language)[1] + 6
    top = 0.0
    ordered = sorted(layer.features, key=lambda feature: feature.seat.province.name.en)
    for province, members in groupby(ordered, key=lambda feature: feature.seat.province):
        placed = []
        for at, feature in enumerate(members):
            x = EDGE + at % columns * (side + GAP)
            y = top + line + at // columns * (side + GAP)
            placed.append((feature, width - x - side if language == "ur" else x, y))
        yield Group(say(province.name, language), top + line / 2, tuple(placed), side)
        top = placed[-1][2] + side + 2 * GAP


def _heading(group: Group, width: float, language: str) -> str:
    x, direction = (width - EDGE, "rtl") if language == "ur" else (EDGE, "ltr")
    y = number(group.heading + metrics(language)[0] * 0.35)
    start = f'<text aria-hidden="true" class="head" direction="{direction}"'
    return f'{start} x="{number(x)}" y="{y}">{esc(group.name)}</text>'


def _list(group: Group, layer: Layer, language: str, link: Link, ident: str, target: str | None) -> str:
    faces = [_face(feature, group.side, ident) for feature, _x, _y in group.tiles]
    places = [f'transform="translate({number(x)} {number(y)})"' for _feature, x, y in group.tiles]
    if layer.scope == "seat":
        kinds = [f"{feature.value.slot} {feature.value.pattern}" for feature, _x, _y in group.tiles]
        return "".join(f'<g class="seat tile {k}" {p}>{f}</g>' for k, p, f in zip(kinds, places, faces, strict=True))
    starts = [link_start(feature, link, language, layer, target, "tile") for feature, _x, _y in group.tiles]
    items = zip(starts, places, faces, strict=True)
    tiles = "".join(f'<g role="listitem" {place}>{start}{face}</a></g>' for start, place, face in items)
    return f'<g role="list" aria-label="{esc(group.name)}">{tiles}</g>'


def _face(feature: Feature, side: float, ident: str) -> str:
    """The square, and on a large one the sign above the code, on a plate where the tile is hatched."""
    value, size = feature.value, number(side)
    square = f'<path class="s" d="M0 0h{size}v{size}h-{size}z"{marks.fill(value, ident)}/>'
    if side < LARGE:
        return square
    middle = number(side / 2)
    inner = f"M3 6h{number(side - 6)}v{number(side - 12)}H3z"
    plate = f'<path class="plate" d="{inner}"/>' * (value.pattern in marks.HATCHED)
    sign = f'<path class="k" transform="translate({middle} {number(side * 0.32)})" d="{marks.glyph(value, 5)}"/>'
    return f'{square}{plate}{sign}<text x="{middle}" y="{number(side * 0.76)}">{esc(feature.seat.code)}</text>'
