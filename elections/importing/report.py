"""What an import did, or would do: numbers per file, and old → new of everything that changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from elections.importing.problems import Problem


@dataclass(frozen=True)
class Changed:
    """One row that differs: `fields` holds (name, old, new)."""

    line: int
    key: str
    fields: tuple[tuple[str, object, object], ...]


@dataclass
class FileReport:
    """`absent` counts rows of the database that the file does not name; they stay as they are."""

    file: str
    created: int = 0
    unchanged: int = 0
    absent: int = 0
    changed: list[Changed] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{self.created} new", f"{len(self.changed)} changed", f"{self.unchanged} unchanged"]
        if self.absent:
            parts.append(f"{self.absent} only in the database")
        return f"{self.file}: {', '.join(parts)}"


@dataclass
class Report:
    files: list[FileReport] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    bumped: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def created(self) -> int:
        return sum(file.created for file in self.files)

    @property
    def changed(self) -> int:
        return sum(len(file.changed) for file in self.files)

    @property
    def unchanged(self) -> int:
        return sum(file.unchanged for file in self.files)

    def lines(self) -> list[str]:
        """The report for people, one line each."""
        out = []
        for file in self.files:
            out.append(str(file))
            for change in file.changed:
                differences = "; ".join(f"{name} {said(old)} → {said(new)}" for name, old, new in change.fields)
                out.append(f"  line {change.line}, {change.key}: {differences}")
        out += [f"warning: {warning}" for warning in self.warnings]
        verb = "would be " if self.dry_run else ""
        out.append(
            f"{self.created} rows {verb}created, {self.changed} {verb}changed, {self.unchanged} unchanged,"
            f" {len(self.warnings)} warnings"
        )
        return out


def said(value: object) -> str:
    """A value as the file would say it."""
    if value is None or value == "" or value == ():
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, datetime):
        return value.isoformat()
    return f"“{value}”" if isinstance(value, str) else str(value)
