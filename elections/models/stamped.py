"""The life of a count or call: entered, confirmed, published, withdrawn; each stamp is set once."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elections.roles import role_of

from .append_only import AppendOnly, NumberTaken, RuleError
from .contests import Contest
from .elections import Election
from .fields import prose, without_controls
from .places import Source


def user_key(verbose_name):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


def role_name(verbose_name):
    """A role as `elections.roles` names it; empty for an import."""
    return models.CharField(verbose_name, max_length=20, blank=True, default="")


class Stamped(AppendOnly):
    """What counts and calls have in common.

    `entered_by` is None for an import. `findings` are the warnings it was saved against, with `override_reason`.
    `number` is the one the editor saw plus 1: a collision IS the edit conflict.
    """

    second_person_rules: tuple[str, ...]  # the election rules under which this kind needs a second person
    weighed_by: str  # the field that says how good it is
    unofficial: tuple[str, ...]  # values of that field that are no returning officer's word
    further: Iterable[Source] = ()  # the further sources that `record` is to save

    number = models.PositiveIntegerField(_("number"))
    token = models.UUIDField(_("token"), default=uuid.uuid4, unique=True, editable=False)
    entered_by = user_key(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    confirmed_by = user_key(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = user_key(_("published by"))
    published_role = role_name(_("role of who published it"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = user_key(_("withdrawn by"))
    withdrawn_role = role_name(_("role of who withdrew it"))
    withdrawn_reason = prose(_("why withdrawn"))
    private_note = prose(_("private note"))
    findings = models.JSONField(_("what was warned of"), default=list, blank=True)
    override_reason = prose(_("why it was saved all the same"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(class)s_number_from_one",
                violation_error_message=_("Numbers run from 1."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=models.F("entered_by")),
                name="%(class)s_confirmed_by_another",
                violation_error_message=_("A second person has to confirm: not the one who entered it."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="%(class)s_withdrawn_with_reason",
                violation_error_message=_("Say why this is withdrawn: readers are told."),
            ),
            models.UniqueConstraint(fields=["contest", "number"], name="%(class)s_number_unique"),
        ]

    @classmethod
    def last_number(cls, contest: Contest) -> int:
        """The highest number in the contest, drafts and withdrawn ones included; 0 if there is none."""
        return cls.objects.filter(contest=contest).aggregate(last=models.Max("number"))["last"] or 0

    def record(self, seen: int) -> None:
        """Save as the one after `seen`, the last number the editor saw. Raises NumberTaken if that is taken."""
        self.number = seen + 1
        try:
            with transaction.atomic():
                self.save()
                self._save_parts()
                self.further_sources.add(*self.further)
        except IntegrityError as error:
            if type(self).objects.filter(contest=self.contest, number=self.number).exists():
                raise NumberTaken(_("Someone has recorded another one meanwhile.")) from error
            raise

    def _save_parts(self) -> None:
        """What is saved together with the row itself."""

    def confirm(self, by) -> None:
        """A second person vouches for it. Raises RuleError if it is the same person or already done."""
        if by.pk == self.entered_by_id:
            raise RuleError(_("A second person has to confirm: you entered this yourself."))
        self._stamp("confirmed_at", confirmed_by=by)

    def publish(self, by=None, at=None) -> None:
        """Make it public (after the embargo), now or, of what is recorded later, as of an earlier moment `at`.

        `by` is None for an import. Raises RuleError for a moment in the future, if a second person is still needed,
        and where the election publishes a returning officer's results only and this is not one.
        """
        if at and at > timezone.now():
            raise RuleError(_("Nothing can be published ahead: this moment lies in the future."))
        if self.needs_second_person() and not self.confirmed_at:
            raise RuleError(_("This election asks for a second person before this is published."))
        if not self.is_publishable():
            raise RuleError(_("Of this election only a returning officer's results are published, and this is none."))
        self._stamp("published_at", at, published_by=by, published_role=role_of(by))

    def withdraw(self, by, reason: str) -> None:
        """Take it back for good; pages fall back to the last good one. Raises RuleError without a reason."""
        reason = without_controls(reason)
        if not reason:
            raise RuleError(_("Say why this is withdrawn: readers are told."))
        stamps = {"withdrawn_by": by, "withdrawn_role": role_of(by), "withdrawn_reason": reason}
        self._stamp("withdrawn_at", **stamps)

    def _stamp(self, once: str, at=None, **values) -> None:
        """Set a stamp by a conditional update, so that of two people only the first one sets it.

        The election's row is locked before anything else, here as in a freeze and a wipe: nobody waits in a circle,
        and what had to wait for a freeze is dated after it.
        """
        with transaction.atomic():
            Election.objects.select_for_update().get(pk=self.contest.election_id)
            values[once] = at or timezone.now()
            open_rows = type(self).objects.filter(**{"pk": self.pk, "withdrawn_at": None, once: None})
            if not open_rows.update(**values):
                raise RuleError(_("Someone has already done this, or it was withdrawn."))
            self.contest.election.bump()
        for name, value in values.items():
            setattr(self, name, value)

    def needs_second_person(self) -> bool:
        return self.contest.election.second_person in self.second_person_rules

    def is_publishable(self) -> bool:
        """Whether the election's rule lets readers see what rests on such a form or basis at all."""
        kind = getattr(self, self.weighed_by)
        return self.contest.election.publishable == "any" or kind not in self.unofficial
