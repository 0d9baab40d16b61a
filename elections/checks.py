"""What can be wrong with a count, each rule with a code of its own. Pure: values in, findings out.

An *error* contradicts itself and is not saved at the desk; a *warning* may be true but is rarely so; a *flag* is true
as far as the figures go and worth a reader's knowing. Nothing is ever corrected or clamped. What is unknown breaks no
rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elections.tallies import completeness
from elections.values import Contest, Count


@dataclass(frozen=True, slots=True)
class Finding:
    """`message % figures` is the sentence; `fields` are the parts of the form it is about ("votes" are the lines)."""

    code: str
    severity: str  # "error", "warning" or "flag"
    message: str
    figures: Mapping[str, object] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message % self.figures


@dataclass(frozen=True, slots=True)
class Case:
    """A count with what it is judged against: its contest, the contest's earlier counts, other contests' counts."""

    count: Count
    contest: Contest
    history: Sequence[Count]
    peers: Sequence[Count]

    @property
    def before(self) -> Count | None:
        return self.history[-1] if self.history else None

    @property
    def every_line(self) -> bool:
        """Whether the count has the votes of every candidate who stood."""
        candidates = self.contest.candidates
        return self.contest.candidates_complete and all(candidate.id in self.count.votes for candidate in candidates)


def check_count(
    count: Count, contest: Contest, history: Sequence[Count] = (), peers: Sequence[Count] = ()
) -> tuple[Finding, ...]:
    """All findings about a count, errors first.

    `history` holds the earlier good counts of the contest in order, `peers` the current counts of other contests.
    """
    case = Case(count, contest, history, peers)
    found = [finding for rule in RULES for finding in rule(case)]
    return tuple(sorted(found, key=lambda finding: ("error", "warning", "flag").index(finding.severity)))


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogues; whoever shows it translates it."""
    return message


def more(small: int | None, large: int | None) -> bool:
    """Whether both are known and the first exceeds the second."""
    return small is not None and large is not None and small > large


def lines_above_valid(case: Case) -> Iterator[Finding]:
    lines, valid = sum(case.count.votes.values()), case.count.valid_votes
    if more(lines, valid):
        message = gettext_noop("The candidates' votes add up to %(lines)d, more than the %(valid)d valid votes.")
        yield Finding("lines-above-valid", "error", message, {"lines": lines, "valid": valid}, ("votes", "valid_votes"))


def lines_below_valid(case: Case) -> Iterator[Finding]:
    lines, valid = sum(case.count.votes.values()), case.count.valid_votes
    if case.every_line and more(valid, lines):
        message = gettext_noop(
            "All candidates' votes add up to %(lines)d, but there are %(valid)d valid votes: they have to be equal."
        )
        yield Finding("lines-below-valid", "error", message, {"lines": lines, "valid": valid}, ("votes", "valid_votes"))


def parts_not_cast(case: Case) -> Iterator[Finding]:
    cast, valid, rejected = case.count.ballots_cast, case.count.valid_votes, case.count.rejected_votes
    if None not in (cast, valid, rejected) and valid + rejected != cast:
        message = gettext_noop(
            "%(valid)d valid and %(rejected)d rejected votes make %(sum)d, not %(cast)d ballots cast."
        )
        figures = {"valid": valid, "rejected": rejected, "sum": valid + rejected, "cast": cast}
        yield Finding("parts-not-cast", "error", message, figures, ("valid_votes", "rejected_votes", "ballots_cast"))


def part_above_cast(case: Case) -> Iterator[Finding]:
    cast = case.count.ballots_cast
    parts = {
        "valid_votes": case.count.valid_votes,
        "rejected_votes": case.count.rejected_votes,
        "votes": sum(case.count.votes.values()),
    }
    both = None not in (case.count.valid_votes, case.count.rejected_votes)
    for name, part in parts.items():
        if more(part, cast) and not (both and name != "votes"):
            message = gettext_noop("%(part)d votes are more than the %(cast)d ballots cast.")
            yield Finding("part-above-cast", "error", message, {"part": part, "cast": cast}, (name, "ballots_cast"))


def women_above_cast(case: Case) -> Iterator[Finding]:
    women, cast = case.count.ballots_women, case.count.ballots_cast
    if more(women, cast):
        message = gettext_noop("%(women)d ballots cast by women are more than the %(cast)d ballots cast.")
        yield Finding(
            "women-above-cast", "error", message, {"women": women, "cast": cast}, ("ballots_women", "ballots_cast")
        )


def stations_above_total(case: Case) -> Iterator[Finding]:
    reported, total = case.count.stations_reported, case.contest.stations_total
    if more(reported, total):
        message = gettext_noop("%(reported)d stations reported are more than the %(total)d stations of the contest.")
        yield Finding(
            "stations-above-total", "error", message, {"reported": reported, "total": total}, ("stations_reported",)
        )


def cast_above_registered(case: Case) -> Iterator[Finding]:
    """Shown and flagged, never clamped: a turnout above 100 % is a fact about the figures."""
    cast, registered = case.count.ballots_cast, case.contest.registered_voters
    if more(cast, registered):
        message = gettext_noop("%(cast)d ballots cast are more than the %(registered)d registered voters.")
        yield Finding(
            "cast-above-registered", "flag", message, {"cast": cast, "registered": registered}, ("ballots_cast",)
        )


def votes_above_registered(case: Case) -> Iterator[Finding]:
    lines, registered = sum(case.count.votes.values()), case.contest.registered_voters
    if more(lines, registered):
        message = gettext_noop(
            "The candidates' votes add up to %(lines)d, more than the %(registered)d registered voters."
        )
        yield Finding(
            "votes-above-registered", "warning", message, {"lines": lines, "registered": registered}, ("votes",)
        )


def women_above_registered(case: Case) -> Iterator[Finding]:
    women, registered = case.count.ballots_women, case.contest.registered_women
    if more(women, registered):
        message = gettext_noop("%(women)d ballots cast by women are more than the %(registered)d registered women.")
        yield Finding(
            "women-above-registered", "flag", message, {"women": women, "registered": registered}, ("ballots_women",)
        )


def women_below_tenth(case: Case) -> Iterator[Finding]:
    """Elections Act 2017 (Pakistan), section 9: below a tenth of the votes polled the poll may be declared void."""
    women, cast = case.count.ballots_women, case.count.ballots_cast
    if women is not None and cast and women * 10 < cast:
        message = gettext_noop(
            "Women cast %(women)d of %(cast)d ballots, less than a tenth: the poll may be declared void."
        )
        yield Finding("women-below-tenth", "flag", message, {"women": women, "cast": cast}, ("ballots_women",))


def margin_below_rejected(case: Case) -> Iterator[Finding]:
    votes, rejected = sorted(case.count.votes.values(), reverse=True), case.count.rejected_votes
    if completeness(case.contest, case.count) and len(votes) > 1 and more(rejected, votes[0] - votes[1]):
        message = gettext_noop(
            "The margin of %(margin)d votes is smaller than the number of rejected votes, %(rejected)d."
        )
        figures = {"margin": votes[0] - votes[1], "rejected": rejected}
        yield Finding("margin-below-rejected", "flag", message, figures, ("rejected_votes", "votes"))


FALLING = ("ballots_cast", "valid_votes", "rejected_votes", "ballots_women")


def figures_fall(case: Case) -> Iterator[Finding]:
    for name in FALLING:
        now, before = getattr(case.count, name), last_known(case.history, name)
        if more(before, now):
            message = gettext_noop("%(now)d is less than the %(before)d of an earlier count.")
            yield Finding("figures-fall", "warning", message, {"now": now, "before": before}, (name,))


def stations_fall(case: Case) -> Iterator[Finding]:
    now, before = case.count.stations_reported, last_known(case.history, "stations_reported")
    if more(before, now):
        message = gettext_noop("%(now)d stations reported are fewer than the %(before)d of an earlier count.")
        yield Finding("stations-fall", "warning", message, {"now": now, "before": before}, ("stations_reported",))


def votes_fall(case: Case) -> Iterator[Finding]:
    names = {candidate.id: candidate.name.en for candidate in case.contest.candidates}
    for key, now in case.count.votes.items():
        before = next((count.votes[key] for count in reversed(case.history) if key in count.votes), None)
        if more(before, now):
            message = gettext_noop("%(name)s has %(now)d votes, fewer than the %(before)d of an earlier count.")
            figures = {"name": names.get(key, key), "now": now, "before": before}
            yield Finding("votes-fall", "warning", message, figures, ("votes",))


def last_known(history: Sequence[Count], name: str) -> int | None:
    return next((value for count in reversed(history) if (value := getattr(count, name)) is not None), None)


def figures_of(count: Count) -> tuple:
    return (*(getattr(count, name) for name in FALLING), count.stations_reported, count.turnout_reported)


def nothing_given(case: Case) -> Iterator[Finding]:
    if not case.count.votes and all(figure is None for figure in figures_of(case.count)):
        message = gettext_noop("This count holds no figure at all: it says only that its source gave none.")
        yield Finding("nothing-given", "warning", message, {}, ("votes",))


def all_zero(case: Case) -> Iterator[Finding]:
    if case.count.votes and not any(case.count.votes.values()):
        message = gettext_noop("Every vote given is 0: leave blank what is not known.")
        yield Finding("all-zero", "warning", message, {}, ("votes",))


def same_as_before(case: Case) -> Iterator[Finding]:
    now, before = case.count, case.before
    if before and now.votes and (now.votes, figures_of(now)) == (before.votes, figures_of(before)):
        message = gettext_noop("All figures are those of count %(number)d.")
        yield Finding("same-as-before", "warning", message, {"number": before.number}, ("votes",))


def same_as_peer(case: Case) -> Iterator[Finding]:
    """Two seats with the same votes, in whatever order: one was typed in the place of the other."""
    mine = sorted(case.count.votes.values())
    if len(mine) > 1 and any(mine) and any(sorted(peer.votes.values()) == mine for peer in case.peers):
        message = gettext_noop("Another contest has exactly the same votes.")
        yield Finding("same-as-peer", "warning", message, {}, ("votes",))


def older_than_before(case: Case) -> Iterator[Finding]:
    now = case.count.as_of
    before = max((count.as_of for count in case.history if count.as_of), default=None)
    if now and before and now < before:
        message = gettext_noop("The figures speak of an earlier time than those of the count before.")
        yield Finding("older-than-before", "warning", message, {}, ("as_of",))


Rule = Callable[[Case], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    lines_above_valid,
    lines_below_valid,
    parts_not_cast,
    part_above_cast,
    women_above_cast,
    stations_above_total,
    cast_above_registered,
    votes_above_registered,
    women_above_registered,
    women_below_tenth,
    margin_below_rejected,
    figures_fall,
    stations_fall,
    votes_fall,
    nothing_given,
    all_zero,
    same_as_before,
    same_as_peer,
    older_than_before,
)
