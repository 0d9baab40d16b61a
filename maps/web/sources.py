"""Whose word results are: the publishers that an embed names in its last lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from elections.values import Result, Source

MOST_NAMED = 3


def sources_of(results: Iterable[Result]) -> tuple[list[Source], int]:
    """The sources of these results, the most quoted publisher first, at most three, and how many more there are."""
    known = [source for source in map(source_of, results) if source]
    first = {source.publisher: source for source in reversed(known)}
    quoted = Counter(source.publisher for source in known)
    ranked = [first[publisher] for publisher, _times in quoted.most_common()]
    return ranked[:MOST_NAMED], max(0, len(ranked) - MOST_NAMED)


def source_of(result: Result) -> Source | None:
    """The source of a result's figures, else of the word on who won."""
    if result.count and result.count.source:
        return result.count.source
    return result.contest.call.source if result.contest.call else None
