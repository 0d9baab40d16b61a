"""A night once more: the counts and calls of a real election, published one after the other in a rehearsal of it.

Sources seldom say when a count was taken. So the night is reconstructed: a seat's counts come in the order of their
stations (where those are unknown, in the order they were recorded), evenly spaced from the hour results are free, and
its call after the last of them. Every count says so in its note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elections.desk.freezing import locked
from elections.desk.rehearsals import rehearse, wipe
from elections.models import Call, Candidacy, Contest, Count, CountLine, Election, RuleError

NOTE = "Replayed in a rehearsal: order and hour are reconstructed."
NOTE_UR = "مشق میں دہرایا گیا: ترتیب اور وقت اندازے سے ہیں۔"
COUNTED = 0.95  # of the night: by then every seat has its last count; the rest is for calls
# What a copy keeps; people, stamps, findings and private notes of the real desk stay behind.
FIGURES = ("stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women")
KEPT = {
    Count: ("form", "source_id", "turnout_reported", "turnout_source_id", *FIGURES),
    Call: ("basis", "source_id", "note", "note_ur"),
}


@dataclass(frozen=True)
class Step:
    """One publication, `at` after the beginning of the night."""

    at: timedelta
    row: Count | Call

    def __str__(self) -> str:
        kind = _("call") if isinstance(self.row, Call) else _("count")
        return f"{self.row.contest.constituency.code} {kind} {self.row.number}"


def steps_of(election: Election, night: timedelta) -> list[Step]:
    """What was published of an election and never withdrawn, spread over a night of that length.

    Raises RuleError if there is nothing.
    """
    found = []
    for contest in Contest.objects.filter(election=election).order_by("constituency__code"):
        counts = in_order(public(contest.counts))
        share = COUNTED / (len(counts) or 1)
        found += [Step(night * share * number, count) for number, count in enumerate(counts, 1)]
        found += [Step(night, call) for call in public(contest.calls)]
    if not found:
        raise RuleError(_("Nothing was published of this election: there is no night to replay."))
    return sorted(found, key=lambda step: step.at)


def public(rows):
    known = rows.exclude(published_at=None).filter(withdrawn_at=None)
    return list(known.select_related("contest__constituency").order_by("number"))


def in_order(counts: list[Count]) -> list[Count]:
    """By stations reported; a count that does not say keeps its place behind the one recorded before it."""
    reached, placed = 0, []
    for count in counts:
        reached = max(reached, count.stations_reported or 0)
        placed.append((count.stations_reported or reached, count.number, count))
    return [count for _stations, _number, count in sorted(placed, key=lambda place: place[:2])]


class Stage:
    """A rehearsal and where in it each contest and candidacy of the real election is found again."""

    def __init__(self, election: Election, rehearsal: Election):
        if not rehearsal.rehearsal:
            raise RuleError(_("Only a rehearsal can be played in: this is a real election."))
        self.rehearsal = rehearsal
        self.contests = {row.constituency_id: row for row in Contest.objects.filter(election=rehearsal)}
        if not set(election.contests.values_list("constituency_id", flat=True)) <= self.contests.keys():
            raise RuleError(_("This rehearsal is of other seats: name another one."))
        self.candidacies = dict(self.pairs(election))
        self.counts: dict[int, Count] = {}

    def pairs(self, election: Election) -> Iterator[tuple[int, int]]:
        """(id in the real election, id in the rehearsal) of every candidacy."""
        names = ("contest__constituency_id", "person_id")
        rows = Candidacy.objects.filter(contest__election=self.rehearsal)
        known = {(seat, person): pk for pk, seat, person in rows.values_list("pk", *names)}
        for pk, seat, person in Candidacy.objects.filter(contest__election=election).values_list("pk", *names):
            if (seat, person) in known:
                yield pk, known[seat, person]

    @transaction.atomic
    def play(self, step: Step) -> None:
        """Record and publish it now. Raises NumberTaken if somebody records in the same seat at that moment."""
        locked(self.rehearsal)
        model, contest = type(step.row), self.contests[step.row.contest.constituency_id]
        values = {name: getattr(step.row, name) for name in KEPT[model]} | self.parts_of(step.row)
        votes = values.pop("votes", {})
        row = model(contest=contest, published_at=timezone.now(), **values)
        row.votes = votes
        row.record(model.last_number(contest))
        if model is Count:
            self.counts[step.row.pk] = row
        self.rehearsal.bump()

    def parts_of(self, row: Count | Call) -> dict:
        if isinstance(row, Call):
            return {"candidacy_id": self.candidacies[row.candidacy_id], "count": self.counts.get(row.count_id)}
        lines = CountLine.objects.filter(count=row).values_list("candidacy_id", "votes")
        votes = {self.candidacies[candidacy]: votes for candidacy, votes in lines}
        return {"votes": votes, "note": NOTE, "note_ur": NOTE_UR}


@transaction.atomic
def stage_of(election: Election, slug: str, again: bool = False) -> Stage:
    """A new rehearsal whose results are free from now on; `again` wipes the one of that name and begins anew.

    Raises RuleError if the slug is taken, or with `again` if it is none of a rehearsal of the same seats.
    """
    opens, wait = timezone.now(), election.results_from - election.polls_close
    if not again or not Election.objects.filter(slug=slug).exists():
        return Stage(election, rehearse(election, slug, opens - wait))
    rehearsal = Election.objects.get(slug=slug)
    stage = Stage(election, rehearsal)
    wipe(rehearsal, None)
    rehearsal.polls_close, rehearsal.results_from = opens - wait, opens
    rehearsal.save(update_fields=["polls_close", "results_from"])
    return stage
