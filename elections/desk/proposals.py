"""What a recorded count or call would change, old → new, and what is known of it at the desk.

All of it as frozen values: the review screen in front of the gate shows them and touches no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from elections import models, values
from elections.desk.records import acts, find, kind_of, live, name_of, public_record, state_of
from elections.public import snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate's votes now and then."""

    candidate: values.Candidate
    old: int | None
    new: int | None

    @property
    def more(self) -> int | None:
        return None if None in (self.old, self.new) else self.new - self.old


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of one alliance now and then."""

    group: values.Group
    won: tuple[int, int]
    leading: tuple[int, int]

    @property
    def moves(self) -> bool:
        return self.won[0] != self.won[1] or self.leading[0] != self.leading[1]


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something and when; `by` is empty for an import."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """One recorded count or call beside what is public. `state`: "confirm", "publish", "held", "public", "replaced" or
    "withdrawn". `seen` names the public record it was compared with. `at` is the moment the page is drawn for."""

    kind: str
    number: int
    state: str
    seat: str
    what: str
    seen: str
    at: datetime
    entered: Deed
    confirmed: Deed | None
    published: Deed | None
    withdrawn: Deed | None
    withdrawn_reason: str
    warnings: tuple[str, ...]
    override_reason: str
    private_note: str
    photos: tuple[tuple[int, str], ...]
    own: bool  # the one who looks is the one who entered it
    rests_on_hidden: int | None  # number of the count under a call, if that is not public
    snapshot: values.Snapshot
    now: values.Result
    then: values.Result
    lines: tuple[Line, ...]
    seats: tuple[Seats, ...]
    acts: tuple[str, ...]

    @property
    def embargoed_until(self) -> datetime | None:
        """Until when readers see nothing of it even once it is published."""
        return self.then.contest.results_from if timezone.now() < self.then.contest.results_from else None

    @property
    def shows(self) -> bool:
        """Whether the page below shows something that readers do not see."""
        return self.state in ("confirm", "publish", "held")


def proposal_of(election: str, seat: str, kind: str, number: int, user) -> Proposal:
    """What the count or call of this address would change. Raises UnknownRecord."""
    return proposal(find(election, seat, kind, number), user)


def proposal(row: models.Count | models.Call, user, now: datetime | None = None) -> Proposal:
    """The row beside what is public, drawn for the moment readers can see it: now, or when the embargo ends."""
    now = now or timezone.now()
    election, seat = row.contest.election.slug, row.contest.constituency.slug
    before = live(election, now)
    at = max(now, before.by_slug[seat].contest.results_from)
    before = before if at == now else live(election, at)
    state = state_of(row)
    after = snapshot(election, at, proposed=row) if state in ("confirm", "publish", "held") else before
    old, new = before.by_slug[seat], after.by_slug[seat]
    return Proposal(
        kind=kind_of(row),
        seat=seat,
        state=state,
        seen=public_record(row.contest),
        at=at,
        own=row.entered_by_id is not None and row.entered_by_id == user.pk,
        snapshot=after,
        now=old,
        then=new,
        lines=tuple(lines_of(row, old, new)),
        seats=tuple(seats_of(before.total, after.total)),
        acts=acts(row, user, state),
        **facts(row),
    )


def facts(row: models.Count | models.Call) -> dict:
    """What the desk alone knows of a row."""
    photos = row.photos.values_list("pk", "name") if isinstance(row, models.Count) else ()
    hidden = isinstance(row, models.Call) and row.count and not row.count.published_at
    return {
        "number": row.number,
        "what": getattr(row, f"get_{row.weighed_by}_display")(),
        "entered": Deed(name_of(row.entered_by), row.entered_at),
        "confirmed": deed(row.confirmed_by, row.confirmed_at),
        "published": deed(row.published_by, row.published_at),
        "withdrawn": deed(row.withdrawn_by, row.withdrawn_at),
        "withdrawn_reason": row.withdrawn_reason,
        "warnings": tuple(finding.get("sentence") or finding.get("code", "") for finding in row.findings),
        "override_reason": row.override_reason,
        "private_note": row.private_note,
        "photos": tuple(photos),
        "rests_on_hidden": row.count.number if hidden else None,
    }


def deed(user, at: datetime | None) -> Deed | None:
    return Deed(name_of(user), at) if at else None


def lines_of(row: models.Count | models.Call, old: values.Result, new: values.Result):
    """Votes of every candidate, in the order of the page as it would be; of what is past, its own figures as new."""
    before = old.count.votes if old.count else {}
    after = new.count.votes if new.count else {}
    if isinstance(row, models.Count) and state_of(row) in ("replaced", "withdrawn"):
        after = dict(row.lines.values_list("candidacy", "votes"))
    for standing in new.standings:
        key = standing.candidate.id
        yield Line(standing.candidate, before.get(key), after.get(key))


def seats_of(before: values.Tally, after: values.Tally):
    totals = {total.group.slug: total for total in before.groups}
    for new in after.groups:
        old = totals.pop(new.group.slug, None)
        yield Seats(new.group, (old.won if old else 0, new.won), (old.leading if old else 0, new.leading))
    for old in totals.values():
        yield Seats(old.group, (old.won, 0), (old.leading, 0))
