"""Counts and calls of one contest in, conclusions out. The definitions stand in `elections.tallies`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from elections.values import Call, Candidate, Contest, Count, PreviousResult, Result, Source, Standing

# A contest in one of these states has no result to speak of, whatever was counted before.
HALTED = ("void", "postponed", "withheld", "terminated")
WON = ("official", "unofficial")
UNOPPOSED = "unopposed"  # the one basis that no embargo covers
RETRACTED_FOR = timedelta(hours=24)  # readers are told that long of a winner who was none


def result_of(contest: Contest, at: datetime) -> Result:
    """Draw every conclusion about one contest, as of the moment `at`.

    `contest` must hold only what may be public then: `elections.public` leaves embargoed counts and calls out.
    """
    count = contest.counts[-1] if contest.counts else None
    status = status_of(contest, count, at)
    winner = called_candidate(contest) if status in WON else None
    standings = standings_of(contest, count, winner)
    return Result(
        contest=contest,
        status=status,
        standings=standings,
        count=count,
        winner=winner,
        won_basis=contest.call.basis if winner else None,
        change=change_of(contest, winner),
        complete=completeness(contest, count),
        updated_at=updated_at_of(contest),
        embargoed=at < contest.results_from,
        **(leads(contest, count) if status == "counting" else {}),
        **margins(contest, count, standings, winner, status),
        **turnouts(contest, count, status),
        **retractions(contest, at),
    )


def leads(contest: Contest, count: Count | None) -> dict:
    return {"leader": leader_of(contest, count), "tied": tied_of(contest, count)}


def margins(contest: Contest, count: Count | None, standings, winner: Candidate | None, status: str) -> dict:
    runner_up, votes = (None, None) if status in HALTED else margin_of(standings, winner)
    valid = valid_votes_of(contest, count)
    points = votes / valid * 100 if votes is not None and valid else None
    return {"runner_up": runner_up, "margin_votes": votes, "margin_points": points, "valid_votes": valid}


def turnouts(contest: Contest, count: Count | None, status: str) -> dict:
    turnout, basis = turnout_of(contest, count, status)
    return {"turnout": turnout, "turnout_basis": basis}


def retractions(contest: Contest, at: datetime) -> dict:
    """Whose win was taken back within a day before `at`; nobody's if the seat's call names the same person again.

    Where the poll is halted readers see no winner, whoever a call names.
    """
    named = contest.call.candidate if contest.call and contest.state not in HALTED else None
    for correction in sorted(contest.corrections, key=lambda correction: correction.at, reverse=True):
        lasts = correction.at <= at < correction.at + RETRACTED_FOR
        if lasts and correction.candidate not in (None, named):
            return {"retracted": candidate_by_id(contest, correction.candidate), "retracted_at": correction.at}
    return {}


def status_of(contest: Contest, count: Count | None, at: datetime) -> str:
    """The first that holds: the state, review, official, unofficial, counting, awaiting, scheduled."""
    if contest.state in HALTED:
        return contest.state
    if contest.call:
        if needs_review(contest, contest.call, count):
            return "review"
        return "official" if contest.call.basis == "notification" else "unofficial"
    if count:
        return "counting"
    return "awaiting" if at >= contest.polls_close else "scheduled"


def needs_review(contest: Contest, call: Call, count: Count | None) -> bool:
    """True if the call's own count was withdrawn, or a newer count does not rank the winner alone first.

    A count without any votes ranks nobody and so contradicts nothing. Lots are drawn between equals, so a
    newer count contradicts such a call only if the winner is no longer among the first.
    """
    if call.count_withdrawn:
        return True
    if count is None or not count.votes or not is_newer(count, call):
        return False
    places = first_places(count)
    return call.candidate not in places if call.basis == "lots" else places != (call.candidate,)


def is_newer(count: Count, call: Call) -> bool:
    """Whether the count came after what the call rests on. If a call names no count, the times decide;
    what is not certainly older counts as newer, so that a contradiction is never hidden."""
    if call.count is not None:
        return count.number > call.count
    return not (count.published_at and call.published_at and count.published_at < call.published_at)


def first_places(count: Count) -> tuple[int, ...]:
    """The candidacy ids with most votes; several in a tie; none if all known votes are zero."""
    top = max(count.votes.values(), default=0)
    return tuple(sorted(key for key, votes in count.votes.items() if votes == top)) if top else ()


def leader_of(contest: Contest, count: Count | None) -> Candidate | None:
    """Who has most votes, alone. A count that knows one candidate's votes only shows no leader."""
    if count is None or (len(count.votes) < 2 and len(contest.candidates) > 1):
        return None
    places = first_places(count)
    return candidate_by_id(contest, places[0]) if len(places) == 1 else None


def tied_of(contest: Contest, count: Count | None) -> tuple[Candidate, ...]:
    places = first_places(count) if count else ()
    return tuple(candidate_by_id(contest, key) for key in places) if len(places) > 1 else ()


def candidate_by_id(contest: Contest, key: int) -> Candidate:
    return next(candidate for candidate in contest.candidates if candidate.id == key)


def called_candidate(contest: Contest) -> Candidate | None:
    return candidate_by_id(contest, contest.call.candidate) if contest.call else None


def standings_of(contest: Contest, count: Count | None, winner: Candidate | None) -> tuple[Standing, ...]:
    """All candidates: the winner, then by known votes, then by the votes that earlier counts gave them, then in ballot
    order, then by name. An earlier count decides the order only: its votes are not shown as this count's.
    """
    votes = count.votes if count else {}
    before = votes_before(contest)
    valid = valid_votes_of(contest, count)
    standings = [standing_of(candidate, votes, valid, candidate == winner) for candidate in contest.candidates]
    return tuple(sorted(standings, key=lambda standing: order_of(standing, before)))


def votes_before(contest: Contest) -> dict[int, int]:
    """The last votes that any count of the contest gave each candidate."""
    return {key: votes for count in contest.counts for key, votes in count.votes.items()}


def standing_of(candidate: Candidate, votes: Mapping[int, int], valid: int | None, won: bool) -> Standing:
    mine = votes.get(candidate.id)
    if mine is None:
        return Standing(candidate, None, None, None, won)
    rank = 1 + sum(other > mine for other in votes.values())
    return Standing(candidate, mine, mine / valid if valid else None, rank, won)


def order_of(standing: Standing, before: Mapping[int, int]) -> tuple:
    candidate = standing.candidate
    return (
        not standing.won,
        standing.votes is None,
        -(standing.votes or 0),
        -before.get(candidate.id, 0),
        candidate.ballot_order is None,
        candidate.ballot_order or 0,
        candidate.name.en,
        candidate.id,
    )


def margin_of(standings: tuple[Standing, ...], winner: Candidate | None) -> tuple[Candidate | None, int | None]:
    """(runner-up, first − second in votes); the first is the winner, or before a call whoever has most votes.

    Both are None unless the votes of two candidates are known, the winner's among them. The winner of a drawn lot
    has a margin of 0. A winner who is behind in the count (a call that rests on more than the figures) has none.
    """
    known = [standing for standing in standings if standing.votes is not None]
    if len(known) < 2 or (winner and known[0].candidate != winner):
        return None, None
    first, second = known[:2]
    margin = first.votes - second.votes
    return second.candidate, margin if margin >= 0 else None


def lead_of(count: Count | None) -> tuple[int, int] | None:
    """(candidacy id, votes) of a count's lead: who is first, alone, and by how much; None if unknown or tied."""
    ranked = sorted(count.votes.items(), key=lambda item: -item[1]) if count else []
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0], ranked[0][1] - ranked[1][1]


def valid_votes_of(contest: Contest, count: Count | None) -> int | None:
    if count is None:
        return None
    if count.valid_votes is not None:
        return count.valid_votes
    every_line = contest.candidates and all(candidate.id in count.votes for candidate in contest.candidates)
    return sum(count.votes.values()) if contest.candidates_complete and every_line else None


def completeness(contest: Contest, count: Count | None) -> bool | None:
    """True if every station is in, False if some are known to be out, None if the count does not say."""
    if count is None or count.stations_reported is None or contest.stations_total is None:
        return None
    return count.stations_reported >= contest.stations_total


def turnout_of(contest: Contest, count: Count | None, status: str) -> tuple[float | None, str | None]:
    """(turnout 0 to 1, "computed" or "reported"). Unknown for an incomplete count and for a halted contest.

    A count that does not say how many stations it is from is taken as complete only once the seat is called.
    """
    complete = completeness(contest, count)
    if count is None or status in HALTED or complete is False or (complete is None and status not in WON):
        return None, None
    ballots = count.ballots_cast
    if ballots is None and count.rejected_votes is not None:
        valid = valid_votes_of(contest, count)
        ballots = None if valid is None else valid + count.rejected_votes
    if ballots is not None and contest.registered_voters:
        return ballots / contest.registered_voters, "computed"
    if count.turnout_reported is not None:
        return count.turnout_reported / 100, "reported"
    return None, None


def previous_turnout(previous: PreviousResult) -> float | None:
    """Turnout last time, 0 to 1: (valid + rejected) ÷ registered; None if one of them is unknown."""
    if None in (previous.valid_votes, previous.rejected_votes) or not previous.registered_voters:
        return None
    return (previous.valid_votes + previous.rejected_votes) / previous.registered_voters


def change_of(contest: Contest, winner: Candidate | None) -> str | None:
    """ "hold" or "gain" against the party the previous holder was elected for; None if that is unknown."""
    if winner is None or not (contest.previous_party or contest.previous_independent):
        return None
    before = contest.previous_party.slug if contest.previous_party else None
    after = winner.party.slug if winner.party else None
    return "hold" if before == after else "gain"


def public_from(contest: Contest, stamped: Count | Call) -> datetime | None:
    """Since when readers can see a count or call: published under embargo or in a freeze, since its end."""
    moments = [stamped.published_at, stamped.held_until]
    alone = len(contest.candidates) == 1  # the word "unopposed" lifts no embargo where others stand
    if stamped.published_at and not (alone and getattr(stamped, "basis", "") == UNOPPOSED):
        moments.append(contest.results_from)
    return max(filter(None, moments), default=None)


def updated_at_of(contest: Contest) -> datetime | None:
    stamps = [public_from(contest, stamped) for stamped in (*contest.counts, *contest.calls) if stamped.published_at]
    return max(stamps + [correction.at for correction in contest.corrections], default=None)


def source_of(result: Result) -> Source | None:
    """The source that stands for a result: of its figures, else of the call of its winner."""
    call = result.contest.call
    return (result.count and result.count.source) or (call.source if call and result.winner else None)


def standing_of_results(results: Iterable[Result]) -> str:
    """What kind of results these are, together: "official", "unofficial", "incomplete" or "awaited".

    Official only if every seat is; unofficial only if every seat is decided. Halted contests do not count.
    """
    polled = [result for result in results if result.status not in HALTED]
    if polled and all(result.status in WON for result in polled):
        return "official" if all(result.status == "official" for result in polled) else "unofficial"
    return "incomplete" if any(result.winner or result.count for result in polled) else "awaited"
