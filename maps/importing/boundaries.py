"""The shapes of constituencies from a file into `Boundary`, in one transaction."""

from collections.abc import Callable, Sequence

import shapely
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from elections.models import Assembly, Constituency, Delimitation, Election
from maps.geometry.areas import area_km2
from maps.importing import checking, reading
from maps.importing.errors import ImportRefused, listing
from maps.importing.options import BoundaryOptions
from maps.importing.places import Creator
from maps.importing.preparing import Prepared, Progress, prepare, refuse_faults, silent
from maps.importing.report import NOISE_KM2, TOLD, Report
from maps.models import BackdropShape, Boundary, CurrentBundle, ShapeBundle

COLUMNS = [field.name for field in Boundary._meta.fields if field.name not in ("id", "constituency")]


def import_boundaries(options: BoundaryOptions, progress: Progress = silent) -> Report:
    """Read, repair and write the boundaries of one assembly in one delimitation; seats not in the file keep theirs.

    All or nothing; a dry run does everything and takes it back. Raises ImportRefused with one sentence.
    """
    delimitation = named(Delimitation, options.delimitation, "delimitation")
    assembly = named(Assembly, options.assembly, "assembly")
    progress("reading")
    table = reading.read(options.path, options.layer, options.crs, options.encoding)
    known = list(Constituency.objects.filter(delimitation=delimitation, assembly=assembly))
    rows, codes, remarks = _checked(table, options, known)
    report = Report(table.name, table.crs, remarks=table.notes + remarks, dry_run=options.dry_run)
    prepared = prepare(rows, codes, options, report, progress)
    _match(report, prepared, known, options)
    creator = Creator(options, table, delimitation, assembly) if options.create else None
    with transaction.atomic():
        progress("writing")
        _write(report, prepared, _seats(report, known, first_rows(codes, rows), creator), options)
        bundles = bundled(lambda: CurrentBundle.renew(delimitation, assembly), options.dry_run, progress)
    report.bundles = list(map(_bundle_line, packed(bundles, options.dry_run, progress)))
    return report


def named(model, slug: str, what: str):
    """The row with this slug; refuses with the slugs there are."""
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist:
        slugs = list(model.objects.values_list("slug", flat=True))
        there = f"there are {listing(slugs)}" if slugs else "there is none yet, add it first"
        raise ImportRefused(f"There is no {what} “{slug}”; {there}.") from None


def _checked(table, options: BoundaryOptions, known: list[Constituency]):
    """Rows, their codes in the database's spelling, and remarks."""
    rows = checking.where(table, options.where)
    field = checking.field(table, options.code_field, "--code-field")
    found = checking.codes(table, rows, field, options.code_prefix)
    codes = checking.one_spelling(found, [seat.code for seat in known])
    if options.name_field:
        checking.same_names(table, rows, codes, checking.field(table, options.name_field, "--name-field"))
    checking.shapes(table, rows, codes)
    return rows, codes, checking.position(table, rows, codes, known_box())


def first_rows(codes: Sequence[str], rows: Sequence) -> dict:
    """The first row of each code, in the order of the file."""
    first = {}
    for code, row in zip(codes, rows, strict=True):
        first.setdefault(code, row)
    return first


def known_box() -> checking.Box | None:
    """Where loaded shapes have their labels: west, south, east, north in degrees; None if there are none."""
    boxes = [
        model.objects.aggregate(w=Min("label_lon"), s=Min("label_lat"), e=Max("label_lon"), n=Max("label_lat"))
        for model in (Boundary, BackdropShape)
    ]
    boxes = [box for box in boxes if box["w"] is not None]
    if not boxes:
        return None
    west, south = min(box["w"] for box in boxes), min(box["s"] for box in boxes)
    return west, south, max(box["e"] for box in boxes), max(box["n"] for box in boxes)


def _match(report: Report, prepared: Prepared, known: list[Constituency], options: BoundaryOptions) -> None:
    here = {seat.code for seat in known}
    report.without_shape = [seat.code for seat in known if seat.code not in prepared.full]
    report.not_in_database = [] if options.create else [code for code in prepared.full if code not in here]
    if len(report.not_in_database) == len(prepared.full):
        raise ImportRefused(
            f"No code of {report.name} is among the seats of {options.assembly} in {options.delimitation} (the file "
            f"has {listing(prepared.full, 3)}, the database {listing(sorted(here), 3) or 'none'}); choose another "
            "--code-field, give --code-prefix, or add the seats with --create."
        )
    if options.strict:
        refuse_faults(report)


def _seats(report: Report, known: list[Constituency], first: dict, creator: Creator | None) -> dict[str, Constituency]:
    """Seats by code for every shape that will be written; makes those that are missing if there is a creator."""
    seats = {seat.code: seat for seat in known if seat.code in first}
    if creator:
        seats |= {code: creator.constituency(row, code) for code, row in first.items() if code not in seats}
        report.created = creator.created
    return seats


def _write(report: Report, prepared: Prepared, seats: dict[str, Constituency], options: BoundaryOptions) -> None:
    now = timezone.now()
    boundaries = []
    for code, seat in seats.items():
        boundary = Boundary(constituency=seat, imported_at=now, **options.provenance())
        boundary.measure(prepared.full[code], keep=options.keep_full)
        boundary.draw(prepared.outlines.web[code], prepared.outlines.close[code])
        boundaries.append(boundary)
    report.remarks += _trespasses(boundaries)
    Boundary.objects.bulk_create(
        boundaries, batch_size=50, update_conflicts=True, unique_fields=["constituency"], update_fields=COLUMNS
    )
    report.written = len(boundaries)


def _trespasses(boundaries: list[Boundary]) -> list[str]:
    """Remarks on boundaries loaded earlier, of the same assembly, that the new ones overlap; those are not changed."""
    seat = boundaries[0].constituency
    others = Boundary.objects.filter(
        constituency__delimitation=seat.delimitation_id, constituency__assembly=seat.assembly_id
    ).exclude(constituency__in=[boundary.constituency for boundary in boundaries])
    others = list(others.select_related("constituency").at_level("close"))
    if not others:
        return []
    found = []
    new = [boundary.close for boundary in boundaries]
    for other, mine in shapely.STRtree(new).query([o.close for o in others], predicate="intersects").T.tolist():
        shared = float(area_km2(others[other].close.intersection(new[mine])))
        if shared >= NOISE_KM2:
            found.append((shared, boundaries[mine].constituency.code, others[other].constituency.code))
    remarks = [
        f"{code} overlaps {before}, loaded earlier, by {shared:.2f} km²; import both from one file to settle it."
        for shared, code, before in sorted(found, reverse=True)[:TOLD]
    ]
    if len(found) > TOLD:
        remarks.append(f"Further overlaps with seats loaded earlier: {len(found) - TOLD}.")
    return remarks


def bundled(renew: Callable[[], list[ShapeBundle]], dry_run: bool, progress: Progress) -> list[ShapeBundle]:
    """The end of an import's transaction: new bundles, every election's next version, or for a dry run none of it."""
    progress("bundling")
    bundles = renew()
    Election.bump_all()
    transaction.set_rollback(dry_run)
    return bundles


def packed(bundles: list[ShapeBundle], dry_run: bool, progress: Progress) -> list[ShapeBundle]:
    """Compress them, after the transaction: it takes seconds, and editors would wait for it."""
    progress("packing")
    for bundle in bundles:
        bundle.pack(save=not dry_run)
    return bundles


def _bundle_line(bundle) -> str:
    return f"{bundle.hash} ({bundle.get_level_display()}): {len(bundle.body)} bytes, {len(bundle.brotli)} compressed."
