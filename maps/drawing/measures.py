"""What a map says about each seat: alliance, party, margin or turnout, as a slot, a pattern and words.

Unknown is never 0: a seat whose margin or turnout is unknown gets the empty slot and says so, a turnout of 0 gets the
first step. A pattern stands beside every colour: won is solid, leading and review are hatched, no result is an outline,
a poll that was halted a dashed one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from elections.tallies import HALTED, INDEPENDENT, OTHER, group_of
from elections.values import Candidate, Result, Text
from maps.drawing import palette, wording

NAMES = ("alliance", "party", "margin", "turnout")
TITLES = {"alliance": _("Alliance"), "party": _("Party"), "margin": _("Margin"), "turnout": _("Turnout")}
STATUS_PATTERNS = {"official": "won", "unofficial": "won", "review": "review", **{state: state for state in HALTED}}
PATTERN_LABELS = {
    "won": _("Won"),
    "leading": wording.LEADING,
    "tie": wording.TIED,
    "review": wording.STATUSES["review"],
    "none": _("No result yet"),
    **{state: wording.STATUSES[state] for state in HALTED},
    "unknown": _("Not available"),
}
HATCHED = ("leading", "review", "tie")
MARGIN_VOTES = (1_000, 5_000, 10_000, 25_000)
MARGIN_POINTS = (2, 5, 10, 20)
TURNOUT = (20, 30, 40, 50)


@dataclass(frozen=True, slots=True)
class Value:
    """How a seat is drawn: CSS class of its colour, pattern, and the figure that the colour stands for."""

    slot: str
    pattern: str
    number: float | None = None

    @property
    def texture(self) -> str:
        """hatched, dashed, or '' for what is solid or empty."""
        return "hatched" if self.pattern in HATCHED else "dashed" if self.pattern in HALTED else ""


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One line of a legend. Step items have `low` (inclusive) and `high` (exclusive), None where open, in `unit`."""

    slot: str
    pattern: str
    label: object
    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """What this map uses and nothing else. `unit` is "votes", "points" or "percent" for the measures with steps."""

    measure: str
    items: tuple[LegendItem, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Painting:
    """Values by seat id, and the legend that explains them."""

    measure: str
    values: Mapping[int, Value]
    legend: Legend


def available(results: Sequence[Result]) -> tuple[str, ...]:
    """The measures that may be offered: alliance always, another if at least half of the seats polled know it."""
    polled = [result for result in results if result.status not in HALTED]
    tests = {
        "party": lambda result: result.ahead is not None,
        "margin": lambda result: result.margin_votes is not None,
        "turnout": lambda result: result.turnout is not None,
    }
    known = [name for name, test in tests.items() if polled and 2 * sum(map(test, polled)) >= len(polled)]
    return ("alliance", *known)


def paint(results: Sequence[Result], measure: str, everywhere: Sequence[Result] | None = None) -> Painting:
    """Paint `results` by a measure. `everywhere` (all results of the election) keeps party colours and the unit of
    margins the same on every map of the election. Raises ValueError for an unknown measure.
    """
    if measure not in NAMES:
        raise ValueError(f"Unknown measure “{measure}”: it is one of {', '.join(NAMES)}.")
    everywhere = results if everywhere is None else everywhere
    painter = {"alliance": _by_alliance, "party": _by_party}.get(measure, _by_steps)
    return painter(measure, results, everywhere)


def pattern_of(result: Result) -> str:
    """won, leading, tie, review, none, or why there is no result: what is known, whatever the measure."""
    if result.status == "counting":
        return "leading" if result.leader else "tie" if result.tied else "none"
    return STATUS_PATTERNS.get(result.status, "none")


def party_slots(results: Iterable[Result]) -> dict[str, str]:
    """The slot of each party (by slug): parties ordered by seats won or led, then votes, then name; the first six
    have a colour of their own, the rest share one. Only parties ahead somewhere need a colour.
    """
    seats, votes, names = defaultdict(int), defaultdict(int), {}
    for result in results:
        for standing in result.standings:
            party = standing.candidate.party
            if party:
                names[party.slug] = party.short.en
                votes[party.slug] += standing.votes or 0
        if result.ahead and result.ahead.party:
            seats[result.ahead.party.slug] += 1
            names[result.ahead.party.slug] = result.ahead.party.short.en
    ranked = sorted(seats, key=lambda slug: (-seats[slug], -votes[slug], names[slug]))
    own = {slug: f"party-{number}" for number, slug in enumerate(ranked[: palette.PARTY_SLOTS], 1)}
    return {slug: own.get(slug, "party-other") for slug in ranked}


def _by_alliance(measure, results, everywhere) -> Painting:
    values, labels = {}, {}
    for result in results:
        slot = "slot-none"
        if result.ahead:
            group = group_of(result.ahead)
            slot = palette.bloc_slot(group.slot)
            labels[slot] = group.short if slot != "slot-other" else OTHER.short
        values[result.seat.id] = Value(slot, pattern_of(result))
    return _coloured(measure, values, labels)


def _by_party(measure, results, everywhere) -> Painting:
    slots = party_slots(everywhere)
    values, labels = {}, {}
    for result in results:
        slot = "slot-none"
        if result.ahead:
            slot, label = _party_of(result.ahead, slots)
            labels[slot] = label
        values[result.seat.id] = Value(slot, pattern_of(result))
    return _coloured(measure, values, labels)


def _party_of(candidate: Candidate, slots: Mapping[str, str]) -> tuple[str, Text]:
    if candidate.party is None:
        return "party-ind", INDEPENDENT.short
    slot = slots.get(candidate.party.slug, "party-other")
    return slot, OTHER.short if slot == "party-other" else candidate.party.short


def _coloured(measure, values, labels) -> Painting:
    order = [slot for slot in palette.SLOTS if slot in labels]
    items = [LegendItem(slot, "won", labels[slot]) for slot in order]
    return Painting(measure, values, Legend(measure, (*items, *_pattern_items(values.values()))))


def _pattern_items(values: Iterable[Value]) -> list[LegendItem]:
    """An item for each pattern on the map but "won", which the colours themselves show."""
    used = {value.pattern for value in values} - {"won"}
    return [LegendItem("slot-none", name, label) for name, label in PATTERN_LABELS.items() if name in used]


def _by_steps(measure, results, everywhere) -> Painting:
    unit, breaks, figure = _scale(measure, everywhere)
    values = {}
    for result in results:
        pattern = pattern_of(result)
        number = None if pattern in HALTED else figure(result)
        if number is not None:
            values[result.seat.id] = Value(step_of(number, breaks), pattern, number)
        else:
            values[result.seat.id] = Value("slot-none", "unknown" if pattern == "won" else _uncoloured(pattern))
    items = (*_step_items(values.values(), breaks, unit), *_pattern_items(values.values()))
    return Painting(measure, values, Legend(measure, items, unit))


def _uncoloured(pattern: str) -> str:
    """A lead without a figure has nothing to hatch with."""
    return "unknown" if pattern in ("leading", "tie") else pattern


def _scale(measure, everywhere):
    if measure == "turnout":
        return "percent", TURNOUT, lambda result: None if result.turnout is None else result.turnout * 100
    known = [result for result in everywhere if result.margin_votes is not None]
    # Votes and points are never mixed on one map.
    if known and all(result.margin_points is not None for result in known):
        return "points", MARGIN_POINTS, lambda result: result.margin_points
    return "votes", MARGIN_VOTES, lambda result: result.margin_votes


def step_of(number: float, breaks: Sequence[float]) -> str:
    """The step of a figure: the first step ends below the first break; a figure on a break belongs above it."""
    return f"step-{1 + sum(number >= limit for limit in breaks)}"


def _step_items(values: Iterable[Value], breaks, unit) -> list[LegendItem]:
    """All five steps, also the unused: a scale with gaps cannot be read."""
    if all(value.number is None for value in values):
        return []
    edges = (None, *breaks, None)
    return [
        LegendItem(f"step-{number}", "won", range_label(low, high, unit), low, high, unit)
        for number, (low, high) in enumerate(zip(edges, edges[1:], strict=False), 1)
    ]


def range_label(low: float | None, high: float | None, unit: str) -> Text:
    """The range of a step with its numbers: "under 1,000", "1,000 to 4,999", "25,000 and more"."""
    mark, mark_ur = ("%", " فیصد") if unit == "percent" else ("", "")
    if low is None:
        return Text(f"under {high:,}{mark}", f"{high:,}{mark_ur} سے کم")
    if high is None:
        return Text(f"{low:,}{mark} and more", f"{low:,}{mark_ur} یا زیادہ")
    top = f"{high - 1:,}" if unit == "votes" else f"under {high:,}{mark}"
    top_ur = f"{high - 1:,}" if unit == "votes" else f"{high:,}{mark_ur} سے کم"
    return Text(f"{low:,}{mark} to {top}", f"{low:,} تا {top_ur}")
