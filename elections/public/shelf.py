"""The rows of one election, fetched in a fixed number of queries and handed out as public values.

Part of the gate (`elections.public`) and used by it alone: what is not public at that moment is left out here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from elections import models, reading, tallies, values

PLACES = ("constituency__assembly", "constituency__delimitation", "constituency__district__province")
# What may befall a poll before anything is counted; every other event speaks of a result.
BEFORE_COUNTING = ("postponed", "terminated")
FACTS = ("vacancy_source", "registered_source", "stations_source", "candidates_source", "previous_party")


class Shelf:
    def __init__(self, election: models.Election, at: datetime, proposed: models.Count | None):
        self.election, self.at, self.proposed = election, at, proposed
        self.bloc_by_id, self.bloc_by_party = self._blocs()
        self.rows = list(models.Contest.objects.filter(election=election).select_related(*PLACES, *FACTS))
        self.candidacies = self._by_contest(models.Candidacy.objects, "person", "party", "backed_by", "source")
        self.counts = self._by_contest(self._public_counts(), "source", "turnout_source")
        self.calls = self._by_contest(self._public_calls(), "source", "count")
        self.events = self._by_contest(models.ContestEvent.objects, "person", "postponed_to", "source")
        self.votes = self._votes()
        self.further = {model: self._further(model) for model in (models.Count, models.Call)}
        self.previous, self.previous_lines = self._previous()

    def _public_counts(self):
        proposed = Q(pk=self.proposed.pk) if self.proposed else Q()
        return models.Count.objects.filter(Q(published_at__isnull=False) | proposed)

    def _public_calls(self):
        return models.Call.objects.filter(published_at__isnull=False)

    def _by_contest(self, rows, *related) -> dict[int, list]:
        grouped = defaultdict(list)
        for row in rows.filter(contest__election=self.election).select_related(*related):
            grouped[row.contest_id].append(row)
        return grouped

    def _blocs(self):
        members = defaultdict(list)
        for member in models.BlocParty.objects.filter(election=self.election).select_related("party"):
            members[member.bloc_id].append(member.party)
        rows = models.Bloc.objects.filter(election=self.election).select_related("source")
        blocs = {row.pk: reading.bloc(row, members[row.pk]) for row in rows}
        by_party = {party.pk: blocs[key] for key, parties in members.items() for party in parties}
        return blocs, by_party

    def _votes(self) -> dict[int, dict[int, int]]:
        votes = defaultdict(dict)
        lines = models.CountLine.objects.filter(count__contest__election=self.election)
        for count, candidacy, number in lines.values_list("count_id", "candidacy_id", "votes"):
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
        rows = models.PreviousResult.objects.filter(contest__election=self.election).select_related("source")
        lines = defaultdict(list)
        for line in models.PreviousLine.objects.filter(previous__contest__election=self.election).select_related(
            "party"
        ):
            lines[line.previous_id].append(line)
        return {row.contest_id: row for row in rows}, lines

    def blocs(self) -> tuple[values.Bloc, ...]:
        return tuple(self.bloc_by_id.values())

    def instants(self) -> set[datetime]:
        """The moments at which time alone changes what is public."""
        own = {instant for row in self.rows for instant in (row.polls_close, row.results_from) if instant}
        return own | {self.election.polls_close, self.election.results_from}

    def contests(self) -> list[values.Contest]:
        return [self.contest(row) for row in self.rows]

    def contest(self, row: models.Contest) -> values.Contest:
        """All that is public of one contest at this shelf's moment."""
        polls_close = row.polls_close or self.election.polls_close
        # A poll that was extended cannot be counted in public before it closes.
        results_from = max(row.results_from or self.election.results_from, self.election.results_from, polls_close)
        embargoed = self.at < results_from
        calls, previous = self.public_calls(row, embargoed), self.previous.get(row.pk)
        return values.Contest(
            **self.facts(row, embargoed),
            polls_close=polls_close,
            results_from=results_from,
            candidates=tuple(self.candidate(candidacy, embargoed) for candidacy in self.candidacies[row.pk]),
            counts=self.public_counts(row, embargoed),
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

    def public_counts(self, row: models.Contest, embargoed: bool) -> tuple[values.Count, ...]:
        return tuple(
            self.count(count)
            for count in self.counts[row.pk]
            if count.withdrawn_at is None and (not embargoed or self.is_proposed(count))
        )

    def count(self, row: models.Count) -> values.Count:
        count = reading.count(row, self.votes[row.pk], self.further[models.Count][row.pk])
        return replace(count, published_at=count.published_at or self.at) if self.is_proposed(row) else count

    def is_proposed(self, count: models.Count) -> bool:
        return self.proposed is not None and count.pk == self.proposed.pk

    def public_calls(self, row: models.Contest, embargoed: bool) -> tuple[values.Call, ...]:
        alone = len(self.candidacies[row.pk]) == 1  # the word "unopposed" lifts no embargo where others stand
        return tuple(
            reading.call(call, self.further[models.Call][call.pk])
            for call in self.calls[row.pk]
            if call.withdrawn_at is None and (not embargoed or (alone and unopposed(call)))
        )

    def public_events(self, row: models.Contest, embargoed: bool) -> tuple[values.Event, ...]:
        return tuple(
            reading.event(event)
            for event in self.events[row.pk]
            if not embargoed or event.kind in BEFORE_COUNTING or event.date < self.election.date
        )

    def public_corrections(self, row, embargoed: bool, results_from: datetime) -> tuple[values.Correction, ...]:
        """What readers saw and was taken back; what went before the embargo ended, nobody ever saw."""
        rows = [("count", count) for count in self.counts[row.pk]] + [("call", c) for c in self.calls[row.pk]]
        return tuple(
            values.Correction(kind, stamped.number, stamped.withdrawn_at, stamped.withdrawn_reason)
            for kind, stamped in rows
            if stamped.withdrawn_at and (unopposed(stamped) or not embargoed and stamped.withdrawn_at >= results_from)
        )


def unopposed(row: models.Count | models.Call) -> bool:
    return isinstance(row, models.Call) and row.basis == tallies.UNOPPOSED
