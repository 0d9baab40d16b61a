"""Who stands: parties, their alliances, and people."""

from __future__ import annotations

from dataclasses import dataclass

from .places import Source, Text


@dataclass(frozen=True, slots=True)
class Party:
    slug: str
    short: Text
    name: Text
    symbol: Text = Text()
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Bloc:
    """A grouping of parties for one election; `slot` is the number of its colour."""

    slug: str
    name: Text
    short: Text
    slot: int
    parties: tuple[str, ...] = ()
    note: Text = Text()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Person:
    slug: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person in one contest (the row is a Candidacy); `party` is None for an independent."""

    id: int
    person: Person
    name: Text
    party: Party | None
    bloc: Bloc | None
    backed_by: Party | None = None
    symbol: Text = Text()
    ballot_order: int | None = None
    source: Source | None = None

    @property
    def independent(self) -> bool:
        return self.party is None
