"""The frozen values that everything outside `elections` is made of.

No Django, no database: `elections.public` fills them, `elections.tallies` draws conclusions from
them, and pages, maps and the API read nothing else. A figure that is `None` is unknown.
"""

from .contests import Call, Contest, Correction, Count, Event, FlagRule, PreviousLine, PreviousResult
from .people import Bloc, Candidate, Party, Person
from .places import Assembly, District, Province, Seat, Source, Text
from .results import (
    Balance,
    Change,
    Election,
    Group,
    GroupTotal,
    ManySeats,
    Result,
    Snapshot,
    Standing,
    Strength,
    Tally,
)

__all__ = [
    "Assembly",
    "Balance",
    "Bloc",
    "Call",
    "Candidate",
    "Change",
    "Contest",
    "Correction",
    "Count",
    "District",
    "Election",
    "Event",
    "FlagRule",
    "Group",
    "GroupTotal",
    "ManySeats",
    "Party",
    "Person",
    "PreviousLine",
    "PreviousResult",
    "Province",
    "Result",
    "Seat",
    "Snapshot",
    "Source",
    "Standing",
    "Strength",
    "Tally",
    "Text",
]
