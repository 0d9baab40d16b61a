"""A fresh process that renders one page: run by the suite, it prints what that took as JSON.

`python -m bench.growth.rendering WARM SLUG NAME` is warm from WARM's page (a small election), then renders SLUG's.
With `calls` as a fourth word it counts what is called instead, which no other load on the machine changes.
"""

import cProfile
import json
import pstats
import sys
import time
from pathlib import Path

import brotli
import django

PATHS = {
    "national page": "/elections/{}/",
    "its embed": "/embed/elections/{}/",
    "map.geojson": "/api/v1/elections/{}/map.geojson",
    "results.json": "/api/v1/elections/{}/results.json",
}
QUALITY = 5  # of brotli, as pages are served


def main(warm: str, slug: str, name: str, what: str = "") -> None:
    django.setup()
    from django.test import Client

    from config.memory import settle

    client = Client(headers={"Host": "127.0.0.1"})
    body_of(client, PATHS[name].format(warm))
    settle()  # as a worker does
    print(json.dumps((calls if what == "calls" else figures)(client, PATHS[name].format(slug))))


def calls(client, path: str) -> dict:
    profile = cProfile.Profile()
    profile.runcall(body_of, client, path)
    return {"calls": pstats.Stats(profile).total_calls}


def figures(client, path: str) -> dict:
    from django.db import connection

    queries, before = [], memory()
    with connection.execute_wrapper(lambda execute, *rest: queries.append(1) or execute(*rest)):
        began = time.process_time()
        body = body_of(client, path)
        seconds = time.process_time() - began
    packed = len(brotli.compress(body, quality=QUALITY))
    after = memory()
    return {
        "seconds": seconds,
        "bytes": packed,
        "queries": len(queries),
        "memory": after,
        "more memory": after - before,
    }


def body_of(client, path: str) -> bytes:
    """The page without compression. Raises RuntimeError if it is no page."""
    answer = client.get(path, headers={"Accept-Encoding": "identity"})
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}.")
    return answer.content


def memory() -> float:
    """Megabytes that this process occupies."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
