"""Row facts and verbs. Arithmetic is in `elections.tallies`, what is public in `elections.public`."""

from .append_only import AppendOnlyError, NumberTaken, RuleError
from .calls import Call
from .contests import Candidacy, Contest, ContestEvent
from .counts import Count, CountLine
from .desk import DeskLimit, Draft, FormPhoto, Freeze
from .elections import Bloc, BlocParty, Election, FlagRule, FormerAddress
from .people import Party, Person
from .places import Assembly, Constituency, Delimitation, District, Province, Source
from .previous import PreviousLine, PreviousResult
from .restores import Restore
from .withdrawals import ElectionWithdrawal

__all__ = [
    "AppendOnlyError",
    "Assembly",
    "Bloc",
    "BlocParty",
    "Call",
    "Candidacy",
    "Constituency",
    "Contest",
    "ContestEvent",
    "Count",
    "CountLine",
    "Delimitation",
    "DeskLimit",
    "District",
    "Draft",
    "Election",
    "ElectionWithdrawal",
    "FlagRule",
    "FormPhoto",
    "FormerAddress",
    "Freeze",
    "NumberTaken",
    "Party",
    "Person",
    "PreviousLine",
    "PreviousResult",
    "Province",
    "Restore",
    "RuleError",
    "Source",
]
