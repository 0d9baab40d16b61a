"""The board of an election: one row a seat, first the one that needs a person next. No HTTP, no words of pages.

Figures are what is recorded, embargoed ones included; the clock decides about everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from elections import models, values
from elections.desk import drafts
from elections.desk.entry import kept_sentence
from elections.desk.records import live, name_of, number_of, step_of
from elections.desk.rights import Rights
from elections.tallies import HALTED, WON, candidate_by_id, result_of

QUIET = timedelta(minutes=60)  # counting, and nothing heard for so long
LATE = timedelta(minutes=120)  # nothing counted so long after results may be public
DAYS_ON = (-1, 3)  # from the day before polling day to three days after it

# What a seat needs a person for, in the order of the board.
NEEDS = ("review", "confirm", "publish", "late", "quiet", "counting", "awaiting", "done")
SOMEONE = NEEDS[:5]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recorded count or call that is not public: `step` is "confirm", "publish" or "held" by the election's rule."""

    kind: str
    number: int
    step: str
    what: str  # the form or basis, in words
    by: str
    at: datetime
    stations: int | None = None
    winner: values.Candidate | None = None


@dataclass(frozen=True, slots=True)
class Overridden:
    """Warnings against which a count or call was saved, with the reason typed."""

    kind: str
    number: int
    sentences: tuple[str, ...]
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    result: values.Result
    contest: int  # the contest's key
    need: str
    at: datetime | None  # of the last count that was recorded and not withdrawn
    waiting: tuple[Waiting, ...] = ()
    overridden: tuple[Overridden, ...] = ()
    openers: tuple[str, ...] = ()
    unsaved: tuple[str, ...] = ()
    mine: bool = True
    count: int | None = None  # numbers of the public count and call
    call: int | None = None

    @property
    def conflict(self) -> bool:
        """Two people are at work on the same seat, or two counts of it wait to be decided."""
        return len(self.openers) > 1 or sum(waiting.kind == "count" for waiting in self.waiting) > 1

    @property
    def wants_call(self) -> bool:
        """Every station is in, and nobody is called yet."""
        return self.result.status == "counting" and bool(self.result.complete)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of an election in their order, with the totals that stand above them."""

    rows: tuple[Row, ...]
    called: int
    counting: int
    awaited: int
    review: int
    halted: int
    embargoed: int  # seats whose results are not public yet by the clock

    @property
    def someone(self) -> int:
        return sum(row.need in SOMEONE for row in self.rows)


def is_on(election: models.Election, now: datetime) -> bool:
    """Whether the desk works on it: one day before polling day to three days after, in the election's own zone."""
    today = now.astimezone(ZoneInfo(election.time_zone)).date()
    return DAYS_ON[0] <= (today - election.date).days <= DAYS_ON[1]


def elections_on(now: datetime) -> list[models.Election]:
    """The elections, rehearsals included, that are on; the newest first."""
    near = (now.date() - timedelta(days=5), now.date() + timedelta(days=3))
    return [election for election in models.Election.objects.filter(date__range=near) if is_on(election, now)]


def rows_of(election: models.Election, user, now: datetime) -> Rows:
    """The whole board for a user, in a fixed number of queries."""
    contests = [result.contest for result in live(election.slug).results]
    keys = dict(models.Contest.objects.filter(election=election).values_list("constituency_id", "pk"))
    desk = Desk(election, user, now)
    rows = [desk.row(result_of(contest, now), keys[contest.seat.id]) for contest in contests]
    places = {row.contest: place for place, row in enumerate(rows)}
    rows.sort(key=lambda row: (NEEDS.index(row.need), not row.wants_call, since(row) or now, places[row.contest]))
    return totals(tuple(rows))


def totals(rows: tuple[Row, ...]) -> Rows:
    statuses = [row.result.status for row in rows]
    return Rows(
        rows,
        called=sum(status in WON for status in statuses),
        counting=statuses.count("counting"),
        awaited=statuses.count("awaiting") + statuses.count("scheduled"),
        review=statuses.count("review"),
        halted=sum(status in HALTED for status in statuses),
        embargoed=sum(row.result.embargoed and row.result.status not in HALTED for row in rows),
    )


def since(row: Row) -> datetime | None:
    """Since when the row needs what it needs: what waits longest, else the last count."""
    if row.need in ("confirm", "publish"):
        return min(waiting.at for waiting in row.waiting if waiting.step == row.need)
    return row.at if row.need in ("quiet", "counting") else None


class Desk:
    """What is recorded beside the figures: who entered what, what waits, who has which seat open."""

    def __init__(self, election: models.Election, user, now: datetime):
        self.election, self.now, self.user = election, now, user
        self.mine = Rights.of(user).seats(election.pk) if user else None
        self.counts = by_contest(
            models.Count.objects.filter(contest__election=election, withdrawn_at=None).select_related("entered_by")
        )
        self.calls = by_contest(
            models.Call.objects.filter(contest__election=election, withdrawn_at=None).select_related("entered_by")
        )
        typed = models.Draft.objects.filter(contest__election=election).select_related("user")
        self.drafts = by_contest(typed.order_by("seen_at"))

    def row(self, result: values.Result, contest: int) -> Row:
        counts, calls = self.counts[contest], self.calls[contest]
        waiting = tuple(self.waiting(row, result.contest) for row in (*undecided(calls), *undecided(counts)))
        at = max((spoken_of(count) for count in counts), default=None)
        here = self.names(contest, lambda draft: draft.seen_at > self.now - drafts.OPEN_FOR)
        left = self.names(contest, lambda draft: draft.saved_at and drafts.typed_of(draft))
        return Row(
            result=result,
            contest=contest,
            need=self.need(result, waiting, at),
            at=at,
            waiting=waiting,
            overridden=tuple(overridden(row) for row in (*standing(calls), *standing(counts)) if row.findings),
            openers=here,
            unsaved=tuple(name for name in left if name not in here),
            mine=self.mine is None or contest in self.mine,
            count=number_of(counts),
            call=number_of(calls),
        )

    def names(self, contest: int, wanted) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name_of(draft.user) for draft in self.drafts[contest] if wanted(draft)))

    def waiting(self, row: models.Count | models.Call, contest: values.Contest) -> Waiting:
        is_call = isinstance(row, models.Call)
        return Waiting(
            kind="call" if is_call else "count",
            number=row.number,
            step=step_of(row, self.election),
            what=row.get_basis_display() if is_call else row.get_form_display(),
            by=name_of(row.entered_by),
            at=row.entered_at,
            stations=None if is_call else row.stations_reported,
            winner=candidate_by_id(contest, row.candidacy_id) if is_call else None,
        )

    def need(self, result: values.Result, waiting: Iterable[Waiting], at: datetime | None) -> str:
        steps = {item.step for item in waiting}
        if result.status in HALTED:
            return "done"
        if result.status == "review":
            return "review"
        if steps & {"confirm", "publish"}:
            return "confirm" if "confirm" in steps else "publish"
        if result.status in WON:
            return "done"
        if at is None:
            return "late" if self.now >= result.contest.results_from + LATE else "awaiting"
        if result.status != "counting":
            return "awaiting"
        return "quiet" if self.is_quiet(result, at) else "counting"

    def is_quiet(self, result: values.Result, at: datetime) -> bool:
        return not result.complete and self.now - at >= QUIET


def by_contest(rows) -> dict[int, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.contest_id].append(row)
    return grouped


def undecided(rows: list) -> list:
    """What waits to become public. Whatever has a later public one after it would change nothing any more."""
    last = number_of(rows) or 0
    return [row for row in rows if row.published_at is None and row.number > last]


def standing(rows: list) -> list:
    """What is public now, or waits to be."""
    last = number_of(rows)
    return [row for row in rows if row.number == last or row.published_at is None and row.number > (last or 0)]


def spoken_of(count: models.Count) -> datetime:
    """When the desk heard of it. What is imported afterwards was published when readers saw it."""
    return min(count.entered_at, count.published_at or count.entered_at)


def overridden(row: models.Count | models.Call) -> Overridden:
    kind = "call" if isinstance(row, models.Call) else "count"
    sentences = tuple(map(kept_sentence, row.findings))
    return Overridden(kind, row.number, sentences, row.override_reason, name_of(row.entered_by))
