"""What is true as far as the figures go and worth knowing, most of it by the election's own law."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from elections.tallies import completeness
from elections.values import Contest, Count, FlagRule

from .case import Case, leaders
from .finding import FLAG, Finding, Kind, gettext_noop, in_order, kind, line, more

CAST_ABOVE_REGISTERED = kind(
    "cast-above-registered",
    FLAG,
    gettext_noop("%(cast)s ballots cast are more than the %(registered)s registered voters."),
)
RECOUNT_MARGIN = kind(
    "recount-margin",
    FLAG,
    gettext_noop("The margin of %(margin)s votes is below %(limit)s, so a recount can be asked for."),
)
WOMEN_SHARE = kind(
    "women-share",
    FLAG,
    gettext_noop(
        "Women cast %(women)s of %(cast)s ballots, less than %(percent)s percent: the poll may be declared void."
    ),
)
REJECTED_MARGIN = kind(
    "rejected-margin",
    FLAG,
    gettext_noop("The margin of %(margin)s votes is not larger than the number of rejected votes, %(rejected)s."),
)


def public_flags(contest: Contest, count: Count | None) -> tuple[Finding, ...]:
    """The flags about a count that readers are shown: those of public rules, and ballots above the electorate."""
    if count is None:
        return ()
    case = Case(count, contest)
    public = (rule for rule in contest.flag_rules if rule.public)
    return in_order([*cast_above_registered(case), *(flag for rule in public for flag in by_rule(case, rule))])


def cast_above_registered(case: Case) -> Iterator[Finding]:
    """Shown and flagged, never clamped: a turnout above 100 % is a fact about the figures."""
    cast, registered = case.count.ballots_cast, case.contest.registered_voters
    if more(cast, registered):
        yield CAST_ABOVE_REGISTERED.found("ballots_cast", cast=cast, registered=registered)


def by_election(case: Case) -> Iterator[Finding]:
    """The flags that the law of this election asks for."""
    for rule in case.contest.flag_rules:
        yield from by_rule(case, rule)


def by_rule(case: Case, rule: FlagRule) -> Iterator[Finding]:
    """Raises KeyError for a kind of rule that is not known."""
    return BY_KIND[rule.kind](case, rule)


def is_whole(case: Case) -> bool:
    """All stations are in, or the count does not say and the seat is called."""
    complete = completeness(case.contest, case.count)
    return bool(complete or (complete is None and case.contest.call))


def margin(case: Case) -> int | None:
    """First less second, of a whole count; None if fewer than two candidates' votes are known."""
    votes = sorted(case.count.votes.values(), reverse=True)
    return votes[0] - votes[1] if len(votes) > 1 and is_whole(case) else None


def polled_at_least(case: Case) -> int:
    """The votes polled, or if no total is known the votes of the candidates that are: then no more than is certain."""
    return max(case.ballots or 0, case.lines)


def limit_of(rule: FlagRule, polled: int) -> float | None:
    """Elections Act 2017 (Pakistan), section 95(5): a part of the votes polled or so many votes, whichever is less."""
    limits = [rule.votes] if rule.votes is not None else []
    if rule.percent is not None:
        limits.append(polled * rule.percent / 100)
    return min(limits, default=None)


def recount_margin(case: Case, rule: FlagRule) -> Iterator[Finding]:
    between, limit = margin(case), limit_of(rule, polled_at_least(case))
    if between is not None and limit is not None and between < limit:
        first = (line(key) for key in leaders(case.count.votes)[:2])
        yield found(RECOUNT_MARGIN, rule, *first, margin=between, limit=round(limit))


def women_share(case: Case, rule: FlagRule) -> Iterator[Finding]:
    """Elections Act 2017 (Pakistan), section 9: below a tenth of the votes polled the poll may be declared void."""
    women, cast = case.count.ballots_women, case.count.ballots_cast
    if women is not None and cast and rule.percent is not None and women * 100 < cast * rule.percent:
        percent = f"{rule.percent:g}"
        yield found(WOMEN_SHARE, rule, "ballots_women", women=women, cast=cast, percent=percent)


def rejected_margin(case: Case, rule: FlagRule) -> Iterator[Finding]:
    """Equal is enough, by section 95(5) too."""
    between, rejected = margin(case), case.count.rejected_votes
    if None not in (between, rejected) and rejected >= between:
        yield found(REJECTED_MARGIN, rule, "rejected_votes", "votes", margin=between, rejected=rejected)


def found(kind: Kind, rule: FlagRule, *fields: str, **figures: object) -> Finding:
    return kind.found(*fields, law=rule.law, **figures)


BY_KIND: dict[str, Callable[[Case, FlagRule], Iterator[Finding]]] = {
    RECOUNT_MARGIN.code: recount_margin,
    WOMEN_SHARE.code: women_share,
    REJECTED_MARGIN.code: rejected_margin,
}
RULES = (cast_above_registered, by_election)
