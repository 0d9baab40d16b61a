"""The word “rehearsal” all over a picture, so that a screenshot of it cannot pass for a result."""

from __future__ import annotations

from django.utils.translation import gettext, override

from maps.drawing.marks import number
from maps.drawing.text import esc

ACROSS, DOWN = 120.0, 62.0  # units between two words


def watermark(width: float, height: float, language: str) -> str:
    """Rows of the word, slanted, over everything else; clicks go through it."""
    with override(language):
        word = esc(gettext("REHEARSAL"))
    columns, rows = max(1, round(width / ACROSS)), max(1, round(height / DOWN))
    spots = [
        (width * (column + 0.5) / columns, height * (row + 0.5) / rows)
        for row in range(rows)
        for column in range(columns)
    ]
    words = "".join(f'<text transform="translate({number(x)} {number(y)}) rotate(-24)">{word}</text>' for x, y in spots)
    return f'<g class="watermark" aria-hidden="true">{words}</g>'
