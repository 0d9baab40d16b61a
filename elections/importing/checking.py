"""What the checks of a count find in the counts that are imported: errors refuse the import, warnings are listed.

Flags, which are true as far as the figures go, are for the desk and for readers.
"""

from __future__ import annotations

from elections.checks import ERROR, WARNING, Finding
from elections.importing.book import Row
from elections.importing.problems import ImportRefused, Problem
from elections.judging import judge, recorded_contests


def check_counts(rows: list[Row]) -> list[Problem]:
    """The warnings about these rows of counts.csv, once they are in the database.

    Raises ImportRefused with every error: what contradicts itself is not saved here either.
    """
    contests = {slug: recorded_contests(slug) for slug in sorted({row.election for row in rows})}
    found = [(finding, row) for row in rows for finding in findings_of(row, contests[row.election])]
    if errors := [problem(finding, row) for finding, row in found if finding.severity == ERROR]:
        raise ImportRefused(errors)
    return [problem(finding, row) for finding, row in found if finding.severity == WARNING]


def findings_of(row: Row, contests: dict) -> tuple[Finding, ...]:
    code, number = row.get("constituency"), row.get("number")
    count = next(count for count in contests[code].counts if count.number == number)
    return judge(count, code, contests)


def problem(finding: Finding, row: Row) -> Problem:
    message = f"{row.get('constituency')} count {row.get('number')}: {finding}"
    return Problem(row.file, row.line, columns_of(finding), message)


def columns_of(finding: Finding) -> str:
    """The columns it is about; the line of whichever candidate is in the column "votes" of another file."""
    return " ".join(dict.fromkeys(field.partition(":")[0] for field in finding.fields))
