"""What the desk's templates ask: addresses of a narrowed board, colleagues' names, differences with their sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django import template
from django.utils.translation import get_language, gettext, pgettext

from elections.desk.records import name_of

register = template.Library()

register.filter("person", name_of)


@register.filter
def named(row) -> str:
    """The name of a record in the language of the page, where it has one there."""
    return (row.name_ur if get_language() == "ur" else "") or row.name


@register.simple_tag
def narrow(chosen: Mapping[str, str], option) -> str:
    """The query of the board with one choice made and the others kept."""
    kept = {**chosen, option.parameter: "" if option.value == "all" else option.value}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


@register.filter
def at(words: Mapping[str, object], name: str) -> object:
    return words.get(name, "")


@register.filter
def chosen(choices: Iterable[tuple[str, object]], value: str) -> object:
    """The words of a form's choice."""
    return dict(choices).get(value, "")


@register.filter
def listed(names: Iterable[str]) -> str:
    return pgettext("between the parts of a headline", ", ").join(str(name) for name in names)


@register.filter
def signed(difference: int | None) -> str:
    """+1,250, −40, ±0; nothing where one side is unknown."""
    if difference is None:
        return ""
    return f"{difference:+,}".replace("-", "\u2212") if difference else "±0"


@register.filter
def moved_to(before: int | None, after: int | None) -> int | None:
    """The difference; None where one side is unknown. A template's empty lookup is unknown too."""
    return after - before if isinstance(before, int) and isinstance(after, int) else None


@register.filter
def seats_words(won: int, leading: int) -> str:
    """“won 6, leading 1”"""
    parts = [gettext("won %(n)s") % {"n": won}]
    return listed([*parts, gettext("leading %(n)s") % {"n": leading}] if leading else parts)
