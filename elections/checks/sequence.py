"""A count against the earlier counts of its contest: what never falls, never repeats and never goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .case import FIGURES, OFFICIAL, Case, figures_of, leaders
from .finding import FLAG, WARNING, Finding, gettext_noop, kind, line, more

FIGURES_FALL = kind("figures-fall", WARNING, gettext_noop("%(now)s is less than the %(before)s of an earlier count."))
STATIONS_FALL = kind(
    "stations-fall",
    WARNING,
    gettext_noop("%(now)s stations reported are fewer than the %(before)s of an earlier count."),
)
VOTES_FALL = kind(
    "votes-fall",
    WARNING,
    gettext_noop("%(name)s has %(now)s votes, fewer than the %(before)s of an earlier count."),
)
# Votes per new station, as a part of those per old one: of right counts one in a hundred gave less than half; a batch
# that stands alone gives about what was to be expected.
HALF, ABOUT = 0.5, (0.75, 1.3)

BATCH = kind(
    "batch-not-total",
    WARNING,
    gettext_noop(
        "For all stations so far these votes are few, after those of count %(number)s: were the new votes alone typed?"
    ),
)
SAME_AS_BEFORE = kind("same-as-before", WARNING, gettext_noop("All figures are those of count %(number)s."))
STATIONS_ALONE = kind(
    "same-votes",
    WARNING,
    gettext_noop("All votes are those of count %(number)s, only the number of stations is another one."),
)
OLDER = kind(
    "older-than-before",
    WARNING,
    gettext_noop("The figures speak of an earlier time than those of the count before."),
)
LEAD_CHANGES = kind("lead-changes", FLAG, gettext_noop("%(now)s leads now; %(before)s was ahead in the count before."))
LEADER_MISSING = kind(
    "leader-missing",
    WARNING,
    gettext_noop("%(name)s led the count before with %(before)s votes and has none given here."),
)
LINE_MISSING = kind(
    "line-missing", FLAG, gettext_noop("%(name)s has no votes here, but %(before)s in an earlier count.")
)
OFFICIAL_DIFFERS = kind(
    "official-differs",
    WARNING,
    gettext_noop("Figures differ from those of the returning officer's form in count %(number)s."),
)


def figures_fall(case: Case) -> Iterator[Finding]:
    for name in FIGURES:
        now, before = getattr(case.count, name), case.last(name)
        if more(before, now):
            yield FIGURES_FALL.found(name, now=now, before=before)


def stations_fall(case: Case) -> Iterator[Finding]:
    now, before = case.count.stations_reported, case.last("stations_reported")
    if more(before, now):
        yield STATIONS_FALL.found("stations_reported", now=now, before=before)


def fallen(case: Case) -> list[int]:
    """The candidates with fewer votes than an earlier count gave them."""
    return [key for key, now in case.count.votes.items() if more(case.votes_before.get(key), now)]


def votes_fall(case: Case) -> Iterator[Finding]:
    for key in fallen(case):
        now, before = case.count.votes[key], case.votes_before[key]
        yield VOTES_FALL.found(line(key), name=case.name(key), now=now, before=before)


def batch_not_total(case: Case) -> Iterator[Finding]:
    """Most lines fall together, and the stations do not: two or more, for one alone is a slip in that line. Or they
    rise, but too little for all votes so far and just enough for the new stations alone."""
    if case.before is None or len(case.common) < 2:
        return
    if falls_together(case) or fits_new_stations(case):
        yield BATCH.found("votes", "stations_reported", number=case.before.number)


def falls_together(case: Case) -> bool:
    down = [key for key, (before, now) in case.common.items() if now < before]
    first = leaders({key: before for key, (before, _now) in case.common.items()})[:2]
    fewer = more(case.last("stations_reported"), case.count.stations_reported)
    return len(down) * 2 > len(case.common) and set(first) <= set(down) and not fewer


def fits_new_stations(case: Case) -> bool:
    old, now = case.before.stations_reported, case.count.stations_reported
    before, after = (sum(pair[side] for pair in case.common.values()) for side in (0, 1))
    if not old or not now or now <= old or not before or after < before:
        return False
    usual = before / old * (now - old)
    return after - before < HALF * usual and ABOUT[0] * usual <= after <= ABOUT[1] * usual


def same_as_before(case: Case) -> Iterator[Finding]:
    """The same set again, of whichever earlier count. An officer's form may well say what the phone said before."""
    now = case.count
    for old in reversed(case.history):
        if not repeats(now.votes, old.votes) or official_news(now.form, old.form):
            continue
        new = {name for name, value in figures_of(now).items() if getattr(old, name) != value}
        if new:
            continue
        same = now.stations_reported in (None, old.stations_reported)
        yield (SAME_AS_BEFORE if same else STATIONS_ALONE).found("votes", number=old.number)
        return


def repeats(now: Mapping[int, int], old: Mapping[int, int]) -> bool:
    """Whether all votes are old ones; of one figure alone only if the old count had no other."""
    return now == old != {} or (len(now) > 1 and now.items() <= old.items())


def official_news(now: str, before: str) -> bool:
    return now in OFFICIAL and now != before


def older_than_before(case: Case) -> Iterator[Finding]:
    now = case.count.as_of
    before = max((old.as_of for old in case.history if old.as_of), default=None)
    if now and before and now < before:
        yield OLDER.found("as_of")


def lead_changes(case: Case) -> Iterator[Finding]:
    """A flag: leads change honestly wherever a seat is close. Figures that changed places are found by their ratio."""
    if len(case.common) < 2 or case.before is None:
        return
    now, before = leaders(case.count.votes)[0], leaders(case.before.votes)[0]
    votes, old = case.count.votes, case.before.votes
    if before in votes and now != before and votes[now] > votes[before] and old[before] > old.get(now, 0):
        yield LEAD_CHANGES.found(line(now), line(before), now=case.name(now), before=case.name(before))


def line_missing(case: Case) -> Iterator[Finding]:
    """A blank is unknown and never 0. Sources do leave out the second candidate, hardly ever the first."""
    if case.before is None:
        return
    for missing, key in zip((LEADER_MISSING, LINE_MISSING), leaders(case.before.votes), strict=False):
        if key not in case.count.votes and case.before.votes[key]:
            yield missing.found(line(key), name=case.name(key), before=case.before.votes[key])


def official_differs(case: Case) -> Iterator[Finding]:
    """Against the last officer's form. A later form of the ladder may differ: that is what it is made out for."""
    old = next((old for old in reversed(case.history) if old.form in OFFICIAL), None)
    if old is None or case.count.form in OFFICIAL[OFFICIAL.index(old.form) + 1 :]:
        return
    other = [line(key) for key, votes in case.count.votes.items() if old.votes.get(key, votes) != votes]
    known = figures_of(old)
    other += [name for name, value in figures_of(case.count).items() if known.get(name, value) != value]
    if other:
        yield OFFICIAL_DIFFERS.found(*other, number=old.number)


RULES = (
    figures_fall,
    stations_fall,
    votes_fall,
    batch_not_total,
    same_as_before,
    older_than_before,
    lead_changes,
    line_missing,
    official_differs,
)
