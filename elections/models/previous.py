"""How a seat voted last time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .contests import Contest
from .fields import english, figure, further_sources, prose, source_key, urdu
from .people import Party


class PreviousResult(models.Model):
    """How the seat voted last time, as its source gives it; not a contest of Halqa's own."""

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="previous_result", verbose_name=_("contest"))
    election = english(_("previous election"))
    election_ur = urdu(_("previous election in Urdu"))
    date = models.DateField(_("date"), null=True, blank=True)
    registered_voters = figure(_("registered voters"))
    valid_votes = figure(_("valid votes"))
    rejected_votes = figure(_("rejected votes"))
    note = prose(_("note"))
    note_ur = prose(_("note in Urdu"))
    source = source_key(null=False, blank=False)
    further_sources = further_sources()

    class Meta:
        verbose_name = _("previous result")
        verbose_name_plural = _("previous results")
        ordering = ["contest"]

    def __str__(self):
        return f"{self.election}: {self.contest.constituency}"


class PreviousLine(models.Model):
    previous = models.ForeignKey(
        PreviousResult, models.CASCADE, related_name="lines", verbose_name=_("previous result")
    )
    name = english(_("name"))
    name_ur = urdu(_("name in Urdu"))
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party"))
    party_name = english(_("party, if it is not in the list"), blank=True, default="")
    votes = models.PositiveIntegerField(_("votes"))

    class Meta:
        verbose_name = _("line of a previous result")
        verbose_name_plural = _("lines of a previous result")
        ordering = ["previous", "-votes", "name"]
        constraints = [
            models.UniqueConstraint(fields=["previous", "name"], name="previous_line_once"),
        ]

    def __str__(self):
        return f"{self.name} {self.votes}"
