"""Recording one count of one seat, whole and once: what it was typed from, what was wrong with it, what it met."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language, gettext, gettext_lazy

from elections import models, values
from elections.checks import Finding, kept, reopened, sentence
from elections.desk import drafts
from elections.desk.audit import note
from elections.judging import contests_around, judge

FIGURES = ("stations_reported", "rejected_votes", "ballots_cast", "valid_votes", "ballots_women")
LABELS = ("form", "source", "as_of", "turnout_reported", "turnout_source", "note", "note_ur", "private_note")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the form as it was sent; `media_type` is what its first bytes say."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A count as it was typed and understood. `votes` by candidacy id; a figure that is None was left blank."""

    contest: models.Contest
    by: object
    token: UUID
    votes: Mapping[int, int]
    form: str
    figures: Mapping[str, int | None] = field(default_factory=dict)
    source: models.Source | None = None
    further: tuple[models.Source, ...] = ()
    as_of: datetime | None = None
    turnout_reported: Decimal | None = None
    turnout_source: models.Source | None = None
    note: str = ""
    note_ur: str = ""
    private_note: str = ""
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks found. `token` names the warnings: a reason given for these is none for others."""

    findings: tuple[Finding, ...]

    def of(self, severity: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == severity]

    @property
    def token(self) -> str:
        warned = sorted(f"{finding.code} {sentence(finding)}" for finding in self.of("warning"))
        return hashlib.sha256("\n".join(warned).encode()).hexdigest()[:16] if warned else ""

    def passes(self, answered: str, reason: str) -> bool:
        """Whether the count may be saved: no error, and for these very warnings a reason."""
        if self.of("error"):
            return False
        return not self.token or (self.token == answered and bool(reason.strip()))

    def kept(self) -> list[dict[str, object]]:
        """The warnings as they are kept with the count they were saved against, in no language yet."""
        return [kept(finding) for finding in self.of("warning")]


class Unanswered(Exception):
    """The checks found an error, or warnings to which no reason was given."""


def words(finding: Finding) -> str:
    """The finding's sentence in the language of the page."""
    return sentence(finding, gettext, get_language() or "en")


def kept_sentence(item: Mapping) -> str:
    """The same of one item of `findings`, as it is stored with a count or call."""
    finding = reopened(item)
    return words(finding) if finding else item.get("sentence") or item.get("code", "")


def contest_of(election: str, seat: str) -> models.Contest:
    """The contest at this address. Raises Contest.DoesNotExist."""
    rows = models.Contest.objects.select_related(
        "election", "constituency__assembly", "constituency__district__province"
    )
    return rows.get(election__slug=election, constituency__slug=seat)


def verdict(entry: Entry, seen: int, contests: Mapping[str, values.Contest] | None = None) -> Verdict:
    """The findings about an entry that is to be recorded after number `seen`."""
    code = entry.contest.constituency.code
    known = contests or contests_around(entry.contest.election.slug, code)
    return Verdict(tuple(judge(as_value(entry, seen + 1), code, known)))


def as_value(entry: Entry, number: int) -> values.Count:
    turnout = entry.turnout_reported
    return values.Count(
        number=number,
        votes=dict(entry.votes),
        form=entry.form,
        source=as_source(entry.source),
        further_sources=tuple(map(as_source, entry.further)),
        published_at=None,
        as_of=entry.as_of,
        turnout_reported=None if turnout is None else float(turnout),
        note=values.Text(entry.note, entry.note_ur),
        **entry.figures,
    )


def as_source(row: models.Source | None) -> values.Source | None:
    if row is None:
        return None
    return values.Source(row.key, values.Text(row.publisher, row.publisher_ur), row.title, row.url, row.published)


def sent_before(entry: Entry) -> models.Count | None:
    """The count that this very entry made already: the same sending by the same editor with the same figures."""
    count = models.Count.objects.filter(token=entry.token, contest=entry.contest, entered_by=entry.by).first()
    return count if count and is_same(entry, count) else None


def is_same(entry: Entry, count: models.Count) -> bool:
    votes = dict(count.lines.values_list("candidacy_id", "votes"))
    texts = all(getattr(entry, name) == getattr(count, name) for name in LABELS)
    figures = all(value == getattr(count, name) for name, value in entry.figures.items())
    further = set(count.further_sources.all()) == set(entry.further)
    return votes == dict(entry.votes) and texts and figures and further and has_photo(count, entry.photo)


def has_photo(count: models.Count, photo: Photo | None) -> bool:
    """Whether nothing is lost of it. A form that is sent once more comes without the photo that it had."""
    return photo is None or any(bytes(row.data) == photo.data for row in count.photos.all())


def record(
    entry: Entry, seen: int, found: Verdict, reason: str = "", revision: int = 0, answered: str = ""
) -> models.Count:
    """Save the count, its lines, sources and photo, and drop the draft: all of it or nothing.

    `seen` is the last number the editor saw, `found` what the checks say, `answered` the token of the warnings that
    `reason` is given for, `revision` of the draft what they typed. An entry sent twice is recorded once.
    Raises NumberTaken if `seen` is not the last number of the contest (any more), Unanswered unless `found` passes.
    """
    try:
        with transaction.atomic():
            drafts.locked(entry.contest)
            if seen != models.Count.last_number(entry.contest):
                raise models.NumberTaken(gettext("Someone has recorded another one meanwhile."))
            if not found.passes(answered, reason):
                raise Unanswered
            count = _record(entry, seen, found, reason)
            drafts.settle(entry.contest, entry.by, revision, entry.token)
            note(entry.by, count, gettext_lazy("Recorded."), count.override_reason, added=True)
            return count
    except models.NumberTaken:
        # A second sending may have overtaken this one between the look and the saving.
        if again := sent_before(entry):
            return again
        raise


def _record(entry: Entry, seen: int, found: Verdict, reason: str) -> models.Count:
    count = models.Count(
        contest=entry.contest,
        entered_by=entry.by,
        token=entry.token,
        findings=found.kept(),
        override_reason=reason.strip() if found.token else "",
        **{name: getattr(entry, name) for name in LABELS},
        **entry.figures,
    )
    count.votes, count.further = entry.votes, entry.further
    count.record(seen)
    if photo := entry.photo:
        models.FormPhoto(
            count=count, name=photo.name, media_type=photo.media_type, data=photo.data, added_by=entry.by
        ).save()
    return count


def standing(contest: models.Contest) -> models.Count | None:
    """The last count that was not withdrawn, public or not: what a new one is read against."""
    rows = contest.counts.filter(withdrawn_at=None).select_related("entered_by", "source", "contest__constituency")
    return rows.order_by("-number").first()


def votes_of(count: models.Count | None) -> dict[int, int]:
    return dict(count.lines.values_list("candidacy_id", "votes")) if count else {}


def habits(contest: models.Contest, user) -> dict[str, object]:
    """Form and source of the editor's last count in this contest, else in the election: what they will choose again."""
    mine = models.Count.objects.filter(entered_by=user)
    for rows in (mine.filter(contest=contest), mine.filter(contest__election=contest.election)):
        last = rows.order_by("-entered_at").first()
        if last:
            return {"form": last.form, "source": last.source_id}
    return {}


def recent_sources(contest: models.Contest, user, most: int = 8) -> list[models.Source]:
    """The sources that counts of this contest, then of this editor, named last."""
    rows = models.Count.objects.filter(contest__election=contest.election, source__isnull=False)
    used = rows.order_by("-entered_at").select_related("source")
    ranked = [*used.filter(contest=contest)[: most * 2], *used.filter(entered_by=user)[: most * 4]]
    return list(dict.fromkeys(count.source for count in ranked))[:most]


def closing_day(contest: models.Contest) -> date:
    """The day, on the clock of the place, on which the polls of this contest closed.

    A rehearsal's polls close whenever it is held, but its sources are those of the night that it repeats: there it is
    the day of the last real poll of the seat, if there was one.
    """
    if contest.election.rehearsal:
        polls = models.Contest.objects.filter(constituency=contest.constituency_id, election__rehearsal=False)
        contest = polls.select_related("election").order_by("election__date").last() or contest
    closed = contest.polls_close or contest.election.polls_close
    return closed.astimezone(ZoneInfo(contest.election.time_zone)).date()


def next_seat(contest: models.Contest, seats: Iterable[models.Contest]) -> models.Contest | None:
    """The one after this in a list of seats, the first again after the last; None if there is no other."""
    ring = list(seats)
    keys = [seat.pk for seat in ring]
    start = keys.index(contest.pk) + 1 if contest.pk in keys else 0
    return next((seat for seat in ring[start:] + ring[:start] if seat.pk != contest.pk), None)
