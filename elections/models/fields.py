"""Column kinds that several models share."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

slug_rule = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens, such as “na-22”.")
)


class SlugKey(models.CharField):
    """The part of an address that names a row. It never changes once saved: published URLs do not die."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("unique", True)
        kwargs["validators"] = [slug_rule]
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        kwargs["unique"] = self.unique  # said always, because here the default is True
        return name, path, args, kwargs


# What word processors paste for a soft line break, and the like: XML, and so a feed, cannot hold it.
# Overrides of direction can turn figures around before a reader's eyes; the gentle marks LRM, RLM and ZWNJ are let be.
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069"
printable = RegexValidator(rf"\A[^{CONTROLS}]*\Z", _("This holds an invisible control character: type it anew."))


def without_controls(text: str) -> str:
    """The text with a space for each such character: for a reason that somebody typed and nothing may refuse."""
    return re.sub(f"[{CONTROLS}]", " ", text).strip()


def english(verbose_name, max_length=200, **options):
    return models.CharField(verbose_name, max_length=max_length, validators=[printable], **options)


def urdu(verbose_name, max_length=200):
    return models.CharField(verbose_name, max_length=max_length, blank=True, default="", validators=[printable])


def prose(verbose_name):
    return models.TextField(verbose_name, blank=True, default="", validators=[printable])


def source_key(verbose_name=None, **options):
    """The one source that pages name for a figure or fact."""
    options = {"null": True, "blank": True, "related_name": "+", **options}
    return models.ForeignKey(
        "elections.Source", on_delete=models.PROTECT, verbose_name=verbose_name or _("source"), **options
    )


def further_sources():
    return models.ManyToManyField(
        "elections.Source", blank=True, related_name="+", verbose_name=_("further sources that agree")
    )


def figure(verbose_name):
    """A count of people or things; NULL means unknown and is never 0."""
    return models.PositiveIntegerField(verbose_name, null=True, blank=True)


class UnchangingSlug(models.Model):
    """A model whose slug is read-only once saved, wherever it is edited."""

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if not self._state.adding:
            before = type(self)._default_manager.values_list("slug", flat=True).get(pk=self.pk)
            if before != self.slug:
                raise ValidationError(
                    {"slug": _("The address part “%(slug)s” is published and cannot change.") % {"slug": before}}
                )
