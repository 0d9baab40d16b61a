"""Confirming, publishing and withdrawing, each with the right to, on what the person has seen, and written down."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.desk.audit import note
from elections.desk.calling import since_known
from elections.desk.entry import words
from elections.desk.freezing import locked
from elections.desk.records import ACTS, awaits_chief, kind_of, may_do, shown_of, state_of

DONE = {
    "confirm": _("Confirmed as the second person."),
    "publish": _("Published."),
    "withdraw": _("Withdrawn."),
}


# Where no poll stands, there is nothing to count. Figures of a result that is withheld stay figures.
UNCOUNTED = (models.Contest.State.VOID, models.Contest.State.POSTPONED, models.Contest.State.TERMINATED)


class Moved(Exception):
    """What the person looked at has changed since."""


def decide(row: models.Count | models.Call, act: str, by, seen: str, reason: str = "") -> None:
    """Do an act whole, or nothing of it, and write it into the log.

    `seen` names what the person looked at (`records.shown_of`). Raises Moved if that has changed, RuleError if the act
    is not possible (any more), PermissionDenied without the right to.
    """
    if row.entered_by_id == by.pk and "confirm" in ACTS.get(act, ()):
        raise models.RuleError(_("A second person has to confirm: you entered this yourself."))
    if act != "withdraw" and awaits_chief(row, by):
        raise models.RuleError(_("A chief has to confirm this: it was recorded against a warning."))
    if not may_do(row, by, act):
        raise PermissionDenied
    with transaction.atomic():
        locked(row.contest.election)  # first, as in a freeze and a wipe
        models.Election.objects.select_for_update().get(pk=row.contest.election_id)
        contest = models.Contest.objects.get(pk=row.contest_id)
        if seen != shown_of(row):
            raise Moved
        if act != "withdraw":
            refuse(row, contest)
        for step in ACTS[act]:
            STEPS[step](row, by, reason)
            note(by, row, DONE[step], reason)


def refuse(row: models.Count | models.Call, contest: models.Contest) -> None:
    """Raises RuleError if, as things stand by now, it is not to be confirmed or published."""
    if state_of(row) == "replaced":
        raise models.RuleError(_("A later one is public already, so this would change nothing."))
    if kind_of(row) == "count":
        if contest.state in UNCOUNTED:
            raise models.RuleError(_("This poll is void, put off or ended: no count of it can be published."))
        return
    for finding in since_known(row):
        if finding.severity == "error":
            raise models.RuleError(words(finding))
        sentence = _("%(warning)s That was not known when this was recorded: call the seat anew.")
        raise models.RuleError(sentence % {"warning": words(finding)})


STEPS = {
    "confirm": lambda row, by, reason: row.confirm(by),
    "publish": lambda row, by, reason: row.publish(by),
    "withdraw": lambda row, by, reason: row.withdraw(by, reason),
}
