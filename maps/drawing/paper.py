"""A sheet of paper to set text and drawings on, from the reader's side: in Urdu everything stands mirrored.

Places are counted from the side where reading begins. Colours and typefaces are those of `picture.css`; sizes are
given here, because lines are broken here.
"""

from __future__ import annotations

import re

from maps.drawing.flatten import SVG
from maps.drawing.marks import number
from maps.drawing.text import clean, esc, width_of

VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
TOGETHER = re.compile(r"\([^()]{1,16}\)")  # a short name in brackets stays on one line
ELLIPSIS = {"en": "…", "ur": "..."}  # few fonts for Urdu have the single sign
# What a text takes up compared with `width_of`, which reckons with the widest of system fonts.
NARROW = {("en", False): 0.85, ("en", True): 0.88, ("ur", False): 0.74, ("ur", True): 0.78}
TALL = {"en": 1.18, "ur": 1.8}  # distance of two base lines, in sizes: Nastaliq falls steeply


class Paper:
    """One picture in the making. `width` and `height` in units, the ground already on it."""

    def __init__(self, width: float, language: str, title: str, desc: str = ""):
        self.width, self.language = width, language
        self.title, self.desc = title, desc
        self.parts: list[str] = []

    @property
    def mirrored(self) -> bool:
        return self.language == "ur"

    def along(self, x: float, width: float = 0.0) -> float:
        """Where something stands in the drawing, by its place from the reader's side and its width."""
        return self.width - x - width if self.mirrored else x

    def text(self, x: float, y: float, words: str, size: float, kind: str = "", anchor: str = "start") -> None:
        """A line of text on the base line `y`."""
        direction = ' direction="rtl"' if self.mirrored else ""
        place = f'x="{number(self.along(x))}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"'
        self.parts.append(f'<text class="{kind}" {place}{direction}>{esc(words)}</text>')

    def address(self, x: float, y: float, words: str, size: float, kind: str = "") -> None:
        """A line that is read from the left in every language."""
        place = f'x="{number(self.along(x))}" y="{number(y)}" font-size="{number(size)}"'
        anchor = "end" if self.mirrored else "start"
        self.parts.append(f'<text class="{kind}" {place} text-anchor="{anchor}">{esc(words)}</text>')

    def lines(self, x: float, y: float, lines: list[str], size: float, kind: str = "") -> float:
        """Lines of text, the first on the base line `y`; returns the base line after the last."""
        for line in lines:
            self.text(x, y, line, size, kind)
            y += self.leading(size)
        return y

    def leading(self, size: float) -> float:
        return size * TALL[self.language]

    def rect(self, x: float, y: float, width: float, height: float, kind: str, radius: float = 0.0) -> None:
        place = f'x="{number(self.along(x, width))}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self.parts.append(f'<rect class="{kind}" {place} rx="{number(radius)}"/>')

    def rule(self, x: float, y: float, width: float) -> None:
        self.parts.append(f'<path class="rule" d="M{number(self.along(x, width))} {number(y)}h{number(width)}"/>')

    def put(self, markup: str, x: float, y: float, width: float = 0.0) -> None:
        """Markup around its own corner."""
        self.parts.append(f'<g transform="translate({number(self.along(x, width))} {number(y)})">{markup}</g>')

    def drawing(self, drawing: str, x: float, y: float, width: float, height: float, middle: bool = False) -> float:
        """A map as pages show it, as large as the box allows, at its top or in its middle; returns its height."""
        across, down = map(float, VIEW_BOX.search(drawing).groups())
        scale = min(width / across, height / down)
        wide, high = across * scale, down * scale
        left = self.along(x + (width - wide) / 2, wide)
        top = y + (height - high) / 2 if middle else y
        place = f'x="{number(left)}" y="{number(top)}" width="{number(wide)}" height="{number(high)}"'
        placed = drawing.replace("<svg ", f"<svg {place} ", 1)
        self.parts.append("<g" + placed.removeprefix("<div").removesuffix("</div>") + "</g>")
        return high

    def inside(self, drawing: str, x: float, y: float, size: float) -> None:
        """A square drawing with a viewBox of its own, such as a swatch."""
        place = f'x="{number(self.along(x, size))}" y="{number(y)}"'
        self.parts.append(drawing.replace("<svg ", f"<svg {place} ", 1))

    def measure(self, words: str, size: float, bold: bool = False) -> float:
        """About how wide a text is."""
        script = "ur" if any("\u0600" <= char <= "\u06ff" for char in words) else "en"
        return width_of(words, size, bold) * NARROW[script, bold]

    def cut(self, words: str, size: float, width: float, bold: bool = False) -> str:
        """A text that fits, ended by an ellipsis if it had to be cut."""
        words = clean(words)
        if self.measure(words, size, bold) <= width:
            return words
        end = ELLIPSIS[self.language]
        while words and self.measure(words + end, size, bold) > width:
            words = words[:-1]
        return words.rstrip(" ،,·") + end

    def broken(self, words: str, size: float, width: float, most: int, bold: bool = False) -> list[str]:
        """A text in lines of at most `width`; what is left after `most` lines is cut off."""
        lines, rest = [], TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), clean(words)).split(" ")
        while rest and len(lines) < most - 1:
            taken = 1
            while taken < len(rest) and self.measure(" ".join(rest[: taken + 1]), size, bold) <= width:
                taken += 1
            lines.append(self.cut(" ".join(rest[:taken]), size, width, bold))
            rest = rest[taken:]
        return lines + [self.cut(" ".join(rest), size, width, bold)] * bool(rest)

    def svg(self, height: float) -> str:
        """The whole picture."""
        size = f"{number(self.width)} {number(height)}"
        ground = f'<rect class="ground" width="{number(self.width)}" height="{number(height)}"/>'
        named = f"<title>{esc(self.title)}</title>" + (f"<desc>{esc(self.desc)}</desc>" if self.desc else "")
        return (
            f'<svg xmlns="{SVG}" class="picture" viewBox="0 0 {size}" width="{number(self.width)}" '
            f'height="{number(height)}" lang="{self.language}">{named}{ground}{"".join(self.parts)}</svg>'
        )
