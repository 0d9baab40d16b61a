"""`make bench`: every measurement, as a table and as JSON in bench/out/."""

import argparse
import json
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import desk, embeds, growth, importing, night, shapes, speed, tools, weights
from bench.rows import Row, table

OUT = Path(__file__).resolve().parent / "out"
SUITES = {
    "speed": speed.measure,
    "night": night.measure,
    "growth": growth.measure,
    "weights": weights.measure,
    "embeds": embeds.measure,
    "import": importing.measure,
    "shapes": shapes.measure,
    "desk": desk.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("suites", nargs="*", help=f"{' '.join(SUITES)}; all of them by default")
    chosen = parser.parse_args().suites or list(SUITES)
    unknown = [name for name in chosen if name not in SUITES]
    if unknown:
        parser.error(f"there is no suite {unknown[0]}; there are {', '.join(SUITES)}")
    rows: list[Row] = []
    now = datetime.now(UTC)
    print(f"{now:%d %B %Y, %H:%M} UTC; {tools.machine()}; Python {platform.python_version()}")
    for name in chosen:
        print(f"Measuring: {name} …", file=sys.stderr, flush=True)
        before = tools.stolen()
        with tempfile.TemporaryDirectory() as folder:
            rows += (found := SUITES[name](Path(folder)))
        taken, all_ = (now - then for now, then in zip(tools.stolen(), before, strict=True))
        print(
            f"\n{table(found)}\n\nOf the processors' time {taken / all_:.0%} went to other machines on the same host."
        )
        sys.stdout.flush()
        save(rows, now)  # after each: what was measured for half an hour is not lost by the next one
    print(f"\nAlso in {file_of(now).relative_to(OUT.parent.parent)}")
    return any(row.missed for row in rows)


def file_of(now: datetime) -> Path:
    return OUT / f"{now:%Y-%m-%dT%H%M%SZ}.json"


def save(rows: list[Row], now: datetime) -> None:
    OUT.mkdir(exist_ok=True)
    body = {"at": now.isoformat(timespec="seconds"), "machine": tools.machine(), "python": platform.python_version()}
    listed = [row.as_dict() for row in rows]
    file_of(now).write_text(json.dumps({**body, "rows": listed}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
