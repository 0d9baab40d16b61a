"""What a seat's mark is called: one sentence for screen readers, tooltips and anyone who cannot see colour."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elections.values import Candidate, Result
from maps.drawing import wording
from maps.drawing.text import isolate, say


def accessible_name(result: Result, language: str, measure: str = "alliance") -> str:
    """ "NA-22 Mardan-III: won by Imran Khan, PTI, unofficial, margin 8,500". An unknown figure is left out, or, if it
    is what the map shows, said to be unknown.
    """
    seat = result.seat
    head = f"{isolate(say(seat.code_text, language), language)} {isolate(say(seat.name, language), language)}"
    comma = "، " if language == "ur" else ", "
    return f"{head}: {comma.join([outcome(result, language, measure), *_figures(result, language, measure)])}"


def outcome(result: Result, language: str, measure: str = "alliance") -> str:
    """Who won or leads, or why nobody does."""
    if result.winner:
        official = result.status == "official"
        words = _("won by %(who)s, official") if official else _("won by %(who)s, unofficial")
        return words % {"who": _who(result.winner, language, measure)}
    if result.leader:
        return _("%(who)s leads%(stations)s") % {
            "who": _who(result.leader, language, measure),
            "stations": _stations(result),
        }
    words = wording.within_sentence(wording.status_words(result))
    return words + _stations(result) if result.tied else words


def _who(candidate: Candidate, language: str, measure: str) -> str:
    """Name and party; on the map of alliances the alliance too, which is what its colour says."""
    party = wording.party_and_bloc(candidate) if measure == "alliance" else wording.affiliation(candidate)
    if candidate.party is None:
        party = wording.within_sentence(party) if candidate.backed_by is None else party
    comma = "، " if language == "ur" else ", "
    return f"{isolate(say(candidate.name, language), language)}{comma}{isolate(party, language)}"


def _stations(result: Result) -> str:
    done, total = result.stations_reported, result.contest.stations_total
    if done is None or total is None:
        return ""
    return " " + _("(%(done)s of %(total)s stations)") % {"done": f"{done:,}", "total": f"{total:,}"}


def _figures(result: Result, language: str, measure: str) -> list[str]:
    figures = []
    if result.margin_votes is not None and (result.winner or result.leader):
        figures.append(_("margin %(votes)s") % {"votes": isolate(f"{result.margin_votes:,}", language)})
    elif measure == "margin":
        figures.append(_("margin not available"))
    if measure == "turnout":
        figures.append(_turnout(result, language))
    return figures


def _turnout(result: Result, language: str) -> str:
    if result.turnout is None:
        return _("turnout not available")
    percent = pgettext("percentage", "%(n)s%%") % {"n": f"{result.turnout * 100:.1f}"}
    return _("turnout %(percent)s") % {"percent": isolate(percent, language)}
