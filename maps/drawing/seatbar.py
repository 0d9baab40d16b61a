"""A bar of seats in the order of a scoreboard. Drawn here, styled by `static/css/scoreboard.css`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby

from django.utils.safestring import SafeString, mark_safe

from maps.drawing import marks
from maps.drawing.measures import Value
from maps.drawing.text import esc

MOST_STRIPES = 60  # above that a stripe would be as thin as the gap beside it, so neighbours that are alike are one
HEIGHT = 12  # px


def seat_bar(values: Sequence[Value], title: str, ident: str = "bar") -> SafeString:
    """One stripe a seat, as wide together as their place: won solid, leading hatched, without a result an outline.

    `values` say how each seat is drawn, in order; `title` is for who cannot see the bar.
    """
    runs = [(value, len(list(same))) for value, same in groupby(values)]
    stripes = runs if len(values) > MOST_STRIPES else [(value, 1) for value in values]
    ends = list(accumulate(seats for _value, seats in stripes))
    rects = "".join(
        stripe(value, (end - seats) / len(values), seats / len(values), ident)
        for (value, seats), end in zip(stripes, ends, strict=True)
    )
    gaps = "".join(gap(end / len(values)) for end in ends[:-1])
    hatches = marks.patterns(values, ident)
    return mark_safe(
        f'<svg class="bar" width="100%" height="{HEIGHT}" role="img" aria-label="{esc(title)}">'
        f"{'<defs>' * bool(hatches)}{hatches}{'</defs>' * bool(hatches)}{rects}{gaps}</svg>"
    )


def stripe(value: Value, start: float, share: float, ident: str) -> str:
    place = f'x="{percent(start)}" width="{percent(share)}" height="100%"'
    return f'<g class="{value.slot} {value.pattern}"><rect class="s" {place}{marks.fill(value, ident)}/></g>'


def gap(at: float) -> str:
    return f'<line class="gap" x1="{percent(at)}" x2="{percent(at)}" y2="100%"/>'


def percent(share: float) -> str:
    """A share of the whole as SVG writes it: 0.5 → 50%."""
    return f"{share * 100:.3f}".rstrip("0").rstrip(".") + "%"
