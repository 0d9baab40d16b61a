"""Which number belongs to which label, where only one answer is possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .elements import UNKNOWN, Element
from .parts import Label
from .seats import gettext_noop

SEVERAL = gettext_noop("%(number)d candidates may be meant by “%(label)s”.")
CONTRADICTORY = gettext_noop("“%(label)s” does not name one candidate or one figure.")
FOREIGN = gettext_noop("No candidate of this seat is known as “%(label)s”.")
INDEPENDENTS = gettext_noop("“%(label)s” may be a candidate who is not listed here.")
BESIDE_UNKNOWN = gettext_noop("Words beside “%(label)s” were not understood.")
ASIDE = gettext_noop("The form has no field for this.")
NO_NUMBER = gettext_noop("It is not clear which number belongs to “%(label)s”.")
NO_LABEL = gettext_noop("It is not clear what this number belongs to.")

STRANGE = Label("strange")  # words that are not understood


@dataclass(frozen=True, slots=True)
class Group:
    """Labels side by side that together name one thing, or (no labels) a number."""

    start: int
    end: int
    labels: tuple[Label, ...] = ()
    number: Element | None = None
    comma: bool = False  # one stands before it

    @property
    def is_number(self) -> bool:
        return self.number is not None


def separate(stretch: Sequence[Group], one: Element, comma: bool) -> bool:
    """Whether a label begins a group of its own, as the one before it may belong to the number before that."""
    if len(stretch) < 2 or not stretch[-2].is_number or stretch[-1].comma:
        return False
    figure = any(label.kind in ("field", "aside") for label in stretch[-1].labels)
    return comma or (figure and any(label.kind in ("candidate", "foreign") for label in one.labels))


def meaning(group: Group) -> tuple[int | str | None, str, dict]:
    """The candidate's id or the field's name that the labels mean, or None with the reason and its figures."""
    kinds = {label.kind for label in group.labels}
    fields = {label.field for label in group.labels if label.kind == "field"}
    ids = frozenset.intersection(*[label.ids for label in group.labels if label.kind == "candidate"] or [frozenset()])
    if "aside" in kinds:
        return None, ASIDE, {}
    if "foreign" in kinds:
        return None, FOREIGN, {}
    if kinds == {"strange"}:
        return None, UNKNOWN, {}
    if "strange" in kinds:
        return None, BESIDE_UNKNOWN, {}
    if kinds == {"field"} and len(fields) == 1:
        return fields.pop(), "", {}
    if kinds == {"field", "candidate"} or not ids:
        return None, CONTRADICTORY, {}
    if len(ids) > 1:
        return None, SEVERAL, {"number": len(ids)}
    return (min(ids), "", {}) if any(label.sure for label in group.labels) else (None, INDEPENDENTS, {})


def groups_of(line: Sequence[Element]) -> Iterator[list[Group]]:
    """Stretches of a line between walls, with labels side by side put together."""
    stretch: list[Group] = []
    comma = False
    solid = [one for one in line if one.kind != "noise"]
    for index, one in enumerate(solid):
        apart = not (index and solid[index - 1].kind in ("label", "unknown") and stretch)
        if one.kind == "wall" or (
            one.kind == "unknown" and apart and not names_something(solid[index + 1 : index + 3])
        ):
            yield stretch
            stretch, comma = [], False
        elif one.kind in ("comma", "soft"):
            comma = comma or one.kind == "comma"
        elif one.kind == "number":
            stretch.append(Group(one.start, one.end, (), one, comma))
            comma = False
        else:
            add_label(stretch, one, comma)
            comma = False
    yield stretch


def names_something(following: Sequence[Element]) -> bool:
    """Whether unknown words are, by what follows them, part of a label: a stranger's name, a party's wing."""
    kinds = [one.kind for one in following]
    return kinds[:1] in (["number"], ["label"], ["unknown"]) or kinds == ["soft", "number"]


def add_label(stretch: list[Group], one: Element, comma: bool) -> None:
    last, labels = stretch[-1] if stretch else None, one.labels or (STRANGE,)
    if last and not last.is_number and not separate(stretch, one, comma):
        stretch[-1] = Group(last.start, one.end, (*last.labels, *labels), None, last.comma)
    else:
        stretch.append(Group(one.start, one.end, labels, None, comma))


def pairs_of(stretch: Sequence[Group]) -> Iterator[tuple[Group | None, Group | None]]:
    """(label, number) of each pair; (label, None) and (None, number) for what has no sure partner."""
    for run in alternating(stretch):
        parts = [run] if len(run) % 2 == 0 else at_commas(run)
        sure = all(len(part) % 2 == 0 or len(part) == 1 for part in parts)
        for part in parts:
            yield from paired(part) if sure and len(part) > 1 and not crossed(part) else alone(part)


def alternating(stretch: Sequence[Group]) -> Iterator[list[Group]]:
    """Cut between two numbers: neither can be the other's label."""
    run: list[Group] = []
    for group in stretch:
        if run and run[-1].is_number == group.is_number:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def at_commas(run: Sequence[Group]) -> list[list[Group]]:
    parts: list[list[Group]] = [[]]
    for group in run:
        if group.comma and parts[-1]:
            parts.append([])
        parts[-1].append(group)
    return parts


def crossed(part: Sequence[Group]) -> bool:
    """Whether commas stand inside the pairs and not between them, as if one end were cut off."""
    inside = [group.comma for group in part[1::2]]
    between = [group.comma for group in part[2::2]]
    return bool(between) and any(inside) and not all(between)


def paired(part: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    for one, two in zip(part[::2], part[1::2], strict=True):
        yield (two, one) if one.is_number else (one, two)


def alone(part: Sequence[Group]) -> Iterator[tuple[Group | None, Group | None]]:
    for group in part:
        yield (None, group) if group.is_number else (group, None)
