"""A night once more: what was public of a real election, published piece by piece in a rehearsal of it.

Sources seldom say when a count was taken. So the night is reconstructed: a seat's counts come in the order of their
stations (where those are unknown, in the order they were recorded), then its calls, and all of them evenly spaced from
the hour results are free. Every count and call says so in its note, and no figure is in it that is not on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elections.desk import freezing, withdrawing
from elections.desk.records import anything_recorded
from elections.desk.rehearsals import rehearse, wipe
from elections.models import Call, Candidacy, Contest, Count, Election, NumberTaken, RuleError
from elections.public import snapshot
from elections.public.shelf import BEFORE_COUNTING

NOTE = "Replayed in a rehearsal: order and hour are reconstructed."
NOTE_UR = "مشق میں دہرایا گیا: ترتیب اور وقت اندازے سے ہیں۔"
TRIES = 5  # somebody at the desk may record in the same seat at the same moment
# What a copy keeps; people, stamps, findings and private notes of the real desk stay behind.
FIGURES = ("stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women")
KEPT = {
    Count: ("form", "source_id", "turnout_reported", "turnout_source_id", *FIGURES),
    Call: ("basis", "source_id"),
}


@dataclass(frozen=True)
class Step:
    """One row of the real election that becomes public, `at` after the beginning of the night.

    A contest stands for what befell it: put off, withheld, void or ended.
    """

    at: timedelta
    row: Count | Call | Contest

    @property
    def contest(self) -> Contest:
        return self.row if isinstance(self.row, Contest) else self.row.contest

    @property
    def kind(self) -> str:
        return "state" if isinstance(self.row, Contest) else self.row._meta.model_name


def steps_of(election: Election, night: timedelta) -> list[Step]:
    """What is public of an election now, evenly spaced over a night of that length, every seat at its own pace.

    Raises RuleError for a rehearsal, while the election is frozen or off the site, and if no count or call is public.
    """
    refuse_source(election)
    counts, calls = recorded(Count, election), recorded(Call, election)
    contests = Contest.objects.filter(election=election).select_related("constituency").in_bulk()
    by_seat = {contest.constituency_id: contest for contest in contests.values()}
    places = []
    for result in snapshot(election.slug).results:
        contest, seen = by_seat[result.seat.id], result.contest
        shown = [counts[contest.pk, count.number] for count in seen.counts]
        places += places_of(contest, in_order(shown) + [calls[contest.pk, call.number] for call in seen.calls])
    if all(isinstance(row, Contest) for _place, row in places):
        raise RuleError(_("Nothing that was counted is public of this election: there is no night to replay."))
    rows = [row for _place, row in sorted(places, key=lambda place: place[0])]
    return [Step(night * index / len(rows), row) for index, row in enumerate(rows)]


def refuse_source(election: Election) -> None:
    if election.rehearsal:
        raise RuleError(_("“%(slug)s” is a rehearsal itself: name the election it is of.") % {"slug": election.slug})
    if freezing.current(election):
        sentence = _("“%(slug)s” is frozen, because its figures are being checked: replay it once that is lifted.")
        raise RuleError(sentence % {"slug": election.slug})
    if withdrawing.current(election):
        raise RuleError(_("“%(slug)s” was taken off the site: put it back first.") % {"slug": election.slug})


def recorded(model: type[Count | Call], election: Election) -> dict[tuple[int, int], Count | Call]:
    """Every row by contest and number; which of them are public is for the gate to say."""
    rows = model.objects.filter(contest__election=election).select_related("contest__constituency")
    parts = ("further_sources", "lines") if model is Count else ("further_sources", "candidacy__person", "count")
    return {(row.contest_id, row.number): row for row in rows.prefetch_related(*parts)}


def places_of(contest: Contest, rows: list) -> list[tuple[float, Count | Call | Contest]]:
    """Each with its place in the night, from 0 to 1: seats of many counts and of few then end at different moments."""
    early = contest.state in BEFORE_COUNTING
    rows = rows if early or not contest.state else [*rows, contest]
    spread = [((index + 0.5) / len(rows), row) for index, row in enumerate(rows)]
    return [(0.0, contest), *spread] if early else spread


def in_order(counts: list[Count]) -> list[Count]:
    """By stations reported; a count that does not say keeps its place behind the one recorded before it.

    The one that stands today is the last, however many stations it says: the replay ends as the night did.
    """
    reached, placed = 0, []
    for count in counts[:-1]:
        reached = max(reached, count.stations_reported or 0)
        stations = reached if count.stations_reported is None else count.stations_reported
        placed.append((stations, count.number, count))
    return [count for _stations, _number, count in sorted(placed, key=lambda place: place[:2])] + counts[-1:]


class Stage:
    """A rehearsal, and where in it each contest and candidacy of the real election is found again.

    `wiped` is how many rows of each model were deleted to begin anew. Raises RuleError unless it is a rehearsal with
    all seats and candidates of the election.
    """

    wiped: Mapping[str, int] = {}

    def __init__(self, election: Election, rehearsal: Election):
        if not rehearsal.rehearsal:
            raise RuleError(_("Only a rehearsal can be played in: “%(slug)s” is none.") % {"slug": rehearsal.slug})
        self.rehearsal = rehearsal
        self.contests = {row.constituency_id: row for row in Contest.objects.filter(election=rehearsal)}
        there = {key: pk for pk, key in standing(rehearsal)}
        wanted = dict(standing(election))
        seats = set(election.contests.values_list("constituency_id", flat=True))
        if not (seats <= self.contests.keys() and there.keys() >= set(wanted.values())):
            raise RuleError(_("This rehearsal lacks seats or candidates of the election: name another one with --as."))
        self.candidacies = {pk: there[key] for pk, key in wanted.items()}

    def rewind(self, election: Election) -> None:
        """A wiped rehearsal keeps what befell its seats: let that befall them again, each in its turn."""
        for seat, state in election.contests.exclude(state="").values_list("constituency_id", "state"):
            if Contest.objects.filter(pk=self.contests[seat].pk, state=state).update(state=""):
                self.rehearsal.bump()

    def token(self, row: Count | Call) -> UUID:
        """The same at every try, so that nothing is played twice: by a second run, nor by two at once."""
        return uuid5(row.token, str(self.rehearsal.pk))

    def pending(self, steps: list[Step]) -> list[Step]:
        """Those that are not played yet. What was withdrawn since it was played is played all the same."""
        return [step for step in steps if not self.is_played(step.row)]

    def is_played(self, row: Count | Call | Contest) -> bool:
        if isinstance(row, Contest):
            return Contest.objects.filter(pk=self.contests[row.constituency_id].pk, state=row.state).exists()
        return type(row).objects.filter(token=self.token(row)).exists()

    def play(self, step: Step) -> int | None:
        """Record and publish it now: the version of the rehearsal that shows it, or None if it is there already.

        Raises NumberTaken if somebody records in the same seat again and again.
        """
        for _attempt in range(TRIES - 1):
            try:
                return self._play(step)
            except NumberTaken:
                continue
        return self._play(step)

    @transaction.atomic
    def _play(self, step: Step) -> int | None:
        election = freezing.locked(self.rehearsal)
        if self.is_played(step.row):
            return None
        if isinstance(step.row, Contest):
            Contest.objects.filter(pk=self.contests[step.row.constituency_id].pk).update(state=step.row.state)
        else:
            self.publish(step.row)
        election.bump()
        return election.version + 1

    def publish(self, row: Count | Call) -> None:
        model, contest = type(row), self.contests[row.contest.constituency_id]
        values = {name: getattr(row, name) for name in KEPT[model]}
        notes = {"note": f"{row.note} {NOTE}".strip(), "note_ur": f"{row.note_ur} {NOTE_UR}".strip()}
        new = model(contest=contest, token=self.token(row), published_at=timezone.now(), **values, **notes)
        new.further = tuple(row.further_sources.all())
        if model is Count:
            new.votes = {self.candidacies[line.candidacy_id]: line.votes for line in row.lines.all()}
        else:
            new.candidacy_id = self.candidacies[row.candidacy_id]
            new.count = row.count and Count.objects.filter(token=self.token(row.count)).first()
        new.record(model.last_number(contest))


def standing(election: Election) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each candidacy's id, with the seat and the person that it is known by in any election."""
    rows = Candidacy.objects.filter(contest__election=election)
    for pk, *key in rows.values_list("pk", "contest__constituency_id", "person_id"):
        yield pk, tuple(key)


@transaction.atomic
def stage_of(election: Election, slug: str, again: bool = False) -> Stage:
    """The rehearsal of that name, else a new one whose results are free from now on. `again` wipes it first.

    Raises RuleError if it is none that can be played in now, or if the name is a former one of another election.
    """
    opens, wait = timezone.now(), election.results_from - election.polls_close
    rehearsal = Election.objects.filter(slug=slug).first()
    if rehearsal is None:
        return Stage(election, rehearse(election, slug, opens - wait))
    stage = Stage(election, rehearsal)
    if again:
        stage.wiped = begin_anew(rehearsal, opens - wait, opens)
    elif freezing.current(rehearsal):
        raise RuleError(_("“%(slug)s” is frozen: lift that on its board, or begin anew with --again.") % {"slug": slug})
    elif rehearsal.results_from > opens:
        raise RuleError(
            _("“%(slug)s” is still under embargo: wait for its hour, or begin anew with --again.") % {"slug": slug}
        )
    elif not anything_recorded(rehearsal):
        stage.rewind(election)
    return stage


def begin_anew(rehearsal: Election, polls_close: datetime, results_from: datetime) -> dict[str, int]:
    wiped = wipe(rehearsal, None)
    Contest.objects.filter(election=rehearsal).update(state="", polls_close=None, results_from=None)
    rehearsal.polls_close, rehearsal.results_from = polls_close, results_from
    rehearsal.date = timezone.localdate(polls_close, ZoneInfo(rehearsal.time_zone))
    rehearsal.save(update_fields=["polls_close", "results_from", "date"])
    return wiped
