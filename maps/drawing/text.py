"""Text inside pictures: cleaned, escaped, and about how wide it will be."""

import re
from html import escape

from elections.values import Text

# Control characters that XML forbids, and the marks that turn the direction of the text after them: a name that ends in
# an override would mirror the figures behind it. ZWNJ and ZWJ (U+200C, U+200D) stay: Urdu is written with them.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff"
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[{_CONTROL}{_TURNS}]")
_WIDE, _NARROW = frozenset("MW@%"), frozenset("-.,:;'!|ijlI ")
SLACK = 1.06  # system fonts differ; the widest in use stay within this


def clean(text: object) -> str:
    """Text without characters that could break the markup or the direction of what follows."""
    return _UNWANTED.sub("", str(text))


def esc(text: object) -> str:
    """Cleaned text, safe in XML content and in a double-quoted attribute."""
    return escape(clean(text), quote=True)


def say(text: object, language: str) -> str:
    """A `Text` in a language (English where Urdu is missing), or a lazy string as it is now."""
    if isinstance(text, Text):
        return (text.ur or text.en) if language == "ur" else text.en
    return str(text)


def isolate(text: object, language: str) -> str:
    """Cleaned text, in Urdu fenced off so that codes and Latin names keep their own direction."""
    return f"\u2068{clean(text)}\u2069" if language == "ur" else clean(text)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is, in the unit of `size` (em), from the widths of a common sans serif."""
    return sum(_em(char) for char in text) * size * SLACK * (1.06 if bold else 1)


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.32
    if char in _WIDE:
        return 0.9
    if "\u0600" <= char <= "\u06ff":
        return 0.5
    return 0.69 if char.isupper() else 0.56
