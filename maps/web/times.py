"""Days and times as people say them, always with the date, in the active language and the election's own time zone."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

MONTHS_UR = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]
DAYS_UR = ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"]


def day(value: date | None) -> str:
    """“Sunday 16 October 2022”; “اتوار 16 اکتوبر 2022”."""
    if value is None:
        return ""
    if get_language() == "ur":
        return f"{DAYS_UR[value.weekday()]} {value.day} {MONTHS_UR[value.month - 1]} {value.year}"
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date | None) -> str:
    """“16 Oct 2022”."""
    if value is None:
        return ""
    month = MONTHS_UR[value.month - 1] if get_language() == "ur" else f"{value:%b}"
    return f"{value.day} {month} {value.year}"


def moment(value: datetime | None, zone: str) -> str:
    """“8:40pm, Sun 16 Oct 2022”; a stamp at midnight knows its day only."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    if local.timetz().replace(tzinfo=None) == time(0):
        return short_day(local.date())
    if get_language() == "ur":
        return f"{part_of_day(local.hour)} {clock(local)}، {short_day(local.date())}"
    return f"{hour(value, zone)}, {local:%a} {short_day(local.date())}"


def hour(value: datetime | None, zone: str) -> str:
    """“6:00pm”; “شام 6:00”."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    if get_language() == "ur":
        return f"{part_of_day(local.hour)} {clock(local)}"
    return f"{clock(local)}{'am' if local.hour < 12 else 'pm'}"


def clock(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M}"


def part_of_day(value: int) -> str:
    """How Urdu speakers split the day."""
    return "رات" if value >= 20 or value < 4 else "صبح" if value < 12 else "دوپہر" if value < 16 else "شام"
