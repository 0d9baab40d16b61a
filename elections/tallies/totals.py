"""Results of several contests in, scoreboards out. Votes of one alliance are added up over seats, never within one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from elections.values import (
    Assembly,
    Bloc,
    Candidate,
    Group,
    GroupTotal,
    ManySeats,
    Party,
    Result,
    Strength,
    Tally,
    Text,
)

from .results import HALTED

INDEPENDENT = Group("independent", Text("Independents", "آزاد"), Text("independents", "آزاد"), "ind")
OTHER = Group("other", Text("Other parties", "دیگر جماعتیں"), Text("others", "دیگر"), "other")


def group_of(candidate: Candidate) -> Group:
    """The group whose seat it would be: the bloc, else independents, else the other parties."""
    if candidate.bloc:
        return group_of_bloc(candidate.bloc)
    return INDEPENDENT if candidate.independent else OTHER


def group_of_bloc(bloc: Bloc) -> Group:
    return Group(bloc.slug, bloc.name, bloc.short, bloc.slot)


def tally(results: Iterable[Result], blocs: Iterable[Bloc], assembly: Assembly | None = None) -> Tally:
    """Add up seats by group. Groups are ordered by seats won, then leads, then votes, then name.

    seats = won + leading + awaited; halted contests are counted apart, each by its state.
    """
    results, blocs = tuple(results), tuple(blocs)
    totals = [group_total(group, results) for group in groups_of(results, blocs)]
    totals.sort(key=lambda total: (-total.won, -total.leading, -total.votes, total.group.name.en))
    halted = Counter(result.status for result in results if result.status in HALTED)
    seats = len(results) - halted.total()
    decided = sum(total.won + total.leading for total in totals)
    return Tally(
        assembly=assembly,
        seats=seats,
        groups=tuple(totals),
        awaited=seats - decided,
        **{state: halted[state] for state in HALTED},
        strengths=strengths(results, blocs),
    )


def groups_of(results: tuple[Result, ...], blocs: Iterable[Bloc]) -> list[Group]:
    """Every bloc, and beyond them only the groups that won or lead somewhere."""
    groups = [group_of_bloc(bloc) for bloc in blocs]
    ahead = {group_of(result.ahead).slug for result in results if result.ahead}
    return groups + [group for group in (INDEPENDENT, OTHER) if group.slug in ahead]


def group_total(group: Group, results: tuple[Result, ...]) -> GroupTotal:
    won = [result.winner for result in results if result.winner and group_of(result.winner) == group]
    leading = [result.leader for result in results if result.leader and group_of(result.leader) == group]
    votes = sum(
        standing.votes or 0
        for result in results
        if result.status not in HALTED
        for standing in result.standings
        if group_of(standing.candidate) == group
    )
    return GroupTotal(group, len(won), len(leading), votes, by_party(won))


def by_party(winners: list[Candidate]) -> tuple[tuple[Party | None, int], ...]:
    """(party or None for independents, seats), most seats first, then by name."""
    seats = Counter(winner.party for winner in winners)
    return tuple(sorted(seats.items(), key=lambda item: (-item[1], item[0].short.en if item[0] else "")))


def strengths(results: tuple[Result, ...], blocs: Iterable[Bloc]) -> tuple[Strength, ...]:
    """Before → after per party, over the seats that are won and whose previous party is known."""
    blocs = tuple(blocs)
    settled = [result for result in results if result.winner and result.change]
    held = Counter(result.contest.previous_party for result in settled)
    kept = Counter(result.winner.party for result in settled if result.change == "hold")
    gained = Counter(result.winner.party for result in settled if result.change == "gain")
    rows = [
        Strength(
            party, group_of_party(party, blocs), held[party], kept[party], held[party] - kept[party], gained[party]
        )
        for party in held | gained
    ]
    return tuple(sorted(rows, key=lambda row: (-row.defended, -row.gained, row.party.short.en if row.party else "")))


def group_of_party(party: Party | None, blocs: Iterable[Bloc]) -> Group:
    """The group of a party in this election; independents (None) apart."""
    if party is None:
        return INDEPENDENT
    return next((group_of_bloc(bloc) for bloc in blocs if party.slug in bloc.parties), OTHER)


def many_seats(results: Iterable[Result]) -> tuple[ManySeats, ...]:
    """The people who stand in more than one of these seats, halted ones apart: most seats first, then by name."""
    by_person: dict[str, list[Result]] = defaultdict(list)
    people = {}
    for result in results:
        if result.status in HALTED:
            continue
        for candidate in result.contest.candidates:
            by_person[candidate.person.slug].append(result)
            people[candidate.person.slug] = candidate.person
    rows = [
        ManySeats(
            person=people[slug],
            results=tuple(stood),
            won=tuple(r for r in stood if r.winner and r.winner.person.slug == slug),
        )
        for slug, stood in by_person.items()
        if len(stood) > 1
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.results), row.person.name.en)))
