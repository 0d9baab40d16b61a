"""What was counted. Append-only: figures never change, each stamp is set once."""

from collections.abc import Mapping

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly, AppendOnlyError, AppendOnlyQuerySet, RuleError
from .contests import Candidacy, Contest
from .fields import figure, further_sources, prose, source_key
from .stamped import Stamped


class Count(Stamped):
    """One report of the state of counting in a contest. An unknown vote is an absent line."""

    second_person_rules = ("counts",)
    weighed_by = "form"
    unofficial = ("phone", "press", "form-45")  # a presiding officer makes out Form 45, of one station

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
        permissions = [
            ("publish_count", "Can publish a count"),
            ("confirm_count", "Can confirm a count as the second person"),
            ("withdraw_count", "Can withdraw a count"),
        ]

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
