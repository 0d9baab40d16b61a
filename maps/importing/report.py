"""What an import did, in numbers and, by `lines()`, in words."""

from dataclasses import dataclass, field

from maps.geometry.coverage import Gap, Overlap
from maps.geometry.repair import Merge, Repair
from maps.importing.errors import listing

NOISE_KM2 = 0.01  # a hectare: below it lie the crumbs of snapping, counted but not told one by one
TOLD = 10


@dataclass
class Report:
    """Areas in km². `noun` is what a shape is called; the lists of codes are sorted as they were found."""

    name: str
    crs: str
    noun: str = "seat"
    rows: int = 0
    shapes: int = 0
    vertices: dict[str, int] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    not_in_database: list[str] = field(default_factory=list)
    without_shape: list[str] = field(default_factory=list)
    created: dict[str, list[str]] = field(default_factory=dict)
    written: int = 0
    bundles: list[str] = field(default_factory=list)
    dry_run: bool = False

    @property
    def closed(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.closed_into]

    @property
    def holes(self) -> list[Gap]:
        return [gap for gap in self.gaps if not gap.closed_into]

    @property
    def real_overlaps(self) -> list[Overlap]:
        return [overlap for overlap in self.overlaps if overlap.area_km2 >= NOISE_KM2]

    def faults(self) -> list[str]:
        """What was repaired, in short; empty for a clean file. This is what --strict refuses."""
        closed = [gap for gap in self.closed if gap.area_km2 >= NOISE_KM2]
        found = [
            (self.repairs, "invalid: " + listing((repair.code for repair in self.repairs), 3)),
            (self.merges, "in several rows: " + listing((merge.code for merge in self.merges), 3)),
            (self.real_overlaps, f"overlapping ({_km2(self.real_overlaps)}): {self._worst_overlap()}"),
            (closed, f"with a narrow gap between them ({_km2(closed)})"),
            (self.not_in_database, "not in the database: " + listing(self.not_in_database, 3)),
            (self.without_shape, "without a shape in the file: " + listing(self.without_shape, 3)),
        ]
        return [f"{len(items)} {words}" for items, words in found if items]

    def _worst_overlap(self) -> str:
        return " and ".join(self.real_overlaps[0].codes) + " most" if self.real_overlaps else ""

    def lines(self) -> list[str]:
        """The report as lines of text."""
        return [
            f"{self.name}: {_many(self.rows, 'row')}, {_many(self.shapes, self.noun)}, coordinates from {self.crs}.",
            *self.remarks,
            *(self._repair_line(repair) for repair in self.repairs),
            *(f"{m.code} came in {m.rows} rows: joined (shared ground {m.shared_km2:.2f} km²)." for m in self.merges),
            *self._overlap_lines(),
            *self._gap_lines(),
            *self._code_lines(),
            *(f"New {what}: {listing(names, 20)}." for what, names in self.created.items() if names),
            "Vertices: " + ", ".join(f"{count} {what}" for what, count in self.vertices.items()) + ".",
            *(f"Bundle {line}" for line in self.bundles),
            f"{'Dry run, nothing written: would write' if self.dry_run else 'Wrote'} {_many(self.written, self.noun)}.",
        ]

    @staticmethod
    def _repair_line(repair: Repair) -> str:
        change = repair.area_after_km2 - repair.area_before_km2
        area = f"{repair.area_after_km2:.1f} km² (changed by {abs(change):.2f})"
        return f"{repair.code} was invalid ({repair.reason}): repaired, area {area}."

    def _overlap_lines(self) -> list[str]:
        if not self.overlaps:
            return ["Overlaps: none."]
        head = f"Overlaps: {len(self.overlaps)}, {_km2(self.overlaps)}; each went to the smallest seat."
        head = head.replace("seat", self.noun)
        told = [f"  {' and '.join(o.codes)}: {o.area_km2:.2f} km² to {o.owner}" for o in self.real_overlaps[:TOLD]]
        return [head, *told, *_rest(len(self.overlaps) - len(told), "overlap")]

    def _gap_lines(self) -> list[str]:
        closed = f"Gaps closed: {len(self.closed)}, {_km2(self.closed)}; each went to its longest neighbour."
        told = [
            f"  at {gap.lon} {gap.lat}: {gap.area_km2:.2f} km², {gap.width_km * 1000:.0f} m wide, to {gap.closed_into}"
            for gap in self.closed[:TOLD]
            if gap.area_km2 >= NOISE_KM2
        ]
        left = [
            f"Hole left open at {gap.lon} {gap.lat}: {gap.area_km2:.2f} km², {gap.width_km * 1000:.0f} m wide."
            for gap in self.holes[:TOLD]
        ]
        told += _rest(len(self.closed) - len(told), "gap")
        return [
            closed if self.closed else "Gaps closed: none.",
            *told,
            *left,
            *_rest(len(self.holes) - len(left), "hole"),
        ]

    def _code_lines(self) -> list[str]:
        lines = []
        if self.not_in_database:
            lines.append(
                f"In the file, not in the database, left out: {listing(self.not_in_database, 20)} "
                f"({len(self.not_in_database)}); --create would add them."
            )
        if self.without_shape:
            lines.append(
                f"In the database, not in the file: {listing(self.without_shape, 20)} ({len(self.without_shape)})."
            )
        return lines


def _km2(items) -> str:
    return f"{sum(item.area_km2 for item in items):.2f} km²"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _rest(number: int, noun: str) -> list[str]:
    return [f"  and {_many(number, 'smaller ' + noun)}"] if number > 0 else []
