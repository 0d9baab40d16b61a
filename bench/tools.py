"""The programs that a measurement needs beside Python, and which Debian package brings each."""

import os
import shutil
from pathlib import Path

PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "chromium": "chromium", "npm": "npm"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def found(name: str) -> str | None:
    """The program's path; nginx is where a user's PATH does not look."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def missing(*names: str) -> str:
    """Why there is no figure: which programs are not here, and what brings them. Empty if all are."""
    absent = [name for name in names if not (browser() if name == "chromium" else found(name))]
    packages = " ".join(PACKAGES[name] for name in absent)
    return (
        f"not measured: there is no {' and no '.join(absent)} here (Debian: apt-get install {packages})"
        if absent
        else ""
    )


def quick() -> bool:
    """BENCH_QUICK=1: one short run of each, to try the benchmark out and not to quote it."""
    return os.environ.get("BENCH_QUICK", "") not in ("", "0")


def stolen() -> tuple[int, int]:
    """Ticks of all processors since the machine started that its host gave to others, and all ticks (proc_stat(5))."""
    ticks = [int(count) for count in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)


def machine() -> str:
    """Cores, processor and kernel: without them a figure means little."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), os.uname().machine
    )
    return f"{os.cpu_count()} cores, {model}, {os.uname().sysname} {os.uname().release}"
