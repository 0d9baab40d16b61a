"""The trial: every right count is judged, and a sample of them spoiled in each way they can be."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.desk import made, real
from bench.desk.night import Entry, Night, entries
from bench.desk.slips import SLIPS, Slip
from bench.rows import Row
from elections.checks import FLAG, Finding, check_count
from elections.values import Count

GOAL_CAUGHT, GOAL_QUESTIONED = 95, 2  # percent
EACH = {"2022": 30, "2018": 90}  # about how many wrong entries of each group, so that none outweighs the others
SEED = "desk"


@dataclass
class Tally:
    """What became of the entries of one kind."""

    total: int = 0
    stopped: int = 0
    named: int = 0
    alone: int = 0  # passed, and there was nothing to hold them against
    codes: Counter = field(default_factory=Counter)

    def add(self, stopping: tuple[str, ...], named_by: tuple[str, ...] = (), alone: bool = False) -> None:
        self.total += 1
        self.stopped += bool(stopping)
        self.named += bool(set(stopping) & set(named_by))
        self.alone += alone and not stopping
        self.codes.update(stopping)


def measure(folder: Path) -> list[Row]:
    """`folder` is not needed: nothing is stored."""
    nights = {"2022": real.nights()}
    missing = "" if made.FILE.exists() else f"not measured: no {made.FILE.name} here; name one in BENCH_RESULTS"
    if not missing:
        nights["2018"] = made.nights()
    wrong, right = {}, {}
    for origin, group in nights.items():
        print(f"  {origin}: {sum(len(night.contests) for night in group)} seats …", file=sys.stderr, flush=True)
        judge_nights(origin, group, wrong, right)
    rows = report(wrong, right)
    return rows + ([Row("desk: seats of 2018", None, "", note=missing)] if missing else [])


def judge_nights(origin: str, nights: list[Night], wrong: dict, right: dict) -> None:
    chosen = chance_of_each(nights, EACH[origin])
    for night in nights:
        for entry in entries(night):
            right.setdefault(origin, Tally()).add(stopping(entry, entry.count))
            for slip in SLIPS:
                random = Random(f"{SEED} {slip.kind} {entry.night} {entry.code} {entry.count.number}")
                if random.random() < chosen.get(slip.kind, 0):
                    spoil(origin, slip, entry, random, wrong)


def spoil(origin: str, slip: Slip, entry: Entry, random: Random, wrong: dict) -> None:
    count = slip.spoil(entry, random)
    if count is not None and count != entry.count:
        wrong.setdefault((slip.kind, origin), Tally()).add(stopping(entry, count), slip.named_by, alone(entry))


def alone(entry: Entry) -> bool:
    """Whether there is nothing to hold the figures against: a first count, and one without a total."""
    totals = (entry.count.valid_votes, entry.count.ballots_cast)
    return totals == (None, None) and not any(old.votes for old in entry.history)


def chance_of_each(nights: Iterable[Night], each: int) -> dict[str, float]:
    """How often a right count has to be spoiled in each way, to make about so many wrong ones of each group."""
    possible = Counter(kind for night in nights for kind in possible_kinds(night))
    groups = Counter(slip.group for slip in SLIPS if possible[slip.kind])
    return {slip.kind: each / groups[slip.group] / possible[slip.kind] for slip in SLIPS if possible[slip.kind]}


def possible_kinds(night: Night) -> Iterator[str]:
    for entry in entries(night):
        for slip in SLIPS:
            if slip.spoil(entry, Random(0)) is not None:
                yield slip.kind


def stopping(entry: Entry, count: Count) -> tuple[str, ...]:
    """The codes of the errors and warnings that an editor meets; what only informs is none."""
    if count.form in ("form-47", "form-48", "form-49") or count.number == entry.count.number:
        history = entry.history
    else:
        history = (*entry.history, entry.count)
    found: tuple[Finding, ...] = check_count(count, entry.contest, history, entry.peers, at=entry.at)
    return tuple(dict.fromkeys(finding.code for finding in found if finding.severity != FLAG))


def report(wrong: dict, right: dict) -> list[Row]:
    rows = []
    for slip in SLIPS:
        for origin in right:
            tally = wrong.get((slip.kind, origin))
            if tally:
                rows.append(row_of(f"  {slip.kind} ({origin})", tally))
    every = Tally(
        *(sum(getattr(tally, name) for tally in wrong.values()) for name in ("total", "stopped", "named", "alone"))
    )
    questioned = [questioned_row(f"  right counts of {origin} questioned", tally) for origin, tally in right.items()]
    both = Tally(*(sum(getattr(tally, name) for tally in right.values()) for name in ("total", "stopped")))
    kinds = mean_of_kinds(wrong)
    missed = 100 * (every.total - every.stopped) / every.total
    return [
        *rows,
        Row("desk: wrong entries not caught", missed, "%", 100 - GOAL_CAUGHT, note=told(every)),
        Row("  the same, were each kind as frequent as the other", kinds, "%"),
        *questioned,
        Row("desk: right counts questioned", 100 * both.stopped / both.total, "%", GOAL_QUESTIONED, note=said(both)),
    ]


def mean_of_kinds(wrong: dict) -> float:
    """Percent not caught, on the average of the kinds."""
    parts = []
    for slip in SLIPS:
        tallies = [tally for (kind, _origin), tally in wrong.items() if kind == slip.kind]
        if tallies:
            parts.append(1 - sum(tally.stopped for tally in tallies) / sum(tally.total for tally in tallies))
    return 100 * sum(parts) / len(parts)


def row_of(what: str, tally: Tally) -> Row:
    return Row(what, 100 * tally.stopped / tally.total, "% caught", note=told(tally))


def questioned_row(what: str, tally: Tally) -> Row:
    codes = ", ".join(f"{code} {many}" for code, many in tally.codes.most_common())
    return Row(what, 100 * tally.stopped / tally.total, "%", note=f"{said(tally)}: {codes or 'none'}")


def said(tally: Tally) -> str:
    return f"{tally.stopped} of {tally.total}"


def told(tally: Tally) -> str:
    missed = f"; {tally.alone} of the others are first counts without a total" if tally.alone else ""
    return f"{said(tally)}, {tally.named} by name{missed}"
