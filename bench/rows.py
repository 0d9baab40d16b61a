"""One line of a benchmark's report."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """`value` and `reference` in `unit`; None where it could not be measured, and then `note` says why.

    `goal` is the most that is good enough, `least` the least. `paired` is the ratio where it was taken run by run.
    `failed`: there is no figure because what was measured went wrong, not because a tool is wanting.
    """

    what: str
    value: float | None
    unit: str
    goal: float | None = None
    reference: float | None = None
    reference_name: str = ""
    note: str = ""
    least: float | None = None
    paired: float | None = None
    failed: bool = False

    @property
    def missed(self) -> bool:
        if self.value is None:
            return self.failed
        return (self.goal is not None and self.value > self.goal) or (
            self.least is not None and self.value < self.least
        )

    @property
    def ratio(self) -> float | None:
        if self.paired is not None:
            return self.paired
        return self.value / self.reference if self.value is not None and self.reference else None

    def as_dict(self) -> dict:
        return {**asdict(self), "ratio": self.ratio, "missed": self.missed}

    def cells(self) -> list[str]:
        bounds = [
            f"{sign} {number(bound)}" for sign, bound in (("≤", self.goal), ("≥", self.least)) if bound is not None
        ]
        met = "" if self.value is None else "MISSED" if self.missed else "met"
        verdict = " ".join([*bounds, met]).strip() if bounds else ""
        beside = f"{number(self.reference)} {self.reference_name}" if self.reference is not None else ""
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        return [self.what, f"{number(self.value)} {self.unit}".strip(), verdict, beside, ratio, self.note]


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def table(rows: list[Row]) -> str:
    """In the form of Markdown, as documents quote it."""
    lines = [["what", "measured", "goal", "beside", "ratio", "note"], *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    head, *body = (
        "| " + " | ".join([*(cell.ljust(width) for cell, width in zip(line[:5], widths, strict=True)), line[5]]) + " |"
        for line in lines
    )
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|---|", *body])
