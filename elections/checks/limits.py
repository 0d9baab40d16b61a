"""The figures of one count against what its contest can hold at most, and against nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .case import FIGURES, Case, figures_of, leaders
from .finding import ERROR, FLAG, WARNING, Finding, gettext_noop, kind, line, more

STATIONS_ABOVE_TOTAL = kind(
    "stations-above-total",
    ERROR,
    gettext_noop("%(reported)s stations reported are more than the %(total)s stations of the contest."),
)
VOTES_ABOVE_REGISTERED = kind(
    "votes-above-registered",
    WARNING,
    gettext_noop("%(votes)s votes are more than the %(registered)s registered voters."),
)
STATION_TOO_FULL = kind(
    "stations-too-full",
    WARNING,
    gettext_noop("%(votes)s votes from %(stations)s stations: so many voters are not registered there (%(most)s)."),
)
STATION_TOO_EMPTY = kind(
    "stations-too-empty",
    WARNING,
    gettext_noop(
        "%(votes)s votes from %(stations)s stations: fewer than one in twenty of the voters registered there."
    ),
)
WOMEN_ABOVE_REGISTERED = kind(
    "women-above-registered",
    FLAG,
    gettext_noop("%(women)s ballots cast by women are more than the %(registered)s registered women."),
)
ELECTORATE_AS_VOTES = kind(
    "electorate-as-votes",
    WARNING,
    gettext_noop("%(figure)s is the number of registered voters of this contest, typed here as votes."),
)
STATIONS_AS_VOTES = kind(
    "stations-as-votes",
    WARNING,
    gettext_noop("%(figure)s is the number of polling stations, typed here as votes."),
)
NOTHING_GIVEN = kind(
    "nothing-given",
    WARNING,
    gettext_noop("This count holds no figure at all, and no note for readers that says why."),
)
NOTHING_BUT_NOTE = kind(
    "nothing-but-note", FLAG, gettext_noop("This count holds no figure: readers see its note and its source.")
)
NO_VOTES = kind("no-votes", WARNING, gettext_noop("No candidate has a vote here, though other figures are given."))
ONE_BLANK = kind(
    "one-line-blank",
    WARNING,
    gettext_noop("Every candidate but %(name)s has votes here: type 0 if there are none, leave blank what is unknown."),
)
ONE_CANDIDATE = kind(
    "one-candidate-alone",
    WARNING,
    gettext_noop("Only %(name)s has votes here: type those of the others, or say in the note for readers why not."),
)
ALL_ZERO = kind("all-zero", WARNING, gettext_noop("Every vote given is 0: leave blank what is not known."))
NO_STATIONS = kind("no-stations", WARNING, gettext_noop("There are votes, but from 0 stations."))
BEFORE_POLLS_CLOSE = kind(
    "as-of-before-close", ERROR, gettext_noop("The figures are said to be of a time before the polls closed.")
)
IN_FUTURE = kind("as-of-in-future", ERROR, gettext_noop("The figures are said to be of a time still to come."))

# The first few stations may be large and full; from this many on their sizes even out, and nowhere did all vote.
MANY, CROWDED = 20, 1.5
# The lowest turnout of 2022 was 14.8 percent; the candidates that a source names get most of it.
EMPTY = 0.05
CLOCKS_DIFFER = timedelta(minutes=5)


def stations_above_total(case: Case) -> Iterator[Finding]:
    reported, total = case.count.stations_reported, case.contest.stations_total
    if more(reported, total):
        yield STATIONS_ABOVE_TOTAL.found("stations_reported", reported=reported, total=total)


def votes_above_registered(case: Case) -> Iterator[Finding]:
    """A turnout above 100 % can be true of the figures; it passes with a reason, and readers are told."""
    registered = case.contest.registered_voters
    totals = {"votes": case.lines, **figures_of(case.count)}
    for name in ("votes", "valid_votes", "ballots_cast"):
        if more(totals.get(name), registered):
            yield VOTES_ABOVE_REGISTERED.found(name, votes=totals[name], registered=registered)
            return


def stations_against_voters(case: Case) -> Iterator[Finding]:
    """Votes against the voters that as many average stations have."""
    contest, reported = case.contest, case.count.stations_reported
    if not (contest.registered_voters and contest.stations_total and reported) or reported > contest.stations_total:
        return
    each = contest.registered_voters / contest.stations_total
    votes = max(case.lines, case.ballots or 0)
    most = each * (reported if reported >= MANY else reported * CROWDED + 1)
    if most < votes <= contest.registered_voters:
        fields = ("votes", "ballots_cast", "stations_reported")
        yield STATION_TOO_FULL.found(*fields, votes=votes, stations=reported, most=round(most))
    elif len(case.count.votes) > 1 and 0 < votes < each * reported * EMPTY:
        yield STATION_TOO_EMPTY.found("votes", "stations_reported", votes=votes, stations=reported)


def women_above_registered(case: Case) -> Iterator[Finding]:
    women, registered = case.count.ballots_women, case.contest.registered_women
    if more(women, registered):
        yield WOMEN_ABOVE_REGISTERED.found("ballots_women", women=women, registered=registered)


def electorate_as_votes(case: Case) -> Iterator[Finding]:
    """To the digit: chance makes two such figures equal in fewer than one seat in ten thousand."""
    electorate = {case.contest.registered_voters, case.contest.registered_women} - {None, 0}
    for field, figure in every_figure(case):
        if figure in electorate:
            yield ELECTORATE_AS_VOTES.found(field, figure=figure)


def stations_as_votes(case: Case) -> Iterator[Finding]:
    """Only the first two lines and the totals: among a dozen small candidates 330 votes are nothing odd."""
    stations = case.contest.stations_total
    first = {line(key) for key in leaders(case.count.votes)[:2]} | {"ballots_cast", "valid_votes"}
    for field, figure in every_figure(case):
        if stations and figure == stations and field in first:
            yield STATIONS_AS_VOTES.found(field, figure=figure)


def every_figure(case: Case) -> list[tuple[str, int]]:
    """(field, figure) of every vote and total given."""
    lines = [(line(key), votes) for key, votes in case.count.votes.items()]
    return lines + [(name, getattr(case.count, name)) for name in FIGURES if getattr(case.count, name) is not None]


def blank(case: Case) -> Iterator[Finding]:
    """A source may report no more than that the count is over: then a note for readers is all there is to say."""
    count = case.count
    totals = {**figures_of(count), "stations": count.stations_reported, "turnout": count.turnout_reported}
    if count.votes:
        return
    if all(value is None for value in totals.values()):
        yield (NOTHING_BUT_NOTE if count.note else NOTHING_GIVEN).found("votes")
    elif case.contest.candidates:
        yield NO_VOTES.found("votes")


def one_line_blank(case: Case) -> Iterator[Finding]:
    """A paper leaves out whom it likes; where all but one are given, a field was passed over."""
    blank = [key for key in case.names if key not in case.count.votes]
    some = len(case.count.votes) > 2 and case.count.form != "press"
    if case.contest.candidates_complete and len(blank) == 1 and some:
        yield ONE_BLANK.found(line(blank[0]), name=case.name(blank[0]))


def one_candidate_alone(case: Case) -> Iterator[Finding]:
    """One figure shows no lead; sources print such ones now and then, and readers should know why."""
    votes = case.count.votes
    if len(votes) == 1 < len(case.names) and not case.count.note:
        key = next(iter(votes))
        yield ONE_CANDIDATE.found("votes", "note", name=case.name(key))


def zero(case: Case) -> Iterator[Finding]:
    votes = case.count.votes
    if votes and not any(votes.values()):
        yield ALL_ZERO.found("votes")
    elif votes and case.count.stations_reported == 0:
        yield NO_STATIONS.found("stations_reported")


def time_of_figures(case: Case) -> Iterator[Finding]:
    as_of = case.count.as_of
    if as_of and as_of < case.contest.polls_close:
        yield BEFORE_POLLS_CLOSE.found("as_of")
    elif as_of and case.at and as_of > case.at + CLOCKS_DIFFER:
        yield IN_FUTURE.found("as_of")


RULES = (
    stations_above_total,
    votes_above_registered,
    stations_against_voters,
    women_above_registered,
    electorate_as_votes,
    stations_as_votes,
    blank,
    one_line_blank,
    one_candidate_alone,
    zero,
    time_of_figures,
)
