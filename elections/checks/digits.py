"""Slips of the finger in one number: a digit too many, too few, or two that changed places."""

from __future__ import annotations

from collections.abc import Iterator


def swapped(number: int) -> Iterator[int]:
    """The numbers that come of two neighbouring digits changing places."""
    text = str(number)
    for place in range(len(text) - 1):
        left, right = text[place], text[place + 1]
        if left != right:
            yield int(text[:place] + right + left + text[place + 2 :])


def shortened(number: int) -> Iterator[int]:
    """The numbers that come of leaving one digit out."""
    text = str(number)
    if len(text) > 1:
        yield from {int(text[:place] + text[place + 1 :]) for place in range(len(text))}


def has_extra_digit(typed: int, meant: int) -> bool:
    return meant in shortened(typed)


def has_missing_digit(typed: int, meant: int) -> bool:
    return typed in shortened(meant)


def slip_between(typed: int, meant: int) -> str:
    """ "extra", "missing" or "swapped" if one such slip turns the number meant into the one typed, else ""."""
    if typed < 0 or meant < 0:
        return ""
    if has_extra_digit(typed, meant):
        return "extra"
    if has_missing_digit(typed, meant):
        return "missing"
    return "swapped" if meant in swapped(typed) else ""


def slip_towards(typed: int, expected: float, within: float) -> str:
    """The slip by which a number near `expected` (a factor of 1/within to within) becomes the one typed, or ""."""
    low, high = expected / within, expected * within
    if any(low <= meant <= high for meant in shortened(typed)):
        return "extra"
    if any(low <= meant <= high for meant in swapped(typed)):
        return "swapped"
    text = str(typed)
    longer = {int(text[:place] + digit + text[place:]) for place in range(len(text) + 1) for digit in "0123456789"}
    return "missing" if any(low <= meant <= high and meant > typed for meant in longer) else ""
