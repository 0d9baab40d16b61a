"""What a recorded count or call would change, old → new, and what is known of it at the desk.

All of it as frozen values: the review screen in front of the gate shows them and touches no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from elections import models, values
from elections.desk import freezing
from elections.desk.entry import kept_sentence
from elections.desk.records import acts, awaits_chief, find, kind_of, live, name_of, shown_of, state_of
from elections.desk.rights import may
from elections.public import snapshot
from elections.public.clock import is_embargoed, public_since, was_seen
from elections.tallies import candidate_by_id


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


@dataclass(frozen=True, slots=True)
class Newer:
    """A count that was recorded after the public one and is not public; `leader` is None if its first are level."""

    number: int
    leader: values.Candidate | None


@dataclass(frozen=True)
class Proposal:
    """One recorded count or call beside what is public. `state`: "confirm", "publish", "held", "public", "replaced" or
    "withdrawn". `seen` names what the screen shows (`records.shown_of`). `at` is the moment the page is drawn for."""

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
    newer: Newer | None  # which does not bear a call out
    awaits_chief: bool  # recorded against a warning that takes one
    frozen: bool  # readers do not see it, or would not, until a freeze is lifted
    was_seen: bool  # readers have seen it, so that they are told of its withdrawal
    embargoed_until: datetime | None  # until when readers see nothing of it even once it is published
    snapshot: values.Snapshot
    now: values.Result
    then: values.Result
    lines: tuple[Line, ...]
    seats: tuple[Seats, ...]
    acts: tuple[str, ...]

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
        at=at,
        snapshot=after,
        now=old,
        then=new,
        lines=tuple(lines_of(row, old, new)),
        seats=tuple(seats_of(before.total, after.total)),
        newer=newer_of(row, new.contest) if kind_of(row) == "call" else None,
        **offered(row, user, state),
        **sight(row, new.contest, now),
        **facts(row),
    )


def offered(row: models.Count | models.Call, user, state: str) -> dict:
    """What this user is given to see and to do."""
    return {
        "seen": shown_of(row),
        "own": row.entered_by_id is not None and row.entered_by_id == user.pk,
        "acts": acts(row, user, state),
        "photos": tuple(photos_of(row, user)),
    }


def sight(row: models.Count | models.Call, contest: values.Contest, now: datetime) -> dict:
    """Whether and when readers see a row, by the gate's own rules of embargo and freeze."""
    freeze = freezing.current(row.contest.election)
    frozen = freeze is not None and (row.published_at is None or max(row.published_at, row.entered_at) >= freeze.at)
    covered = kind_of(row) == "count" or is_embargoed(row.basis, alone=len(contest.candidates) == 1)
    opens = contest.results_from if covered else None
    past = models.Freeze.objects.filter(election=row.contest.election).exclude(lifted_at=None).order_by("at")
    spans = past.values_list("at", "lifted_at")
    since = row.published_at and public_since(row.published_at, opens, spans, row.entered_at)
    return {
        "frozen": frozen,
        "was_seen": bool(since) and not frozen and row.is_publishable() and was_seen(row.withdrawn_at or now, since),
        "embargoed_until": opens if opens and now < opens else None,
    }


def newer_of(call: models.Call, contest: values.Contest) -> Newer | None:
    """The last count that was recorded and is not public, if the winner does not lead it alone."""
    public = max((count.number for count in contest.counts), default=0)
    counts = call.contest.counts.filter(withdrawn_at=None, published_at=None, number__gt=public)
    last = counts.order_by("-number").first()
    votes = dict(last.lines.values_list("candidacy", "votes")) if last else {}
    first = [key for key, number in votes.items() if number == max(votes.values())]
    if not first or first == [call.candidacy_id]:
        return None
    return Newer(last.number, candidate_by_id(contest, first[0]) if len(first) == 1 else None)


def photos_of(row: models.Count | models.Call, user):
    """Key and name of each photo of the form, for who may see them."""
    if isinstance(row, models.Count) and may(user, "view_formphoto", row.contest):
        return row.photos.values_list("pk", "name")
    return ()


def facts(row: models.Count | models.Call) -> dict:
    """What the desk alone knows of a row."""
    hidden = isinstance(row, models.Call) and row.count and not row.count.published_at
    return {
        "number": row.number,
        "what": getattr(row, f"get_{row.weighed_by}_display")(),
        "entered": Deed(name_of(row.entered_by), row.entered_at),
        "confirmed": deed(row.confirmed_by, row.confirmed_at),
        "published": deed(row.published_by, row.published_at),
        "withdrawn": deed(row.withdrawn_by, row.withdrawn_at),
        "withdrawn_reason": row.withdrawn_reason,
        "warnings": tuple(map(kept_sentence, row.findings)),
        "override_reason": row.override_reason,
        "private_note": row.private_note,
        "rests_on_hidden": row.count.number if hidden else None,
        "awaits_chief": row.published_at is None and row.withdrawn_at is None and awaits_chief(row),
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
