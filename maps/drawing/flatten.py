"""A drawing that leans on a style sheet, as one that leans on nothing: rules become presentation attributes.

One style sheet then serves the page, the file in somebody's Inkscape or Word, and the PNG made of it. Custom properties
and their inheritance, `@container` by the drawing's width and `non-scaling-stroke` are worked out here, because few
programs but browsers know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import cssselect2
import tinycss2

SVG = "http://www.w3.org/2000/svg"

# What a child takes over from its parent.
INHERITED = {
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order"),
    *("font-family", "font-size", "font-weight", "font-style", "text-anchor", "letter-spacing"),
}
KEPT = INHERITED | {
    *("id", "lang", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "rx", "r", "cx", "cy", "d"),
    *("clip-path", "patternUnits", "patternTransform", "transform", "opacity"),
}
INITIAL = {"letter-spacing": "0", "font-style": "normal", "stroke": "none", "stroke-dasharray": "none"}
SHAPES = {"path", "rect", "circle", "line"}
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
WIDER = re.compile(r"\(\s*min-width:\s*([\d.]+)px\s*\)")
SCALE = re.compile(r"scale\(\s*([\d.]+)\s*\)")
PIXELS = re.compile(r"(?<=[\d.])px\b")
FONT = re.compile(r"(?:(?P<style>italic) +)?(?:(?P<weight>\d+|bold) +)?(?P<size>[\d.]+px)(?:/[\d.]+)? +(?P<family>.+)")
MIDDLE = 0.35  # of the size: how far the middle of a line of text lies above its base line
RIGHT_TO_LEFT, ISOLATED = "\u2067", "\u2069"
TURNED = {"start": "end", "end": "start"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule declares, and how wide (px) a drawing must be for it to hold."""

    declarations: tuple[tuple[str, str], ...]
    wider: float = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an element has from its ancestors: custom properties, presentation, the scale of its units, and the width
    (px) of the drawing it is in.
    """

    properties: dict[str, str]
    look: dict[str, str]
    scale: float = 1.0
    width: float = 0.0


def flatten(svg: str, css: str, density: float = 1.0) -> str:
    """The drawing with what the sheet says of it in its own attributes: no class, link, script or style is left.

    `density` is how many pixels a unit of the drawing takes up where it is looked at: it decides about `@container`
    rules and the width of lines. Drawings within the drawing become groups, cut to their boxes.
    Raises ElementTree.ParseError for what is not XML.
    """
    root = ElementTree.fromstring(svg)
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    _Flattening(rules(css), density).visit(wrapped, Surroundings({}, {}))
    return written(root)


def written(root: ElementTree.Element) -> str:
    """The markup without prefixes, whatever other libraries registered for SVG: qrcode does."""
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


@cache
def rules(css: str) -> cssselect2.Matcher:
    """The rules of a sheet that hold in a file: what a screen, a print or a pointer needs is left out."""
    matcher = cssselect2.Matcher()
    for prelude, rule in _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
        for selector in cssselect2.compile_selector_list(prelude):
            matcher.add_selector(selector, rule)
    return matcher


def _rules(nodes, wider: float = 0.0) -> Iterator[tuple[list, Rule]]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, Rule(tuple(_declarations(node.content)), wider)
        elif node.type == "at-rule" and node.lower_at_keyword == "container":
            found = WIDER.search(tinycss2.serialize(node.prelude))
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, float(found[1]) if found else float("inf"))


def _declarations(content) -> Iterator[tuple[str, str]]:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration":
            continue
        value = tinycss2.serialize(node.value).strip()
        font = FONT.fullmatch(value) if node.lower_name == "font" else None
        if font:
            parts = {"style": "normal", "weight": "400"} | {k: v for k, v in font.groupdict().items() if v}
            yield from ((f"font-{name}", part) for name, part in parts.items())
        else:
            yield node.name, value


class _Flattening:
    """One walk over one drawing."""

    def __init__(self, matcher: cssselect2.Matcher, density: float):
        self.matcher, self.density, self.cuts = matcher, density, 0

    def visit(self, wrapped, around: Surroundings) -> bool:
        """Settle an element and all below it; False if nothing of it is to be seen."""
        element, kind = wrapped.etree_element, _local(wrapped.etree_element)
        width = float(element.get("width", 0)) * self.density if kind == "svg" else around.width
        declared = self._declared(wrapped, width)
        properties = _properties(around.properties, declared)
        style = {name: PIXELS.sub("", _resolved(value, properties)) for name, value in declared.items()}
        look = around.look | _told(element.attrib) | _told(style)
        if style.get("display") == "none" or (kind in SHAPES and not _painted(look)):
            return False
        scale = around.scale * self._place(element, style, look)
        self._write(element, style, look, around.look, scale)
        inner = Surroundings(properties, look, scale, width)
        for child in [c.etree_element for c in wrapped.iter_children() if not self.visit(c, inner)]:
            element.remove(child)
        _strip(element, kind)
        return True

    def _declared(self, wrapped, width: float) -> dict[str, str]:
        found = [rule for _specificity, _order, _pseudo, rule in self.matcher.match(wrapped) if rule.wider <= width]
        return dict(pair for rule in found for pair in rule.declarations)

    def _place(self, element, style: dict[str, str], look: dict[str, str]) -> float:
        """How much larger its units are than its parent's. A drawing within the drawing becomes a group."""
        if _local(element) == "svg" and element.get("x") is not None:
            self.cuts += 1
            return _into_group(element, f"cut-{self.cuts}")
        moved = SCALE.search(style.get("transform", ""))
        if moved:
            factor = float(moved[1])
            around_itself = "transform-box" in style
            element.set("transform", _scaled(element, factor, look) if around_itself else f"scale({factor:g})")
        found = SCALE.search(element.get("transform", ""))
        return float(found[1]) if found else 1.0

    def _write(self, element, style, look, inherited, scale: float) -> None:
        """Put into attributes how it looks, where it does not look like its parent."""
        for name in INHERITED:
            element.attrib.pop(name, None)
            if name in look and look[name] != inherited.get(name, INITIAL.get(name)):
                element.set(name, look[name])
        if style.get("vector-effect") == "non-scaling-stroke" and look.get("stroke", "none") != "none":
            for name in {"stroke-width", "stroke-dasharray"} & look.keys():
                element.set(name, _shrunk(look[name], scale * self.density))
        if "opacity" in style:
            element.set("opacity", style["opacity"])
        if _local(element) == "text" and (style.get("direction") or element.get("direction")) == "rtl":
            _turn(element, look)


def _told(given) -> dict[str, str]:
    return {name: value for name, value in given.items() if name in INHERITED}


def _properties(inherited: dict[str, str], declared: dict[str, str]) -> dict[str, str]:
    own = {name: value for name, value in declared.items() if name.startswith("--")}
    together = inherited | own
    return together | {name: _resolved(value, together) for name, value in own.items()}


def _resolved(value: str, properties: dict[str, str]) -> str:
    """A value with its variables put in; an unknown one without a substitute leaves nothing."""
    for _depth in range(8):
        if "var(" not in value:
            break
        value = VARIABLE.sub(lambda found: properties.get(found[1], (found[2] or "").strip()), value)
    return value


def _painted(look: dict[str, str]) -> bool:
    return look.get("fill") != "none" or look.get("stroke", "none") != "none"


def _into_group(element, ident: str) -> float:
    """Make a drawing with a viewBox a group, cut to that box; returns the scale of its units."""
    left, top, width, height = map(float, element.get("viewBox").split())
    scale = float(element.get("width")) / width
    x, y = element.get("x"), element.get("y")
    for name in ("x", "y", "width", "height", "viewBox", "lang"):
        element.attrib.pop(name, None)
    element.tag = f"{{{SVG}}}g"
    corner = f" translate({-left:g} {-top:g})" if left or top else ""
    element.set("transform", f"translate({x} {y}) scale({scale:.5g}){corner}")
    element.set("clip-path", f"url(#{ident})")
    cut = ElementTree.SubElement(element, f"{{{SVG}}}clipPath", {"id": ident})
    box = {"x": left, "y": top, "width": width, "height": height}
    ElementTree.SubElement(cut, f"{{{SVG}}}rect", {name: f"{value:g}" for name, value in box.items()})
    return scale


def _scaled(element, factor: float, look: dict[str, str]) -> str:
    """A text scaled around its own middle."""
    x, y = float(element.get("x", 0)), float(element.get("y", 0)) - MIDDLE * float(look.get("font-size", 0))
    return f"translate({x:.4g} {y:.4g}) scale({factor:g}) translate({-x:.4g} {-y:.4g})"


def _shrunk(lengths: str, factor: float) -> str:
    """A width, or the lengths of a dash, that do not grow with the drawing."""
    return " ".join(f"{float(length) / factor:.3g}" for length in lengths.replace(",", " ").split())


def _turn(element, look: dict[str, str]) -> None:
    """Text from right to left without the property, which not every program knows."""
    anchor = look.get("text-anchor", "start")
    element.set("text-anchor", TURNED.get(anchor, anchor))
    element.text = f"{RIGHT_TO_LEFT}{element.text or ''}{ISOLATED}"


def _strip(element, kind: str) -> None:
    """Leave what a drawing program needs. A link becomes a group that keeps its name."""
    name, seat = element.get("aria-label"), element.get("data-seat")
    for attribute in [key for key in element.attrib if key not in KEPT]:
        del element.attrib[attribute]
    if kind == "a":
        element.tag = f"{{{SVG}}}g"
        element.set("id", f"seat-{seat}")
        title = ElementTree.Element(f"{{{SVG}}}title")
        title.text = name
        element.insert(0, title)


def _local(element) -> str:
    return element.tag.rpartition("}")[2]
