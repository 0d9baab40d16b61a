"""Counts and calls in, conclusions out. Pure functions over `elections.values`.

Definitions (once, here): *valid* = the reported valid votes, else the sum of the lines only if the
candidates are complete and each has a line, else unknown. *turnout* = ballots cast (or valid + rejected)
÷ registered voters, else the reported turnout marked as reported; unknown for an incomplete count.
*share* = votes ÷ valid. *margin* = first − second in votes, and in points only if valid is known.
*leading* = most votes, alone, in the current count of an uncalled seat. *gain/hold* is measured against
the party the previous holder was elected for. A *halted* contest (void, postponed, withheld, terminated) has no
turnout, margin or leader and is no seat of a scoreboard. Nothing is clamped and `None` is never 0.
Votes of one alliance's parties are never added up within a seat.
"""

from .results import (
    HALTED,
    RETRACTED_FOR,
    UNOPPOSED,
    WON,
    candidate_by_id,
    completeness,
    first_places,
    lead_of,
    leader_of,
    margin_of,
    needs_review,
    previous_turnout,
    public_from,
    result_of,
    source_of,
    standing_of_results,
    status_of,
    turnout_of,
    valid_votes_of,
)
from .totals import (
    INDEPENDENT,
    OTHER,
    balances,
    group_of,
    group_of_bloc,
    group_of_party,
    groups_of,
    many_seats,
    strengths,
    tally,
)

__all__ = [
    "HALTED",
    "INDEPENDENT",
    "OTHER",
    "RETRACTED_FOR",
    "UNOPPOSED",
    "WON",
    "balances",
    "candidate_by_id",
    "completeness",
    "first_places",
    "group_of",
    "group_of_bloc",
    "group_of_party",
    "groups_of",
    "lead_of",
    "leader_of",
    "many_seats",
    "margin_of",
    "needs_review",
    "previous_turnout",
    "public_from",
    "result_of",
    "source_of",
    "standing_of_results",
    "status_of",
    "strengths",
    "tally",
    "turnout_of",
    "valid_votes_of",
]
