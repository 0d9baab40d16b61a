"""What was counted and who was called. Append-only: figures never change, each stamp is set once."""

import re
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly, AppendOnlyError, AppendOnlyQuerySet, NumberTaken, RuleError
from .contests import Candidacy, Contest
from .fields import CONTROLS, figure, further_sources, prose, source_key


def user_key(verbose_name):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


class Stamped(AppendOnly):
    """The life of a count or call: entered, confirmed, published, withdrawn; each stamp once.

    `entered_by` is None for an import. `number` is the one the editor saw plus 1: a collision IS the edit conflict.
    """

    second_person_rules: tuple[str, ...]  # the election rules under which this kind needs a second person

    number = models.PositiveIntegerField(_("number"))
    token = models.UUIDField(_("token"), default=uuid.uuid4, unique=True, editable=False)
    entered_by = user_key(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    confirmed_by = user_key(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = user_key(_("withdrawn by"))
    withdrawn_reason = prose(_("why withdrawn"))
    private_note = prose(_("private note"))

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
        self._stamp("confirmed_at", confirmed_at=timezone.now(), confirmed_by=by)

    def publish(self, at=None) -> None:
        """Make it public (after the embargo), now or, of what is recorded later, as of an earlier moment `at`.

        Raises RuleError for a moment in the future and if a second person is still needed.
        """
        now = timezone.now()
        if at and at > now:
            raise RuleError(_("Nothing can be published ahead: this moment lies in the future."))
        if self.needs_second_person() and not self.confirmed_at:
            raise RuleError(_("This election asks for a second person before this is published."))
        self._stamp("published_at", published_at=at or now)

    def withdraw(self, by, reason: str) -> None:
        """Take it back for good; pages fall back to the last good one. Raises RuleError without a reason."""
        reason = re.sub(f"[{CONTROLS}]", " ", reason)
        if not reason.strip():
            raise RuleError(_("Say why this is withdrawn: readers are told."))
        self._stamp("withdrawn_at", withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=reason.strip())

    def _stamp(self, once: str, **values) -> None:
        """Set a stamp by a conditional update, so that of two people only the first one sets it."""
        with transaction.atomic():
            open_rows = type(self).objects.filter(**{"pk": self.pk, "withdrawn_at": None, once: None})
            if not open_rows.update(**values):
                raise RuleError(_("Someone has already done this, or it was withdrawn."))
            self.contest.election.bump()
        for name, value in values.items():
            setattr(self, name, value)

    def needs_second_person(self) -> bool:
        return self.contest.election.second_person in self.second_person_rules


class Count(Stamped):
    """One report of the state of counting in a contest. An unknown vote is an absent line."""

    second_person_rules = ("counts",)

    class Form(models.TextChoices):
        PHONE = "phone", _("by phone")
        FORM_45 = "form-45", _("Form 45 (one polling station)")
        FORM_47 = "form-47", _("Form 47 (provisional)")
        FORM_48 = "form-48", _("Form 48 (consolidated)")
        FORM_49 = "form-49", _("Form 49 (final)")
        PRESS = "press", _("press report")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="counts", verbose_name=_("contest"))
    form = models.CharField(_("form"), max_length=10, choices=Form.choices)
    source = source_key()
    further_sources = further_sources()
    as_of = models.DateTimeField(_("time the figures speak of"), null=True, blank=True)
    stations_reported = figure(_("stations reported"))
    ballots_cast = figure(_("ballots cast"))
    valid_votes = figure(_("valid votes"))
    rejected_votes = figure(_("rejected votes"))
    ballots_women = figure(_("ballots cast by women"))
    turnout_reported = models.DecimalField(
        _("turnout as reported, percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    turnout_source = source_key(_("source of the turnout"))
    note = prose(_("note for readers"))
    note_ur = prose(_("note in Urdu"))

    votes: Mapping[int, int] = {}  # by candidacy id: the lines that `record` is to save

    class Meta(Stamped.Meta):
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["contest", "number"]

    def __str__(self):
        return f"{self.contest.constituency.code} #{self.number}"

    def _save_parts(self) -> None:
        CountLine.objects.bulk_create(
            CountLine(count=self, candidacy_id=candidacy, votes=votes) for candidacy, votes in self.votes.items()
        )


class CountLineQuerySet(AppendOnlyQuerySet):
    def bulk_create(self, objs, *args, **options):
        """Save the lines of whole counts. A published count that has lines already gets no more of them."""
        lines = list(objs)
        own = CountLine._base_manager.filter(count=models.OuterRef("pk"))
        counts = Count.objects.annotate(has_lines=models.Exists(own)).in_bulk({line.count_id for line in lines})
        candidacies = Candidacy.objects.in_bulk({line.candidacy_id for line in lines})
        for line in lines:
            count, candidacy = counts.get(line.count_id), candidacies.get(line.candidacy_id)
            if count and candidacy:  # else the database refuses the line
                check_line(count, candidacy, closed=count.published_at and count.has_lines)
        return super().bulk_create(lines, *args, **options)


def check_line(count: Count, candidacy: Candidacy, closed: bool) -> None:
    """Raises RuleError if the candidate stands elsewhere, AppendOnlyError if the count is closed."""
    if candidacy.contest_id != count.contest_id:
        raise RuleError(_("This candidate stands in another contest."))
    if closed:
        raise AppendOnlyError("A published count gets no further lines: record a new count instead.")


class CountLine(AppendOnly):
    """The votes one count gives for one candidacy; 0 is zero votes."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="lines", verbose_name=_("count"))
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="count_lines", verbose_name=_("candidate"))
    votes = models.PositiveIntegerField(_("votes"))

    objects = CountLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of a count")
        ordering = ["count", "-votes"]
        constraints = [
            models.UniqueConstraint(fields=["count", "candidacy"], name="countline_once_per_candidacy"),
        ]

    def __str__(self):
        return f"{self.candidacy}: {self.votes}"

    def save(self, *args, **kwargs):
        count = Count.objects.filter(pk=self.count_id).first()  # as it is stored now, not as someone holds it
        if self._state.adding and count and self.candidacy_id:
            check_line(count, self.candidacy, closed=bool(count.published_at))
        super().save(*args, **kwargs)


class Call(Stamped):
    """The separate statement of who won. Never derived from votes."""

    second_person_rules = ("calls", "counts")

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
