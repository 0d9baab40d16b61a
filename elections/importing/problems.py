"""What is wrong with the files, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where, and a sentence that says what and what would be right."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class ImportRefused(Exception):
    """Nothing was written. `problems` lists everything that is wrong, in the order of files and lines."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.field))
        super().__init__("\n".join(map(str, self.problems)))
