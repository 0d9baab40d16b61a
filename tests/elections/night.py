"""Contests and results made of plain values, for the pure tests."""

from datetime import UTC, datetime
from itertools import count as counter

from elections.tallies import result_of
from elections.values import (
    Assembly,
    Bloc,
    Call,
    Candidate,
    Contest,
    Count,
    District,
    Party,
    Person,
    Province,
    Seat,
    Text,
)

POLLS_CLOSE = datetime(2022, 10, 16, 12, tzinfo=UTC)
RESULTS_FROM = datetime(2022, 10, 16, 13, tzinfo=UTC)
NIGHT = datetime(2022, 10, 16, 16, tzinfo=UTC)
NA = Assembly("na", "NA", Text("National Assembly"), 342, 172)
serial = counter(1)


def party(slug: str) -> Party:
    return Party(slug, Text(slug.upper()), Text(slug))


def bloc(slug: str, slot: int, *parties: str) -> Bloc:
    return Bloc(slug, Text(slug), Text(slug), slot, parties)


PTI = bloc("pti", 1, "pti")
COALITION = bloc("coalition", 2, "pml-n", "ppp", "mqm-p", "anp")
BLOCS = (PTI, COALITION)


def candidate(key: int, slug: str | None = None, person: str = "", **values) -> Candidate:
    """A candidate of a party (None: independent), in the bloc of that party unless `bloc` says otherwise."""
    own = next((bloc for bloc in BLOCS if slug in bloc.parties), None)
    name = person or f"person-{key}"
    face = Person(name, Text(name))
    values = {"bloc": own, **values}
    return Candidate(id=key, person=face, name=face.name, party=party(slug) if slug else None, **values)


def seat(code: str = "") -> Seat:
    number = next(serial)
    code = code or f"NA-{number}"
    province, district = Province("punjab", Text("Punjab")), District("multan", Text("Multan"))
    return Seat(number, code, code.lower(), Text(code), Text(code), NA, province, district, "2018")


def contest(*candidates: Candidate, **values) -> Contest:
    values = {"state": "", "polls_close": POLLS_CLOSE, "results_from": RESULTS_FROM, "seat": seat(), **values}
    values.setdefault("calls", (values["call"],) if values.get("call") else ())
    return Contest(candidates=candidates, **values)


def count(votes: dict[int, int] | None = None, number: int = 1, **values) -> Count:
    return Count(number, votes or {}, "press", None, values.pop("published_at", NIGHT), **values)


def call(key: int, basis: str = "press", **values) -> Call:
    return Call(values.pop("number", 1), key, basis, None, values.pop("published_at", NIGHT), **values)


def result(*candidates: Candidate, at: datetime = NIGHT, **values):
    return result_of(contest(*candidates, **values), at)


def two(**values):
    """PTI (1) against PPP (2)."""
    return result(candidate(1, "pti"), candidate(2, "ppp"), **values)
