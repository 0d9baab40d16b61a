"""Rehearsals: elections that run the whole desk and are nowhere listed. Copied from a real one, and wiped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models as db
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.desk.audit import note
from elections.desk.freezing import locked
from elections.models import (
    Bloc,
    BlocParty,
    Call,
    Candidacy,
    Contest,
    Count,
    CountLine,
    Draft,
    Election,
    FlagRule,
    FormerAddress,
    FormPhoto,
    Freeze,
    RuleError,
)

# What was recorded in a rehearsal, in the order in which it can go, with the way from each to its election.
RECORDED = (
    (FormPhoto, "count__contest__election"),
    (CountLine, "count__contest__election"),
    (Call, "contest__election"),
    (Count, "contest__election"),
    (Draft, "contest__election"),
    (Freeze, "election"),
)


@transaction.atomic
def wipe(election: Election, by) -> dict[str, int]:
    """Delete all that was counted, called, typed and frozen in a rehearsal; how many rows of each model.

    Contests, candidates and sources stay, and so does the audit log. The one place where recorded rows are deleted.
    Raises RuleError for a real election.
    """
    row = locked(election)
    if not row.rehearsal:
        raise RuleError(_("Only a rehearsal can be wiped: this is a real election."))
    wiped = {}
    for model, way in RECORDED:
        # The base manager, because the models' own one refuses to delete.
        rows = model._base_manager.filter(**{way: row})
        wiped[model._meta.model_name] = rows.count()
        rows.delete()
    row.bump()
    note(by, row, gettext_lazy("Rehearsal wiped."))
    return wiped


@transaction.atomic
def rehearse(election: Election, slug: str, at: datetime | None = None) -> Election:
    """Copy an election's alliances, contests and candidates into a new rehearsal whose polls close `at` (now).

    Nothing that was counted, called or befell is copied. Raises RuleError if the slug is taken.
    """
    if Election.objects.filter(slug=slug).exists() or FormerAddress.objects.filter(slug=slug).exists():
        raise RuleError(_("There is or was an election “%(slug)s” already.") % {"slug": slug})
    source, closes = Election.objects.get(pk=election.pk), at or timezone.now()
    wait = source.results_from - source.polls_close
    names = {"name": f"Rehearsal: {source.name}"[:200], "name_ur": source.name_ur and f"مشق: {source.name_ur}"[:200]}
    new = copied(source, slug=slug, rehearsal=True, featured=False, version=1, **names)
    new.polls_close, new.results_from = closes, closes + wait
    new.date = timezone.localdate(closes, ZoneInfo(new.time_zone))
    new.save()
    copy_parts(source, new)
    return new


def copy_parts(source: Election, new: Election) -> None:
    blocs = copy_all(Bloc.objects.filter(election=source), lambda row: {"election": new})
    copy_all(BlocParty.objects.filter(election=source), lambda row: {"bloc_id": blocs[row.bloc_id], "election": new})
    copy_all(FlagRule.objects.filter(election=source), lambda row: {"election": new})
    own = {"election": new, "state": "", "polls_close": None, "results_from": None, "note": "", "note_ur": ""}
    contests = copy_all(Contest.objects.filter(election=source), lambda row: own)
    copy_all(
        Candidacy.objects.filter(contest__election=source),
        lambda row: {"contest_id": contests[row.contest_id], "bloc_id": blocs.get(row.bloc_id)},
    )


def copy_all(rows, changes: Callable[[db.Model], dict]) -> dict[int, int]:
    """Copy rows with changes; the copies' ids by the ids of what they were copied from."""
    old = list(rows)
    new = [copied(row, **changes(row)) for row in old]
    made = type(new[0]).objects.bulk_create(new) if new else []
    return {before.pk: after.pk for before, after in zip(old, made, strict=True)}


def copied(row: db.Model, **changes) -> db.Model:
    """An unsaved copy of a row's own columns."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    new = type(row)(**values)
    for name, value in changes.items():
        setattr(new, name, value)
    return new
