"""How values look on a page: words in the reader's language, figures, days and times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext

from elections.values import Text
from maps.drawing import wording
from maps.web import times, words

register = template.Library()

register.filter("plain", words.say)
register.filter(wording.affiliation)
register.filter(words.with_party)
register.filter(words.seat_headline)
register.filter(wording.status_words)
register.filter(words.stations_words)
register.filter(words.group_sentence)
register.filter(words.strength_sentence)
register.filter(words.many_seats_sentence)
register.filter(words.headline)
register.filter(times.day)
register.filter(times.short_day)
register.filter(times.moment)
register.filter(times.hour)


@register.filter
def tr(text: Text | None):
    """The words in the reader's language; where Urdu is missing, English marked as such and kept left to right."""
    if not text:
        return ""
    if get_language() == "ur" and not text.ur:
        return format_html('<bdi lang="en">{}</bdi>', text.en)
    return format_html("<bdi>{}</bdi>", words.say(text))


@register.filter
def cap(text: Text | None):
    """The words where they stand alone: “coalition” becomes “Coalition”, “PTI” stays."""
    return tr(replace(text, en=capfirst(text.en))) if text else ""


@register.filter
def number(value: int | None):
    """76,681; unknown is an en dash that a screen reader speaks as “not known”, never 0."""
    # Where there is no count at all, a template's lookup of its figure comes out as an empty string.
    return unknown() if value is None or value == "" else f"{value:,}"


def unknown():
    # The sentence is the same for every hole of the table; the note below the table says why.
    return format_html(
        '<span class="unknown"><span aria-hidden="true">–</span><span class="vh">{}</span></span>', gettext("not known")
    )


@register.filter
def percent(value: float | None, places: int = 1):
    """A fraction 0 to 1 as “35.1 %”; not clamped."""
    return unknown() if value is None else pgettext("percentage", "%(n)s%%") % {"n": f"{value * 100:.{places}f}"}


@register.filter
def points(value: float | None):
    """Percentage points."""
    return unknown() if value is None else gettext("%(n)s points") % {"n": f"{value:.1f}"}


@register.filter
def isotime(value: datetime | None) -> str:
    return value.isoformat() if value else ""


@register.filter
def slot(group) -> str:
    """The class that carries a group's colour."""
    return f"slot-{group.slot}"
