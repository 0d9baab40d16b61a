"""The rows of one election, fetched in a fixed number of queries and handed out as public values.

Part of the gate (`elections.public`) and used by it alone: what is not public at that moment is left out here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from django.db.models import F, Q

from elections import models, reading, tallies, values
from elections.public.clock import is_embargoed, public_since, times_of, was_seen

PLACES = ("constituency__assembly", "constituency__delimitation", "constituency__district__province")
# What may befall a poll before anything is counted; every other event speaks of a result.
BEFORE_COUNTING = ("postponed", "terminated")
FACTS = ("vacancy_source", "registered_source", "stations_source", "candidates_source", "previous_party")
# The order within a contest: the models' own ones go on to the election, by joins that cost more than the rows.
ORDERS = {
    models.Candidacy: (F("ballot_order").asc(nulls_last=True), "person__name"),
    models.Count: ("number",),
    models.Call: ("number",),
    models.ContestEvent: ("date", "pk"),
}


class Shelf:
    """`proposed` is one count or call to show as if it were public; `closed` leaves out all that was ever counted."""

    def __init__(
        self,
        election: models.Election,
        at: datetime,
        proposed: models.Count | models.Call | None = None,
        closed: bool = False,
    ):
        self.election, self.at, self.proposed, self.closed = election, at, proposed, closed
        self.bloc_by_id, self.bloc_by_party = self._blocs()
        self.rows = list(self._contests().select_related(*PLACES, *FACTS))
        self.candidacies = self._by_contest(models.Candidacy.objects, "person", "party", "backed_by", "source")
        self.counts = self._by_contest(self._published(models.Count), "source", "turnout_source")
        self.calls = self._by_contest(self._published(models.Call), "source", "count")
        self.events = self._by_contest(models.ContestEvent.objects, "person", "postponed_to", "source")
        self.votes = self._votes()
        self.further = {model: self._further(model) for model in (models.Count, models.Call)}
        self.previous, self.previous_lines = self._previous()
        self.flag_rules = self._flag_rules()
        # Last: if no freeze has begun by now, nothing above was published behind one.
        self.freezes = freezes_of(election)

    @property
    def freeze(self) -> models.Freeze | None:
        """The freeze that holds the election now."""
        return next((freeze for freeze in self.freezes if freeze.lifted_at is None), None)

    def _contests(self):
        return models.Contest.objects.filter(election=self.election).order_by("constituency__code")

    def _published(self, model):
        """The rows that readers may see; the models refuse to publish the others, and this trusts no one."""
        kinds = [kind for kind, _label in model._meta.get_field(model.weighed_by).choices]
        shown = [kind for kind in kinds if is_shown(self.election, model, kind)]
        public = Q(published_at__isnull=False, **{f"{model.weighed_by}__in": shown})
        if isinstance(self.proposed, model):
            public |= Q(pk=self.proposed.pk)
        return model.objects.filter(public)

    def _flag_rules(self) -> tuple[values.FlagRule, ...]:
        rows = models.FlagRule.objects.filter(election=self.election).select_related("source")
        return tuple(map(reading.flag_rule, rows.order_by("kind")))

    def _by_contest(self, rows, *related) -> dict[int, list]:
        grouped = defaultdict(list)
        own = rows.filter(contest__election=self.election).order_by(*ORDERS[rows.model])
        for row in own.select_related(*related):
            grouped[row.contest_id].append(row)
        return grouped

    def _blocs(self):
        members = defaultdict(list)
        known = models.BlocParty.objects.filter(election=self.election).select_related("party")
        for member in known.order_by("party__short"):
            members[member.bloc_id].append(member.party)
        rows = models.Bloc.objects.filter(election=self.election).select_related("source").order_by("slot")
        blocs = {row.pk: reading.bloc(row, members[row.pk]) for row in rows}
        by_party = {party.pk: blocs[key] for key, parties in members.items() for party in parties}
        return blocs, by_party

    def _votes(self) -> dict[int, dict[int, int]]:
        votes = defaultdict(dict)
        lines = models.CountLine.objects.filter(count__contest__election=self.election)
        for count, candidacy, number in lines.order_by("-votes").values_list("count_id", "candidacy_id", "votes"):
            votes[count][candidacy] = number
        return votes

    def _further(self, model) -> dict[int, tuple[values.Source, ...]]:
        through = model.further_sources.through
        owner = model._meta.model_name
        rows = through.objects.filter(**{f"{owner}__contest__election": self.election})
        found = defaultdict(tuple)
        for row in rows.select_related("source").order_by("pk"):
            found[getattr(row, f"{owner}_id")] += (reading.source(row.source),)
        return found

    def _previous(self):
        rows = models.PreviousResult.objects.filter(contest__election=self.election).order_by()
        rows, lines = rows.select_related("source"), defaultdict(list)
        known = models.PreviousLine.objects.filter(previous__contest__election=self.election)
        for line in known.order_by("-votes", "name").select_related("party"):
            lines[line.previous_id].append(line)
        return {row.contest_id: row for row in rows}, lines

    def blocs(self) -> tuple[values.Bloc, ...]:
        return tuple(self.bloc_by_id.values())

    def contests(self) -> list[values.Contest]:
        return [self.contest(row) for row in self.rows]

    def contest(self, row: models.Contest) -> values.Contest:
        """All that is public of one contest at this shelf's moment."""
        times = self.election.polls_close, self.election.results_from
        polls_close, results_from = times_of(times, row.polls_close, row.results_from)
        embargoed = self.closed or self.at < results_from
        calls, previous = self.public_calls(row, embargoed, results_from), self.previous.get(row.pk)
        return values.Contest(
            **self.facts(row, embargoed),
            polls_close=polls_close,
            results_from=results_from,
            candidates=tuple(self.candidate(candidacy, embargoed) for candidacy in self.candidacies[row.pk]),
            flag_rules=self.flag_rules,
            counts=self.public_counts(row, embargoed, results_from),
            call=calls[-1] if calls else None,
            calls=calls,
            events=self.public_events(row, embargoed),
            corrections=self.public_corrections(row, embargoed, results_from),
            previous_result=reading.previous_result(previous, self.previous_lines[previous.pk] if previous else ()),
        )

    def facts(self, row: models.Contest, embargoed: bool) -> dict:
        """What the contest's row says; under embargo without what speaks of the figures of the night."""
        facts = reading.contest(row)
        if embargoed and row.state not in tallies.HALTED:
            facts["note"] = values.Text()
        for name, source in facts.items():
            if embargoed and isinstance(source, values.Source) and self.is_later(source):
                facts[name] = None
        return facts

    def candidate(self, row: models.Candidacy, embargoed: bool) -> values.Candidate:
        candidate = reading.candidate(row, self.bloc_by_id, self.bloc_by_party)
        return replace(candidate, source=None) if embargoed and self.is_later(candidate.source) else candidate

    def is_later(self, source: values.Source | None) -> bool:
        """Whether it appeared on polling day or later: then its very title may tell who won."""
        return source is not None and source.published is not None and source.published >= self.election.date

    def public_counts(self, row: models.Contest, embargoed: bool, results_from: datetime) -> tuple[values.Count, ...]:
        return tuple(
            self.count(count, results_from)
            for count in self.counts[row.pk]
            if count.withdrawn_at is None and (not embargoed or self.is_proposed(count))
        )

    def count(self, row: models.Count, results_from: datetime) -> values.Count:
        count = reading.count(row, self.votes[row.pk], self.further[models.Count][row.pk])
        return self.dated(row, count, results_from)

    def call(self, row: models.Call, results_from: datetime | None) -> values.Call:
        return self.dated(row, reading.call(row, self.further[models.Call][row.pk]), results_from)

    def dated(self, row, value, results_from: datetime | None):
        """The value with the moment from which readers saw it, if a freeze put that off."""
        if self.is_proposed(row):
            return replace(value, published_at=value.published_at or self.at)
        plain, since = public_since(row.published_at, results_from, ()), self.since(row, results_from)
        return replace(value, held_until=since) if since != plain else value

    def since(self, row: models.Count | models.Call, results_from: datetime | None) -> datetime:
        """Since when readers could see what is published; `results_from` is None for what no embargo covers."""
        return public_since(row.published_at, results_from, self.lifted(), row.entered_at)

    def lifted(self) -> list[tuple[datetime, datetime]]:
        return [(freeze.at, freeze.lifted_at) for freeze in self.freezes if freeze.lifted_at]

    def is_proposed(self, row: models.Count | models.Call) -> bool:
        return type(self.proposed) is type(row) and row.pk == self.proposed.pk

    def is_held(self, row: models.Contest, call: models.Call) -> bool:
        """Whether the embargo, where it lasts, covers this call."""
        return is_embargoed(call.basis, alone=len(self.candidacies[row.pk]) == 1)

    def public_calls(self, row: models.Contest, embargoed: bool, results_from: datetime) -> tuple[values.Call, ...]:
        return tuple(
            self.call(call, results_from if self.is_held(row, call) else None)
            for call in self.calls[row.pk]
            if call.withdrawn_at is None
            and (not embargoed or self.is_proposed(call) or not (self.closed or self.is_held(row, call)))
        )

    def public_events(self, row: models.Contest, embargoed: bool) -> tuple[values.Event, ...]:
        return tuple(
            reading.event(event)
            for event in self.events[row.pk]
            if not embargoed or event.kind in BEFORE_COUNTING or event.date < self.election.date
        )

    def public_corrections(self, row, embargoed: bool, results_from: datetime) -> tuple[values.Correction, ...]:
        """What readers saw and was taken back; what nobody ever saw, nobody is told of."""
        held = [("count", count, True) for count in self.counts[row.pk]]
        held += [("call", call, self.is_held(row, call)) for call in self.calls[row.pk]]
        return tuple(
            self.correction(kind, stamped, results_from if covered else None)
            for kind, stamped, covered in held
            if stamped.published_at and not (self.closed or (embargoed and covered))
            if was_seen(stamped.withdrawn_at, self.since(stamped, results_from if covered else None))
        )

    def correction(self, kind: str, row, results_from: datetime | None) -> values.Correction:
        at = public_since(row.withdrawn_at, None, self.lifted())
        seen = self.call(row, results_from) if kind == "call" else self.count(row, results_from)
        return values.Correction(
            kind,
            row.number,
            at,
            row.withdrawn_reason,
            reading.role(row.withdrawn_role, row.withdrawn_by_id),
            row.candidacy_id if kind == "call" else None,
            self.since(row, results_from),
            **{kind: replace(seen, withdrawn_at=at)},
        )


def is_shown(election: models.Election, model, kind: str) -> bool:
    """Whether the election's rule lets readers see what rests on such a form (counts) or basis (calls)."""
    return election.publishable == models.Election.Publishable.ANY or kind not in model.unofficial


def freezes_of(election: models.Election) -> list[models.Freeze]:
    """Every freeze of an election in order of time, without what it holds."""
    rows = models.Freeze.objects.filter(election=election).only("election_id", "version", "at", "lifted_at")
    return list(rows.order_by("at"))
