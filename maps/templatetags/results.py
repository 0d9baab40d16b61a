"""What templates ask of results, scopes and the request: selections, classes and addresses; no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from elections import tallies
from elections.values import (
    Assembly,
    Candidate,
    Count,
    ManySeats,
    Province,
    Result,
    Seat,
    Snapshot,
    Source,
    Standing,
    Tally,
)
from maps.drawing import wording
from maps.templatetags import halqa
from maps.web import addresses, corrections, labels, words
from maps.web.live import poll_seconds
from maps.web.scopes import Scope

register = template.Library()

register.simple_tag(words.comma)
register.simple_tag(words.full_stop)
register.filter(words.change_of_hands)
register.filter(words.vacating_sentence)
register.filter(corrections.change_words)
register.filter(corrections.instead_words)
register.filter(corrections.withdrawn_words)
register.filter(corrections.by_whom)
register.filter(corrections.differences)
register.filter(corrections.retraction)
register.filter(corrections.frozen)
register.filter(corrections.flag_sentence)
register.filter(corrections.flag_source)
register.filter(words.event_words)
register.filter(words.measure_words)
register.filter(wording.party_and_bloc)
register.filter(poll_seconds)


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag
@cache
def favicon() -> str:
    """The site's icon as an address that holds it: one request fewer on every page."""
    return f"data:image/svg+xml,{quote(Path(settings.BASE_DIR, 'static', 'favicon.svg').read_text().strip())}"


@register.simple_tag
def other_language() -> str:
    return "en" if translation.get_language() == "ur" else "ur"


@register.simple_tag(takes_context=True)
def in_other_language(context) -> str:
    """The same page in the other language; a search goes along."""
    query = context.get("query")
    path = addresses.in_other_language(context["request"].path)
    return f"{path}?{urlencode({'q': query})}" if query else path


@register.simple_tag(takes_context=True)
def alternate(context) -> str:
    """The same for search engines, which take whole addresses alone."""
    return addresses.absolute(in_other_language(context))


@register.simple_tag
def label_pill(snapshot, results) -> str:
    return labels.status_parts(snapshot.election, results, snapshot.at)[0]


@register.simple_tag
def label_sentence(snapshot, results) -> str:
    return " · ".join(labels.status_parts(snapshot.election, results, snapshot.at)[1:])


@register.simple_tag
def seat_label(snapshot, result: Result) -> str:
    """The seat's own status line: how much is counted, who says so, and since when."""
    return " · ".join(labels.seat_parts(snapshot, result))


@register.filter
def undecided(tally: Tally) -> bool:
    """True while nobody won or leads anywhere: there are no seats to show as numbers yet."""
    return not any(total.won or total.leading for total in tally.groups)


@register.simple_tag
def province_url(scope: Scope, province: Province) -> str:
    return scope.url(province=province, assembly=None, measure="alliance")


@register.filter
def everywhere(scope: Scope) -> str:
    return scope.url(province=None, assembly=None)


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    return addresses.absolute(context["request"].path)


@register.filter
def of_assembly(results: Iterable[Result], assembly: Assembly) -> list[Result]:
    return [result for result in results if result.seat.assembly == assembly]


@register.filter
def in_province(results: Iterable[Result], province: Province) -> list[Result]:
    return [result for result in results if result.seat.province == province]


@register.filter
def by_group(results: Iterable[Result], tally: Tally) -> list[Result]:
    """The seats in the order of the scoreboard's groups, won before led; then those that nobody has."""
    places = {total.group.slug: place for place, total in enumerate(tally.groups)}

    def order(result: Result):
        place = places[tallies.group_of(result.ahead).slug] if result.ahead else len(places)
        return place, result.winner is None

    return sorted(results, key=order)


@register.filter
def square(result: Result) -> str:
    """The classes of a seat's square: colour by alliance, solid if won, hatched if leading or in review."""
    slot = f"slot-{tallies.group_of(result.ahead).slot}" if result.ahead else "slot-none"
    state = "won" if result.winner else "leading" if result.leader else result.status
    return f"square {slot} is-{state}"


@register.filter
def number_of(seat: Seat) -> str:
    """The seat's number without its assembly: 22 of NA-22."""
    return seat.code.rsplit("-", 1)[-1]


@register.filter
def colour(candidate: Candidate) -> str:
    """The class that carries a candidate's alliance colour."""
    return f"slot-{tallies.group_of(candidate).slot}"


@register.filter
def front(result: Result) -> list[Standing]:
    """The rows of a seat in a list: the winner and whoever was second in any count; none while nothing is known."""
    known = {key for count in result.contest.counts for key in count.votes}
    return [standing for standing in result.standings[:2] if standing.won or standing.candidate.id in known]


@register.filter
def is_halted(result: Result) -> bool:
    return result.status in tallies.HALTED


@register.filter
def counted(result: Result) -> list[Candidate]:
    """The candidates that any count gives votes for, at most two, in the order of the standings."""
    known = {key for count in result.contest.counts for key in count.votes}
    return [standing.candidate for standing in result.standings if standing.candidate.id in known][:2]


@register.filter
def votes_of(count: Count, candidate: Candidate) -> int | None:
    return count.votes.get(candidate.id)


@register.filter
def lost(row: ManySeats) -> list[Result]:
    return [result for result in row.results if result.winner and result not in row.won]


@register.filter
def lost_sentence(result: Result) -> str:
    """“NA-237 went to Abdul Hakeem Baloch (PPP).”"""
    values = {"seat": words.say(result.seat.code_text), "winner": words.with_party(result.winner)}
    return gettext("%(seat)s went to %(winner)s.") % values


@register.filter
def outcome(result: Result, standing: Standing) -> str:
    """What a seat came to for one of its candidates."""
    if standing.won:
        return wording.status_words(result)
    if result.winner:
        return gettext("lost to %(winner)s") % {"winner": words.with_party(result.winner)}
    if result.leader == standing.candidate:
        return gettext("Leading")
    return wording.status_words(result) if not result.leader else gettext("behind")


@register.filter
def retracted(results: Iterable[Result]) -> list[Result]:
    """The seats whose winner was withdrawn within the last day."""
    return [result for result in results if result.retracted]


@register.filter
def balances(snapshot: Snapshot, row: ManySeats) -> list[Tally]:
    """The scoreboards, with before and after, of the assemblies in which this person has seats to give up."""
    won = {result.seat.assembly for result in row.won} if row.vacating else set()
    return [tally for tally in snapshot.tallies if tally.balances and tally.assembly in won]


@dataclass(frozen=True)
class Figure:
    """One number of a seat with its name, its words and its source; `value` is empty where it is unknown."""

    name: str
    value: str
    note: str = ""
    source: Source | None = None

    @property
    def known(self) -> bool:
        return self.value != ""


@register.filter
def figures(result: Result) -> list[Figure]:
    """The numbers of a seat besides its candidates' votes, in the order of their weight."""
    contest, count = result.contest, result.count
    turnout = "" if result.turnout is None else halqa.percent(result.turnout)
    reported = gettext("as reported") if result.turnout_basis == "reported" else ""
    if result.turnout is not None and result.turnout > 1:
        reported = gettext("more ballots than registered voters")
    turnout_source = count.turnout_source if count and result.turnout_basis == "reported" else None
    margin_points = "" if result.margin_points is None else halqa.points(result.margin_points)
    rejected = count.rejected_votes if count else None
    known_women = count is not None and count.ballots_women is not None
    women = [Figure(gettext("Ballots cast by women"), spelt(count.ballots_women))] if known_women else []
    return [
        Figure(gettext("Margin"), spelt(result.margin_votes), margin_points),
        Figure(gettext("Turnout"), turnout, reported, turnout_source),
        Figure(gettext("Registered voters"), spelt(contest.registered_voters), "", contest.registered_source),
        Figure(gettext("Polling stations"), spelt(contest.stations_total), "", contest.stations_source),
        Figure(gettext("Valid votes"), spelt(result.valid_votes)),
        Figure(gettext("Rejected votes"), spelt(rejected)),
        Figure(gettext("Ballots cast"), spelt(count.ballots_cast if count else None)),
        *women,
    ]


def spelt(figure: int | None) -> str:
    return "" if figure is None else f"{figure:,}"


@register.filter
def unknown_only(found: list[Figure]) -> list[Figure]:
    return [figure for figure in found if not figure.known]


@register.filter
def previous_turnout(previous) -> float | None:
    return tallies.previous_turnout(previous)
