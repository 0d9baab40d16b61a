"""What pages call: one function that draws a layer the way this site may, and the swatches of its legend."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from maps.drawing import marks
from maps.drawing.choropleth import Link, choropleth
from maps.drawing.layer import Layer
from maps.drawing.measures import Value
from maps.drawing.text import esc, say
from maps.drawing.tiles import tiles


@dataclass(frozen=True, slots=True)
class Swatch:
    """One line of a legend: a small picture, and its words in the language asked for."""

    svg: SafeString
    label: str


def draws_tiles(layer: Layer) -> bool:
    """True if this layer is drawn as tiles: by the site's setting, or because no seat has a boundary."""
    return settings.MAP_MODE == "tiles" or not layer.drawn


def draw(
    layer: Layer,
    *,
    language: str,
    link: Link,
    title: str,
    desc: str = "",
    ident: str = "map",
    target: str | None = None,
) -> SafeString:
    """The picture of a layer: a map, or tiles where `draws_tiles`. Arguments as of `choropleth`."""
    renderer = tiles if draws_tiles(layer) else choropleth
    return renderer(layer, language=language, link=link, title=title, desc=desc, ident=ident, target=target)


def swatches(layer: Layer, language: str, ident: str = "legend") -> list[Swatch]:
    """The legend of a layer, in its order: what the map uses and nothing else."""
    with override(language):
        return [
            Swatch(_swatch(Value(item.slot, item.pattern), f"{ident}-{number}"), _begun(say(item.label, language)))
            for number, item in enumerate(layer.legend.items, 1)
        ]


def _begun(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def _swatch(value: Value, ident: str) -> SafeString:
    """A square of the colour or hatch with the sign in it."""
    ident = esc(ident)
    kind = f"{value.slot} {value.pattern}"
    hatches = marks.patterns([value], ident)
    return mark_safe(
        f'<svg class="key seat {kind}" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">'
        f"{'<defs>' * bool(hatches)}{hatches}{'</defs>' * bool(hatches)}"
        f'<path class="s" d="M-8-8h16v16h-16z"{marks.fill(value, ident)}/>{_sign(value)}</svg>'
    )


def _sign(value: Value) -> str:
    return f'<path class="k" d="{marks.glyph(value, 3.6)}"/>' if value.pattern in ("won", "postponed") else ""
