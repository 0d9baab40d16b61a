"""How a count grew since the one before: with the stations, each candidate with the others, and by which slip not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import log

from elections.values import Count

from .case import Case, leaders
from .digits import slip_towards
from .finding import WARNING, Finding, gettext_noop, kind, line

NOT_UPDATED = kind(
    "not-updated",
    WARNING,
    gettext_noop("%(name)s has the same %(votes)s votes as in count %(number)s, while the others grew."),
)
JUMP = kind(
    "jump",
    WARNING,
    gettext_noop(
        "%(new)s votes came from %(stations)s more stations; the %(before)s stations before had %(votes)s votes."
    ),
)
OUT_OF_LINE = kind(
    "out-of-line",
    WARNING,
    gettext_noop(
        "%(name)s went from %(before)s to %(now)s votes; as the other figures grew, about %(expected)s were to be"
        " expected."
    ),
)
DIGITS = {
    "extra": kind(
        "digit-extra",
        WARNING,
        gettext_noop("%(name)s: %(now)s has perhaps a digit too many; about %(expected)s were to be expected."),
    ),
    "missing": kind(
        "digit-missing",
        WARNING,
        gettext_noop("%(name)s: %(now)s has perhaps a digit too few; about %(expected)s were to be expected."),
    ),
    "swapped": kind(
        "digits-swapped",
        WARNING,
        gettext_noop(
            "%(name)s: two digits of %(now)s have perhaps changed places; about %(expected)s were to be expected."
        ),
    ),
}
SWAPPED = kind(
    "figures-swapped",
    WARNING,
    gettext_noop(
        "The figures of %(one)s and %(other)s have perhaps changed places: the other way round they go on as in count"
        " %(number)s."
    ),
)
LOPSIDED_COUNT = kind(
    "lopsided",
    WARNING,
    gettext_noop("%(first)s has %(votes)s votes and %(second)s, who comes next, %(other)s: is there a digit too many?"),
)

# On 16 October 2022 the same stations gave up to 3.7 times more or fewer votes each than those before them, because
# papers rounded, or mistook, the number of stations. One station more or less is nothing odd.
JUMPS = 4
# One candidate against the others: regions differ, above all while few stations are in. A digit makes it the tenfold.
OUT, OUT_EARLY, EARLY = 3, 5, 10
SMALL, SMALL_OUT = 0.05, 8  # a candidate of one town may have all votes of one hour
DIGIT_FITS = 1.35  # how near to the expectation a mended figure has to come
# Exchanged, the new votes have to be nearer to the old ones by this factor: regions differ, and in one of six honest
# changes of the lead they differ so.
NEARER = log(1.75)
# NA-239 honestly stood at 5.2 : 1 early on 16 October 2022; a digit makes about the tenfold, or the tenth.
LOPSIDED = 5.5
UPDATED = 1.02  # below that nobody may have got a vote


def last_with_stations(case: Case) -> Count | None:
    return next((old for old in reversed(case.history) if old.stations_reported and old.votes), None)


def jump(case: Case) -> Iterator[Finding]:
    """New votes per new station against votes per station so far, of the candidates whose votes both counts know."""
    old, now = last_with_stations(case), case.count
    if old is None or now.stations_reported is None:
        return
    keys = old.votes.keys() & now.votes.keys()
    before, after = sum(old.votes[key] for key in keys), sum(now.votes[key] for key in keys)
    stations, each = now.stations_reported - old.stations_reported, before / old.stations_reported
    if stations < 0 or not before or after < before:  # falls are found as such
        return
    most, least = each * (stations * JUMPS + 1), each * (stations - 1) / JUMPS
    if not least <= after - before <= most:
        figures = {"new": after - before, "stations": stations, "before": old.stations_reported, "votes": before}
        yield JUMP.found("votes", "stations_reported", **figures)


def expectations(case: Case) -> dict[int, float]:
    """What each candidate of both counts would have, had they grown as the others together did."""
    before, now = (sum(pair[side] for pair in case.common.values()) for side in (0, 1))
    return {
        key: old * (now - votes) / (before - old) for key, (old, votes) in case.common.items() if before > old and old
    }


def limit_of(case: Case, key: int) -> float:
    """How many times more or fewer votes than expected are still nothing odd for this candidate."""
    total = sum(old for old, _now in case.common.values())
    if case.common[key][0] < SMALL * total:
        return SMALL_OUT
    stations = case.before.stations_reported
    return OUT_EARLY if stations is not None and stations < EARLY else OUT


def out_of_line(case: Case) -> Iterator[Finding]:
    """The line that is furthest from what the others let expect; one, for it makes the others look odd as well."""
    if len(case.common) < 2:
        return
    worst, key, expected = 0.0, None, 0.0
    for candidate, about in expectations(case).items():
        now = case.common[candidate][1]
        odds = max(now, 1) / max(about, 1)
        distance = max(odds, 1 / odds) / limit_of(case, candidate)
        weighty = abs(now - about) > 0.01 * case.lines + 50  # what few votes do matters to nobody
        if weighty and distance > max(1, worst):
            worst, key, expected = distance, candidate, about
    if key is not None:
        yield finding_of(case, key, expected)


def finding_of(case: Case, key: int, expected: float) -> Finding:
    """With two candidates either could be the odd one: the stations tell, else whichever a slip explains."""
    before, now = case.common[key]
    if len(case.common) == 2:
        key, expected = odd_of_two(case, key, expected)
        before, now = case.common[key]
    figures = {"name": case.name(key), "before": before, "now": now, "expected": round(expected)}
    slip = "" if case.adds_up else slip_towards(now, expected, DIGIT_FITS)
    if slip:
        figures.pop("before")
    return (DIGITS[slip] if slip else OUT_OF_LINE).found(line(key), **figures)


def odd_of_two(case: Case, key: int, expected: float) -> tuple[int, float]:
    old, now = last_with_stations(case), case.count
    if old is not case.before or not now.stations_reported:
        return key, expected
    growth = now.stations_reported / old.stations_reported
    about = {candidate: before * growth for candidate, (before, _now) in case.common.items() if before}
    odd = max(about, key=lambda candidate: abs(log(max(case.common[candidate][1], 1) / about[candidate])))
    return odd, about[odd]


def figures_swapped(case: Case) -> Iterator[Finding]:
    """Two candidates in the other order than before, which is the old order when their figures change places.

    Leads change honestly, but then the new votes are mostly no less odd the other way round.
    """
    if case.before is None:
        return
    total = sum(old for old, _now in case.common.values())
    order = leaders({key: old for key, (old, _now) in case.common.items()})
    for one, other in combinations(order[:5], 2):
        (old_one, now_one), (old_other, now_other) = case.common[one], case.common[other]
        if old_other < SMALL * total or old_one == old_other or now_one >= now_other:
            continue
        typed = turn(old_one, old_other, now_one, now_other)
        exchanged = turn(old_one, old_other, now_other, now_one)
        nearer = typed is not None and {one, other} == set(order[:2]) and typed - (exchanged or 0) > NEARER
        if exchanged is not None and (typed is None or nearer):
            figures = {"one": case.name(one), "other": case.name(other), "number": case.before.number}
            yield SWAPPED.found(line(one), line(other), **figures)


def turn(old_one: int, old_other: int, now_one: int, now_other: int) -> float | None:
    """How far the ratio of two candidates' new votes is from that of their old ones (logarithm); None if one fell."""
    new_one, new_other = now_one - old_one, now_other - old_other
    if new_one < 0 or new_other < 0:
        return None
    return abs(log(max(new_one, 1) / max(new_other, 1)) - log(max(old_one, 1) / max(old_other, 1)))


def not_updated(case: Case) -> Iterator[Finding]:
    """A candidate stands still to the vote while the others grow: that field was passed over."""
    for key, now in case.count.votes.items():
        last = next((old for old in reversed(case.history) if key in old.votes), None)
        if last is None or last.votes[key] != now:
            continue
        others = {other: votes for other, votes in last.votes.items() if other != key and other in case.count.votes}
        grown = sum(case.count.votes[other] for other in others)
        if now >= max(100, SMALL * sum(others.values())) and grown > sum(others.values()) * UPDATED:
            yield NOT_UPDATED.found(line(key), name=case.name(key), votes=now, number=last.number)


def lopsided(case: Case) -> Iterator[Finding]:
    """The first two of a count that neither an earlier count nor a sum can be held against."""
    if len(case.count.votes) < 2 or len(case.common) > 1 or case.adds_up:
        return
    first, second = leaders(case.count.votes)[:2]
    most, next_most = case.count.votes[first], case.count.votes[second]
    if next_most and most >= next_most * LOPSIDED and most >= 100:
        names = {"first": case.name(first), "second": case.name(second)}
        yield LOPSIDED_COUNT.found(line(first), line(second), **names, votes=most, other=next_most)


RULES = (jump, out_of_line, figures_swapped, not_updated, lopsided)
