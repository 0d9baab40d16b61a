"""What can be wrong with a count or a call, each finding with a code of its own. Pure: values in, findings out.

An *error* contradicts itself and is not saved at the desk; a *warning* may be true but is rarely so, and passes with a
reason that is kept; a *flag* is true as far as the figures go and worth knowing. Nothing is ever corrected or clamped.
What is unknown breaks no rule. Every code is explained in docs/desk.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from elections.values import Contest, Count

from . import flags, growth, limits, neighbours, sequence, sources, sums
from .calls import CALL_RULES, CHIEF_ONLY, Overtaking, check_call, overtaking
from .case import Case
from .finding import ERROR, FLAG, KINDS, SEVERITIES, WARNING, Finding, Kind, in_order, kept, line, reopened, sentence
from .flags import public_flags

__all__ = [
    "CALL_RULES",
    "CHIEF_ONLY",
    "ERROR",
    "FLAG",
    "KINDS",
    "RULES",
    "SEVERITIES",
    "WARNING",
    "Finding",
    "Kind",
    "Overtaking",
    "check_call",
    "check_count",
    "kept",
    "line",
    "overtaking",
    "public_flags",
    "reopened",
    "sentence",
]

Rule = Callable[[Case], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    *sums.RULES,
    *limits.RULES,
    *sequence.RULES,
    *growth.RULES,
    *neighbours.RULES,
    *sources.RULES,
    *flags.RULES,
)


def check_count(
    count: Count,
    contest: Contest,
    history: Sequence[Count] = (),
    peers: Sequence[Contest] = (),
    *,
    at: datetime | None = None,
) -> tuple[Finding, ...]:
    """All findings about a count, errors first.

    `history`: the earlier good counts of the contest in order, public or not. `peers`: the election's other contests,
    each with its recorded counts. `at`: the present moment (aware), against times that are still to come.
    """
    case = Case(count, contest, tuple(history), tuple(peers), at)
    return in_order([finding for rule in RULES for finding in rule(case)])
