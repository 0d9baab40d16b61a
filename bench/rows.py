"""One line of a benchmark's report."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """`value` and `reference` in `unit`; None where it could not be measured, and then `note` says why."""

    what: str
    value: float | None
    unit: str
    goal: float | None = None
    reference: float | None = None
    reference_name: str = ""
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.goal is not None and self.value is not None and self.value > self.goal

    @property
    def ratio(self) -> float | None:
        return self.value / self.reference if self.value is not None and self.reference else None

    def as_dict(self) -> dict:
        return {**asdict(self), "ratio": self.ratio, "missed": self.missed}

    def cells(self) -> list[str]:
        verdict = "" if self.goal is None else f"≤ {number(self.goal)} {'MISSED' if self.missed else 'met'}"
        beside = f"{number(self.reference)} {self.reference_name}" if self.reference is not None else ""
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else ""
        return [self.what, f"{number(self.value)} {self.unit}".strip(), verdict, beside, ratio, self.note]


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.2f}"


def table(rows: list[Row]) -> str:
    lines = [["what", "measured", "goal", "beside", "ratio", "note"], *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line[:5], widths, strict=True)), line[5]]).rstrip()
        for line in lines
    )
