"""The gate: `snapshot()` is the only way from the result tables to anything public.

Drafts, unconfirmed and embargoed figures are not in the values it returns, so no page, endpoint, embed, feed or export
can show them. Withdrawn figures that readers had seen are in its `changes` and the corrections that these are made of,
for the log of changes and its feed; those that nobody saw are nowhere. It takes a fixed number of queries.

The embargo covers counts, calls, withdrawals, what derives from them, and whatever speaks of them: a contest's
note, sources of its facts that appeared on polling day or later (their titles tell who won), and its events, but
for a poll that is put off or ends and for what happened before polling day. Contests,
candidates and previous results are public before it, and so is an unopposed winner.

A frozen election (`elections.desk.freezing`) stays as it was public when it was frozen, everywhere, until that is
lifted. A rehearsal is shown at its own addresses and in no list. An election that was taken off the site
(`elections.desk.withdrawing`) is in no list and raises GoneElection, one that was renamed MovedElection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from elections import checks, models, reading, tallies, values
from elections.public.clock import clock
from elections.public.gone import (
    Gone,
    GoneElection,
    MovedElection,
    UnknownElection,
    missing,
    moved,
    present,
)
from elections.public.log import changes_of
from elections.public.record import held, record_of
from elections.public.states import State, states

__all__ = [
    "Gone",
    "GoneElection",
    "MovedElection",
    "State",
    "UnknownElection",
    "listed",
    "moved",
    "snapshot",
    "states",
]


def snapshot(
    slug: str,
    at: datetime | None = None,
    proposed: models.Count | models.Call | None = None,
    unfrozen: bool = False,
) -> values.Snapshot:
    """All that is public of an election: the record as it stands now, with the clock at `at` (aware; now by default).

    The clock decides about embargo, status and phase. It is no journey in time: what was published or withdrawn
    after `at` counts as such, because nothing is ever published ahead.
    For the desk only: `unfrozen` looks past a freeze and a withdrawal of the election, and so does `proposed`, one
    count or call to show as if it were public already. Raises UnknownElection, or one of its kinds that say why.
    """
    at = at or timezone.now()
    rows = models.Election.objects if unfrozen or proposed is not None else present()
    row = rows.select_related("source").filter(slug=slug).first()
    if row is None:
        raise missing(slug)
    record = record_of(row, at, proposed, unfrozen)
    results = tuple(result_of(contest, at) for contest in in_order(record.contests))
    phase, next_instant = clock(record.instants(), at)
    election = replace(record.election, phase=phase, next_instant=next_instant, generation=row.generation)
    return assembled(election, at, results, record.blocs)


def result_of(contest: values.Contest, at: datetime) -> values.Result:
    """The conclusions, and what the law has to say about the count."""
    result = tallies.result_of(contest, at)
    if result.count is None or result.status in tallies.HALTED:
        return result
    return replace(result, flags=checks.public_flags(contest, result.count))


def in_order(contests: Iterable[values.Contest]) -> list[values.Contest]:
    """By assembly, the one with most seats in this election first, then by code as people count."""
    contests = tuple(contests)
    seats = Counter(contest.seat.assembly.slug for contest in contests)

    def order(contest: values.Contest):
        slug = contest.seat.assembly.slug
        return -seats[slug], slug, reading.natural(contest.seat.code)

    return sorted(contests, key=order)


def assembled(election: values.Election, at: datetime, results: tuple[values.Result, ...], blocs):
    """The snapshot of these results, with every total drawn from them."""
    assemblies = dict.fromkeys(result.seat.assembly for result in results)
    parties = {c.party.slug: c.party for r in results for c in r.contest.candidates if c.party}
    return values.Snapshot(
        election=election,
        at=at,
        results=results,
        blocs=blocs,
        parties=tuple(parties[slug] for slug in sorted(parties)),
        tallies=tuple(
            tallies.tally([r for r in results if r.seat.assembly == assembly], blocs, assembly)
            for assembly in assemblies
        ),
        total=tallies.tally(results, blocs),
        many_seats=tallies.many_seats(results),
        changes=changes_of(results),
        updated_at=max((r.updated_at for r in results if r.updated_at), default=None),
        by_slug={result.seat.slug: result for result in results},
    )


def listed(at: datetime | None = None, rehearsals: bool = False) -> tuple[values.Election, ...]:
    """Every election without its contests, newest first: the archive. Rehearsals only where they are asked for."""
    now = states(at)
    rows = models.Election.objects.select_related("source")
    return tuple(facts(row, now[row.slug]) for row in rows if row.slug in now and (rehearsals or not row.rehearsal))


def facts(row: models.Election, now: State) -> values.Election:
    """What is public of an election itself."""
    kept = held(now.frozen) if now.frozen else None
    found = kept.election if kept else reading.election(row)
    if now.frozen:
        found = replace(found, version=now.version, frozen_at=now.frozen.at)
    return replace(found, phase=now.phase, next_instant=now.next_instant, generation=now.generation)
