"""What an import says when it cannot go on."""

from collections.abc import Iterable


class ImportRefused(ValueError):
    """A file or an option that cannot be used. Its text is one sentence: what is wrong, where, what would be right."""


def listing(words: Iterable, most: int = 12) -> str:
    """Join words with commas, the first `most` of them, with the number of those left out."""
    words = [str(word) for word in words]
    shown = ", ".join(words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown
