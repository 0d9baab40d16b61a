"""What the desk keeps beside the record: half-typed entries, photos of forms, frozen states, who enters where."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .contests import Contest
from .counts import Count
from .elections import Election
from .fields import prose
from .places import Assembly, Province
from .stamped import user_key

PHOTO_BYTES = 6_000_000


class Draft(models.Model):
    """What one editor has typed and not yet saved: raw text by field. One of a kind, editor and contest."""

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        CALL = "call", _("call")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="drafts", verbose_name=_("contest"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("editor"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    data = models.JSONField(_("what was typed"), default=dict, blank=True)
    seen = models.PositiveIntegerField(_("last number the editor saw"), default=0)
    token = models.UUIDField(_("token"), default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    saved_at = models.DateTimeField(_("typed at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last open at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["contest", "-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "user", "kind"], name="draft_once_per_editor"),
        ]

    def __str__(self):
        return f"{self.contest.constituency.code}: {self.get_kind_display()}"


class FormPhoto(AppendOnly):
    """A photo of the form a count was taken from. It never leaves the admin."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="photos", verbose_name=_("count"))
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=40)
    data = models.BinaryField(_("photo"), validators=[MaxLengthValidator(PHOTO_BYTES)])
    added_by = user_key(_("added by"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("photo of a form")
        verbose_name_plural = _("photos of forms")
        ordering = ["count", "pk"]

    def __str__(self):
        return self.name


class Freeze(models.Model):
    """The public state of an election held at one version. `contents` is what `elections.desk.freezing` keeps."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="freezes", verbose_name=_("election"))
    version = models.PositiveBigIntegerField(_("version"))
    at = models.DateTimeField(_("frozen at"), default=timezone.now)
    by = user_key(_("frozen by"))
    reason = prose(_("why"))
    contents = models.BinaryField(_("what is shown"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = user_key(_("lifted by"))

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        ordering = ["election", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"], condition=Q(lifted_at=None), name="freeze_one_open_per_election"
            ),
        ]

    def __str__(self):
        return f"{self.election}: {self.version}"


class DeskLimit(models.Model):
    """Where an editor enters counts: a province, an assembly, or where both meet. Without any row: everywhere."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_limits", verbose_name=_("editor")
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    assembly = models.ForeignKey(
        Assembly, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assembly")
    )

    class Meta:
        verbose_name = _("limit of an editor")
        verbose_name_plural = _("limits of editors")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(province__isnull=False) | Q(assembly__isnull=False),
                name="desklimit_names_a_place",
                violation_error_message=_("Name a province, an assembly or both."),
            ),
        ]

    def __str__(self):
        return " · ".join(str(place) for place in (self.province, self.assembly) if place)
