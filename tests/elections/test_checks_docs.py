"""The guide explains every code, says the right severity and knows no other."""

import re
from pathlib import Path

from elections.checks import KINDS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "desk.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (\w*) \| ([^|]+) \| ([^|]+) \|$", re.M)


def checked() -> str:
    """The section of the guide that is about checks."""
    text = GUIDE.read_text(encoding="utf-8")
    return re.split(r"^## ", text.partition("## What is checked")[2], maxsplit=1, flags=re.M)[0]


def explained(section: str) -> dict[str, str]:
    """Severity by code, of the rows that say what it says and what to do."""
    return {code: severity for code, severity, says, do in ROW.findall(section) if says.strip() and do.strip()}


def test_every_code_is_explained_with_its_severity_and_no_other():
    assert explained(checked()) == {code: kind.severity for code, kind in KINDS.items()}


def test_no_code_is_explained_twice():
    codes = [code for code, *_rest in ROW.findall(checked())]
    assert sorted(codes) == sorted(set(codes))


def test_a_row_without_advice_or_with_another_severity_would_be_noticed():
    assert explained("| `jump` | flag | It jumps. | Look. |\n| `blank` | error |  | Look. |") == {"jump": "flag"}
