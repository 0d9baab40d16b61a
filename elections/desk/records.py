"""One recorded count or call: where it stands in its life, and what a user can do with it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from elections import models, values
from elections.checks import CHIEF_ONLY
from elections.desk.rights import may
from elections.public import snapshot
from elections.public.record import converter
from elections.public.shelf import Shelf

AFTER_ALL = datetime(9000, 1, 1, tzinfo=UTC)  # no embargo reaches so far

KINDS = {"count": models.Count, "call": models.Call}
RELATED = ("contest__election", "contest__constituency", "entered_by", "confirmed_by", "published_by", "withdrawn_by")
# The steps of each act, in order. Each needs the right of its name.
ACTS = {
    "confirm": ("confirm",),
    "publish": ("publish",),
    "confirm-publish": ("confirm", "publish"),
    "withdraw": ("withdraw",),
}


class UnknownRecord(LookupError):
    """There is no such count or call."""


def live(slug: str, at: datetime = AFTER_ALL) -> values.Snapshot:
    """All that is published of an election, past any freeze and, unless told otherwise, past the embargo."""
    return snapshot(slug, at, unfrozen=True)


def find(election: str, seat: str, kind: str, number: int):
    """The recorded row. Raises UnknownRecord."""
    rows = KINDS[kind].objects.select_related(*RELATED) if kind in KINDS else models.Count.objects.none()
    where = {"contest__election__slug": election, "contest__constituency__slug": seat, "number": number}
    row = rows.filter(**where).first()
    if row is None:
        raise UnknownRecord(f"{election} {seat} {kind} {number}")
    return row


def anything_recorded(election: models.Election) -> bool:
    """Whether anybody has entered a count or a call: from then on it stays a rehearsal, or a real election."""
    return any(model.objects.filter(contest__election=election).exists() for model in KINDS.values())


def kind_of(row: models.Count | models.Call) -> str:
    return "call" if isinstance(row, models.Call) else "count"


def state_of(row: models.Count | models.Call) -> str:
    """Where it stands in its life."""
    if row.withdrawn_at:
        return "withdrawn"
    last = number_of(type(row).objects.filter(contest=row.contest_id, withdrawn_at=None))
    if row.number < (last or 0):
        return "replaced"
    return "public" if row.published_at else step_of(row, row.contest.election)


def step_of(row: models.Count | models.Call, election: models.Election) -> str:
    """The next step of an unpublished row: "confirm", "publish", or "held" where the election's rule forbids it."""
    kind = getattr(row, row.weighed_by)
    if election.publishable != "any" and kind in row.unofficial:
        return "held"
    return "confirm" if election.second_person in row.second_person_rules and not row.confirmed_at else "publish"


def shown_of(row: models.Count | models.Call) -> str:
    """A name for what the review screen shows of a row: the row, all that is public of its seat, and the freeze.

    Names, parties and the seat's state are part of it. The clock alone does not change it.
    """
    shelf = Shelf(row.contest.election, AFTER_ALL, row)
    seat = shelf.contest(next(contest for contest in shelf.rows if contest.pk == row.contest_id))
    freeze = shelf.freeze.pk if shelf.freeze else 0
    shown = [kind_of(row), row.number, freeze, converter.unstructure(seat)]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:20]


def awaits_chief(row: models.Count | models.Call, by=None) -> bool:
    """Whether it was recorded against a warning that takes the chief, and none has vouched for it yet.

    Whoever holds "override_call" vouches by recording or confirming it, and `by` by what they are about to do.
    """
    if not CHIEF_ONLY & {finding.get("code") for finding in row.findings}:
        return False
    return not any(may(user, "override_call", row.contest) for user in (row.entered_by, row.confirmed_by, by))


def acts(row: models.Count | models.Call, user, state: str) -> tuple[str, ...]:
    """What this user can do with it, the likeliest first: "confirm-publish", "confirm", "publish", "withdraw"."""
    open_acts = {
        "confirm": ("confirm-publish", "confirm", "withdraw"),
        "publish": ("publish", "confirm", "withdraw") if not row.confirmed_at else ("publish", "withdraw"),
        "held": ("withdraw",),
        "public": ("withdraw",),
        "replaced": ("withdraw",),
    }.get(state, ())
    return tuple(act for act in open_acts if may_do(row, user, act))


def may_do(row: models.Count | models.Call, user, act: str) -> bool:
    """Whether the user has every right that the act takes; nobody confirms what they entered."""
    if act not in ACTS or ("confirm" in ACTS[act] and row.entered_by_id == user.pk):
        return False
    if act != "withdraw" and awaits_chief(row, user):
        return False
    return all(may(user, f"{step}_{kind_of(row)}", row.contest) for step in ACTS[act])


def number_of(rows: list) -> int | None:
    return max((row.number for row in rows if row.published_at), default=None)


def name_of(user) -> str:
    """A colleague's name; empty for an import."""
    return (user.get_full_name() or user.get_username()) if user else ""
