"""Contests, who stands in them, and what befell each of them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .elections import Bloc, Election
from .fields import english, figure, further_sources, prose, source_key, urdu
from .people import Party, Person
from .places import Constituency


class Contest(models.Model):
    """One constituency in one election."""

    class State(models.TextChoices):
        OPEN = "", _("goes ahead")
        POSTPONED = "postponed", _("postponed")
        WITHHELD = "withheld", _("result withheld")
        VOID = "void", _("poll void")
        TERMINATED = "terminated", _("terminated")

    class Vacancy(models.TextChoices):
        RESIGNATION = "resignation", _("resignation")
        DEATH = "death", _("death")
        DISQUALIFICATION = "disqualification", _("disqualification")
        DE_SEATED = "de-seated", _("member de-seated")
        OTHER_SEAT = "other-seat", _("member kept or took another seat")

    election = models.ForeignKey(Election, models.PROTECT, related_name="contests", verbose_name=_("election"))
    constituency = models.ForeignKey(
        Constituency, models.PROTECT, related_name="contests", verbose_name=_("constituency")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, blank=True, default="")
    vacancy_kind = models.CharField(_("why vacant"), max_length=20, choices=Vacancy.choices, blank=True, default="")
    vacancy_reason = prose(_("why vacant, in words"))
    vacancy_reason_ur = prose(_("why vacant, in Urdu"))
    vacancy_source = source_key(_("source of the vacancy"))
    previous_holder = english(_("previous holder"), blank=True, default="")
    previous_holder_ur = urdu(_("previous holder in Urdu"))
    previous_party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("party the previous holder was elected for"),
    )
    previous_independent = models.BooleanField(_("previous holder was elected as an independent"), default=False)
    registered_voters = figure(_("registered voters"))
    registered_women = figure(_("registered women"))
    registered_source = source_key(_("source of the electorate"))
    stations_total = figure(_("polling stations"))
    stations_source = source_key(_("source of the number of stations"))
    candidates_total = figure(_("candidates on the ballot"))
    candidates_source = source_key(_("source of the candidates"))
    candidates_complete = models.BooleanField(_("every candidate is listed here"), default=False)
    polls_close = models.DateTimeField(_("polls close here"), null=True, blank=True)
    results_from = models.DateTimeField(_("results from, here"), null=True, blank=True)
    note = prose(_("note for readers"))
    note_ur = prose(_("note in Urdu"))
    further_sources = further_sources()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        ordering = ["election", "constituency__code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "constituency"], name="contest_once_per_election"),
            models.CheckConstraint(
                condition=Q(registered_women=None)
                | Q(registered_voters=None)
                | Q(registered_women__lte=F("registered_voters")),
                name="contest_women_within_registered",
                violation_error_message=_("There cannot be more registered women than registered voters."),
            ),
            models.CheckConstraint(
                condition=Q(previous_party=None) | Q(previous_independent=False),
                name="contest_previous_party_or_independent",
                violation_error_message=_(
                    "The previous holder was elected either for a party or as an independent, not both."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.constituency} ({self.election})"

    def clean(self):
        """A contest's own times are only ever later than its election's."""
        super().clean()
        for name in ("polls_close", "results_from"):
            own = getattr(self, name)
            if own and self.election_id and own < getattr(self.election, name):
                raise ValidationError({name: _("A contest's own time can only be later than its election's.")})
        if self.election_id and self.constituency_id and self._code_is_taken():
            raise ValidationError({"constituency": _("This election has a seat of this code already.")})

    def _code_is_taken(self) -> bool:
        """A code names one seat of an election, also where two delimitations use it."""
        others = Contest.objects.filter(election=self.election_id).exclude(pk=self.pk)
        return others.filter(constituency__slug=self.constituency.slug).exists()


class ContestEvent(models.Model):
    """A dated, sourced fact of a contest's life."""

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("poll postponed")
        WITHHELD = "withheld", _("result withheld")
        RECOUNT = "recount", _("recount ordered")
        REPOLL = "repoll", _("re-poll ordered")
        VOID = "void", _("poll declared void")
        TERMINATED = "terminated", _("poll terminated")
        NOTIFIED = "notified", _("winner notified")
        VACATED = "vacated", _("seat vacated")
        KEPT = "kept", _("seat kept by a winner of several")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="events", verbose_name=_("contest"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    date = models.DateField(_("date"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whom it concerns")
    )
    postponed_to = models.ForeignKey(
        Election, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("postponed to")
    )
    stations = figure(_("stations of a re-poll"))
    note = prose(_("note"))
    note_ur = prose(_("note in Urdu"))
    source = source_key(null=False, blank=False)
    further_sources = further_sources()

    class Meta:
        verbose_name = _("event of a contest")
        verbose_name_plural = _("events of contests")
        ordering = ["contest", "date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "kind", "date"], name="event_once_a_day"),
            models.CheckConstraint(
                condition=Q(postponed_to=None) | Q(kind="postponed"),
                name="event_only_postponed_moves",
                violation_error_message=_("Only a poll that was postponed has an election it was postponed to."),
            ),
            models.CheckConstraint(
                condition=Q(stations=None) | Q(kind="repoll"),
                name="event_only_repoll_has_stations",
                violation_error_message=_("Only a re-poll has a number of stations."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.date}"


class Candidacy(models.Model):
    """A person in one contest, for a party or (party empty) as an independent."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="candidacies", verbose_name=_("contest"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies", verbose_name=_("person"))
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name=_("party")
    )
    bloc = models.ForeignKey(
        Bloc,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("alliance, if not the party's"),
    )
    outside_blocs = models.BooleanField(_("belongs to no alliance, whatever the party's"), default=False)
    backed_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("backed by")
    )
    ballot_name = english(_("name on the ballot"), blank=True, default="")
    ballot_name_ur = urdu(_("name on the ballot in Urdu"))
    symbol = english(_("symbol"), max_length=80, blank=True, default="")
    symbol_ur = urdu(_("symbol in Urdu"), max_length=80)
    ballot_order = models.PositiveSmallIntegerField(_("place on the ballot"), null=True, blank=True)
    source = source_key()
    further_sources = further_sources()

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        ordering = ["contest", F("ballot_order").asc(nulls_last=True), "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "person"], name="candidacy_once_per_contest"),
            models.CheckConstraint(
                condition=Q(bloc=None) | Q(outside_blocs=False),
                name="candidacy_bloc_or_outside",
                violation_error_message=_(
                    "Either name an alliance or say that the candidate belongs to none, not both."
                ),
            ),
        ]

    def __str__(self):
        party = self.party.short if self.party else _("Independent")
        return f"{self.ballot_name or self.person.name} ({party})"

    def is_recorded(self) -> bool:
        """Whether a count or call names this candidate, withdrawn ones included."""
        return not self._state.adding and (self.count_lines.exists() or self.calls.exists())

    def clean(self):
        """Votes stay with whom they were counted for: nobody takes the place of a candidate who has some."""
        super().clean()
        if self.is_recorded():
            before = Candidacy.objects.values_list("contest_id", "person_id").get(pk=self.pk)
            if before != (self.contest_id, self.person_id):
                sentence = _("Votes or a call are recorded for this candidate: list another one anew.")
                raise ValidationError({"person": sentence})
        if self.bloc and self.contest_id and self.bloc.election_id != self.contest.election_id:
            raise ValidationError({"bloc": _("This alliance belongs to another election.")})
