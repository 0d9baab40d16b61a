"""Addresses under which an election was public once: it was renamed, or taken off the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from elections import models, reading
from elections.values import Text


@dataclass(frozen=True, slots=True)
class Gone:
    """What readers are told of an election that was taken off the site: what it was, since when, why, what instead."""

    slug: str
    name: Text
    date: date
    time_zone: str
    rehearsal: bool
    at: datetime
    reason: Text
    instead: str = ""  # slug of a public election
    instead_name: Text = Text()


class UnknownElection(LookupError):
    """There is no election with this slug."""


class GoneElection(UnknownElection):
    """The election was taken off the site: `gone` says why."""

    def __init__(self, gone: Gone):
        super().__init__(gone.slug)
        self.gone = gone


class MovedElection(UnknownElection):
    """The election was renamed: `slug` is its present address."""

    def __init__(self, former: str, slug: str):
        super().__init__(former)
        self.slug = slug


def present() -> QuerySet[models.Election]:
    """The elections that are not taken off the site."""
    return models.Election.objects.filter(~Exists(open_withdrawals().filter(election=OuterRef("pk"))))


def open_withdrawals() -> QuerySet[models.ElectionWithdrawal]:
    return models.ElectionWithdrawal.objects.filter(restored_at=None).order_by()


def moved(slug: str) -> str | None:
    """The present slug of the election that had this one before it was renamed; None if it has it again."""
    rows = models.FormerAddress.objects.filter(slug=slug).exclude(election__slug=slug).order_by()
    return rows.values_list("election__slug", flat=True).first()


def gone(slug: str) -> Gone | None:
    """What is said of an election that was taken off the site; None of any other."""
    row = open_withdrawals().select_related("election").filter(election__slug=slug).first()
    if row is None:
        return None
    instead = present().filter(pk=row.instead_id, rehearsal=False).order_by().first()
    was = row.election
    return Gone(
        slug=slug,
        name=reading.text(was, "name"),
        date=was.date,
        time_zone=was.time_zone,
        rehearsal=was.rehearsal,
        at=row.at,
        reason=reading.text(row, "reason"),
        instead=instead.slug if instead else "",
        instead_name=reading.text(instead, "name") if instead else Text(),
    )


def missing(slug: str) -> UnknownElection:
    """The error that says why nothing is public under this slug."""
    found = gone(slug)
    if found:
        return GoneElection(found)
    now = moved(slug)
    return MovedElection(slug, now) if now else UnknownElection(slug)
