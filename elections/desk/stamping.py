"""Confirming, publishing and withdrawing, each with the right to, on what the person has seen, and written down."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.desk.audit import note
from elections.desk.records import ACTS, may_do, public_record, state_of

DONE = {
    "confirm": _("Confirmed as the second person."),
    "publish": _("Published."),
    "withdraw": _("Withdrawn."),
}


class Moved(Exception):
    """What is public of the seat changed since the person looked."""


def decide(row: models.Count | models.Call, act: str, by, seen: str, reason: str = "") -> None:
    """Do an act whole, or nothing of it, and write it into the log.

    `seen` is the public record the person looked at (`proposals.public_record`). Raises Moved if it is another one by
    now, RuleError if the act is not possible (any more), PermissionDenied without the right to.
    """
    if row.entered_by_id == by.pk and "confirm" in ACTS.get(act, ()):
        raise models.RuleError(_("A second person has to confirm: you entered this yourself."))
    if not may_do(row, by, act):
        raise PermissionDenied
    with transaction.atomic():
        models.Contest.objects.select_for_update().get(pk=row.contest_id)
        if seen != public_record(row.contest):
            raise Moved
        if act != "withdraw" and state_of(row) == "replaced":
            raise models.RuleError(_("A later one is public already, so this would change nothing."))
        for step in ACTS[act]:
            STEPS[step](row, by, reason)
            note(by, row, DONE[step], reason)


STEPS = {
    "confirm": lambda row, by, reason: row.confirm(by),
    "publish": lambda row, by, reason: row.publish(by),
    "withdraw": lambda row, by, reason: row.withdraw(by, reason),
}
