"""Words, sources and the places where people vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and, where known, in Urdu."""

    en: str = ""
    ur: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.ur)


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    publisher: Text
    title: str
    url: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Assembly:
    slug: str
    abbreviation: str
    name: Text
    size: int | None = None
    majority: int | None = None


@dataclass(frozen=True, slots=True)
class Province:
    slug: str
    name: Text
    short: Text = Text()


@dataclass(frozen=True, slots=True)
class District:
    slug: str
    name: Text


@dataclass(frozen=True, slots=True)
class Seat:
    """A constituency: one electoral district of one delimitation and assembly."""

    id: int
    code: str
    slug: str
    code_text: Text
    name: Text
    assembly: Assembly
    province: Province
    district: District
    delimitation: str
    towns: tuple[str, ...] = ()
    towns_ur: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
