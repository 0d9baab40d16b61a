"""The form of one count: figures as people type them, read by `read_number`; what they may say is for the checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elections import models
from elections.checks import Finding
from elections.desk.entry import Entry, Photo, words
from elections.models.desk import PHOTO_BYTES
from elections.models.fields import printable
from elections.numbers import NotANumber, read_number

from .sources import SourceField, SourceList, said

VOTES = "votes_"
PROSE = ("note", "note_ur", "private_note")
FIRST_YEAR, LAST_YEAR = 1900, 2199
HIDDEN = ("seen", "token", "answered")
MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class NumberField(forms.CharField):
    """A whole number however it is grouped and in whatever digits; blank is unknown, and never 0."""

    def __init__(self, **options):
        plain = {"inputmode": "numeric", "autocomplete": "off", "dir": "ltr", "maxlength": 60, "data-number": ""}
        super().__init__(required=False, widget=forms.TextInput(attrs=plain), **options)

    def to_python(self, value) -> int | None:
        try:
            return read_number(super().to_python(value))
        except NotANumber as refusal:
            raise ValidationError(gettext(refusal.message) % refusal.figures, code=refusal.code) from refusal

    def run_validators(self, value):
        """Those of text have no say here: `read_number` has refused whatever is not digits."""


class MomentField(forms.DateTimeField):
    """A time on the newsroom's clock. At the ends of the calendar there are times that no other zone can tell."""

    def to_python(self, value) -> datetime | None:
        moment = super().to_python(value)
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(gettext("Check the year of this time."), code="invalid")
        return moment


def label_of(candidacy: models.Candidacy) -> str:
    party = said(candidacy.party, "short") if candidacy.party else gettext("Independent")
    return f"{said(candidacy, 'ballot_name') or said(candidacy.person, 'name')} ({party})"


class CountForm(forms.Form):
    """One field for each candidate of the contest and for each figure. Give `contest`, `candidacies`, `sources`."""

    stations_reported = NumberField(label=_("Polling stations counted"))
    rejected_votes = NumberField(label=_("Rejected votes"))
    ballots_cast = NumberField(label=_("Ballots cast"))
    valid_votes = NumberField(label=_("Valid votes"))
    ballots_women = NumberField(label=_("Ballots cast by women"))
    turnout_reported = forms.DecimalField(
        label=_("Turnout as reported, percent"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr", "maxlength": 20}),
    )
    turnout_source = SourceField(label=_("Source of the turnout"), required=False)
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[("", "–"), *models.Count.Form.choices],
        error_messages={"required": _("Say which form the figures come from.")},
    )
    source = SourceField(label=_("Public source"), required=False)
    as_of = MomentField(
        label=_("The figures are of"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    further_sources = forms.ModelMultipleChoiceField(
        models.Source.objects,
        label=_("Further sources that agree"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Note for readers, in English"), required=False, max_length=2000, validators=[printable]
    )
    note_ur = forms.CharField(
        label=_("Note for readers, in Urdu"), required=False, max_length=2000, validators=[printable]
    )
    private_note = forms.CharField(
        label=_("Private note"), required=False, max_length=2000, validators=[printable], widget=forms.Textarea
    )
    photo = forms.FileField(label=_("Photo of the form"), required=False)
    override_reason = forms.CharField(
        label=_("Why it is right all the same"), required=False, max_length=2000, validators=[printable]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    token = forms.UUIDField(widget=forms.HiddenInput)
    answered = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, contest, candidacies, sources: SourceList, **options):
        super().__init__(*args, **{"label_suffix": "", **options})
        self.contest, self.candidacies = contest, list(candidacies)
        for candidacy in self.candidacies:
            self.fields[f"{VOTES}{candidacy.pk}"] = NumberField(label=label_of(candidacy))
        self.order_fields([*self.vote_names(), *self.base_fields])
        for name in ("source", "turnout_source"):
            self.fields[name].offer(sources, contest)
        self.fields["further_sources"].widget.choices = sources.choices(blank=False)
        self.fields["photo"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"
        self.fields["private_note"].widget.attrs["rows"] = 2
        self.fields["note_ur"].widget.attrs |= {"lang": "ur", "dir": "rtl"}
        self.fields["note"].widget.attrs |= {"lang": "en", "dir": "ltr"}
        self.initial.setdefault("token", uuid4())

    def vote_names(self) -> list[str]:
        return [f"{VOTES}{candidacy.pk}" for candidacy in self.candidacies]

    def drafted(self) -> list[str]:
        """The fields whose text a draft keeps."""
        return [name for name in self.fields if name not in (*HIDDEN, "photo")]

    def typed(self) -> dict[str, str]:
        """The raw text of a form that was sent."""
        many = "further_sources"
        texts = {name: self.data.get(name, "") for name in self.drafted() if name != many}
        return texts | {many: ",".join(self.data.getlist(many))}

    def clean_photo(self) -> Photo | None:
        """By its first bytes: whatever the browser calls it, only a JPEG, PNG or WebP picture is kept."""
        sent = self.cleaned_data["photo"]
        if not sent:
            return None
        if sent.size > PHOTO_BYTES:
            most = PHOTO_BYTES // 1_000_000
            raise ValidationError(gettext("This photo is larger than %(most)d megabytes.") % {"most": most})
        data = sent.read()
        kind = media_type(data)
        if not kind:
            raise ValidationError(gettext("This is no photo: send a JPEG, PNG or WebP file."))
        return Photo(sent.name[-200:], kind, data)

    def entry(self, user) -> Entry:
        """What was typed, once the form is valid."""
        clean = self.cleaned_data
        votes = {candidacy.pk: clean[f"{VOTES}{candidacy.pk}"] for candidacy in self.candidacies}
        figures = ("stations_reported", "rejected_votes", "ballots_cast", "valid_votes", "ballots_women")
        names = ("form", "source", "as_of", "turnout_reported", "turnout_source", "photo", *PROSE)
        return Entry(
            contest=self.contest,
            by=user,
            token=clean["token"],
            votes={key: value for key, value in votes.items() if value is not None},
            figures={name: clean[name] for name in figures},
            further=tuple(clean["further_sources"]),
            **{name: clean[name] for name in names},
        )

    def blame(self, findings: Iterable[Finding]) -> None:
        """Put each error of the checks at the field it is about."""
        for finding in findings:
            self.add_error(self.place_of(finding), words(finding))

    def place_of(self, finding: Finding) -> str | None:
        """The field of this form that a finding is about first; None if it is about none."""
        for name in finding.fields:
            if name == "votes" and self.candidacies:
                return self.vote_names()[0]
            name = name.replace("votes:", VOTES)
            if name in self.fields:
                return name
        return None


def media_type(data: bytes) -> str:
    """What the first bytes say a picture is, "" if it is none of those that browsers show alike."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), "")


def opened_form(typed: dict[str, str], start: dict[str, object], **options) -> CountForm:
    """A form that shows the raw text of a draft or a message over what it starts from."""
    shown = {**start, **typed}
    if "further_sources" in typed:
        shown["further_sources"] = [key for key in typed["further_sources"].split(",") if key]
    return CountForm(initial=shown, **options)


def token_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text) -> int:
    """A hidden field's number; 0 for what is none."""
    text = str(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
