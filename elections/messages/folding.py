"""One spelling for letters that keyboards and people write differently, with the way back to the text."""

from __future__ import annotations

import re
import unicodedata

from elections.numbers import WESTERN

LETTERS = str.maketrans("يىكةهھأإآؤئۀۃۂے", "ییکہہہاااویہہہے")
KEYCAP = "\u20e3"
LINE_ENDS = "\n\r\u2028\u2029\x0b\x0c\x85"


def fold_character(character: str) -> str:
    """The folded form of one character: none for marks and joiners, digits of all scripts as they are."""
    if character.isascii() and character.isprintable():
        return character.lower()
    if character == KEYCAP:
        return ")"
    if character in LINE_ENDS:
        return "\n"
    category = unicodedata.category(character)
    if category[0] == "N":
        return character
    if category in ("Cc", "Zs"):
        return " "
    if category[0] == "C" or category[0] == "M":
        return ""
    return fold_letter(character)


def fold_letter(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.translate(LETTERS).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(LETTERS)


class Folded:
    """`text` folded, and for every place in it the place in the original (one more for its end)."""

    def __init__(self, text: str):
        parts = [fold_character(character) for character in text]
        self.original = text
        self.text = "".join(parts)
        self.places = [place for place, part in enumerate(parts) for _ in part]
        self.places.append(len(text))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's start and end of a part of the folded text that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def key_of(text: str) -> str:
    """What two spellings of a label have in common: its folded letters and digits, without what stands between."""
    return re.sub(r"[\W_]+", "", "".join(map(fold_character, text))).translate(WESTERN)
