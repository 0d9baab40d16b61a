"""Rows of the result tables → frozen values. Called by the gate alone, which decides what is public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from elections import models, values
from elections.values import Text


def text(row, name: str) -> Text:
    return Text(getattr(row, name), getattr(row, f"{name}_ur"))


def lines_of(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def natural(code: str) -> tuple:
    """Sort key by which NA-22 comes before NA-118."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", code))


def source(row: models.Source | None) -> values.Source | None:
    if row is None:
        return None
    return values.Source(row.key, text(row, "publisher"), row.title, row.url, row.published)


def party(row: models.Party | None) -> values.Party | None:
    if row is None:
        return None
    return values.Party(row.slug, text(row, "short"), text(row, "name"), text(row, "symbol"), text(row, "note"))


def bloc(row: models.Bloc, parties: Iterable[models.Party]) -> values.Bloc:
    return values.Bloc(
        row.slug,
        text(row, "name"),
        text(row, "short"),
        row.slot,
        tuple(member.slug for member in parties),
        text(row, "note"),
        source(row.source),
    )


def seat(row: models.Constituency) -> values.Seat:
    assembly, district = row.assembly, row.district
    return values.Seat(
        id=row.pk,
        code=row.code,
        slug=row.slug,
        code_text=Text(row.code, row.code_ur),
        name=text(row, "name"),
        assembly=values.Assembly(
            assembly.slug, assembly.abbreviation, text(assembly, "name"), assembly.size, assembly.majority
        ),
        province=values.Province(
            district.province.slug, text(district.province, "name"), text(district.province, "short")
        ),
        district=values.District(district.slug, text(district, "name")),
        delimitation=row.delimitation.slug,
        towns=lines_of(row.towns),
        towns_ur=lines_of(row.towns_ur),
        aliases=lines_of(row.aliases),
    )


def person(row: models.Person) -> values.Person:
    return values.Person(row.slug, text(row, "name"), lines_of(row.aliases))


def contest(row: models.Contest) -> dict:
    """What a contest's own row says, as the fields of `values.Contest`."""
    return {
        "seat": seat(row.constituency),
        "state": row.state,
        "candidates_total": row.candidates_total,
        "candidates_complete": row.candidates_complete,
        "candidates_source": source(row.candidates_source),
        "registered_voters": row.registered_voters,
        "registered_women": row.registered_women,
        "registered_source": source(row.registered_source),
        "stations_total": row.stations_total,
        "stations_source": source(row.stations_source),
        "vacancy_kind": row.vacancy_kind,
        "vacancy_reason": text(row, "vacancy_reason"),
        "vacancy_source": source(row.vacancy_source),
        "previous_holder": text(row, "previous_holder"),
        "previous_party": party(row.previous_party),
        "previous_independent": row.previous_independent,
        "note": text(row, "note"),
    }


def candidate(row: models.Candidacy, blocs: Mapping[int, values.Bloc], by_party: Mapping[int, values.Bloc]):
    """`blocs` by bloc id; `by_party` by party id. A candidacy's own bloc overrides its party's."""
    own = blocs.get(row.bloc_id) or by_party.get(row.party_id)
    return values.Candidate(
        id=row.pk,
        person=person(row.person),
        name=Text(row.ballot_name or row.person.name, row.ballot_name_ur or row.person.name_ur),
        party=party(row.party),
        bloc=None if row.outside_blocs else own,
        backed_by=party(row.backed_by),
        symbol=text(row, "symbol") or (text(row.party, "symbol") if row.party else Text()),
        ballot_order=row.ballot_order,
        source=source(row.source),
    )


def count(row: models.Count, votes: Mapping[int, int], further: tuple[values.Source, ...]) -> values.Count:
    reported = row.turnout_reported
    return values.Count(
        number=row.number,
        votes=votes,
        form=row.form,
        source=source(row.source),
        published_at=row.published_at,
        ballots_cast=row.ballots_cast,
        valid_votes=row.valid_votes,
        rejected_votes=row.rejected_votes,
        ballots_women=row.ballots_women,
        turnout_reported=None if reported is None else float(reported),
        turnout_source=source(row.turnout_source),
        stations_reported=row.stations_reported,
        as_of=row.as_of,
        note=text(row, "note"),
        further_sources=further,
        role=role(row.published_role, row.entered_by_id),
    )


def call(row: models.Call, further: tuple[values.Source, ...]) -> values.Call:
    return values.Call(
        number=row.number,
        candidate=row.candidacy_id,
        basis=row.basis,
        source=source(row.source),
        published_at=row.published_at,
        count=row.count.number if row.count else None,
        count_withdrawn=bool(row.count and row.count.withdrawn_at),
        note=text(row, "note"),
        further_sources=further,
        role=role(row.published_role, row.entered_by_id),
    )


def role(stamped: str, someone: int | None) -> str:
    """The role that readers are told; what a person did before roles were kept is the desk's, not an import's."""
    return stamped or ("entry" if someone else "")


def flag_rule(row: models.FlagRule) -> values.FlagRule:
    percent = None if row.percent is None else float(row.percent)
    return values.FlagRule(row.kind, percent, row.votes, text(row, "law"), source(row.source), row.public)


def event(row: models.ContestEvent) -> values.Event:
    moved = row.postponed_to
    return values.Event(
        kind=row.kind,
        date=row.date,
        source=source(row.source),
        note=text(row, "note"),
        person=text(row.person, "name") if row.person else Text(),
        stations=row.stations,
        postponed_to=(moved.slug, text(moved, "name"), moved.date) if moved else None,
    )


def previous_result(row: models.PreviousResult | None, lines: Iterable[models.PreviousLine]):
    if row is None:
        return None
    return values.PreviousResult(
        election=text(row, "election"),
        date=row.date,
        registered_voters=row.registered_voters,
        valid_votes=row.valid_votes,
        rejected_votes=row.rejected_votes,
        lines=tuple(
            values.PreviousLine(text(line, "name"), party(line.party), line.party_name, line.votes) for line in lines
        ),
        source=source(row.source),
        note=text(row, "note"),
    )


def election(row: models.Election, phase: int = 0, next_instant=None) -> values.Election:
    return values.Election(
        slug=row.slug,
        kind=row.kind,
        country=text(row, "country"),
        name=text(row, "name"),
        date=row.date,
        polls_close=row.polls_close,
        results_from=row.results_from,
        results_rule=text(row, "results_rule"),
        time_zone=row.time_zone,
        rehearsal=row.rehearsal,
        featured=row.featured,
        note=text(row, "note"),
        source=source(row.source),
        version=row.version,
        phase=phase,
        next_instant=next_instant,
        publishable=row.publishable,
    )
