"""`make bench`: every measurement, as a table and as JSON in bench/out/."""

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import desk, embeds, growth, importing, night, speed, weights
from bench.rows import Row, table

OUT = Path(__file__).resolve().parent / "out"
SUITES = {
    "speed": speed.measure,
    "night": night.measure,
    "growth": growth.measure,
    "weights": weights.measure,
    "embeds": embeds.measure,
    "import": importing.measure,
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
    for name in chosen:
        print(f"Measuring: {name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            rows += SUITES[name](Path(folder))
    print(table(rows))
    save(rows)
    return any(row.missed for row in rows)


def save(rows: list[Row]) -> None:
    OUT.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = OUT / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    body = {"at": now.isoformat(timespec="seconds"), "python": sys.version.split()[0]}
    file.write_text(json.dumps({**body, "rows": [row.as_dict() for row in rows]}, indent=1, ensure_ascii=False))
    print(f"\nAlso in bench/out/{file.name}")


if __name__ == "__main__":
    sys.exit(main())
