"""What goes with a page when it is shared: its own title and words for others to show, and a line to pass on."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from elections.values import Snapshot
from maps.drawing.wording import status_words
from maps.web import addresses, labels, sharing, words
from maps.web.sharing import Share

register = template.Library()
LOCALES = {"en": "en_GB", "ur": "ur_PK"}  # as Open Graph names them


class Keep(template.Node):
    """Renders what it holds and keeps it for the rest of the page: a block can be written only once."""

    def __init__(self, name: str, nodelist: template.NodeList):
        self.name, self.nodelist = name, nodelist

    def render(self, context) -> str:
        text = self.nodelist.render(context)
        context[self.name] = text
        return text


@register.tag
def keep(parser, token) -> Keep:
    """`{% keep name %}…{% endkeep %}`"""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(name, nodelist)


@register.simple_tag(takes_context=True)
def share(context) -> Share | None:
    """The line to pass on about the page's seat or seats; None where there is nothing public to pass on."""
    if "proposal" in context or not context.get("snapshot"):
        return None
    if context.get("result"):
        return sharing.share_of_seat(context["snapshot"], context["result"])
    return sharing.share_of_scope(context["scope"]) if context.get("scope") else None


@register.simple_tag(takes_context=True)
def shared_words(context) -> str:
    """The status of what the page tells, which no picture and no headline may be without; "" where it tells nothing."""
    snap: Snapshot | None = context.get("snapshot")
    if snap is None:
        return ""
    name = words.say(snap.election.name)
    if result := context.get("result"):
        return " · ".join([status_words(result), *labels.seat_parts(snap, result), name])
    results = context["scope"].results if context.get("scope") else context.get("seats") or snap.results
    return " · ".join([*labels.status_parts(snap.election, results, snap.at), name])


@register.simple_tag(takes_context=True)
def updated_at(context) -> datetime | None:
    """When what the page tells, of a seat, a place or an election, last changed."""
    about = context.get("result") or context.get("scope") or context.get("snapshot")
    return about.updated_at if about else None


@register.simple_tag
def locale() -> str:
    return LOCALES[get_language()]


@register.simple_tag
def other_locale() -> str:
    return next(locale for language, locale in LOCALES.items() if language != get_language())


@register.simple_tag(takes_context=True)
def oembed_address(context, form: str) -> str:
    """Where a consumer finds this page as an embed; `form` is “json” or “xml”."""
    query = urlencode({"url": addresses.absolute(context["request"].path), "format": form})
    return f"{addresses.absolute(reverse('oembed'))}?{query}"


@register.simple_tag(takes_context=True)
def builder_address(context, path: str = "") -> str:
    """The builder, filled in with the page at this path, or with this one."""
    return f"{reverse('builder')}?{urlencode({'url': path or context['request'].path})}"
