"""The choice of a public source: those named last first, and those marked that are older than what they are to say."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language, gettext

from elections import models
from elections.desk.entry import closing_day


def said(row, name: str) -> str:
    """A name of a row in the language of the page, English where there is no Urdu."""
    return (getattr(row, f"{name}_ur") if get_language() == "ur" else "") or getattr(row, name)


def source_label(source: models.Source) -> str:
    publisher = said(source, "publisher")
    return " · ".join(part for part in (publisher, source.title or source.key, str(source.published or "")) if part)


class SourceList:
    """The sources as choices, those of this seat and this editor first."""

    def __init__(self, recent: Iterable[models.Source]):
        self.recent = list(recent)
        self.rows = {source.pk: source for source in models.Source.objects.order_by("publisher", "-published", "key")}

    def choices(self, blank: bool = True) -> list:
        first = [(source.pk, source_label(source)) for source in self.recent]
        rest = [(pk, source_label(source)) for pk, source in self.rows.items() if source not in self.recent]
        groups = [(gettext("Named last"), first)] if first else []
        return [*([("", "–")] if blank else []), *groups, (gettext("All sources"), rest)]

    def early(self, contest: models.Contest) -> frozenset[int]:
        """The keys of those that are dated before the day on which the polls of this contest closed."""
        day = closing_day(contest)
        return frozenset(pk for pk, source in self.rows.items() if source.published and source.published < day)


class SourceSelect(forms.Select):
    """Marks the options whose keys are in `early`, for the script that says so beside the field."""

    early: frozenset[int] = frozenset()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.early:
            option["attrs"]["data-early"] = ""
        return option


class SourceBound(forms.BoundField):
    @property
    def is_early(self) -> bool:
        """Whether the chosen source is dated before the polls closed."""
        return str(self.value()) in map(str, self.field.widget.early)


class SourceField(forms.ModelChoiceField):
    """A public source; `offer` says which there are."""

    widget = SourceSelect

    def __init__(self, **options):
        super().__init__(models.Source.objects, **options)

    def offer(self, sources: SourceList, contest: models.Contest) -> None:
        self.widget.choices, self.widget.early = sources.choices(), sources.early(contest)

    def get_bound_field(self, form, field_name) -> SourceBound:
        return SourceBound(form, self, field_name)
