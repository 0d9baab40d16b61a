"""What the checks of a count find in the counts that were imported. They warn here and do not refuse.

Flags, which are true as far as the figures go, are for the desk and for readers.
"""

from __future__ import annotations

from elections.checks import FLAG, Finding
from elections.importing.book import Row
from elections.importing.problems import Problem
from elections.judging import judge, recorded_contests


def count_warnings(rows: list[Row]) -> list[Problem]:
    """The findings about these rows of counts.csv, once they are in the database."""
    contests = {slug: recorded_contests(slug) for slug in sorted({row.election for row in rows})}
    return [warning for row in rows for warning in warnings_of(row, contests[row.election])]


def warnings_of(row: Row, contests: dict) -> list[Problem]:
    code, number = row.get("constituency"), row.get("number")
    count = next(count for count in contests[code].counts if count.number == number)
    return [
        Problem(row.file, row.line, columns_of(finding), f"{code} count {number}: {finding}")
        for finding in judge(count, code, contests)
        if finding.severity != FLAG
    ]


def columns_of(finding: Finding) -> str:
    """The columns it is about; the line of whichever candidate is in the column "votes" of another file."""
    return " ".join(dict.fromkeys(field.partition(":")[0] for field in finding.fields))
