"""Elections that were taken off the site: nothing of them is deleted, and their addresses say that they are gone."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .elections import Election
from .fields import printable, prose
from .stamped import user_key


class ElectionWithdrawal(models.Model):
    """An election taken off the site, and perhaps put back since. The reason is public."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="withdrawals", verbose_name=_("election"))
    at = models.DateTimeField(_("withdrawn at"), default=timezone.now)
    by = user_key(_("withdrawn by"))
    reason = models.TextField(_("why, as readers are told"), validators=[printable])
    reason_ur = prose(_("why, in Urdu"))
    instead = models.ForeignKey(
        Election,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("election to look at instead"),
    )
    restored_at = models.DateTimeField(_("put back at"), null=True, blank=True, editable=False)
    restored_by = user_key(_("put back by"))

    class Meta:
        verbose_name = _("election taken off the site")
        verbose_name_plural = _("elections taken off the site")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"], condition=Q(restored_at=None), name="withdrawal_one_open_per_election"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="withdrawal_has_reason",
                violation_error_message=_("Say why, as readers are to be told."),
            ),
            models.CheckConstraint(
                condition=Q(instead=None) | ~Q(instead=F("election")),
                name="withdrawal_leads_elsewhere",
                violation_error_message=_("Another election is to be looked at instead, not this one."),
            ),
        ]

    def __str__(self):
        return f"{self.election}: {self.reason}"[:200]
