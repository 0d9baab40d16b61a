"""The figures of one count against each other."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case
from .digits import slip_between
from .finding import ERROR, FLAG, WARNING, Finding, gettext_noop, kind, line, more

LINES_ABOVE_VALID = kind(
    "lines-above-valid",
    ERROR,
    gettext_noop("The candidates' votes add up to %(lines)s, more than the %(valid)s valid votes."),
)
LINES_BELOW_VALID = kind(
    "lines-below-valid",
    ERROR,
    gettext_noop(
        "All candidates' votes add up to %(lines)s, but there are %(valid)s valid votes: they have to be equal."
    ),
)
PARTS_NOT_CAST = kind(
    "parts-not-cast",
    ERROR,
    gettext_noop("%(valid)s valid and %(rejected)s rejected votes make %(sum)s, not %(cast)s ballots cast."),
)
CAST_DIFFERS = kind(
    "cast-differs",
    FLAG,
    gettext_noop(
        "%(valid)s valid and %(rejected)s rejected votes make %(sum)s, which is not quite the %(cast)s ballots cast."
    ),
)
PART_ABOVE_CAST = kind(
    "part-above-cast", ERROR, gettext_noop("%(part)s votes are more than the %(cast)s ballots cast.")
)
WOMEN_ABOVE_CAST = kind(
    "women-above-cast",
    ERROR,
    gettext_noop("%(women)s ballots cast by women are more than the %(cast)s ballots cast."),
)
REJECTED_ABOVE_VALID = kind(
    "rejected-above-valid",
    WARNING,
    gettext_noop(
        "%(rejected)s rejected votes are more than the %(valid)s valid ones: the two may have changed places."
    ),
)
LINES_FAR_BELOW = kind(
    "lines-far-below",
    WARNING,
    gettext_noop("The candidates' votes add up to %(lines)s, not even a third of the %(total)s in all."),
)
DIGITS_OF_LINE = kind(
    "digits-in-sum",
    ERROR,
    gettext_noop("The sum would be right if %(name)s had %(meant)s votes instead of %(typed)s: look at the digits."),
)
DIGITS_OF_TOTAL = kind(
    "digits-in-total",
    ERROR,
    gettext_noop("The sum would be right with %(meant)s instead of %(typed)s: look at the digits."),
)

# Postal ballots join the candidates' votes late: in 809 of the 840 official sheets of 2018 valid and rejected votes
# are not exactly the ballots cast, in 99 of 100 by less than this part of them.
ROUGHLY = 0.05
LEAST = 3  # the first two candidates of a seat have a third of the votes or more


def lines_against_valid(case: Case) -> Iterator[Finding]:
    lines, valid = case.lines, case.count.valid_votes
    if more(lines, valid):
        yield LINES_ABOVE_VALID.found("votes", "valid_votes", lines=lines, valid=valid)
    elif case.every_line and more(valid, lines):
        yield LINES_BELOW_VALID.found("votes", "valid_votes", lines=lines, valid=valid)
    else:
        return
    yield from digits_of_lines(case, valid)


def digits_of_lines(case: Case, valid: int) -> Iterator[Finding]:
    """Which one slip in a line or in the total would explain that the lines are not the valid votes."""
    for key, typed in case.count.votes.items() if case.every_line else ():
        meant = valid - (case.lines - typed)
        if slip_between(typed, meant):
            yield DIGITS_OF_LINE.found(line(key), name=case.name(key), meant=meant, typed=typed)
    if case.every_line and slip_between(valid, case.lines):
        yield DIGITS_OF_TOTAL.found("valid_votes", meant=case.lines, typed=valid)


def lines_far_below(case: Case) -> Iterator[Finding]:
    """Where not every candidate is given: the first two had more than a third of the votes in every seat of 2018."""
    given = {"valid_votes": case.count.valid_votes, "ballots_cast": case.count.ballots_cast}
    for name, total in given.items():
        if len(case.count.votes) > 1 and more(total, case.lines * LEAST) and not case.every_line:
            yield LINES_FAR_BELOW.found("votes", name, lines=case.lines, total=total)


def parts_against_cast(case: Case) -> Iterator[Finding]:
    cast, valid, rejected = case.count.ballots_cast, case.count.valid_votes, case.count.rejected_votes
    if None in (cast, valid, rejected) or valid + rejected == cast:
        return
    figures = {"valid": valid, "rejected": rejected, "sum": valid + rejected, "cast": cast}
    fields = ("valid_votes", "rejected_votes", "ballots_cast")
    if abs(valid + rejected - cast) <= ROUGHLY * cast:
        yield CAST_DIFFERS.found(*fields, **figures)
        return
    yield PARTS_NOT_CAST.found(*fields, **figures)
    for name, typed, meant in (
        ("ballots_cast", cast, valid + rejected),
        ("valid_votes", valid, cast - rejected),
        ("rejected_votes", rejected, cast - valid),
    ):
        if slip_between(typed, meant):
            yield DIGITS_OF_TOTAL.found(name, meant=meant, typed=typed)


def part_above_cast(case: Case) -> Iterator[Finding]:
    """Each part alone; where all are known, their sum was looked at already."""
    count, cast = case.count, case.count.ballots_cast
    parts = {"valid_votes": count.valid_votes, "rejected_votes": count.rejected_votes, "votes": case.lines}
    if None not in (count.valid_votes, count.rejected_votes):
        parts = {"votes": case.lines} if case.lines > count.valid_votes else {}
    for name, part in parts.items():
        if more(part, cast):
            yield PART_ABOVE_CAST.found(name, "ballots_cast", part=part, cast=cast)


def women_above_cast(case: Case) -> Iterator[Finding]:
    women, cast = case.count.ballots_women, case.count.ballots_cast
    if more(women, cast):
        yield WOMEN_ABOVE_CAST.found("ballots_women", "ballots_cast", women=women, cast=cast)


def rejected_above_valid(case: Case) -> Iterator[Finding]:
    """Rejected ballots are some in a hundred; more than the valid ones happens in no poll."""
    rejected, valid = case.count.rejected_votes, case.count.valid_votes
    if more(rejected, valid) and valid:
        yield REJECTED_ABOVE_VALID.found("rejected_votes", "valid_votes", rejected=rejected, valid=valid)


RULES = (
    lines_against_valid,
    lines_far_below,
    parts_against_cast,
    part_above_cast,
    women_above_cast,
    rejected_above_valid,
)
