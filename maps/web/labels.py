"""The status line: what kind of results these are. It travels with every page, embed, answer and export."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext, ngettext

from elections import tallies
from elections.values import Election, Result, Snapshot, Text
from maps.web import corrections, times, words


def status_label(snapshot: Snapshot) -> str:
    """The whole line in the active language: “Unofficial results · 11 of 11 seats · press reports …”."""
    return " · ".join(status_parts(snapshot.election, snapshot.results, snapshot.at))


def status_text(snapshot: Snapshot) -> Text:
    """The line in both languages, for answers and exports; pages say of a freeze in a place of its own."""
    lines = {}
    for language in ("en", "ur"):
        with translation.override(language):
            parts = [status_label(snapshot), corrections.frozen(snapshot.election)]
            lines[language] = " · ".join(filter(None, parts))
    return Text(**lines)


def status_parts(election: Election, results: Iterable[Result], at: datetime) -> list[str]:
    """The parts of the line about these seats; the first (the second in a rehearsal) names the kind of result."""
    results = tuple(results)
    polled = [result for result in results if result.status not in tallies.HALTED]
    parts = [gettext("Rehearsal: these are not real results")] if election.rehearsal else []
    if at < election.results_from and not any(result.winner for result in polled):
        parts += before_results(election, at)
    elif polled:
        parts += [kind_words(polled), seats_words(polled), *basis_words(polled)]
    return parts + halted_words(results) + postponed_words(results) or [gettext("No results")]


def before_results(election: Election, at: datetime) -> list[str]:
    start = times.moment(election.results_from, election.time_zone)
    state = gettext("Polling not over") if at < election.polls_close else gettext("Polls have closed")
    return [state, gettext("Results from %(time)s") % {"time": start}]


def kind_words(polled: list[Result]) -> str:
    """Official only if every seat is; final only if every seat is decided."""
    return {
        "official": gettext("Official results"),
        "unofficial": gettext("Unofficial results"),
        "incomplete": gettext("Incomplete, unofficial results"),
        "awaited": gettext("Awaiting results"),
    }[tallies.standing_of_results(polled)]


def seats_words(polled: list[Result]) -> str:
    """“11 of 11 seats”, on the night “2 of 11 seats won, 4 leading”."""
    won, leading = sum(bool(r.winner) for r in polled), sum(bool(r.leader) for r in polled)
    values = {"won": won, "all": len(polled), "leading": leading}
    if leading:
        return gettext("%(won)s of %(all)s seats won, %(leading)s leading") % values
    return ngettext("%(won)s of %(all)s seat", "%(won)s of %(all)s seats", len(polled)) % values


def halted_words(results: tuple[Result, ...]) -> list[str]:
    """What keeps some seats from a result, with their number."""
    sentences = {
        "review": gettext("%(n)s in review"),
        "withheld": gettext("%(n)s withheld by the Commission"),
        "void": gettext("%(n)s void"),
        "terminated": gettext("%(n)s terminated"),
    }
    numbers = {status: sum(result.status == status for result in results) for status in sentences}
    return [sentences[status] % {"n": n} for status, n in numbers.items() if n]


def postponed_words(results: tuple[Result, ...]) -> list[str]:
    number = sum(result.status == "postponed" for result in results)
    return [ngettext("%(n)s poll postponed", "%(n)s polls postponed", number) % {"n": number}] if number else []


def basis_words(polled: list[Result]) -> list[str]:
    """Who says so, while the Commission has not."""
    unofficial = [result for result in polled if result.status == "unofficial"]
    official = sum(result.status == "official" for result in polled)
    parts = [gettext("%(n)s official") % {"n": official}] if official and official < len(polled) else []
    if unofficial and all(result.won_basis == "press" for result in unofficial):
        parts.append(gettext("press reports"))
    if unofficial and not official:
        parts.append(gettext("not certified by the Election Commission"))
    return parts


def seat_parts(snapshot: Snapshot, result: Result) -> list[str]:
    """What stands beside a seat's status: stations, who says so, and when; before the embargo ends, its end."""
    zone = snapshot.election.time_zone
    if result.status in tallies.HALTED:
        moved = [event.postponed_to for event in result.contest.events if event.postponed_to]
        return [gettext("moved to %(day)s") % {"day": times.day(moved[-1][2])}] if moved else []
    if result.embargoed and result.winner is None:
        start = times.moment(result.contest.results_from, zone)
        return [gettext("Results from %(time)s") % {"time": start}]
    figures = bool(result.count and result.count.votes)
    parts = [words.stations_words(result) if result.count else "", basis_sentence(result)]
    if result.winner and not figures and result.won_basis != "unopposed":
        parts.append(gettext("no figures known"))
    if result.updated_at:
        parts.append(gettext("updated %(time)s") % {"time": times.moment(result.updated_at, zone)})
    return [part for part in parts if part]


def basis_sentence(result: Result) -> str:
    """On whose word the winner is named."""
    return {
        "newsroom": gettext("called by the newsroom"),
        "returning-officer": gettext("returning officer's form"),
        "notification": gettext("notified by the Election Commission"),
        "lots": gettext("drawing of lots"),
        "unopposed": gettext("unopposed"),
        "press": gettext("press reports"),
    }.get(result.won_basis or "", "")
