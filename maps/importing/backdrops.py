"""A layer that maps are drawn on, from a file into `Backdrop` and `BackdropShape`, in one transaction."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from maps.importing import checking, reading
from maps.importing.boundaries import bundled, first_rows, known_box, packed
from maps.importing.errors import ImportRefused, listing
from maps.importing.options import BackdropOptions
from maps.importing.preparing import Prepared, Progress, prepare, refuse_faults, silent
from maps.importing.report import Report
from maps.models import Backdrop, BackdropShape, renew_backdrop

YES = {"1", "true", "yes", "y", "t"}


def import_backdrop(options: BackdropOptions, progress: Progress = silent) -> Report:
    """Read, repair and write one backdrop; the shapes of an earlier one of the same kind are replaced.

    Codes become slugs ("Azad Kashmir" is azad-kashmir). All or nothing; a dry run takes everything back. Raises
    ImportRefused with one sentence.
    """
    if options.kind not in Backdrop.Kind.values:
        raise ImportRefused(
            f"There is no kind of backdrop “{options.kind}”; there are {listing(Backdrop.Kind.values)}."
        )
    progress("reading")
    table = reading.read(options.path, options.layer, options.crs, options.encoding)
    fields = _fields(table, options)
    rows, codes, remarks = _checked(table, fields["code_field"], options)
    report = Report(table.name, table.crs, "shape", remarks=table.notes + remarks, dry_run=options.dry_run)
    prepared = prepare(rows, codes, options, report, progress)
    if options.strict:
        refuse_faults(report)
    with transaction.atomic():
        progress("writing")
        backdrop = _write(report, prepared, first_rows(codes, rows), fields, options)
        bundles = bundled(lambda: [renew_backdrop(backdrop)], options.dry_run, progress)
    packed(bundles, options.dry_run, progress)
    return report


def _checked(table, field: str, options: BackdropOptions):
    """Rows, their codes as slugs, and remarks."""
    rows = checking.where(table, options.where)
    codes = _codes(table, rows, field)
    checking.shapes(table, rows, codes)
    _check_disputed(options, codes)
    return rows, codes, checking.position(table, rows, codes, known_box())


def _fields(table, options: BackdropOptions) -> dict[str, str]:
    names = ("code_field", "name_field", "name_ur_field", "province_field", "disputed_field")
    wanted = {name: getattr(options, name) for name in names}
    return {
        name: checking.field(table, value, "--" + name.replace("_", "-")) for name, value in wanted.items() if value
    }


def _codes(table, rows, field: str) -> list[str]:
    slugs = []
    for row, code in zip(rows, checking.codes(table, rows, field), strict=True):
        if not slugify(code):
            raise ImportRefused(
                f"Row {row.number} of {table.name} has the code “{code}” ({field}); codes need Latin letters or digits."
            )
        slugs.append(slugify(code))
    return slugs


def _check_disputed(options: BackdropOptions, codes: list[str]) -> None:
    unknown = [code for code in options.disputed if code not in codes]
    if unknown:
        raise ImportRefused(
            f"There is no shape “{unknown[0]}” to mark as disputed; there are {listing(sorted(codes))}."
        )


def _write(
    report: Report, prepared: Prepared, rows: dict, fields: dict[str, str], options: BackdropOptions
) -> Backdrop:
    title = {"name": options.title or str(Backdrop.Kind(options.kind).label).capitalize(), "name_ur": options.title_ur}
    contents = title | options.provenance() | {"imported_at": timezone.now()}
    backdrop, _ = Backdrop.objects.update_or_create(kind=options.kind, defaults=contents)
    backdrop.shapes.all().delete()
    shapes = []
    for code in prepared.full:
        shape = BackdropShape(backdrop=backdrop, code=code, **_columns(rows[code], code, fields, options))
        shape.draw(prepared.outlines.web[code], prepared.outlines.close[code])
        shapes.append(shape)
    BackdropShape.objects.bulk_create(shapes, batch_size=50)
    report.written = len(shapes)
    return backdrop


def _columns(row, code: str, fields: dict[str, str], options: BackdropOptions) -> dict:
    texts = {name: _text(row.values[field]) for name, field in fields.items()}
    marked = texts.get("disputed_field", "").lower() in YES
    return {
        "name": texts.get("name_field") or code,
        "name_ur": texts.get("name_ur_field", ""),
        "province": slugify(texts.get("province_field", "")),
        "disputed": marked or code in options.disputed,
    }


def _text(value) -> str:
    return " ".join(str("" if value is None else value).split())
