"""Results of several contests in, scoreboards out. Votes of one alliance are added up over seats, never within one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from elections.values import (
    Assembly,
    Balance,
    Bloc,
    Candidate,
    Group,
    GroupTotal,
    ManySeats,
    Party,
    Person,
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
        balances=balances(results, blocs),
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
    rows = [many(people[slug], tuple(stood)) for slug, stood in by_person.items() if len(stood) > 1]
    return tuple(sorted(rows, key=lambda row: (-len(row.results), row.person.name.en)))


def many(person: Person, stood: tuple[Result, ...]) -> ManySeats:
    """What came of one person's seats. Where nothing is said of them, all but one of those won fall vacant."""
    won = tuple(result for result in stood if result.winner and result.winner.person == person)
    kept = next((result for result in won if befell(result, "kept")), None)
    said = tuple(result for result in won if befell(result, "vacated"))
    to_vacate = tuple(result for result in won if result != kept) if kept else said
    return ManySeats(person, stood, won, kept, to_vacate, max(len(to_vacate), len(won) - 1, 0))


def befell(result: Result, kind: str) -> bool:
    return any(event.kind == kind for event in result.contest.events)


def balances(results: Iterable[Result], blocs: Iterable[Bloc]) -> tuple[Balance, ...]:
    """Each group's seats before, won, and left after winners of several of these seats have given up all but one.

    Empty where nobody has to give up any. Seats whose previous party is unknown are in nobody's figure of before.
    """
    results, blocs = tuple(results), tuple(blocs)
    givers = [row for row in many_seats(results) if row.vacating]
    if not givers:
        return ()
    before, won = Counter(holders(results, blocs)), Counter(group_of(r.winner) for r in results if r.winner)
    lost = vacancies(givers)
    rows = [
        Balance(group, before[group], won[group], None if lost is None else won[group] - lost[group])
        for group in dict.fromkeys([*map(group_of_bloc, blocs), *before, *won])
        if before[group] or won[group]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.won, -row.before, row.group.name.en)))


def holders(results: Iterable[Result], blocs: tuple[Bloc, ...]) -> list[Group]:
    """The group of each seat's previous party, where that is known; halted contests apart."""
    contests = [result.contest for result in results if result.status not in HALTED]
    known = [contest for contest in contests if contest.previous_party or contest.previous_independent]
    return [group_of_party(contest.previous_party, blocs) for contest in known]


def vacancies(givers: Iterable[ManySeats]) -> Counter | None:
    """Seats to be given up by group; None if someone won for several groups and nothing says which seats go."""
    lost = Counter()
    for row in givers:
        groups = {group_of(result.winner) for result in row.won}
        if len(row.to_vacate) == row.vacating:
            lost.update(group_of(result.winner) for result in row.to_vacate)
        elif len(groups) == 1:
            lost[groups.pop()] += row.vacating
        else:
            return None
    return lost
