"""The counts of the by-elections of 2022 as the fixtures have them, in sequence."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from itertools import count as counter
from pathlib import Path

from bench.desk.night import HOUR, Night, evening, seat_of, source_of
from elections.values import Candidate, Contest, Count, Person, PreviousResult, Text

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
ELECTIONS = ("by-2022-07-17", "by-2022-10-16", "by-2022-10-30")
FIGURES = ("stations_reported", "ballots_cast", "valid_votes", "rejected_votes", "ballots_women")
PROVINCES = {"pp": "punjab", "ps": "sindh", "pk": "khyber-pakhtunkhwa", "pb": "balochistan"}


def nights() -> list[Night]:
    return [night(slug) for slug in ELECTIONS]


def rows(*path: str) -> list[dict[str, str]]:
    file = FIXTURES.joinpath(*path)
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str | None) -> int | None:
    return int(text) if text else None


def night(slug: str) -> Night:
    publishers = {row["key"]: row["publisher"] for row in rows("sources.csv")}
    close = evening(slug.removeprefix("by-"))
    ids, candidates = counter(1), defaultdict(dict)
    for row in rows(slug, "candidacies.csv"):
        person = Person(row["person"], Text(row["person"]))
        candidates[row["constituency"]][row["person"]] = Candidate(next(ids), person, person.name, None, None)
    contests = {
        row["constituency"]: contest(row, candidates[row["constituency"]], close, previous(slug, row["constituency"]))
        for row in rows(slug, "contests.csv")
    }
    return Night(slug, contests, counts(slug, candidates, publishers, close))


def contest(row: dict, candidates: dict[str, Candidate], close: datetime, before: PreviousResult | None) -> Contest:
    province = PROVINCES.get(row["constituency"].split("-")[0].lower(), "")
    return Contest(
        seat=seat_of(row["constituency"], province),
        state=row["state"],
        polls_close=close,
        results_from=close + HOUR,
        candidates=tuple(candidates.values()),
        candidates_complete=row["candidates_complete"] == "yes",
        registered_voters=number(row["registered_voters"]),
        registered_women=number(row["registered_women"]),
        stations_total=number(row["stations_total"]),
        previous_result=before,
    )


def previous(slug: str, code: str) -> PreviousResult | None:
    row = next((row for row in rows(slug, "previous_results.csv") if row["constituency"] == code), None)
    if row is None:
        return None
    totals = [number(row[name]) for name in ("registered_voters", "valid_votes", "rejected_votes")]
    return PreviousResult(Text(), None, *totals, (), None)


def counts(slug: str, candidates: dict, publishers: dict[str, str], close: datetime) -> dict:
    votes = defaultdict(dict)
    for row in rows(slug, "count_lines.csv"):
        key = candidates[row["constituency"]][row["person"]].id
        votes[row["constituency"], row["number"]][key] = int(row["votes"])
    found = defaultdict(list)
    for row in rows(slug, "counts.csv"):
        sources = [source_of(publishers[key]) for key in row["source"].split(";") if key]
        count = Count(
            number=int(row["number"]),
            votes=votes[row["constituency"], row["number"]],
            form=row["form"],
            source=sources[0] if sources else None,
            further_sources=tuple(sources[1:]),
            published_at=close,
            note=Text(row["note"]),
            turnout_reported=float(row["turnout_reported"]) if row["turnout_reported"] else None,
            **{name: number(row[name]) for name in FIGURES},
        )
        found[row["constituency"]].append((close + count.number * HOUR, count))
    return dict(found)
