"""The strip of 120 pixels: a bar of seats and the totals of all assemblies together, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from elections import tallies
from elections.values import GroupTotal, Result, Tally
from maps.drawing import measures
from maps.drawing.seatbar import seat_bar
from maps.web import corrections, words
from maps.web.pages import headline_of
from maps.web.scopes import Scope

MOST_GROUPS = 3


@dataclass(frozen=True)
class Entry:
    """One group of the totals: class of its colour, its name and its seats in words."""

    slot: str
    name: str
    seats: str
    leads_only: bool = False


@dataclass(frozen=True)
class Strip:
    """What the scoreboard shows. `urgent` if `sentence` says that something was wrong or is being checked."""

    sentence: str
    urgent: bool
    bar: SafeString | str
    entries: list[Entry]
    rest: str


def strip_of(scope: Scope) -> Strip:
    """The scoreboard of these seats in the active language."""
    news = [corrections.frozen(scope.snapshot.election), *map(retraction, scope.results)]
    urgent = next(filter(None, news), "")
    named = [total for total in scope.tally.groups if total.won or total.leading]
    first = named if len(named) <= MOST_GROUPS + 1 else named[:MOST_GROUPS]
    return Strip(
        sentence=urgent or headline_of(scope),
        urgent=bool(urgent),
        bar=bar_of(scope),
        entries=[*map(entry, first), *others(named[len(first) :])],
        rest=rest_of(scope.tally),
    )


def retraction(result: Result) -> str:
    """That the winner of a seat was withdrawn, with the seat's code."""
    if not result.retracted:
        return ""
    return f"{words.say(result.seat.code_text)}: {corrections.retraction(result)}"


def entry(total: GroupTotal) -> Entry:
    name = capfirst(words.say(total.group.short))
    return Entry(f"slot-{total.group.slot}", name, seats_words(total.won, total.leading), not total.won)


def others(totals: list[GroupTotal]) -> list[Entry]:
    """All that have no place of their own, together."""
    if not totals:
        return []
    won, leading = sum(total.won for total in totals), sum(total.leading for total in totals)
    return [Entry("slot-none", gettext("Others"), seats_words(won, leading), not won)]


def seats_words(won: int, leading: int) -> str:
    """“won 2”, on the night “won 2, leading 4”."""
    parts = [gettext("won %(n)s") % {"n": won}] if won or not leading else []
    if leading:
        parts.append(gettext("leading %(n)s") % {"n": leading})
    return words.comma().join(parts)


def rest_of(tally: Tally) -> str:
    """The seats that nobody has: awaited, and those whose poll was halted."""
    sentences = [
        (tally.awaited, gettext("awaited %(n)s")),
        (tally.postponed, gettext("postponed %(n)s")),
        (tally.withheld, gettext("withheld %(n)s")),
        (tally.void, gettext("void %(n)s")),
        (tally.terminated, gettext("terminated %(n)s")),
    ]
    return " · ".join(sentence % {"n": number} for number, sentence in sentences if number)


def bar_of(scope: Scope) -> SafeString | str:
    """Every seat in the order of the totals, won before led; then those that nobody has."""
    if not scope.results:
        return ""
    places = {total.group.slug: place for place, total in enumerate(scope.tally.groups)}

    def order(result: Result):
        place = places[tallies.group_of(result.ahead).slug] if result.ahead else len(places)
        return place, result.winner is None, result.status in tallies.HALTED

    painted = measures.paint(scope.results, "alliance").values
    values = [painted[result.seat.id] for result in sorted(scope.results, key=order)]
    title = ngettext("%(n)s seat", "%(n)s seats", len(values)) % {"n": len(values)}
    return seat_bar(values, title)
