"""What a count may say on the strength of its source."""

from __future__ import annotations

from collections.abc import Iterator

from .case import OFFICIAL, Case
from .finding import WARNING, Finding, gettext_noop, kind

UNCONFIRMED = kind(
    "complete-unconfirmed",
    WARNING,
    gettext_noop(
        "All %(stations)s stations are said to be in, on the word of one source: that takes a returning officer's form"
        " or a second, independent source."
    ),
)


def complete_unconfirmed(case: Case) -> Iterator[Finding]:
    """Six outlets printed a partial figure of NA-157 as final on 16 October 2022. Form 45 is of one station."""
    count, total = case.count, case.contest.stations_total
    if (
        total is not None
        and count.stations_reported == total
        and count.form not in OFFICIAL
        and len(publishers(case)) < 2
    ):
        yield UNCONFIRMED.found("stations_reported", "form", "source", stations=count.stations_reported)


def publishers(case: Case) -> set[str]:
    """Who says so; two pages of one publisher are one source."""
    sources = (case.count.source, *case.count.further_sources)
    return {source.publisher.en or source.publisher.ur or source.key for source in sources if source}


RULES = (complete_unconfirmed,)
