"""Forms by which counts and calls are recorded. What they may say is decided by `checks` and the models."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from elections import models, values
from elections.judging import judge, recorded_contests

FIGURES = ("ballots_cast", "valid_votes", "rejected_votes", "ballots_women", "stations_reported")


class RecordForm(forms.ModelForm):
    """Adds the row after the one the editor saw. `form_for` sets `contest`; `warnings` are there once it is valid."""

    contest: models.Contest
    seen = forms.IntegerField(widget=forms.HiddenInput)
    sending = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = []
        if self.instance.pk is None:
            self.instance.contest = self.contest
            self.initial.setdefault("seen", self._meta.model.last_number(self.contest))
            self.initial.setdefault("sending", uuid4())

    def clean(self):
        cleaned = super().clean()
        seen, last = cleaned.get("seen"), self._meta.model.last_number(self.contest)
        if seen is not None and seen != last:
            # Saving once more is then a decision made in knowledge of the other one.
            self.data = self.data.copy()
            self.data["seen"] = last
            raise ValidationError(self.collision(last))
        return cleaned

    def collision(self, last: int) -> str:
        other = self._meta.model.objects.filter(contest=self.contest, number=last).select_related("entered_by").first()
        if other is None:
            return gettext("This page is out of date: check it and save again.")
        words = {"last": last, "who": other.entered_by or gettext("an import"), "next": last + 1, "what": str(other)}
        return (
            gettext(
                "Meanwhile %(who)s recorded number %(last)d here (%(what)s). Look at it first; saving again records"
                " yours after it, as number %(next)d."
            )
            % words
        )


class CountForm(RecordForm):
    """One field for the votes of each candidate of the contest; a blank one is unknown."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            count = values.Count(
                number=cleaned["seen"] + 1,
                votes=self.votes(),
                form=cleaned["form"],
                source=None,
                published_at=None,
                as_of=cleaned.get("as_of"),
                turnout_reported=cleaned.get("turnout_reported"),
                **{name: cleaned.get(name) for name in FIGURES},
            )
            self.judge(count)
        return cleaned

    def votes(self) -> dict[int, int]:
        """The votes given, by candidacy id."""
        given = {name: self.cleaned_data.get(name) for name in self.fields if name.startswith("votes_")}
        return {int(name.removeprefix("votes_")): votes for name, votes in given.items() if votes is not None}

    def judge(self, count: values.Count) -> None:
        """Errors of the checks block, the rest is kept as warnings."""
        contests = recorded_contests(self.contest.election.slug)
        for finding in judge(count, self.contest.constituency.code, contests):
            sentence = gettext(finding.message) % finding.figures
            if finding.severity == "error":
                self.add_error(next((name for name in finding.fields if name in self.fields), None), sentence)
            else:
                self.warnings.append(sentence)


class CallForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "candidacy" in self.fields:
            candidacies = self.contest.candidacies.select_related("person", "party")
            self.fields["candidacy"].queryset = candidacies
            counts = self.contest.counts.filter(published_at__isnull=False, withdrawn_at=None)
            self.fields["count"].queryset = counts.select_related("contest__constituency")


def vote_fields(contest: models.Contest) -> dict[str, forms.IntegerField]:
    """A field per candidate, in ballot order."""
    return {
        f"votes_{candidacy.pk}": forms.IntegerField(
            label=str(candidacy), required=False, min_value=0, max_value=2_147_483_647
        )
        for candidacy in contest.candidacies.select_related("person", "party")
    }


def form_for(kind: type[RecordForm], contest: models.Contest) -> type[RecordForm]:
    fields = vote_fields(contest) if issubclass(kind, CountForm) else {}
    return type(kind.__name__, (kind,), {"contest": contest, **fields})
