"""Take an election off the site, and put it back. Nothing is deleted, and the desk goes on working on it.

Lists, search, feeds and cards leave it out; each of its own addresses answers that it is gone, why, and what to look
at instead. That holds for a frozen election too: a court's order does not wait for a freeze to end, and once it is
put back the freeze still holds it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.desk.audit import note
from elections.desk.freezing import locked
from elections.models import Election, ElectionWithdrawal, RuleError
from elections.models.fields import without_controls


@transaction.atomic
def withdraw(
    election: Election, by, reason: str, reason_ur: str = "", instead: Election | None = None
) -> ElectionWithdrawal:
    """Take it off the site. The reason is public; `instead` is what its addresses lead on to. `by` is None for a
    command.

    Raises RuleError without a reason, if it is off the site already, and if there is nothing to see at `instead`.
    """
    row, reason = locked(election), without_controls(reason)
    if not reason:
        raise RuleError(_("Say why this election is taken off the site: readers are told."))
    if current(row):
        raise RuleError(_("This election is off the site already."))
    if instead:
        refuse_instead(row, instead)
    row.bump()
    note(by, row, gettext_lazy("Taken off the site."), reason)
    words = {"reason": reason, "reason_ur": without_controls(reason_ur)}
    return ElectionWithdrawal.objects.create(election=row, by=by, instead=instead, **words)


@transaction.atomic
def restore(election: Election, by) -> ElectionWithdrawal:
    """Put it back as its record stands now. Raises RuleError if it is on the site."""
    row = locked(election)
    found = current(row)
    if found is None:
        raise RuleError(_("This election is on the site."))
    found.restored_at, found.restored_by = timezone.now(), by
    found.save(update_fields=["restored_at", "restored_by"])
    row.bump()
    note(by, row, gettext_lazy("Put back on the site."))
    return found


def current(election: Election) -> ElectionWithdrawal | None:
    """The withdrawal that keeps an election off the site now."""
    return ElectionWithdrawal.objects.filter(election=election, restored_at=None).first()


def refuse_instead(row: Election, instead: Election) -> None:
    """Raise RuleError if readers would find nothing real there."""
    if instead.pk == row.pk or instead.rehearsal or current(instead):
        sentence = _("“%(slug)s” cannot stand in: name another election that is on the site.")
        raise RuleError(sentence % {"slug": instead.slug})
