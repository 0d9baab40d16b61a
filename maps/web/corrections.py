"""What readers are told of changes: each entry of the log, a winner taken back, a freeze. Roles, never names."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from elections import checks, tallies
from elections.values import Candidate, Change, Contest, Count, Election, Result, Snapshot, Source
from maps.web import times
from maps.web.words import comma, full_stop, say, with_party


@dataclass(frozen=True)
class Difference:
    """One thing that a change changed, as it was and as it is; "" where nothing was known.

    What was withdrawn by now is marked: it is told here and nowhere else.
    """

    name: str
    before: str
    after: str
    before_withdrawn: bool = False
    after_withdrawn: bool = False

    def __str__(self) -> str:
        known = [(self.before, self.before_withdrawn), (self.after, self.after_withdrawn)]
        said = [gettext("%(figure)s (withdrawn)") % {"figure": text} if gone else text for text, gone in known if text]
        return f"{self.name} {' → '.join(said)}"


def change_words(change: Change) -> str:
    """One line of the public log."""
    values = {"n": change.number, "winner": with_party(change.winner) if change.winner else ""}
    if change.kind == "call":
        return gettext("Called: %(winner)s") % values
    if change.kind == "call-withdrawn":
        return gettext("Call %(n)s withdrawn, which had named %(winner)s") % values
    if change.kind == "count-withdrawn":
        return gettext("Count %(n)s withdrawn") % values
    if change.count.stations_reported is None:
        return gettext("Count %(n)s") % values
    values["stations"] = f"{change.count.stations_reported:,}"
    return gettext("Count %(n)s, from %(stations)s stations") % values


def withdrawn_words(change: Change, snapshot: Snapshot) -> str:
    """That what became public here was withdrawn later, and when; nothing of what stands."""
    if change.withdrawn_at is None:
        return ""
    moment = times.moment(change.withdrawn_at, snapshot.election.time_zone)
    return gettext("Withdrawn later: %(time)s") % {"time": moment}


def instead_words(change: Change) -> str:
    """What readers see in place of what was withdrawn; nothing where a newer count stood already."""
    if change.kind == "call-withdrawn":
        if change.instead is None:
            return gettext("No winner is named now")
        return gettext("Named as the winner now: %(winner)s") % {"winner": with_party(change.instead)}
    if change.kind != "count-withdrawn" or (change.fallback or 0) > change.number:
        return ""
    if change.fallback is None:
        return gettext("No count is shown now")
    return gettext("Shown now: count %(n)s") % {"n": change.fallback}


def by_whom(change: Change) -> str:
    """Who did it, by role."""
    return {
        "": gettext("by the desk, from a file"),
        "chief": gettext("by a chief editor"),
        "administrator": gettext("by an administrator"),
    }.get(change.role, gettext("by the desk"))


def differences(change: Change, snapshot: Snapshot) -> list[Difference]:
    """What was and what is: of a count stations, votes and the lead, of a call the winner, if another was named before.

    A count tells the votes of the first two, a withdrawal all votes that were withdrawn.
    """
    if change.replaced:
        return [Difference(gettext("Winner"), with_party(change.replaced), with_party(change.winner))]
    if change.kind not in ("count", "count-withdrawn"):
        return []
    result = snapshot.by_slug[change.seat.slug]
    rows = [
        pair(change, gettext("Stations"), lambda count: figure(count.stations_reported)),
        *(pair(change, say(c.name), lambda count, c=c: figure(count.votes.get(c.id))) for c in told(change, result)),
        pair(change, gettext("Lead"), lambda count: lead(count, result.contest, change)),
    ]
    return [row for row in rows if row.after or (row.before and change.kind == "count-withdrawn")]


def told(change: Change, result: Result) -> list[Candidate]:
    """Whose votes an entry tells, in the order of the page."""
    candidates = [standing.candidate for standing in result.standings]
    if change.kind == "count-withdrawn":
        return [c for c in candidates if change.before and c.id in change.before.votes]
    return [c for c in candidates if c.id in change.count.votes][:2]


def pair(change: Change, name: str, words) -> Difference:
    """Something that a count says, before and after."""
    said = [words(count) if count else "" for count in (change.before, change.count)]
    return Difference(name, *said, *(bool(count and count.withdrawn_at) for count in (change.before, change.count)))


def figure(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def lead(count: Count, contest: Contest, change: Change) -> str:
    """By how much somebody led; whose lead it is, once it is not the same person's any more."""
    found = tallies.lead_of(count)
    if found is None:
        return ""
    leaders = {lead[0] for each in (change.before, change.count) if each and (lead := tallies.lead_of(each))}
    name = say(tallies.candidate_by_id(contest, found[0]).name) + " " if len(leaders) > 1 else ""
    return f"{name}{found[1]:,}"


def summary(change: Change, snapshot: Snapshot) -> str:
    """An entry in plain text, for the feed: figures, what is shown instead, why, and who did it."""
    rows = comma().join(map(str, differences(change, snapshot)))
    parts = [withdrawn_words(change, snapshot), rows, instead_words(change), change.reason, by_whom(change)]
    return " · ".join(part for part in parts if part)


def retraction(result: Result) -> str:
    """“Earlier we reported that X had won; that was wrong.”, and who is named now."""
    sentence = gettext("Earlier we reported that %(who)s had won; that was wrong.")
    said = sentence % {"who": with_party(result.retracted)}
    if result.winner:
        said += (
            " " + gettext("Named as the winner now: %(winner)s") % {"winner": with_party(result.winner)} + full_stop()
        )
    return said


def frozen(election: Election) -> str:
    """“No updates since 9:40pm: the figures are being checked.”; nothing if the election is not frozen."""
    if election.frozen_at is None:
        return ""
    moment = times.moment(election.frozen_at, election.time_zone)
    return gettext("No updates since %(time)s: the figures are being checked.") % {"time": moment}


def flag_sentence(flag) -> str:
    return checks.sentence(flag, gettext, get_language())


def flag_source(flag, contest: Contest) -> Source | None:
    """Where the law behind a flag can be read."""
    return next((rule.source for rule in contest.flag_rules if rule.kind == flag.code), None)
