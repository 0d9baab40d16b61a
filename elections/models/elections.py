"""Polling events and the alliances of parties that stand in them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import SlugKey, UnchangingSlug, english, further_sources, prose, source_key, urdu
from .people import Party
from .restores import ElectionQuerySet, Restore


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone such as “Asia/Karachi”.") % {"name": name})


class Election(UnchangingSlug):
    """A polling event. `version` grows with every change that a page could show.

    `generation` is new with every restore of a backup, after which versions are given a second time; "" before any.
    A new election has that of the last restore.
    """

    class Kind(models.TextChoices):
        BY_ELECTION = "by-election", _("by-election")
        GENERAL = "general-election", _("general election")

    class SecondPerson(models.TextChoices):
        NONE = "none", _("nothing")
        CALLS = "calls", _("calls")
        COUNTS = "counts", _("counts and calls")

    class Publishable(models.TextChoices):
        ANY = "any", _("any result, marked as unofficial")
        RETURNING_OFFICER = "returning-officer", _("a returning officer's results only")

    slug = SlugKey(_("slug"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = english(_("country"))
    country_ur = urdu(_("country in Urdu"))
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    date = models.DateField(_("polling day"))
    polls_close = models.DateTimeField(_("polls close"))
    results_from = models.DateTimeField(
        _("results from"), help_text=_("Nothing that was counted is public before this moment.")
    )
    results_rule = prose(_("rule behind “results from”"))
    results_rule_ur = prose(_("the rule in Urdu"))
    publishable = models.CharField(
        _("what may be published"),
        max_length=20,
        choices=Publishable.choices,
        default=Publishable.ANY,
        help_text=_("Under the second rule phoned and press figures can be entered, but never published."),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[check_time_zone])
    second_person = models.CharField(
        _("needs a second person"),
        max_length=10,
        choices=SecondPerson.choices,
        default=SecondPerson.CALLS,
    )
    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    featured = models.BooleanField(_("featured on the home page"), default=False)
    note = prose(_("note"))
    note_ur = prose(_("note in Urdu"))
    source = source_key()
    further_sources = further_sources()
    version = models.PositiveBigIntegerField(_("version"), default=1, editable=False)
    generation = models.CharField(_("generation"), max_length=16, blank=True, default="", editable=False)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ["-date", "slug"]
        permissions = [
            ("view_desk", "Can see the desk"),
            ("freeze_election", "Can freeze what is public"),
            ("wipe_election", "Can wipe a rehearsal"),
            ("withdraw_election", "Can take an election off the site"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(results_from__gte=F("polls_close")),
                name="election_results_after_polls",
                violation_error_message=_("Results can only be public after the polls close."),
            ),
            models.UniqueConstraint(
                fields=["featured"],
                condition=Q(featured=True),
                name="election_one_featured",
                violation_error_message=_("Another election is featured on the home page: untick it there first."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """A rehearsal can be wiped and a real election cannot, so nothing recorded ever changes sides."""
        super().clean()
        if self._state.adding:
            FormerAddress.refuse(self.slug)
            return
        before = Election.objects.values_list("rehearsal", flat=True).get(pk=self.pk)
        recorded = self.contests.filter(Q(counts__isnull=False) | Q(calls__isnull=False))
        if before != self.rehearsal and recorded.exists():
            raise ValidationError({"rehearsal": _("Counts or calls are recorded: this cannot change any more.")})

    def save(self, *args, **kwargs):
        if self._state.adding:
            Restore.mark([self])
        super().save(*args, **kwargs)

    def bump(self) -> None:
        """Say that the election's public state changed: every cache's key and ETag moves on."""
        Election.objects.filter(pk=self.pk).update(version=F("version") + 1)

    @staticmethod
    def bump_all() -> None:
        """The same for all elections: after a change to a name, party, place or boundary."""
        Election.objects.update(version=F("version") + 1)


class FormerAddress(models.Model):
    """A slug that an election had before it was renamed, for ever its own: it leads to the present one.

    Where it is the present one again, the row stays: the order of rows is that of the names.
    """

    slug = SlugKey(_("slug"))
    election = models.ForeignKey(Election, models.PROTECT, related_name="former_addresses", verbose_name=_("election"))
    since = models.DateTimeField(_("renamed at"), default=timezone.now)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["slug"]

    def __str__(self):
        return f"{self.slug} → {self.election.slug}"

    @classmethod
    def refuse(cls, slug: str, but: Election | None = None) -> None:
        """Raise ValidationError if the slug is a former address, unless of the election `but` itself."""
        former = cls.objects.filter(slug=slug).exclude(election=but).select_related("election").first()
        if former:
            raise ValidationError(
                {
                    "slug": _("“%(old)s” is a former address of “%(new)s”, and links to it lead there: choose another.")
                    % {"old": slug, "new": former.election.slug}
                }
            )


class Bloc(models.Model):
    """A grouping of parties for one election; pages call it an alliance."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="blocs", verbose_name=_("election"))
    slug = SlugKey(_("slug"), unique=False)
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    short = english(_("short name"), max_length=40)
    short_ur = urdu(_("short name in Urdu"), max_length=80)
    slot = models.PositiveSmallIntegerField(_("colour slot"))
    note = prose(_("note"))
    note_ur = prose(_("note in Urdu"))
    source = source_key()
    further_sources = further_sources()

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        ordering = ["election", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["election", "slug"], name="bloc_slug_unique"),
            models.UniqueConstraint(fields=["election", "slot"], name="bloc_slot_unique"),
            models.CheckConstraint(
                condition=Q(slot__gte=1),
                name="bloc_slot_from_one",
                violation_error_message=_("Colour slots are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=["independent", "other"]),
                name="bloc_slug_not_reserved",
                violation_error_message=_(
                    "“independent” and “other” are names that Halqa uses itself: choose another slug."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.short} ({self.election})"


class BlocParty(models.Model):
    """Membership: in one election a party belongs to at most one bloc."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", editable=False)
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="members", verbose_name=_("alliance"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))

    class Meta:
        verbose_name = _("party of the alliance")
        verbose_name_plural = _("parties of the alliance")
        ordering = ["bloc", "party__short"]
        constraints = [
            models.UniqueConstraint(fields=["election", "party"], name="party_in_one_bloc"),
        ]

    def __str__(self):
        return str(self.party)

    def save(self, *args, **kwargs):
        self.election_id = self.bloc.election_id
        super().save(*args, **kwargs)

    def clean(self):
        """The election is not on the form, so its constraint has to be checked here."""
        super().clean()
        if self.party_id and self.bloc.election_id:
            others = BlocParty.objects.filter(election_id=self.bloc.election_id, party_id=self.party_id)
            other = others.exclude(pk=self.pk).select_related("bloc").first()
            if other:
                raise ValidationError(
                    {
                        "party": _("This party belongs to “%(bloc)s” in this election already.")
                        % {"bloc": other.bloc.name}
                    }
                )


class FlagRule(models.Model):
    """A threshold of the election's law: a count that crosses it is flagged, with the law beside it."""

    class Kind(models.TextChoices):
        RECOUNT_MARGIN = "recount-margin", _("margin so small that a recount can be asked for")
        REJECTED_MARGIN = "rejected-margin", _("margin smaller than the rejected votes")
        WOMEN_SHARE = "women-share", _("women's share of the ballots so small that the poll may be void")

    election = models.ForeignKey(Election, models.PROTECT, related_name="flag_rules", verbose_name=_("election"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    law = english(_("law"))
    law_ur = urdu(_("law in Urdu"))
    source = source_key()
    public = models.BooleanField(_("shown to readers"), default=False)

    class Meta:
        verbose_name = _("flag of an election")
        verbose_name_plural = _("flags of elections")
        ordering = ["election", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["election", "kind"], name="flagrule_kind_once"),
            models.CheckConstraint(
                condition=Q(kind="rejected-margin") | Q(percent__isnull=False) | Q(votes__isnull=False),
                name="flagrule_has_threshold",
                violation_error_message=_("Give a threshold: percent, votes or both (then the smaller one counts)."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.election})"
