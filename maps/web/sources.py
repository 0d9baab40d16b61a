"""Whose word results are: the publishers that an embed names in its last lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from elections import tallies
from elections.values import Result, Source

MOST_NAMED = 3


def sources_of(results: Iterable[Result]) -> tuple[list[Source], int]:
    """The sources of these results, the most quoted publisher first, at most three, and how many more there are."""
    known = [source for source in map(tallies.source_of, results) if source]
    first = {source.publisher: source for source in reversed(known)}
    quoted = Counter(source.publisher for source in known)
    ranked = [first[publisher] for publisher, _times in quoted.most_common()]
    return ranked[:MOST_NAMED], max(0, len(ranked) - MOST_NAMED)
