"""A map as SVG: land, seats as links, pills, insets. Drawn by the server, inside the page, styled by
`static/css/map.css` alone.

The drawing is a group of links, not one image: an image would hide the links from screen readers. Land, lines and boxes
are hidden from them; each seat says in one sentence what its colour says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from elections.values import Result
from maps.drawing import marks
from maps.drawing.insets import Inset
from maps.drawing.layer import Feature, Layer
from maps.drawing.marks import number
from maps.drawing.names import Name, metrics
from maps.drawing.plan import DOT, Mark, Plan, plan_of
from maps.drawing.text import esc
from maps.drawing.watermark import watermark
from maps.drawing.words import accessible_name

Link = Callable[[Result], str]
CURRENT = ' aria-current="true"'


def choropleth(
    layer: Layer,
    *,
    language: str,
    link: Link,
    title: str,
    desc: str = "",
    ident: str = "map",
    target: str | None = None,
) -> SafeString:
    """The map of a layer, in a `<div class="map">`.

    `link` gives the address of a seat's page; `title` and `desc` name the map for screen readers; `ident` makes ids
    unique where a page holds several maps; `target` is where links open ("_top" in embeds). A locator (a layer of one
    seat) is an image without links.
    """
    locator = layer.scope == "seat"
    with override(language):
        plan = plan_of(layer, language)
        drawn = [feature for feature in layer.drawn if feature.seat.id in plan.marks]
        seats = _picture(drawn, plan, ident) if locator else _links(drawn, plan, layer, language, link, ident, target)
        body = _below(drawn, plan, language, ident) + seats
    sheet = Sheet(plan.scope, plan.width, plan.height, ident, "img" if locator else "group", layer.rehearsal)
    return wrap(sheet, body, language, title, desc)


def _below(drawn: list[Feature], plan: Plan, language: str, ident: str) -> str:
    """Everything that lies under the seats."""
    ghosts = "".join(_ghost(feature, plan.marks[feature.seat.id], ident) for feature in drawn)
    boxes = "".join(map(_inset, plan.insets))
    return _defs(drawn, ident) + _ground(plan) + ghosts + boxes + _names(plan, language) + _leaders(plan)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The outermost element of a picture: its kind, size in units, id and role."""

    kind: str
    width: float
    height: float
    ident: str
    role: str
    rehearsal: bool = False


def wrap(sheet: Sheet, body: str, language: str, title: str, desc: str) -> SafeString:
    """An SVG element in its `<div class="map">`. No `<title>`: browsers show it as a tooltip over every seat."""
    ident = esc(sheet.ident)
    described = f' aria-describedby="{ident}-desc"' if desc else ""
    described_by = f'<desc id="{ident}-desc">{esc(desc)}</desc>' if desc else ""
    if sheet.rehearsal:
        body += watermark(sheet.width, sheet.height, language)
    return mark_safe(
        f'<div class="map map-{sheet.kind}" data-map="{ident}">'
        f'<svg viewBox="0 0 {number(sheet.width)} {number(sheet.height)}" role="{sheet.role}" '
        f'aria-label="{esc(title)}"{described} lang="{esc(language)}">{described_by}{body}</svg></div>'
    )


def _defs(drawn: list[Feature], ident: str) -> str:
    hatches = marks.patterns((feature.value for feature in drawn), ident)
    return f"<defs>{hatches}</defs>" if hatches else ""


def _ground(plan: Plan) -> str:
    layers = ("far", "disputed", "land", "mesh", "district")
    paths = [(name, getattr(plan.ground, name)) for name in layers]
    return '<g aria-hidden="true">' + "".join(f'<path class="{name}" d="{d}"/>' for name, d in paths if d) + "</g>"


def _ghost(feature: Feature, mark: Mark, ident: str) -> str:
    """A seat that has an inset, as it is at its own place: colour only."""
    if not mark.ghost:
        return ""
    shape = f'<path class="s" d="{mark.ghost}"{marks.fill(feature.value, ident)}/>'
    return f'<g aria-hidden="true" class="{_kind(feature)}">{shape}</g>'


def _kind(feature: Feature) -> str:
    return f"{feature.value.slot} {feature.value.pattern}"


def _inset(box: Inset) -> str:
    x1, y1, x2, y2 = map(number, box.line)
    land = "".join(f'<path class="{name}" d="{d}"/>' for name, d in (("land", box.land), ("mesh", box.mesh)) if d)
    return (
        f'<g aria-hidden="true" class="inset">{_rect(box.place, "place")}<path class="join" d="M{x1} {y1}L{x2} {y2}"/>'
        f"{_rect(box.box, 'sea')}{land}{_rect(box.box, 'edge')}</g>"
    )


def _rect(box, name: str) -> str:
    left, top, right, bottom = box
    place = f'x="{number(left)}" y="{number(top)}" width="{number(right - left)}" height="{number(bottom - top)}"'
    return f'<rect class="{name}" {place} rx="2"/>'


def _names(plan: Plan, language: str) -> str:
    words = "".join(_name(name, language) for name in plan.names)
    if plan.note:
        x, y = number(plan.note.x), number(plan.note.y + metrics(language)[0] * 0.35)
        words += f'<text class="note" x="{x}" y="{y}">{esc(plan.note.text)}</text>'
    return words


def _name(name: Name, language: str) -> str:
    first = name.y - (len(name.lines) - 1) * name.line_height / 2 + metrics(language)[0] * 0.35
    x = number(name.x)
    rows = [(number(first + i * name.line_height), esc(line)) for i, line in enumerate(name.lines)]
    return "".join(f'<text aria-hidden="true" class="name" x="{x}" y="{y}">{line}</text>' for y, line in rows)


def _leaders(plan: Plan) -> str:
    lines = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in plan.leaders)
    return f'<path aria-hidden="true" class="leaders" d="{lines}"/>' if lines else ""


def _picture(drawn: list[Feature], plan: Plan, ident: str) -> str:
    return "".join(f'<g class="seat {_kind(f)}">{_shape(f, plan.marks[f.seat.id], ident)}</g>' for f in drawn)


def _links(drawn, plan: Plan, layer: Layer, language: str, link: Link, ident: str, target: str | None) -> str:
    items = []
    for feature in drawn:
        mark = plan.marks[feature.seat.id]
        pill = marks.pill(feature.seat.code, feature.value, mark.pill) if mark.pill else ""
        start = link_start(feature, link, language, layer, target)
        items.append(f'<g role="listitem">{start}{_shape(feature, mark, ident)}{pill}</a></g>')
    return f'<g role="list">{"".join(items)}</g>{_ring(drawn, plan, layer.marked)}' if items else ""


def _ring(drawn: list[Feature], plan: Plan, marked: str) -> str:
    """A line around the seat that is set off, over its neighbours."""
    mark = next((plan.marks[feature.seat.id] for feature in drawn if feature.seat.slug == marked), None)
    if mark is None:
        return ""
    if mark.dot:
        x, y = map(number, mark.dot)
        return f'<circle aria-hidden="true" class="ring" cx="{x}" cy="{y}" r="{number(1.8 * DOT)}"/>'
    return f'<path aria-hidden="true" class="ring" d="{mark.path}"/>'


def link_start(feature: Feature, link: Link, language: str, layer: Layer, target: str | None, kind: str = "") -> str:
    """The opening tag of a seat's link."""
    name = accessible_name(feature.result, language, layer.measure)
    opens = f' target="{esc(target)}"' if target else ""
    is_marked = feature.seat.slug == layer.marked
    classes = " ".join(filter(None, ["seat", kind, _kind(feature), "is-marked" if is_marked else ""]))
    return (
        f'<a class="{classes}" href="{esc(link(feature.result))}"{opens} data-seat="{esc(feature.seat.slug)}" '
        f'aria-label="{esc_label(name)}"{CURRENT * is_marked}>'
    )


def esc_label(name: str) -> str:
    """Escape a name made by `words`, whose fences around foreign text (U+2068, U+2069) must survive the cleaning."""
    fences = {"\u2068": "\ue000", "\u2069": "\ue001"}
    for fence, stand_in in fences.items():
        name = name.replace(stand_in, "").replace(fence, stand_in)
    name = esc(name)
    for fence, stand_in in fences.items():
        name = name.replace(stand_in, fence)
    return name


def _shape(feature: Feature, mark: Mark, ident: str) -> str:
    path = f'<path class="s" d="{mark.path}"{marks.fill(feature.value, ident)}/>' if mark.path else ""
    return path + (marks.dot(feature.value, mark.dot, ident) if mark.dot else "")
