"""Which rows of the board are shown: by what they need, by province, by assembly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from elections.desk.board import SOMEONE, Row
from elections.tallies import WON
from elections.values import Text

SHOWN: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "someone": lambda row: row.need in SOMEONE,
    "awaiting": lambda row: row.result.status in ("awaiting", "scheduled"),
    "counting": lambda row: row.result.status == "counting",
    "called": lambda row: row.result.status in WON,
    "mine": lambda row: row.mine,
    "late": lambda row: row.need == "late",
    "quiet": lambda row: row.need == "quiet",
    "overridden": lambda row: bool(row.overridden),
}
RARE = ("late", "quiet", "overridden")  # offered only while there are such rows
PARAMETERS = ("show", "province", "assembly")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the board down: a parameter of its address, how many rows it leaves, the words of a place."""

    parameter: str
    value: str
    rows: int
    current: bool
    place: Text = Text()


def narrowed(rows: tuple[Row, ...], chosen: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows that satisfy every parameter; one that names nothing is ignored."""
    show = SHOWN.get(chosen.get("show", ""), SHOWN["all"])
    places = [(name, chosen[name]) for name in PARAMETERS[1:] if chosen.get(name) in slugs(rows, name)]
    return tuple(row for row in rows if show(row) and all(slug_of(row, name) == slug for name, slug in places))


def choices(rows: tuple[Row, ...], chosen: Mapping[str, str]) -> dict[str, list[Choice]]:
    """Every choice by parameter, each with the rows it would leave beside what else is chosen."""
    shown = [choice(rows, chosen, "show", name) for name in SHOWN if name != "mine" or limited(rows)]
    found = {"show": [one for one in shown if one.rows or one.current or one.value not in RARE]}
    for name in PARAMETERS[1:]:
        places = {slug_of(row, name): getattr(row.result.seat, name).name for row in rows}
        if len(places) > 1:
            found[name] = [choice(rows, chosen, name, ""), *(choice(rows, chosen, name, *p) for p in places.items())]
    return found


def choice(rows, chosen: Mapping[str, str], parameter: str, value: str, place: Text = Text()) -> Choice:  # noqa: B008
    left = narrowed(rows, {**chosen, parameter: value})
    return Choice(parameter, value, len(left), chosen_value(rows, chosen, parameter) == value, place)


def chosen_value(rows, chosen: Mapping[str, str], parameter: str) -> str:
    value = chosen.get(parameter, "")
    if parameter == "show":
        return value if value in SHOWN else "all"
    return value if value in slugs(rows, parameter) else ""


def limited(rows: tuple[Row, ...]) -> bool:
    return not all(row.mine for row in rows)


def slugs(rows: tuple[Row, ...], parameter: str) -> set[str]:
    return {slug_of(row, parameter) for row in rows}


def slug_of(row: Row, parameter: str) -> str:
    return getattr(row.result.seat, parameter).slug
