"""Load from wrk against 127.0.0.1, in short bounded runs. What goes wrong under load is a failure, never a figure."""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench import tools

SCRIPT = Path(__file__).with_name("wrk.lua")
TIMEOUT = 10  # seconds; wrk's own 2 would count the slowest reference's queue as errors
ODD = 0.05  # of an answer's size: more than dates and ages may make a difference


class LoadError(RuntimeError):
    """The server did not do what it was measured for; the text says what it did."""


@dataclass(frozen=True)
class Load:
    """One run. Times in milliseconds; `fresh` counts the new answers that polling connections got after their first."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bytes: int
    fresh: int = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def read(said: str) -> Load:
    """Read what wrk printed. Raises LoadError for errors, answers of 400 and above, and no answer at all."""
    line = next((line for line in reversed(said.splitlines()) if line.startswith('{"requests"')), None)
    if line is None:
        raise LoadError(f"wrk told no result:\n{said.strip()[-500:]}")
    found = json.loads(line)
    if found["refused"] or found["broken"] or not found["requests"]:
        counts = f"{found['requests']} answers, {found['refused']} of 400 and above, {found['broken']} broken or late"
        raise LoadError(f"The server did not stand the load: {counts}.")
    times = (found[name] / 1000 for name in ("p50", "p99"))
    return Load(found["requests"], found["microseconds"] / 1e6, *times, found["bytes"], found["fresh"])


def run(url: str, connections: int, seconds: int, headers: Mapping[str, str], poll: bool = False) -> Load:
    """Raises LoadError; ValueError for any host but this machine's own."""
    if urlsplit(url).hostname != "127.0.0.1":
        raise ValueError(f"Load goes to 127.0.0.1 alone, not to {url}.")
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    threads = str(min(os.cpu_count() or 1, connections))
    options = [
        "-t",
        threads,
        "-c",
        str(connections),
        "-d",
        f"{seconds}s",
        "--timeout",
        f"{TIMEOUT}s",
        "-s",
        str(SCRIPT),
    ]
    command = [tools.found("wrk"), *options, *given, url, *(["--", "poll"] if poll else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 3 * TIMEOUT)
    return read(f"{done.stdout}\n{done.stderr}")


def check_size(load: Load, size: int) -> None:
    """Raises LoadError if the answers under load were not of the size (bytes with headers) looked at before."""
    each = load.bytes / load.requests
    if abs(each - size) > max(ODD * size, 40):
        raise LoadError(f"Under load an answer had {each:,.0f} bytes and not {size:,}: it was another one.")


def middle(loads: Iterable[Load], name: str = "rate") -> float:
    return median(getattr(load, name) for load in loads)


def spread(loads: Iterable[Load], name: str = "rate") -> str:
    """Least to most, in words for a note."""
    values = [getattr(load, name) for load in loads]
    digits = 0 if max(values) >= 100 else 1
    return f"{min(values):,.{digits}f}–{max(values):,.{digits}f}"


def runs(turns: list[Load], each: int) -> list[Load]:
    """Runs of so many turns: all their answers; of the slowest the middle one of the turns."""
    groups = [turns[at : at + each] for at in range(0, len(turns), each)]
    return [
        Load(
            **{name: sum(getattr(turn, name) for turn in group) for name in ("requests", "seconds", "bytes", "fresh")},
            **{name: middle(group, name) for name in ("p50", "p99")},
        )
        for group in groups
    ]


def paired(loads: Iterable[Load], others: Iterable[Load], name: str = "rate") -> float:
    """The median of the ratios run by run: both were made within seconds, so a machine's drift is in neither."""
    return median(getattr(one, name) / getattr(other, name) for one, other in zip(loads, others, strict=True))
