"""What can be wrong with a call, and whether the lead it rests on can still be overtaken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from elections.tallies import HALTED, UNOPPOSED, completeness, first_places, valid_votes_of
from elections.values import Call, Contest, Count, Text

from .case import leaders
from .finding import ERROR, WARNING, Finding, gettext_noop, in_order, kind

NOT_A_CANDIDATE = kind("call-not-a-candidate", ERROR, gettext_noop("This person does not stand in this contest."))
HALTED_CONTEST = kind(
    "call-halted",
    ERROR,
    gettext_noop("This poll is void, put off, ended or its result withheld: it has no winner to call."),
)
POLLS_OPEN = kind("call-polls-open", ERROR, gettext_noop("The polls have not closed here yet."))
NO_SOURCE = kind("call-no-source", ERROR, gettext_noop("Say who says so: this call names no source."))
TIE_WITHOUT_LOTS = kind(
    "call-tie-without-lots",
    ERROR,
    gettext_noop("The first have %(votes)s votes each: nobody has won until the lots are drawn."),
)
LOTS_WITHOUT_TIE = kind(
    "call-lots-without-tie", ERROR, gettext_noop("Lots are drawn between equals, and the first two are not.")
)
NOT_UNOPPOSED = kind(
    "call-not-unopposed", ERROR, gettext_noop("%(candidates)s people stand here: nobody is unopposed.")
)
RESTS_ON_WITHDRAWN = kind(
    "call-rests-on-withdrawn", ERROR, gettext_noop("The count that this call rests on was withdrawn.")
)
NOT_LEADING = kind("not-leading", WARNING, gettext_noop("%(name)s is not ahead in the latest count: %(leader)s is."))
OVERTAKABLE = kind(
    "overtakable",
    WARNING,
    gettext_noop(
        "The lead of %(lead)s votes can still be overtaken: %(outstanding)s stations with about %(each)s ballots each"
        " are out, %(coming)s in all."
    ),
)
OVERTAKING_UNKNOWN = kind(
    "overtaking-unknown",
    WARNING,
    gettext_noop("Whether the lead can still be overtaken cannot be told: stations or figures are not known."),
)

# Calling in spite of these takes a reason and the permission "override_call".
CHIEF_ONLY = frozenset({NOT_LEADING.code, OVERTAKABLE.code, OVERTAKING_UNKNOWN.code})
# These rest on figures; the others on somebody's word that has legal weight.
ON_FIGURES = ("newsroom", "press")


@dataclass(frozen=True, slots=True)
class Overtaking:
    """`possible` is None if it cannot be told. `outstanding` in stations, the others in votes."""

    outstanding: int | None
    per_station: float | None
    could_come: int | None
    lead: int | None
    possible: bool | None


def overtaking(contest: Contest, count: Count | None) -> Overtaking:
    """Whether the first of a count can still be overtaken.

    outstanding = stations − stations reported; per_station = votes so far ÷ stations reported; could_come =
    outstanding × per_station, rounded up. Possible if what could come is the lead or more, as a tie is no win.
    Stations differ: it is a rule of thumb.
    """
    lead = lead_of(contest, count)
    reported, total = (count.stations_reported if count else None), contest.stations_total
    if reported is None or total is None:
        return Overtaking(None, None, None, lead, None)
    outstanding = max(total - reported, 0)
    if outstanding == 0:
        return Overtaking(0, None, 0, lead, None if lead is None else False)
    votes = votes_so_far(contest, count)
    each = votes / reported if reported and votes is not None else None
    coming = ceil(outstanding * each) if each is not None else None
    possible = coming >= lead if None not in (coming, lead) else None
    return Overtaking(outstanding, each, coming, lead, possible)


def votes_so_far(contest: Contest, count: Count) -> int | None:
    """Ballots cast less the rejected ones, else valid votes, else the lines of all who stand: the first two that a
    paper names are not all who voted. None if no total is known."""
    if count.ballots_cast is not None:
        return count.ballots_cast - (count.rejected_votes or 0)
    return valid_votes_of(contest, count)


def lead_of(contest: Contest, count: Count | None) -> int | None:
    """First less second, in votes; None unless the votes of two are known, or one stands alone."""
    votes = sorted(count.votes.values(), reverse=True) if count else []
    if len(votes) > 1:
        return votes[0] - votes[1]
    return votes[0] if votes and len(contest.candidates) == 1 else None


@dataclass(frozen=True)
class Calling:
    """A call with what it is judged against; `at` is the present moment."""

    call: Call
    contest: Contest
    at: datetime | None

    @cached_property
    def latest(self) -> Count | None:
        """The newest count that has votes."""
        return next((count for count in reversed(self.contest.counts) if count.votes), None)

    @cached_property
    def first(self) -> tuple[int, ...]:
        return first_places(self.latest) if self.latest else ()

    @property
    def rests_on(self) -> Count | None:
        return next((count for count in self.contest.counts if count.number == self.call.count), None)

    def name(self, key: int) -> Text:
        return next((c.name for c in self.contest.candidates if c.id == key), Text(str(key)))


def check_call(call: Call, contest: Contest, at: datetime | None = None) -> tuple[Finding, ...]:
    """All findings about a call, errors first. `contest` has every good count; `at` is the present moment (aware)."""
    case = Calling(call, contest, at)
    return in_order([finding for rule in CALL_RULES for finding in rule(case)])


def no_such_candidate(case: Calling) -> Iterator[Finding]:
    if case.call.candidate not in {candidate.id for candidate in case.contest.candidates}:
        yield NOT_A_CANDIDATE.found("candidacy")


def halted(case: Calling) -> Iterator[Finding]:
    if case.contest.state in HALTED:
        yield HALTED_CONTEST.found()


def polls_open(case: Calling) -> Iterator[Finding]:
    if case.at and case.at < case.contest.polls_close and case.call.basis != UNOPPOSED:
        yield POLLS_OPEN.found()


def no_source(case: Calling) -> Iterator[Finding]:
    """The newsroom's own call needs none if the count that it rests on has one."""
    own = case.call.basis == "newsroom" and case.rests_on is not None and case.rests_on.source is not None
    if case.call.source is None and not own:
        yield NO_SOURCE.found("source")


def lots(case: Calling) -> Iterator[Finding]:
    tied, partial = len(case.first) > 1, completeness(case.contest, case.latest) is False
    if partial and case.call.basis not in ON_FIGURES:
        return  # the officer has seen what is still to come here
    if tied and case.call.basis not in ("lots", UNOPPOSED):
        yield TIE_WITHOUT_LOTS.found("basis", votes=case.latest.votes[case.first[0]])
    if case.latest and not tied and case.call.basis == "lots":
        yield LOTS_WITHOUT_TIE.found("basis")


def unopposed(case: Calling) -> Iterator[Finding]:
    many = max(len(case.contest.candidates), case.contest.candidates_total or 0)
    if case.call.basis == UNOPPOSED and many > 1:
        yield NOT_UNOPPOSED.found("basis", candidates=many)


def rests_on_withdrawn(case: Calling) -> Iterator[Finding]:
    if case.call.count_withdrawn or (case.call.count is not None and case.rests_on is None):
        yield RESTS_ON_WITHDRAWN.found("count")


def not_leading(case: Calling) -> Iterator[Finding]:
    """In a tie the lots decide among the first; one candidate's figure alone ranks nobody."""
    if not case.first or (len(case.latest.votes) < 2 and case.call.candidate not in case.latest.votes):
        return
    if case.call.candidate not in case.first:
        leader = leaders(case.latest.votes)[0]
        yield NOT_LEADING.found("candidacy", name=case.name(case.call.candidate), leader=case.name(leader))


def overtakable(case: Calling) -> Iterator[Finding]:
    if case.call.basis not in ON_FIGURES or case.call.candidate not in (case.first or (case.call.candidate,)):
        return
    told = overtaking(case.contest, case.latest)
    if told.possible is None:
        yield OVERTAKING_UNKNOWN.found()
    elif told.possible:
        each = round(told.per_station)
        figures = {"lead": told.lead, "outstanding": told.outstanding, "each": each, "coming": told.could_come}
        yield OVERTAKABLE.found(**figures)


CallRule = Callable[[Calling], Iterator[Finding]]
CALL_RULES: tuple[CallRule, ...] = (
    no_such_candidate,
    halted,
    polls_open,
    no_source,
    lots,
    unopposed,
    rests_on_withdrawn,
    not_leading,
    overtakable,
)
