"""The words for a candidate's side and for the standing of a seat: one table for maps, legends and pages."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from elections.values import Candidate, Result
from maps.drawing.text import say

STATUSES = {
    "official": _("Official: notified by the Election Commission"),
    "unofficial": _("Won (unofficial)"),
    "review": _("Result in review"),
    "counting": _("Counting"),
    "awaiting": _("Awaiting result"),
    "scheduled": _("Polling not over"),
    "postponed": _("Poll postponed"),
    "withheld": _("Result withheld by the Commission"),
    "void": _("Poll void"),
    "terminated": _("Poll terminated"),
}
LEADING, TIED = _("Leading"), _("Votes tied")


def status_names() -> dict[str, str]:
    """The words of every status, in the active language."""
    return {status: str(words) for status, words in STATUSES.items()}


def status_words(result: Result) -> str:
    """The standing of a seat in a few words, never by colour alone."""
    if result.status == "counting" and result.tied:
        return str(TIED)
    if result.leader:
        return str(LEADING)
    if result.status == "awaiting" and result.embargoed:
        return gettext("Polls have closed")
    return str(STATUSES[result.status])


def affiliation(candidate: Candidate) -> str:
    """“PTI”, “Independent”, “PTI-backed independent”, in the active language."""
    if candidate.party:
        return say(candidate.party.short, get_language())
    if candidate.backed_by:
        return gettext("%(party)s-backed independent") % {"party": say(candidate.backed_by.short, get_language())}
    return gettext("Independent")


def party_and_bloc(candidate: Candidate) -> str:
    """The party first: “PPP (coalition)”; a bloc that is its party's own name is not said twice."""
    party = affiliation(candidate)
    bloc = say(candidate.bloc.short, get_language()) if candidate.bloc else ""
    return gettext("%(party)s (%(bloc)s)") % {"party": party, "bloc": bloc} if bloc and bloc != party else party


def within_sentence(words: str) -> str:
    """Words of the table after a comma or colon: “Poll void” → “poll void”. Urdu has no capitals."""
    return words[:1].lower() + words[1:]
