"""Lighthouse's scores of the national page on a simulated phone; npm fetches what package-lock.json here pins."""

import json
import os
import subprocess
from pathlib import Path
from statistics import median

from bench import tools
from bench.rows import Row
from tests.browser.embeds.packages import Missing, fetched

PACKAGES = Path(__file__).parent
GOALS = {"performance": 0.98, "accessibility": 1, "best-practices": 1, "seo": 1}
RUNS = 1 if tools.quick() else 3
PATIENCE = 180  # seconds for one run
WHAT = "Lighthouse, mobile, national page: {}"


def measure(url: str, folder: Path) -> list[Row]:
    """The median of each category of some runs, with what the first of them complained about."""
    absent = tools.missing("chromium", "npm")
    try:
        program = None if absent else fetched(PACKAGES) / ".bin" / "lighthouse"
    except Missing as problem:
        absent = f"not measured: {problem}"
    if absent:
        return [Row(WHAT.format(name), None, "", least=least, note=absent) for name, least in GOALS.items()]
    reports = [report(program, url, folder / f"lighthouse-{run}.json") for run in range(RUNS)]
    return [row(name, least, reports) for name, least in GOALS.items()]


def report(program: Path, url: str, file: Path) -> dict:
    """One run. Raises RuntimeError with Lighthouse's words if it makes no report."""
    flags = "--headless=new --no-first-run" + ("" if os.geteuid() else " --no-sandbox")
    options = [f"--chrome-flags={flags}", "--output=json", f"--output-path={file}", "--quiet"]
    options += ["--no-enable-error-reporting", f"--only-categories={','.join(GOALS)}"]
    environment = {**os.environ, "CHROME_PATH": tools.browser()}
    command = [str(program), url, *options]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    if run.returncode or not file.exists():
        raise RuntimeError(f"Lighthouse: {(run.stderr or run.stdout).strip()[-1000:]}")
    return json.loads(file.read_text())


def row(name: str, least: float, reports: list[dict]) -> Row:
    scores = [found["categories"][name]["score"] for found in reports]
    told = "; ".join(complaints(reports[0], name)) or "no complaint"
    note = f"{min(scores)}–{max(scores)} of {len(scores)} runs; {told}"
    return Row(WHAT.format(name), median(scores), "", least=least, note=note)


def complaints(found: dict, name: str) -> list[str]:
    """What took points off: each audit that counts and was not fully met, with its score."""
    counted = {part["id"] for part in found["categories"][name]["auditRefs"] if part["weight"]}
    audits = [audit for key, audit in found["audits"].items() if key in counted and (audit["score"] or 0) < 1]
    return [
        f"{audit['id']} {audit['score']} {audit.get('displayValue', '')}".replace("\u00a0", " ").strip()
        for audit in audits
        if audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
