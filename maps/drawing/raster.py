"""A flattened drawing as PNG, by resvg with the typefaces of `fonts` alone.

resvg holds the interpreter for a tenth of a second, so nothing here is called while a reader waits. It takes one font
for a whole text, and a font for Urdu may have no Latin letters: each run of letters gets a font of its own script.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

from maps.drawing.flatten import SVG, flatten, written
from maps.drawing.fonts import SANS, SERIF, Fonts, fonts

WIDEST, TALLEST = 2400, 4000  # px: what a picture may measure, whatever it is asked for
STATIC = Path(__file__).resolve().parents[2] / "static" / "css"
SHEETS = (STATIC / "map.css", Path(__file__).with_name("picture.css"))
MAKERS = ("flatten.py", "raster.py", "fonts.py")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[\w.,'’&/:-]*[A-Za-z\u00c0-\u024f0-9])?(?: +[A-Za-z\u00c0-\u024f][\w.,'’&/:-]*)*"
    r"|[\"#$%&'*;<>?@_…]+",  # which Noto Nastaliq Urdu does not have
    re.A,
)


@cache
def css() -> str:
    """The style sheets of pictures, one text."""
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)


@cache
def maker() -> str:
    """Names who draws: other styles, fonts or drawing code make other pictures of the same drawing."""
    here = Path(__file__).parent
    parts = [css(), version("resvg-py"), *((here / name).read_text(encoding="utf-8") for name in MAKERS)]
    parts += [f"{Path(file).name} {Path(file).stat().st_size}" for file in fonts().files]
    return sha256("\n".join(parts).encode()).hexdigest()


def key(svg: str) -> str:
    """The name of the picture of a drawing: equal drawings by equal makers have equal names."""
    return sha256(f"{maker()}\n{svg}".encode()).hexdigest()[:24]


def standalone(svg: str, density: float = 1.0) -> str:
    """The drawing as a file of its own."""
    return flatten(svg, css(), density)


def png(svg: str, width: int, density: float = 1.0) -> bytes:
    """The drawing as PNG, `width` pixels wide. Raises ValueError if resvg cannot draw it."""
    import resvg_py  # 10 MB that no web worker needs

    found = fonts()
    root = ElementTree.fromstring(standalone(svg, density))
    set_in(root, found)
    _left, _top, across, down = map(float, root.get("viewBox").split())
    zoom = min(width / across, WIDEST / across, TALLEST / down)
    sheet = written(root)
    return bytes(
        resvg_py.svg_to_bytes(svg_string=sheet, zoom=zoom, skip_system_fonts=True, font_files=list(found.files))
    )


def set_in(root: ElementTree.Element, found: Fonts, family: str = SANS) -> None:
    """Name one typeface for every text, and a Latin one for Latin words within Urdu."""
    told = root.get("font-family")
    if told:
        family = SERIF if told.split(",")[-1].strip() == "serif" else SANS
    for child in root:
        set_in(child, found, family)
    if root.tag == f"{{{SVG}}}text":
        _set(root, found.urdu, family)


def _set(text: ElementTree.Element, urdu: str, latin: str) -> None:
    words = text.text or ""
    text.set("font-family", urdu if urdu and ARABIC.search(words) else latin)
    if not ARABIC.search(words):
        return
    at, last = 0, None
    for found in LATIN.finditer(words):
        before, at = words[at : found.start()], found.end()
        if last is None:
            text.text = before
        else:
            last.tail = before
        last = ElementTree.SubElement(text, f"{{{SVG}}}tspan", {"font-family": latin})
        last.text = found[0]
    if last is not None:
        last.tail = words[at:]
