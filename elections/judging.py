"""Counts and calls checked against all that is recorded, public or not. For the desk and the importer only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from elections import models, reading
from elections.checks import Finding, check_call, check_count
from elections.public import UnknownElection
from elections.public.shelf import Shelf
from elections.values import Assembly, Call, Candidate, Contest, Count, District, Person, Province, Seat, Text

AFTER_ALL = datetime(9000, 1, 1, tzinfo=UTC)  # no embargo reaches so far
PLACE = (
    *("constituency_id", "constituency__code", "constituency__slug", "constituency__assembly__slug"),
    "constituency__district__province__slug",
)
CODE = 1 + PLACE.index("constituency__code")
ELECTORATE = ("registered_voters", "stations_total", "candidates_complete")
COUNTED = ("number", "form", "stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women")


class Record(Shelf):
    """A shelf with what is recorded and not withdrawn in place of what is public; of the seat with the code `around`
    alone, if there is one."""

    def __init__(self, election: models.Election, around: str = ""):
        self.around = around
        super().__init__(election, AFTER_ALL)

    def _contests(self):
        rows = super()._contests()
        return rows.filter(constituency__code=self.around) if self.around else rows

    def _by_contest(self, rows, *related):
        return super()._by_contest(rows.filter(contest__in=self.rows) if self.around else rows, *related)

    def _published(self, model):
        return models.Count.objects.filter(withdrawn_at=None) if model is models.Count else super()._published(model)

    def _votes(self) -> dict[int, dict[int, int]]:
        return lines_of([row.pk for rows in self.counts.values() for row in rows]) if self.around else super()._votes()

    def _previous(self):
        if not self.around:
            return super()._previous()
        rows = {row.contest_id: row for row in models.PreviousResult.objects.filter(contest__in=self.rows)}
        return rows, {row.pk: row.lines.select_related("party") for row in rows.values()}

    def count(self, row: models.Count, results_from: datetime) -> Count:
        return reading.count(row, self.votes[row.pk], self.further[models.Count][row.pk])


def lines_of(counts: list[int]) -> dict[int, dict[int, int]]:
    """The votes of these counts by candidacy."""
    votes = defaultdict(dict)
    lines = models.CountLine.objects.filter(count__in=counts).order_by("-votes")
    for count, candidacy, number in lines.values_list("count_id", "candidacy_id", "votes"):
        votes[count][candidacy] = number
    return votes


def recorded_contests(slug: str) -> dict[str, Contest]:
    """The contests of an election by code, each with every count that was recorded and not withdrawn.

    Not yet published ones, embargoed ones and those behind a freeze are among them: never for readers. Takes a fixed
    number of queries. Raises UnknownElection.
    """
    record = Record(election_of(slug))
    return {row.constituency.code: record.contest(row) for row in record.rows}


def contests_around(slug: str, code: str) -> dict[str, Contest]:
    """The same for a check of the seat with this code: of the others no more than `neighbours` says."""
    election = election_of(slug)
    record = Record(election, code)
    return {row.constituency.code: record.contest(row) for row in record.rows} | neighbours(election, code)


def election_of(slug: str) -> models.Election:
    """Raises UnknownElection."""
    election = models.Election.objects.select_related("source").filter(slug=slug).first()
    if election is None:
        raise UnknownElection(slug)
    return election


def neighbours(election: models.Election, code: str) -> dict[str, Contest]:
    """The other seats with what a count is held against: where they are, who stands, and the newest good count.

    No older line is read and no row made an object: on a long night that is most of what there is.
    """
    rows = models.Contest.objects.filter(election=election).exclude(constituency__code=code).order_by()
    newest, people = newest_counts(election, code), defaultdict(list)
    candidacies = models.Candidacy.objects.filter(contest__election=election).order_by()
    for contest, key, slug in candidacies.values_list("contest_id", "pk", "person__slug"):
        people[contest].append(Candidate(key, Person(slug, Text(slug)), Text(slug), None, None))
    return {
        row[CODE]: Contest(
            seat=seat_of(*place),
            state="",
            polls_close=election.polls_close,
            results_from=election.results_from,
            candidates=tuple(people[key]),
            counts=newest[key],
            **dict(zip(ELECTORATE, facts, strict=True)),
        )
        for row in rows.values_list("pk", *PLACE, *ELECTORATE)
        for key, place, facts in [(row[0], row[1 : len(PLACE) + 1], row[len(PLACE) + 1 :])]
    }


def seat_of(key: int, code: str, slug: str, assembly: str, province: str) -> Seat:
    nowhere = District("", Text())
    home, house = Province(province, Text(province)), Assembly(assembly, assembly, Text(assembly))
    return Seat(key, code, slug, Text(code), Text(code), house, home, nowhere, "")


def newest_counts(election: models.Election, code: str) -> dict[int, tuple[Count, ...]]:
    """The last count that was not withdrawn, by contest; not of the seat with this code."""
    good = models.Count.objects.filter(contest__election=election, withdrawn_at=None).order_by()
    later = good.filter(contest=OuterRef("contest"), number__gt=OuterRef("number"))
    rows = list(
        good.exclude(contest__constituency__code=code).filter(~Exists(later)).values_list("pk", "contest_id", *COUNTED)
    )
    votes, found = lines_of([row[0] for row in rows]), defaultdict(tuple)
    for key, contest, *figures in rows:
        counted = dict(zip(COUNTED, figures, strict=True))
        found[contest] = (Count(votes=votes[key], source=None, published_at=None, **counted),)
    return found


def judge(count: Count, code: str, contests: Mapping[str, Contest], at: datetime | None = None) -> tuple[Finding, ...]:
    """The findings about a count of the contest with this code, against `contests_around` it. `at`: now by default."""
    contest = contests[code]
    history = tuple(other for other in contest.counts if other.number < count.number)
    peers = tuple(other for other in contests.values() if other.counts and other is not contest)
    return check_count(count, contest, history, peers, at=at or timezone.now())


def judge_call(
    call: Call, code: str, contests: Mapping[str, Contest], at: datetime | None = None
) -> tuple[Finding, ...]:
    """The findings about a call of the contest with this code, against `contests_around` it. `at`: now by default."""
    return check_call(call, contests[code], at or timezone.now())
