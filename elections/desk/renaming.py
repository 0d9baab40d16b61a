"""Give an election another address. The old one stays its own for ever and leads to the new one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.desk.audit import note
from elections.desk.freezing import current, locked
from elections.models import Election, FormerAddress, RuleError


@transaction.atomic
def rename(election: Election, slug: str, by) -> Election:
    """Change an election's slug; `by` is None for a command. A former slug of its own may be taken back.

    Raises RuleError if the slug is no slug, another election has or had it, or the election is frozen: what a freeze
    holds is kept under the address that it had.
    """
    row = locked(election)
    refuse_slug(row, slug)
    if current(row):
        raise RuleError(_("This election is frozen: lift the freeze first."))
    FormerAddress.objects.get_or_create(slug=row.slug, defaults={"election": row})
    Election.objects.filter(pk=row.pk).update(slug=slug)
    row.bump()
    note(by, row, gettext_lazy("Renamed."), f"{row.slug} → {slug}")
    row.refresh_from_db()
    return row


def refuse_slug(row: Election, slug: str) -> None:
    """Raise RuleError unless the election can take this slug."""
    if slug == row.slug:
        raise RuleError(_("“%(slug)s” is its address already.") % {"slug": slug})
    if Election.objects.filter(slug=slug).exists():
        raise RuleError(_("There is an election “%(slug)s” already.") % {"slug": slug})
    try:
        Election._meta.get_field("slug").clean(slug, row)
        FormerAddress.refuse(slug, but=row)
    except ValidationError as wrong:
        raise RuleError(" ".join(wrong.messages)) from wrong
