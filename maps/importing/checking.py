"""What cannot be right in a file of shapes, each with the sentence that says so. No Django, no geopandas."""

import re
from collections.abc import Sequence

import numpy as np
import shapely

from maps.geometry.repair import spikes
from maps.importing.errors import ImportRefused, listing

Box = tuple[float, float, float, float]
LONELY = 5  # a row that lies this many times farther from the middle than nine tenths of the rows do


def field(table, wanted: str, option: str) -> str:
    """The field of the file that is meant by `wanted`, whatever its capitals; `option` is for the sentence."""
    same = [name for name in table.fields if name == wanted] or [
        name for name in table.fields if name.lower() == wanted.lower()
    ]
    if len(same) != 1:
        raise ImportRefused(f"{table.name} has no field “{wanted}” ({option}); it has {listing(table.fields, 40)}.")
    return same[0]


def where(table, condition: str) -> list:
    """The rows that meet FIELD=VALUE; all rows without a condition."""
    if not condition:
        return table.rows
    name, equals, value = condition.partition("=")
    if not equals:
        raise ImportRefused(f"“{condition}” is not a condition; write --where FIELD=VALUE.")
    name = field(table, name.strip(), "--where")
    rows = [row for row in table.rows if str(row.values[name]).strip() == value.strip()]
    if not rows:
        found = sorted({str(row.values[name]) for row in table.rows})
        raise ImportRefused(f"No row of {table.name} has {name}={value.strip()}; there are {listing(found)}.")
    return rows


def codes(table, rows: Sequence, name: str, prefix: str = "") -> list[str]:
    """The code of every row, with `prefix` before bare numbers; refuses rows without one."""
    found = [normal_code(row.values[name], prefix) for row in rows]
    missing = [row.number for row, code in zip(rows, found, strict=True) if not code]
    if missing:
        raise ImportRefused(
            f"{_rows(missing)} of {table.name} has no code in the field {name}; each row needs the code of its seat."
        )
    return found


def normal_code(value, prefix: str = "") -> str:
    """A code as text without outer blanks; a bare number gets the prefix: 022 with NA- is NA-22."""
    text = " ".join(str("" if value is None else value).split())
    return prefix + (text.lstrip("0") or "0") if prefix and text.isdigit() else text


def loose(code: str) -> str:
    """A code without capitals, blanks, hyphens and leading zeros, to find NA-22 under “na 022”."""
    return re.sub(r"0*(\d+)", r"\1", re.sub(r"[\W_]+", "", code.casefold()))


def one_spelling(found: Sequence[str], known: Sequence[str]) -> list[str]:
    """Each code in the spelling of the database, or, if it is not there, in its first spelling in the file."""
    spelling = {}
    for code in [*known, *found]:
        spelling.setdefault(loose(code), code)
    exact = set(known)
    return [code if code in exact else spelling[loose(code)] for code in found]


def same_names(table, rows: Sequence, seats: Sequence[str], name: str) -> None:
    """Refuse rows of one code that bear different names: that is a wrong code, not a seat in several rows."""
    first = {}
    for row, code in zip(rows, seats, strict=True):
        text = str(row.values[name] or "").strip()
        number, before = first.setdefault(code, (row.number, text))
        if loose(text) != loose(before):
            raise ImportRefused(
                f"Rows {number} and {row.number} of {table.name} have the same code {code} but different names, "
                f"“{before}” and “{text}”; correct the code of one."
            )


def shapes(table, rows: Sequence, seats: Sequence[str]) -> None:
    """Refuse rows without a shape, with points or lines, and with coordinates that are not on Earth."""
    _present(table, rows)
    for row, code in zip(rows, seats, strict=True):
        place = f"Row {row.number} of {table.name} ({code})"
        if row.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise ImportRefused(f"{place} is a {row.geometry.geom_type}; boundaries must be polygons.")
        _on_earth(place, row.geometry)
        if wrong := spikes(row.geometry):
            lon, lat = (round(value, 5) for value in wrong[0])
            raise ImportRefused(
                f"{place} has a vertex far outside of it, at {lon} {lat}; remove or correct that vertex."
            )


def _present(table, rows: Sequence) -> None:
    empty = [row.number for row in rows if row.geometry is None or row.geometry.is_empty]
    if empty:
        raise ImportRefused(f"{_rows(empty)} of {table.name} has no shape; draw it or delete the row.")


def _on_earth(place: str, geometry) -> None:
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all():
        raise ImportRefused(f"{place} has a coordinate that is not a number; export the file again.")
    lon, lat = np.abs(points).max(axis=0)
    if lat > 90 and lat <= 180 and lon <= 90:
        raise ImportRefused(
            f"{place} has the latitude {lat:g}; longitude and latitude look swapped, longitude comes first."
        )
    if lon > 180 or lat > 90:
        raise ImportRefused(
            f"{place} has coordinates such as {points[0][0]:g} {points[0][1]:g}, which are not degrees; "
            "the file names the wrong coordinate system, or none."
        )


def position(table, rows: Sequence, seats: Sequence[str], known: Box | None) -> list[str]:
    """Refuse swapped longitudes and latitudes, of the whole file (against what is loaded) or of single rows.

    Returns remarks about what lies unexpectedly far away but may be meant.
    """
    boxes = shapely.bounds([row.geometry for row in rows])
    remarks = _lonely_rows(table, rows, seats, (boxes[:, :2] + boxes[:, 2:]) / 2)
    whole = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    if known and not _meet(whole, known):
        if _meet((whole[1], whole[0], whole[3], whole[2]), known):
            raise ImportRefused(
                f"In {table.name} longitude and latitude are swapped: it lies at {_box(whole)} (longitude, latitude), "
                f"what is loaded at {_box(known)}; longitude comes first."
            )
        remarks.append(f"{table.name} lies at {_box(whole)}, away from what is loaded at {_box(known)}.")
    return remarks


def _lonely_rows(table, rows, seats, centres: np.ndarray) -> list[str]:
    middle = np.median(centres, axis=0)
    away = np.abs(centres - middle).max(axis=1)
    reach = max(float(np.quantile(away, 0.9)), 0.5)
    swapped = np.abs(centres[:, ::-1] - middle).max(axis=1)
    remarks = []
    for row, code, distance, turned in zip(rows, seats, away, swapped, strict=True):
        place = f"Row {row.number} of {table.name} ({code})"
        if distance > LONELY * reach and turned < 2 * reach:
            raise ImportRefused(f"{place} has longitude and latitude swapped; longitude comes first.")
        if distance > LONELY * reach:
            remarks.append(f"{place} lies {distance:.0f} degrees away from the others.")
    return remarks


def _meet(a: Box, b: Box) -> bool:
    """Whether two boxes meet, the second one widened by half its size and at least a degree."""
    wide, high = max(1.0, (b[2] - b[0]) / 2), max(1.0, (b[3] - b[1]) / 2)
    return a[0] <= b[2] + wide and a[2] >= b[0] - wide and a[1] <= b[3] + high and a[3] >= b[1] - high


def _box(box: Box) -> str:
    return f"{box[0]:.1f} {box[1]:.1f} to {box[2]:.1f} {box[3]:.1f}"


def _rows(numbers: list[int]) -> str:
    return f"Row {numbers[0]}" if len(numbers) == 1 else f"Each of the rows {listing(numbers)}"
