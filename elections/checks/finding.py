"""What a check says: kinds of findings, each with its code, severity and sentence, and findings about one count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from elections.values import Text

ERROR, WARNING, FLAG = SEVERITIES = ("error", "warning", "flag")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `sentence` makes the words of it.

    `figures` are what the message speaks of: ints, ready words, or a `Text` where there are two languages.
    `fields` are the parts of the form it is about: names of figures ("ballots_cast", "as_of", …), "votes" for all
    lines together, and "votes:<candidacy id>" for the line of one candidate. `law` says which one a flag rests on.
    """

    code: str
    severity: str  # "error", "warning" or "flag"
    message: str
    figures: Mapping[str, object] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    law: Text = Text()

    def __str__(self) -> str:
        return sentence(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """All findings of one code: what they say and how much that matters."""

    code: str
    severity: str
    message: str

    def found(self, *fields: str, law: Text = Text(), **figures: object) -> Finding:  # noqa: B008 - a frozen value
        return Finding(self.code, self.severity, self.message, figures, fields, law)


KINDS: dict[str, Kind] = {}


def kind(code: str, severity: str, message: str) -> Kind:
    """A kind of finding, entered in KINDS; a code is given once."""
    if code in KINDS or severity not in SEVERITIES:
        raise ValueError(f"{code}: each code once, with one of {SEVERITIES}")
    KINDS[code] = Kind(code, severity, message)
    return KINDS[code]


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogues; whoever shows it translates it."""
    return message


def sentence(finding: Finding, translate: Callable[[str], str] = str, language: str = "en") -> str:
    """The finding in words: 76,681 with separators, names in that language where they have one there."""
    return translate(finding.message) % {name: said(value, language) for name, value in finding.figures.items()}


def said(value: object, language: str) -> str:
    if isinstance(value, Text):
        return value.ur if value.ur and language.startswith("ur") else value.en
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def kept(finding: Finding) -> dict[str, object]:
    """The finding as it is stored, in no language: `reopened` makes one of it again."""
    figures = {name: as_json(value) for name, value in finding.figures.items()}
    return {"code": finding.code, "severity": finding.severity, "message": finding.message, "figures": figures}


def as_json(value: object) -> object:
    if isinstance(value, Text):
        return {"en": value.en, "ur": value.ur}
    return value if isinstance(value, int | float) else str(value)


def reopened(item: Mapping) -> Finding | None:
    """The finding that was stored so; None if the item has no message, or one that its figures do not fill."""
    figures = {
        name: Text(value.get("en", ""), value.get("ur", "")) if isinstance(value, Mapping) else value
        for name, value in item.get("figures", {}).items()
    }
    found = Finding(item.get("code", ""), item.get("severity", ""), item.get("message", ""), figures)
    try:
        return found if sentence(found) else None
    except (KeyError, TypeError, ValueError):
        return None


def more(small: int | None, large: int | None) -> bool:
    """Whether both are known and the first exceeds the second."""
    return small is not None and large is not None and small > large


def line(candidate: int) -> str:
    """The field of one candidate's votes, by candidacy id."""
    return f"votes:{candidate}"


def in_order(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Errors first, then warnings, then flags."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
