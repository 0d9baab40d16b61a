"""Whole numbers as people type them, in three digit scripts, or a sentence that says why it is none. Pure.

Nothing is repaired: what could be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LARGEST = 2_147_483_647
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
DIGITS = "".join(SCRIPTS)
WESTERN = {ord(digit): str(value) for script in SCRIPTS for value, digit in enumerate(script)}
SPACES = " \u00a0\u2007\u2009\u202f"
COMMAS = ",،٬"
DOTS = ".٫"
MINUSES = "-−–—"
INVISIBLE = "\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff"
LONGEST = 80  # characters; no number is longer, and the patterns below need not be quick
LONGEST_SHOWN = 40  # characters of the text that a sentence quotes

LAKH = r"(?:lakhs?|lacs?|ل[اآ][کك][ھہه])"
THOUSAND = r"(?:thousands?|hazaa?r|[ہهھ]زار)"
D = f"[{DIGITS}]"
_SPACED = re.compile(f"[{SPACES}]")
_EDGES = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
_MARKS_BESIDE_SPACE = re.compile(rf"(?<=\s)[{INVISIBLE}]+|[{INVISIBLE}]+(?=\s)")
_SCALED = re.compile(rf"(?:({D}{{1,4}})\s?{LAKH})?(?:\s?({D}{{1,3}})\s?{THOUSAND})?(?:\s?({D}{{1,5}}))?", re.IGNORECASE)
_SCALE = re.compile(f"{LAKH}|{THOUSAND}", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3}")


class NotANumber(ValueError):
    """`message % figures` is the sentence; `code` names the rule that was broken."""

    def __init__(self, code: str, message: str, figures: Mapping[str, object]):
        super().__init__(message % figures)
        self.code, self.message, self.figures = code, message, figures


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogues; whoever shows it translates it."""
    return message


SENTENCES = {
    "other": gettext_noop("“%(text)s” is not a whole number."),
    "dot": gettext_noop("“%(text)s” has a dot: write a whole number without it, such as 1234 or 1,234."),
    "negative": gettext_noop("“%(text)s” is below zero."),
    "scripts": gettext_noop("“%(text)s” mixes the digits of two scripts."),
    "grouping": gettext_noop("“%(text)s” is grouped like no number: write 107327, 107,327 or 1,07,327."),
    "two-numbers": gettext_noop("“%(text)s” looks like two numbers."),
    "leading-zero": gettext_noop("“%(text)s” begins with 0: a digit may be missing."),
    "scale": gettext_noop("“%(text)s” is not clear: write it in digits alone, such as 107327."),
    "too-large": gettext_noop("“%(text)s” is too large."),
}


def read_number(text: str) -> int | None:
    """The whole number that `text` is, None if it is blank.

    Raises NotANumber for everything that is not surely one number from 0 to 2,147,483,647.
    """
    if len(text) > LONGEST:
        if not text.strip():
            return None
        raise _refusal("too-large" if set(text) <= {*DIGITS, *COMMAS} else "other", text)
    bare = _MARKS_BESIDE_SPACE.sub("", _EDGES.sub("", text))
    if not bare:
        return None
    problem = _look(bare)
    if problem:
        raise _refusal(problem, bare)
    value = _scaled(bare) if _SCALE.search(bare) else _plain(bare)
    if isinstance(value, str):
        raise _refusal(value, bare)
    return value


def _refusal(code: str, text: str) -> NotANumber:
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return NotANumber(code, SENTENCES[code], {"text": shown})


def _look(text: str) -> str:
    """The code of what is wrong whatever the order of the characters, "" if nothing is."""
    digits = [character for character in text if character in DIGITS]
    rest = _SCALE.sub("", text)
    if not digits:
        return "other"
    if text[0] in MINUSES:
        return "negative"
    if any(not character.isascii() and character.isnumeric() and character not in DIGITS for character in text):
        return "other"
    if any(character not in DIGITS + SPACES + COMMAS + DOTS for character in rest):
        return "other"
    if any(character in DOTS for character in text):
        return "dot"
    return "" if sum(any(d in script for d in digits) for script in SCRIPTS) == 1 else "scripts"


def _plain(text: str) -> int | str:
    """Digits, perhaps grouped by one kind of separator; the code of the problem if they are not."""
    if text[0] not in DIGITS or text[-1] not in DIGITS:
        return "other"
    kinds = {_SPACED.sub(" ", character) for character in text if character not in DIGITS}
    if len(kinds) > 1:
        return "two-numbers" if " " in kinds else "grouping"
    number = text.translate(WESTERN)
    if kinds:
        separator = kinds.pop()
        number = _SPACED.sub(" ", number).replace(separator, ",")
        if not _GROUPED.fullmatch(number):
            return "two-numbers" if separator == " " else "grouping"
    return _sized(number.replace(",", ""))


def _sized(digits: str) -> int | str:
    if len(digits) > 1 and digits[0] == "0":
        return "leading-zero"
    return "too-large" if len(digits) > len(str(LARGEST)) or int(digits) > LARGEST else int(digits)


def _scaled(text: str) -> int | str:
    """`1 لاکھ 7 ہزار 327`: each part has to fit below the one before it."""
    found = _SCALED.fullmatch(text)
    if not found:
        return "scale"
    parts = [None if part is None else _sized(part.translate(WESTERN)) for part in found.groups()]
    lakhs, thousands, rest = parts
    ceiling = 1000 if thousands is not None else 100_000
    outgrown = lakhs is not None and thousands is not None and found[2] and len(found[2]) > 2
    if any(isinstance(part, str) for part in parts) or outgrown or (rest or 0) >= ceiling or 0 in (lakhs, thousands):
        return "scale"
    return (lakhs or 0) * 100_000 + (thousands or 0) * 1000 + (rest or 0)
