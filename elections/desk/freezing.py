"""Hold what is public of an election where it is, while someone finds out what is wrong, and let it go again.

Pages, embeds, API and feed read an election through `elections.public`, which serves what the open freeze holds. The
desk works on underneath; all of it becomes public when the freeze is lifted.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.desk.audit import note
from elections.models import Election, Freeze, RuleError
from elections.models.fields import without_controls
from elections.public.record import Record
from elections.public.shelf import Shelf


@transaction.atomic
def freeze(election: Election, by, reason: str) -> Freeze:
    """Freeze an election at what is public now. `by` is None for a command.

    Raises RuleError without a reason and if it is frozen already. A publication that is under way at the same time
    has to wait for the lock, and then stays behind the freeze, or is wholly in it.
    """
    row, reason = locked(election), without_controls(reason)
    if not reason:
        raise RuleError(_("Say why this election is frozen: the desk is told."))
    if current(row):
        raise RuleError(_("This election is frozen already."))
    row.bump()
    row.refresh_from_db(fields=["version"])
    now = timezone.now()
    contents = Record.of(Shelf(row, now)).packed()
    note(by, row, gettext_lazy("Frozen."), reason)
    parts = {"by": by, "reason": reason, "contents": contents}
    return Freeze.objects.create(election=row, version=row.version, at=now, **parts)


@transaction.atomic
def lift(election: Election, by) -> Freeze:
    """Show the record as it stands now. Raises RuleError if the election is not frozen."""
    row = locked(election)
    freeze = current(row)
    if freeze is None:
        raise RuleError(_("This election is not frozen."))
    freeze.lifted_at, freeze.lifted_by = timezone.now(), by
    freeze.save(update_fields=["lifted_at", "lifted_by"])
    row.bump()
    note(by, row, gettext_lazy("Freeze lifted."))
    return freeze


def current(election: Election) -> Freeze | None:
    """The freeze that holds an election now."""
    return Freeze.objects.filter(election=election, lifted_at=None).defer("contents").first()


def locked(election: Election) -> Election:
    """The election's row, as it is once everyone who was about to change it has done so."""
    return Election.objects.select_for_update().get(pk=election.pk)
