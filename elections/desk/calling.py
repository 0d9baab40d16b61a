"""Recording a call, whole and once: who is said to have won, on whose word, and what stood against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elections import models, values
from elections.checks import CHIEF_ONLY, Finding, Overtaking, overtaking
from elections.desk import drafts
from elections.desk.audit import note
from elections.desk.entry import Verdict, as_source
from elections.desk.records import live
from elections.judging import contests_around, judge_call
from elections.tallies import needs_review

RECORDED = _("Call recorded.")
SAID = ("candidacy", "basis", "source", "count", "note", "note_ur", "private_note")


@dataclass(frozen=True, slots=True)
class Calling:
    """A call as it was typed and understood."""

    contest: models.Contest
    by: object
    token: UUID
    candidacy: models.Candidacy
    basis: str
    source: models.Source | None = None
    count: models.Count | None = None
    note: str = ""
    note_ur: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What is known of a seat when somebody thinks of calling it. `result` looks past the embargo and any freeze."""

    result: values.Result
    overtaking: Overtaking
    many: tuple[values.ManySeats, ...]
    doubt: str  # why the call is in review: "withdrawn", "overtaken" or ""
    unseen: int | None  # number of a later count that is recorded and not public


def standpoint(contest: models.Contest) -> Standpoint:
    snap = live(contest.election.slug)
    result = snap.by_slug[contest.constituency.slug]
    people = {candidate.person.slug for candidate in result.contest.candidates}
    many = tuple(row for row in snap.many_seats if row.person.slug in people)
    last = contest.counts.filter(withdrawn_at=None).order_by("-number").first()
    unseen = last.number if last and last.published_at is None else None
    return Standpoint(result, overtaking(result.contest, result.count), many, doubt_of(result), unseen)


def doubt_of(result: values.Result) -> str:
    call = result.contest.call
    if call is None or not needs_review(result.contest, call, result.count):
        return ""
    return "withdrawn" if call.count_withdrawn else "overtaken"


def verdict(calling: Calling | models.Call, now: datetime | None = None) -> Verdict:
    """The findings about a call, typed or recorded already, against all counts of the seat, public yet or not."""
    call = values.Call(
        number=0,
        candidate=calling.candidacy.pk,
        basis=calling.basis,
        source=as_source(calling.source),
        published_at=None,
        count=calling.count.number if calling.count else None,
        count_withdrawn=bool(calling.count and calling.count.withdrawn_at),
    )
    known = contests_around(calling.contest.election.slug, calling.contest.constituency.code)
    return Verdict(judge_call(call, calling.contest.constituency.code, known, now))


def needs_chief(found: Verdict) -> bool:
    """Whether a warning is among them that holds the call back until somebody with "override_call" vouches for it."""
    return any(finding.code in CHIEF_ONLY for finding in found.of("warning"))


def since_known(call: models.Call) -> tuple[Finding, ...]:
    """What stands against a recorded call by now: every error, and warnings for the chief that are not kept with it."""
    kept = {finding.get("code") for finding in call.findings}
    found = verdict(call)
    new = [finding for finding in found.of("warning") if finding.code in CHIEF_ONLY and finding.code not in kept]
    return (*found.of("error"), *new)


def sent_before(calling: Calling) -> models.Call | None:
    """The call that this very sending made already: by the same editor, and saying the same."""
    call = models.Call.objects.filter(token=calling.token, contest=calling.contest, entered_by=calling.by).first()
    return call if call and is_same(calling, call) else None


def is_same(calling: Calling, call: models.Call) -> bool:
    return all(getattr(calling, name) == getattr(call, name) for name in SAID)


def renewed(calling: Calling) -> Calling:
    """With a token of its own, if another call was recorded under the one it came with."""
    taken = models.Call.objects.filter(token=calling.token).exists()
    return replace(calling, token=uuid4()) if taken else calling


def recorded(
    calling: Calling, seen: int, found: Verdict, answered: str, reason: str, revision: int = 0
) -> models.Call | None:
    """Record it, if the editor saw the last call of the seat and answered these very warnings; else None."""
    try:
        with transaction.atomic():
            drafts.locked(calling.contest)
            if seen != models.Call.last_number(calling.contest):
                return sent_before(calling)  # a second sending may have overtaken this one
            return record(calling, seen, found, reason, revision) if found.passes(answered, reason) else None
    except models.NumberTaken:
        return None


def record(calling: Calling, seen: int, found: Verdict, reason: str = "", revision: int = 0) -> models.Call:
    """Save it as the call after `seen`, the last number the editor saw, and drop the draft as of `revision`.

    Raises NumberTaken if someone recorded another call meanwhile.
    """
    call = models.Call(
        contest=calling.contest,
        candidacy=calling.candidacy,
        basis=calling.basis,
        source=calling.source,
        count=calling.count,
        note=calling.note,
        note_ur=calling.note_ur,
        private_note=calling.private_note,
        entered_by=calling.by,
        token=calling.token,
        findings=found.kept(),
        override_reason=reason.strip() if found.token else "",
    )
    with transaction.atomic():
        call.record(seen)
        note(calling.by, call, RECORDED, reason if found.token else "", added=True)
        drafts.settle(calling.contest, calling.by, revision, calling.token, drafts.CALL)
    return call
