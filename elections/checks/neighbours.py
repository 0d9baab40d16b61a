"""A count against the other contests of the night and against the last election in the same seat."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from elections.values import Contest, Count

from .case import Case, ballots_of, leaders
from .finding import WARNING, Finding, gettext_noop, kind, line

SAME_AS_PEER = kind(
    "same-as-peer", WARNING, gettext_noop("Figures of this count are those of %(seat)s: the wrong seat may be open.")
)
SAME_PERSON = kind(
    "same-person-elsewhere",
    WARNING,
    gettext_noop("%(name)s has exactly these %(votes)s votes in %(seat)s, another seat of the same person."),
)
TURNOUT_FAR = kind(
    "turnout-far",
    WARNING,
    gettext_noop(
        "This makes a turnout of about %(turnout)s percent; in the other seats of the province it is about %(others)s."
    ),
)
PER_STATION_FAR = kind(
    "per-station-far",
    WARNING,
    gettext_noop("%(votes)s votes per station; in the other seats of the province there are about %(others)s."),
)
TURNOUT_FAR_FROM_LAST = kind(
    "turnout-far-from-last",
    WARNING,
    gettext_noop("This makes a turnout of about %(turnout)s percent; at the last election here it was %(last)s."),
)

TELLING = 500  # among some hundred seats smaller figures meet by chance
NEIGHBOURS = 3  # seats it takes to say what is usual
# In 2018 the turnout of one seat in 840 was more than twice, or less than half, that of the middle seat of its province
# and assembly; partial counts stray further.
FAR = 2.5
STATIONS_FAR = 4  # by votes per station: these differ in size too, and a paper names two candidates only
# By-elections draw far fewer voters than the general election before (NA-239: 14.8 percent after 40), hardly ever more.
ABOVE_LAST, BELOW_LAST = 1.6, 5


def same_as_peer(case: Case) -> Iterator[Finding]:
    """Two large figures of another seat, whoever they were typed for, or both of its first two."""
    mine, first = telling(case.count), first_figures(case.count)
    if len(case.count.votes) < 2 or not any(first):
        return
    for peer in case.peers:
        if peer.counts and (len(mine & telling(peer.counts[-1])) >= 2 or first == first_figures(peer.counts[-1])):
            yield SAME_AS_PEER.found("votes", seat=peer.seat.code)
            return


def telling(count: Count) -> set[int]:
    return {votes for votes in count.votes.values() if votes >= TELLING}


def first_figures(count: Count) -> list[int]:
    return sorted(count.votes.values(), reverse=True)[:2]


def same_person_elsewhere(case: Case) -> Iterator[Finding]:
    people = {candidate.person.slug: candidate.id for candidate in case.contest.candidates}
    for peer in case.peers:
        votes = peer.counts[-1].votes if peer.counts else {}
        for other in peer.candidates:
            key = people.get(other.person.slug)
            mine = case.count.votes.get(key) if key is not None else None
            if mine is not None and mine >= TELLING and votes.get(other.id) == mine:
                yield SAME_PERSON.found(line(key), name=case.name(key), votes=mine, seat=peer.seat.code)


def near(case: Case) -> list[Contest]:
    """Peers of the same province and assembly with a count."""
    seat = case.contest.seat
    place = (seat.province.slug, seat.assembly.slug)
    return [p for p in case.peers if p.counts and (p.seat.province.slug, p.seat.assembly.slug) == place]


def part_in(contest: Contest, count: Count) -> float | None:
    """The part of the stations that have reported, if that is known."""
    reported, total = count.stations_reported, contest.stations_total
    return reported / total if reported and total else None


def turnout_so_far(contest: Contest, count: Count, ballots: int | None) -> float | None:
    """Ballots ÷ registered voters of the stations that are in, 0 to 1 or more."""
    part = part_in(contest, count)
    return ballots / (contest.registered_voters * part) if part and ballots and contest.registered_voters else None


def complete_lines(contest: Contest, count: Count) -> bool:
    return contest.candidates_complete and len(count.votes) >= len(contest.candidates)


def turnout_far(case: Case) -> Iterator[Finding]:
    mine = turnout_so_far(case.contest, case.count, case.ballots or case.lines)
    if mine is None:
        return
    known = (
        turnout_so_far(peer, peer.counts[-1], ballots_of(peer.counts[-1], complete_lines(peer, peer.counts[-1])))
        for peer in near(case)
    )
    others = [turnout for turnout in known if turnout]
    if len(others) < NEIGHBOURS:
        return
    # The votes of some candidates alone are too few to say that the turnout is low.
    if mine > median(others) * FAR or (case.ballots and mine * FAR < median(others)):
        figures = {"turnout": round(mine * 100), "others": round(median(others) * 100)}
        yield TURNOUT_FAR.found("votes", "ballots_cast", "stations_reported", **figures)


def first_two(count: Count) -> int:
    return sum(count.votes[key] for key in leaders(count.votes)[:2])


def per_station_far(case: Case) -> Iterator[Finding]:
    """The first two alone, because they are what every source gives."""
    if not case.count.stations_reported or len(case.count.votes) < 2:
        return
    mine = first_two(case.count) / case.count.stations_reported
    counts = [peer.counts[-1] for peer in near(case)]
    others = [
        first_two(count) / count.stations_reported
        for count in counts
        if count.stations_reported and len(count.votes) > 1
    ]
    if len(others) >= NEIGHBOURS and not median(others) / STATIONS_FAR <= mine <= median(others) * STATIONS_FAR:
        yield PER_STATION_FAR.found("votes", "stations_reported", votes=round(mine), others=round(median(others)))


def turnout_far_from_last(case: Case) -> Iterator[Finding]:
    last = case.contest.previous_result
    mine = turnout_so_far(case.contest, case.count, case.ballots)
    if last is None or mine is None or not last.registered_voters or last.valid_votes is None:
        return
    then = (last.valid_votes + (last.rejected_votes or 0)) / last.registered_voters
    if then and not then / BELOW_LAST <= mine <= then * ABOVE_LAST:
        figures = {"turnout": round(mine * 100), "last": round(then * 100)}
        yield TURNOUT_FAR_FROM_LAST.found("votes", "ballots_cast", "stations_reported", **figures)


RULES = (same_as_peer, same_person_elsewhere, turnout_far, per_station_far, turnout_far_from_last)
