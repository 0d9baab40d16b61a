"""The name of every election's public state, cheap enough to be asked for by every request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import Count as Number
from django.db.models import Exists, Model, QuerySet
from django.db.models.query import RawQuerySet
from django.utils import timezone

from elections import models
from elections.public.clock import clock, is_embargoed, public_since, retraction_ends, times_of, was_seen
from elections.public.gone import present
from elections.public.record import Frozen, held, open_freezes
from elections.public.shelf import is_shown

TIMES = ("polls_close", "results_from")


@dataclass(frozen=True, slots=True)
class State:
    """The name of an election's public state: `version` moves by publishing, `phase` by time alone.

    Once a backup was restored versions are given a second time; `generation` then tells the states apart.
    """

    slug: str
    version: int
    phase: int
    next_instant: datetime | None
    rehearsal: bool = False
    frozen: Frozen | None = None
    generation: str = ""

    def __str__(self) -> str:
        name = f"{self.version}.{self.phase}"
        return f"{name}.{self.generation}" if self.generation else name


def states(at: datetime | None = None) -> dict[str, State]:
    """The public state of every election that is on the site by slug, newest election first.

    In two queries; one more if an election was ever frozen, one more if a call was ever withdrawn, and in a cold
    process one for each open freeze.
    """
    at = at or timezone.now()
    rows = {row.pk: row for row in again(models.Election, known)}
    one = next(iter(rows.values()), None)
    moments = instants(rows)
    freezes = list(freezes_of_all()) if one and one.any_freeze else []
    if one and one.any_withdrawal:
        withdrawals(rows, moments, freezes)
    frozen = open_freezes(freezes, {pk: row.slug for pk, row in rows.items()})
    return {row.slug: state(row, moments[pk], frozen.get(pk), at) for pk, row in rows.items()}


def known() -> QuerySet[models.Election]:
    found = present().only("slug", "version", "generation", "rehearsal", "publishable", *TIMES)
    return found.annotate(any_freeze=Exists(models.Freeze.objects.all()), any_withdrawal=Exists(withdrawn_calls()))


def withdrawn_calls() -> QuerySet[models.Call]:
    return models.Call.objects.filter(withdrawn_at__isnull=False, published_at__isnull=False)


def own_times() -> QuerySet[models.Contest]:
    found = models.Contest.objects.exclude(polls_close=None, results_from=None).order_by()
    return found.only("election_id", *TIMES)


def again(model: type[Model], ask: Callable[[], QuerySet]) -> RawQuerySet:
    """The rows of a question that is asked several times a second: to put it into SQL takes longer than the answer."""
    return model.objects.raw(*in_sql(connection.vendor, ask))


@cache
def in_sql(vendor: str, ask: Callable[[], QuerySet]) -> tuple[str, tuple]:
    return ask().query.sql_with_params()


def freezes_of_all():
    return models.Freeze.objects.only("election_id", "version", "at", "lifted_at").order_by("at")


def state(row: models.Election, moments: set[datetime], frozen: Frozen | None, at: datetime) -> State:
    kept = held(frozen) if frozen else None
    version = frozen.version if frozen else row.version
    passed = clock(kept.instants() if kept else moments, at)
    return State(row.slug, version, *passed, row.rehearsal, frozen, row.generation)


def instants(rows: dict[int, models.Election]) -> dict[int, set[datetime]]:
    """The times of every election and, where they are others, of its contests, by election id."""
    found = {pk: {row.polls_close, row.results_from} for pk, row in rows.items()}
    for own in again(models.Contest, own_times):
        if election := rows.get(own.election_id):
            times = times_of((election.polls_close, election.results_from), own.polls_close, own.results_from)
            found[election.pk].update(times)
    return found


def withdrawals(rows, moments: dict[int, set[datetime]], freezes: Iterable[models.Freeze]) -> None:
    """Add the ends of what is said of withdrawn winners, to agree with `Record.instants`."""
    spans = defaultdict(list)
    for freeze in freezes:
        if freeze.lifted_at:
            spans[freeze.election_id].append((freeze.at, freeze.lifted_at))
    owner = "contest__election_id"
    stamps = ("published_at", "entered_at", "withdrawn_at")
    found = (
        withdrawn_calls()
        .order_by()
        .annotate(rivals=Number("contest__candidacies"))
        .values_list(owner, "basis", *stamps, "rivals", "contest__polls_close", "contest__results_from")
    )
    for pk, basis, published, entered, withdrawn, rivals, *times in found:
        election = rows.get(pk)
        if election is None or not is_shown(election, models.Call, basis):
            continue
        opens = times_of((election.polls_close, election.results_from), *times)[1]
        opens = opens if is_embargoed(basis, alone=rivals == 1) else None
        if was_seen(withdrawn, public_since(published, opens, spans[pk], entered)):
            moments[pk].add(retraction_ends(withdrawn, spans[pk]))
