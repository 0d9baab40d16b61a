"""What a cell of a CSV file may say: one kind per sort of column, each turning text into a value.

`read(text, zone)` is given stripped text that is not blank and raises BadCell with a sentence for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YEARS = range(1800, 2201)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
web_address = URLValidator(schemes=["http", "https"])


class BadCell(ValueError):
    """A cell does not say what its column asks for; the message says what would be right."""


def suggestion(text: str, legal: Iterable[str]) -> str:
    """ "; did you mean “x”?" if one of the legal values is close, else nothing."""
    close = get_close_matches(text, list(legal), n=1, cutoff=0.6)
    return f"; did you mean “{close[0]}”?" if close else ""


def printable(text: str) -> str:
    if CONTROL.search(text):
        raise BadCell("holds an invisible control character: type the words afresh")
    return text


def short(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}…”"


@dataclass(frozen=True)
class Text:
    """Words; `lines` allows line breaks."""

    longest: int | None = None
    lines: bool = False
    blank = ""

    def read(self, text: str, zone: tzinfo) -> str:
        if not self.lines and re.search(r"[\r\n]", text):
            raise BadCell("goes over several lines: write it on one")
        if self.longest and len(text) > self.longest:
            raise BadCell(f"has {len(text)} characters: at most {self.longest} fit")
        return printable(text)


@dataclass(frozen=True)
class Slug:
    """The part of an address that names a row."""

    longest: int = 80
    blank = None

    def read(self, text: str, zone: tzinfo) -> str:
        if not SLUG.fullmatch(text):
            raise BadCell(
                f"{short(text)} cannot stand in an address: use small letters, digits and single hyphens, like “na-22”"
            )
        return Text(self.longest).read(text, zone)


@dataclass(frozen=True)
class Url:
    longest: int = 1000
    blank = None

    def read(self, text: str, zone: tzinfo) -> str:
        try:
            web_address(text)
        except ValidationError as error:
            raise BadCell(f"{short(text)} is not an address that begins with http:// or https://") from error
        return Text(self.longest).read(text, zone)


@dataclass(frozen=True)
class Number:
    """A count of people or things."""

    least: int = 0
    most: int = 2_147_483_647
    blank = None

    def read(self, text: str, zone: tzinfo) -> int:
        if re.fullmatch(r"[0-9]{1,3}([,٬ ' ][0-9]{2,3})+", text):
            digits = re.sub(r"[^0-9]", "", text)
            raise BadCell(f"{short(text)} is not in plain digits: if it is one number, write {digits}")
        if not re.fullmatch(r"[0-9]+", text):
            raise BadCell(
                f"{short(text)} is not a number: write plain digits such as 76681, or leave it blank if unknown"
            )
        if len(text) > 12 or not self.least <= int(text) <= self.most:
            raise BadCell(f"{short(text)} is out of range: from {self.least} to {self.most}")
        return int(text)


@dataclass(frozen=True)
class Percent:
    """A percentage such as 29.02; above 100 is possible, because what is reported is not judged here."""

    blank = None

    def read(self, text: str, zone: tzinfo) -> Decimal:
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text):
            raise BadCell(f"{short(text)} is not a percentage: write it like 29.02, without a sign")
        return Decimal(text)


@dataclass(frozen=True)
class Day:
    blank = None

    def read(self, text: str, zone: tzinfo) -> date:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            day = date.fromisoformat(text)
        except ValueError as error:
            raise BadCell(f"{short(text)} is not a date: write it like 2022-10-16") from error
        if day.year not in YEARS:
            raise BadCell(f"the year of {short(text)} is out of range")
        return day


@dataclass(frozen=True)
class Moment:
    """A time with its offset. Unless `exact`, a date alone says that the hour is not known: midnight stands for it."""

    exact: bool = True
    blank = None

    def read(self, text: str, zone: tzinfo) -> datetime:
        if not re.search(r"[T ]", text):
            return self.read_day(text, zone)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadCell(f"{short(text)} is not a time: write it like 2022-10-16T17:00+05:00") from error
        if moment.tzinfo is None:
            raise BadCell(f"{short(text)} has no offset from UTC: write it like 2022-10-16T17:00+05:00")
        Day().read(text[:10], zone)
        return moment

    def read_day(self, text: str, zone: tzinfo) -> datetime:
        try:
            day = Day().read(text, zone)
        except BadCell as error:
            raise BadCell(f"{short(text)} is not a time: write it like 2022-10-16T17:00+05:00") from error
        if self.exact:
            raise BadCell(f"{short(text)} has no hour: write it like {day}T17:00+05:00")
        return datetime.combine(day, time(), zone)


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]
    blank: str = ""

    def read(self, text: str, zone: tzinfo) -> str:
        if text not in self.values:
            legal = ", ".join(f"“{value}”" for value in self.values)
            raise BadCell(f"{short(text)} is not known here: write one of {legal}{suggestion(text, self.values)}")
        return text


@dataclass(frozen=True)
class YesNo:
    blank = False

    def read(self, text: str, zone: tzinfo) -> bool:
        return OneOf(("yes", "no")).read(text, zone) == "yes"


@dataclass(frozen=True)
class Lines:
    """A list, its entries separated by semicolons; stored one a line."""

    blank = ""

    def read(self, text: str, zone: tzinfo) -> str:
        return "\n".join(Text().read(entry, zone) for entry in entries(text))


@dataclass(frozen=True)
class Keys:
    """Keys of rows elsewhere, separated by semicolons."""

    blank = ()

    def read(self, text: str, zone: tzinfo) -> tuple[str, ...]:
        keys = tuple(Slug().read(entry, zone) for entry in entries(text))
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise BadCell(f"names “{twice}” twice")
        return keys


def entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]
