"""The gate: `snapshot()` is the only way from the result tables to anything public.

Drafts, unconfirmed, withdrawn and embargoed figures are not in the values it returns, so no page,
endpoint, embed, feed or export can show them. It takes a fixed number of queries.

The embargo covers counts, calls, withdrawals, what derives from them, and whatever speaks of them: a contest's
note, sources of its facts that appeared on polling day or later (their titles tell who won), and its events, but
for a poll that is put off or ends and for what happened before polling day. Contests,
candidates and previous results are public before it, and so is an unopposed winner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from elections import models, reading, tallies, values
from elections.public.shelf import Shelf


class UnknownElection(LookupError):
    """There is no election with this slug."""


@dataclass(frozen=True, slots=True)
class State:
    """The name of an election's public state: `version` moves by publishing, `phase` by time alone."""

    slug: str
    version: int
    phase: int
    next_instant: datetime | None

    def __str__(self) -> str:
        return f"{self.version}.{self.phase}"


def snapshot(slug: str, at: datetime | None = None, proposed: models.Count | None = None) -> values.Snapshot:
    """All that is public of an election: the record as it stands now, with the clock at `at` (aware; now by default).

    The clock decides about embargo, status and phase. It is no journey in time: what was published or withdrawn
    after `at` counts as such, because nothing is ever published ahead.
    `proposed`, for the desk's preview only, is one count to show as if it were public already.
    Raises UnknownElection.
    """
    at = at or timezone.now()
    row = models.Election.objects.select_related("source").filter(slug=slug).first()
    if row is None:
        raise UnknownElection(slug)
    shelf = Shelf(row, at, proposed)
    contests = in_order(shelf.contests())
    results = tuple(tallies.result_of(contest, at) for contest in contests)
    phase, next_instant = clock(shelf.instants(), at)
    election = reading.election(row, phase, next_instant)
    return assembled(election, at, results, shelf.blocs())


def in_order(contests: list[values.Contest]) -> list[values.Contest]:
    """By assembly, the one with most seats in this election first, then by code as people count."""
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


def changes_of(results: Iterable[values.Result]) -> tuple[values.Change, ...]:
    """The public log, newest first: every public count and call, and every withdrawal with its reason.

    An entry's time is the one from which readers could see it: what was published under embargo, its end.
    """
    changes = [change for result in results for change in changes_of_contest(result.contest)]
    # In the same moment a call comes after its count.
    changes.sort(key=lambda c: (c.at, c.kind != "count", c.number, reading.natural(c.seat.code)), reverse=True)
    return tuple(changes)


def changes_of_contest(contest: values.Contest) -> Iterator[values.Change]:
    seat, before = contest.seat, None
    for count in contest.counts:
        at = tallies.public_from(contest, count)
        yield values.Change(at, "count", count.number, seat, count, before=before)
        before = count
    for call in contest.calls:
        winner = tallies.candidate_by_id(contest, call.candidate)
        yield values.Change(tallies.public_from(contest, call), "call", call.number, seat, winner=winner)
    for correction in contest.corrections:
        kind = f"{correction.kind}-withdrawn"
        yield values.Change(correction.at, kind, correction.number, seat, reason=correction.reason)


def states(at: datetime | None = None) -> dict[str, State]:
    """The public state of every election by slug, in two queries; newest election first."""
    at = at or timezone.now()
    own = defaultdict(set)
    times = models.Contest.objects.exclude(polls_close=None, results_from=None)
    for election, *instants in times.values_list("election_id", "polls_close", "results_from"):
        own[election].update(filter(None, instants))
    rows = models.Election.objects.values_list("pk", "slug", "version", "polls_close", "results_from")
    return {
        slug: State(slug, version, *clock({polls_close, results_from} | own[pk], at))
        for pk, slug, version, polls_close, results_from in rows
    }


def listed(at: datetime | None = None) -> tuple[values.Election, ...]:
    """Every election without its contests, newest first: the archive."""
    now = states(at)
    return tuple(
        reading.election(row, now[row.slug].phase, now[row.slug].next_instant)
        for row in models.Election.objects.select_related("source")
        if row.slug in now
    )


def clock(instants: Iterable[datetime], at: datetime) -> tuple[int, datetime | None]:
    """(how many instants have passed, the next one)."""
    passed = sum(instant <= at for instant in instants)
    return passed, min((instant for instant in instants if instant > at), default=None)
