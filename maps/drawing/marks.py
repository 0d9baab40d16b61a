"""The small signs of a map: the glyph that stands beside each colour, hatches, pills. Strings of SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable

from elections.tallies import HALTED
from maps.drawing.measures import HATCHED, Value
from maps.drawing.plan import CODE_SIZE, DOT, GLYPH, GLYPH_GAP, PILL_HEIGHT, PILL_PADDING, TARGET, pill_width
from maps.drawing.text import esc, width_of

# One sign per slot: colour is never the only difference between two alliances.
SHAPES = {
    "1": "circle",
    "2": "square",
    "3": "triangle",
    "4": "point",
    "5": "plus",
    "6": "bar",
    "ind": "diamond",
    "other": "hexagon",
}
HATCH, STRIPE = 4.4, 2.2  # units: period and coloured part


def number(value: float) -> str:
    """A figure for markup, at most one decimal: 12.0 → 12, 0.5 → .5."""
    text = f"{value:.1f}".removesuffix(".0")
    return {"-0": "0"}.get(text, text)


def points(corners: Iterable[tuple[float, float]], radius: float) -> str:
    """A closed path through corners given in radii."""
    x_y = [f"{number(x * radius)} {number(y * radius)}" for x, y in corners]
    return "M" + "L".join(x_y) + "z"


def glyph(value: Value, radius: float) -> str:
    """Path data of a seat's sign around 0,0: by slot where somebody is ahead, else by what is known."""
    if value.slot == "slot-none":
        return _UNKNOWN.get(value.pattern, _circle)(radius)
    kind, _dash, name = value.slot.partition("-")
    return _step(int(name), radius) if kind == "step" else _SHAPES[SHAPES[name]](radius)


def _circle(radius: float) -> str:
    r, d = number(radius), number(2 * radius)
    return f"M-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"


def _step(step: int, radius: float) -> str:
    """A column that grows with the step."""
    top = 1 - 2 * step / 5
    return points([(-0.7, top), (0.7, top), (0.7, 1), (-0.7, 1)], radius)


def _polygon(sides: int):
    turns = [2 * math.pi * (side + 0.5) / sides for side in range(sides)]
    return [(1.08 * math.sin(turn), 1.08 * math.cos(turn)) for turn in turns]


_PLUS = [(-0.4, -1), (0.4, -1), (0.4, -0.4), (1, -0.4), (1, 0.4), (0.4, 0.4)]
_SHAPES = {
    "circle": _circle,
    "square": lambda r: points([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)], r),
    "triangle": lambda r: points([(0, -1.15), (1.1, 0.85), (-1.1, 0.85)], r),
    "point": lambda r: points([(0, 1.15), (1.1, -0.85), (-1.1, -0.85)], r),
    "plus": lambda r: points(_PLUS + [(-x, -y) for x, y in _PLUS], r),
    "bar": lambda r: points([(-1.1, -0.6), (1.1, -0.6), (1.1, 0.6), (-1.1, 0.6)], r),
    "diamond": lambda r: points([(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)], r),
    "hexagon": lambda r: points(_polygon(6), r),
}
_CROSS = [(-1, -0.6), (-0.6, -1), (0, -0.4), (0.6, -1), (1, -0.6), (0.4, 0)]
_LINE = [(-1, -0.75), (1, -0.75), (1, -0.2), (-1, -0.2)]
_PAUSE = [(-0.9, -1), (-0.25, -1), (-0.25, 1), (-0.9, 1)]
_SLASH = [(0.45, -1), (1, -1), (-0.45, 1), (-1, 1)]
_HOURGLASS = [(-0.9, -1), (0.9, -1), (0.2, 0), (0.9, 1), (-0.9, 1), (-0.2, 0)]
_UNKNOWN = {
    "postponed": lambda r: points(_PAUSE, r) + points([(-x, y) for x, y in _PAUSE], r),
    "void": lambda r: points(_CROSS + [(-x, -y) for x, y in _CROSS], r),
    "terminated": lambda r: points(_SLASH, r),
    "withheld": lambda r: points(_HOURGLASS, r),
    "tie": lambda r: points(_LINE, r) + points([(x, -y) for x, y in _LINE], r),
    "review": lambda r: points([(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)], r),
}


def hatch_id(value: Value, ident: str) -> str:
    return f"{ident}-{value.slot}-{value.pattern}"


def fill(value: Value, ident: str) -> str:
    """The fill attribute of a hatched seat; '' where the style sheet fills it. An attribute, because a style sheet in a
    file of its own cannot point to a pattern in the page.
    """
    return f' fill="url(#{hatch_id(value, ident)})"' if value.pattern in HATCHED else ""


def patterns(values: Iterable[Value], ident: str) -> str:
    """The hatches that this picture needs, with ids of its own."""
    used = {hatch_id(value, ident): value for value in values if value.pattern in HATCHED}
    return "".join(_pattern(key, value) for key, value in sorted(used.items()))


def _pattern(key: str, value: Value) -> str:
    turn = -45 if value.pattern == "review" else 45
    size, stripe = number(HATCH), number(STRIPE)
    cross = f'<path class="h" d="M0 0h{size}v1h-{size}z"/>' if value.pattern == "tie" else ""
    return (
        f'<pattern id="{key}" class="{value.slot}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn})"><path class="g" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path class="h" d="M0 0h{stripe}v{size}h-{stripe}z"/>{cross}</pattern>'
    )


def dot(value: Value, spot: tuple[float, float], ident: str) -> str:
    """The dot of a seat too small to be seen, in the shape of its sign (a dashed edge needs a plain one). The group
    moves it, CSS scales it.
    """
    x, y = map(number, spot)
    shape = _circle(DOT) if value.slot.startswith("step") or value.pattern in HALTED else glyph(value, DOT)
    return f'<g transform="translate({x} {y})"><path class="d" d="{shape}"{fill(value, ident)}/></g>'


def pill(code: str, value: Value, centre: tuple[float, float]) -> str:
    """A code with its sign, around its own centre, with a target as large as a finger needs."""
    x, y = map(number, centre)
    width = pill_width(code)
    edge = f'x="{number(-width / 2)}" width="{number(width)}"'
    half = PILL_HEIGHT / 2
    middle = -width / 2 + PILL_PADDING + GLYPH / 2
    text = middle + GLYPH / 2 + GLYPH_GAP + width_of(code, CODE_SIZE, bold=True) / 2
    return (
        f'<g transform="translate({x} {y})"><g class="code">'
        f'<rect class="hit" {edge} y="{number(-TARGET / 2)}" height="{number(TARGET)}"/>'
        f'<rect {edge} y="{number(-half)}" height="{number(PILL_HEIGHT)}" rx="{number(half)}"/>'
        f'<path class="k" transform="translate({number(middle)})" d="{glyph(value, GLYPH / 2)}"/>'
        f'<text x="{number(text)}" y="3.8">{esc(code)}</text></g></g>'
    )
