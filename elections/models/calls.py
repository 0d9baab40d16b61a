"""Who was called. Append-only, and never derived from votes."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .contests import Candidacy, Contest
from .counts import Count
from .fields import further_sources, prose, source_key
from .stamped import Stamped


class Call(Stamped):
    """The separate statement of who won. Never derived from votes."""

    second_person_rules = ("calls", "counts")
    weighed_by = "basis"
    unofficial = ("newsroom", "press")

    class Basis(models.TextChoices):
        NEWSROOM = "newsroom", _("the newsroom's own call")
        RETURNING_OFFICER = "returning-officer", _("returning officer's form")
        NOTIFICATION = "notification", _("notified by the Election Commission")
        LOTS = "lots", _("drawing of lots")
        UNOPPOSED = "unopposed", _("unopposed")
        PRESS = "press", _("press report")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="calls", verbose_name=_("contest"))
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="calls", verbose_name=_("winner"))
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices)
    source = source_key()
    further_sources = further_sources()
    count = models.ForeignKey(
        Count,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("count it rests on"),
    )
    note = prose(_("note for readers"))
    note_ur = prose(_("note in Urdu"))

    class Meta(Stamped.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["contest", "number"]
        permissions = [
            ("publish_call", "Can publish a call"),
            ("confirm_call", "Can confirm a call as the second person"),
            ("withdraw_call", "Can withdraw a call"),
            ("override_call", "Can call a seat against a warning"),
        ]

    def __str__(self):
        return f"{self.contest.constituency.code}: {self.candidacy}"

    def clean(self):
        super().clean()
        if self.candidacy_id and self.contest_id and self.candidacy.contest_id != self.contest_id:
            raise ValidationError({"candidacy": _("This candidate stands in another contest.")})
        if self.basis == self.Basis.UNOPPOSED and self.contest_id and self.contest.candidacies.count() != 1:
            raise ValidationError({"basis": _("Only the one candidate of a contest can be unopposed.")})
        if self.count and self.contest_id and self.count.contest_id != self.contest_id:
            raise ValidationError({"count": _("This count belongs to another contest.")})
