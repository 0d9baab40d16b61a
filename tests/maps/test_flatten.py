"""A drawing without its style sheet looks as it did with it, in programs that know neither."""

from xml.etree import ElementTree

import pytest

from maps.drawing.flatten import ISOLATED, RIGHT_TO_LEFT, SVG, flatten

CSS = """
:root, [data-theme="light"] { --ink: #111111; --slot: #0a5f5b; }
@media screen { [data-theme="dark"] { --ink: #eeeeee; } }
.slot { --fill: var(--slot); }
.seat .s { fill: var(--fill); stroke: var(--ink); stroke-width: 2px; }
.gone { display: none; }
.hollow { fill: none; stroke: none; }
.map path { vector-effect: non-scaling-stroke; }
.map text { font: 600 10px system-ui, "Noto Sans", sans-serif; text-anchor: middle; }
.map svg { --text: 1; }
@container (min-width: 520px) { .map svg { --text: .5; } }
.name { transform-box: fill-box; transform-origin: center; transform: scale(var(--text)); }
:lang(ur) .name { direction: rtl; }
.seat:hover .s { fill: red; }
"""


def flat(inner: str, css: str = CSS, density: float = 1.0, root: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(flatten(f'<svg xmlns="{SVG}" viewBox="0 0 9 9" {root}>{inner}</svg>', css, density))


def one(root: ElementTree.Element, kind: str) -> ElementTree.Element:
    return root.find(f".//{{{SVG}}}{kind}")


def inner_map(inner: str, width: float) -> str:
    return f'<g class="map"><svg x="1" y="2" width="{width}" height="{width}" viewBox="0 0 100 100">{inner}</svg></g>'


def test_variables_are_put_in_from_wherever_they_are_inherited():
    shape = one(flat('<g class="seat slot"><path class="s" d="M0 0"/></g>'), "path")
    assert shape.attrib == {"d": "M0 0", "fill": "#0a5f5b", "stroke": "#111111", "stroke-width": "2"}


def test_no_class_and_no_style_is_left():
    text = ElementTree.tostring(flat('<g class="seat slot" role="list" data-map="x"><path class="s" d="M0 0"/></g>'))
    assert not {word for word in (b"class", b"style", b"role", b"data-", b"var(") if word in text}


def test_an_attribute_of_the_drawing_holds_where_the_sheet_says_nothing():
    assert one(flat('<path d="M0 0" fill="url(#hatch)"/>'), "path").get("fill") == "url(#hatch)"
    assert one(flat('<g class="seat slot"><path class="s" d="M0 0" fill="red"/></g>'), "path").get("fill") == "#0a5f5b"


def test_what_cannot_be_seen_is_left_out():
    root = flat('<path class="hollow" d="M0 0"/><g class="gone"><path d="M1 1"/></g><path d="M2 2"/>')
    assert [path.get("d") for path in root.iter(f"{{{SVG}}}path")] == ["M2 2"]


@pytest.mark.parametrize(("width", "scale"), [(519, "scale(1)"), (520, "scale(0.5)")])
def test_a_container_rule_holds_from_its_width_on(width, scale):
    assert scale in one(flat(inner_map('<text class="name" x="50" y="50">A</text>', width)), "text").get("transform")


def test_the_width_of_a_container_is_that_at_which_it_is_looked_at():
    text = inner_map('<text class="name" x="50" y="50">A</text>', 600)
    assert "scale(1)" in one(flat(text, density=0.5), "text").get("transform")


def test_a_line_that_does_not_grow_with_the_drawing_is_as_wide_as_it_is_on_the_page():
    seat = '<g class="seat slot"><path class="s" d="M0 0"/></g>'
    assert one(flat(inner_map(seat, 400)), "path").get("stroke-width") == "0.5"
    assert one(flat(inner_map(seat, 400), density=0.5), "path").get("stroke-width") == "1"


def test_a_drawing_within_becomes_a_group_cut_to_its_box():
    root = flat(inner_map('<path d="M0 0"/>', 200))
    group = one(root, "g").find(f"{{{SVG}}}g")
    assert group.get("transform") == "translate(1 2) scale(2)"
    clip = one(root, "clipPath")
    assert group.get("clip-path") == f"url(#{clip.get('id')})"
    assert one(clip, "rect").get("width") == "100"


def test_text_from_the_right_needs_no_property():
    root = flat('<text class="name" x="5" y="5" text-anchor="start">نام</text>', root='lang="ur"')
    text = one(root, "text")
    assert text.text == f"{RIGHT_TO_LEFT}نام{ISOLATED}"
    assert text.get("text-anchor") == "end"
    assert text.get("direction") is None


def test_a_font_is_taken_apart():
    text = one(flat(inner_map("<text>A</text>", 100)), "text")
    assert (text.get("font-size"), text.get("font-weight"), text.get("text-anchor")) == ("10", "600", "middle")
    assert text.get("font-family").endswith("sans-serif")


def test_a_link_becomes_a_group_that_keeps_its_name():
    root = flat(
        '<a class="seat" href="/x" target="_top" data-seat="na-22" aria-label="NA-22: won"><path d="M0 0"/></a>'
    )
    group = one(root, "g")
    assert (group.get("id"), one(group, "title").text, group.get("href")) == ("seat-na-22", "NA-22: won", None)
    assert one(root, "a") is None
