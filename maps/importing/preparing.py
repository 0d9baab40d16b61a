"""From rows to one clean coverage with its two outlines, and the report of how. No Django."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shapely

from maps.geometry import coverage
from maps.geometry.repair import merge_rows, repair
from maps.importing.errors import ImportRefused
from maps.importing.options import Options
from maps.importing.report import Report

STEPS = ("reading", "repairing", "snapping", "simplifying", "writing", "bundling", "packing")
Progress = Callable[[str], None]


def silent(step: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True)
class Prepared:
    """Clean shapes by code: `full` before simplification, `outlines` after."""

    full: coverage.Shapes
    outlines: coverage.Outlines


def prepare(rows: Sequence, codes: Sequence[str], options: Options, report: Report, progress: Progress) -> Prepared:
    """Repair, merge, snap, simplify; fills the report. Raises ImportRefused."""
    progress("repairing")
    merged, report.merges = merge_rows(_repaired(rows, codes, report))
    report.rows, report.shapes = len(rows), len(merged)
    try:
        progress("snapping")
        cleaned = coverage.clean(merged, sliver_km=options.sliver_km)
        progress("simplifying")
        outlines = coverage.outlines(cleaned.shapes, options.tolerance_web, options.tolerance_close)
    except coverage.CoverageError as error:
        raise ImportRefused(f"{report.name}: {error}") from error
    report.overlaps, report.gaps = list(cleaned.overlaps), list(cleaned.gaps)
    report.vertices = {
        "read": _vertices(row.geometry for row in rows),
        "close-up": _vertices(outlines.close.values()),
        "national": _vertices(outlines.web.values()),
    }
    return Prepared(cleaned.shapes, outlines)


def _repaired(rows, codes, report: Report):
    for row, code in zip(rows, codes, strict=True):
        shape, repaired = repair(code, row.geometry)
        if repaired:
            report.repairs.append(repaired)
        if shape.is_empty:
            raise ImportRefused(f"Row {row.number} of {report.name} ({code}) encloses no area; draw it again.")
        yield code, shape


def _vertices(shapes) -> int:
    return int(shapely.get_num_coordinates(list(shapes)).sum())


def refuse_faults(report: Report) -> None:
    """Raise ImportRefused if anything had to be repaired or did not match (for --strict)."""
    if faults := report.faults():
        raise ImportRefused(
            f"{report.name} is not clean and --strict was given: {'; '.join(faults)}. "
            "Correct the file, or leave --strict out to have it repaired."
        )
