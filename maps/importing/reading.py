"""Files of shapes as rows in EPSG:4326. The only module that imports geopandas."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pyproj
import shapely

from maps.importing import archive
from maps.importing.errors import ImportRefused, listing

MAX_ROWS = 50_000
DRIVERS = {"ESRI Shapefile", "GPKG", "GeoJSON"}


@dataclass(frozen=True)
class Row:
    """One feature: its number in the file (from 1), its fields, its geometry in degrees (None: it has none)."""

    number: int
    values: dict[str, Any]
    geometry: Any


@dataclass(frozen=True)
class Table:
    """A layer as rows; `crs` says what it was transformed from, `notes` what GDAL complained about."""

    name: str
    fields: list[str]
    rows: list[Row]
    crs: str
    notes: list[str] = field(default_factory=list)


def read(path: Path | str, layer: str = "", crs: str = "", encoding: str = "") -> Table:
    """Read one layer of a shapefile (also zipped), GeoPackage or GeoJSON. Raises ImportRefused.

    `crs` (such as "EPSG:32642") is for files that do not say which coordinates they use; it never overrides one.
    """
    path = Path(path)
    with archive.opened(path, layer) as (dataset, layer), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = _source(dataset)
        frame = _frame(source, _layer(source, layer, path.name), encoding, path.name)
        frame, origin = _to_degrees(frame, crs, path.name)
    return Table(path.name, *_rows(frame), origin, sorted({str(warning.message) for warning in caught}))


def _source(dataset: Path) -> str:
    """What GDAL is asked to open. The prefix binds JSON to the GeoJSON driver.

    Without it a "gdal_streamed_alg" object in the file is a command line that GDAL runs: it reads any file or host.
    """
    prefix = "GeoJSON:" if dataset.suffix.lower() in (".geojson", ".json") else ""
    return f"{prefix}{dataset.resolve()}"


def _layer(source: str, wanted: str, name: str) -> str:
    try:
        layers = [layer for layer, geometry in pyogrio.list_layers(source) if geometry is not None]
    except (pyogrio.errors.DataSourceError, ValueError) as error:
        raise _unreadable(name) from error
    if not layers:
        raise ImportRefused(f"{name} holds no layer with shapes; give {archive.FORMATS}.")
    if not wanted and len(layers) == 1:
        return layers[0]
    if wanted not in layers:
        problem = f"has no layer “{wanted}”" if wanted else "has several layers"
        raise ImportRefused(f"{name} {problem}; choose one with --layer: {listing(layers)}.")
    return wanted


def _frame(source: str, layer: str, encoding: str, name: str) -> geopandas.GeoDataFrame:
    options = {"encoding": encoding} if encoding else {}
    try:
        info = pyogrio.read_info(source, layer=layer, force_feature_count=True)
        _check_info(info, name)
        frame = geopandas.read_file(source, layer=layer, engine="pyogrio", **options)
    except (UnicodeDecodeError, LookupError) as error:
        raise ImportRefused(
            f"The texts in {name} are in another encoding; name it with --encoding, e.g. cp1252."
        ) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise _unreadable(name) from error
    except (
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        shapely.errors.ShapelyError,
        RuntimeError,
    ) as error:
        raise ImportRefused(f"{name} is damaged: {str(error).rstrip('.')}; export it again.") from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise ImportRefused(f"{name} is a table without shapes; give {archive.FORMATS}.")
    if frame.empty:
        raise ImportRefused(f"{name} has no rows; it must have one row or more for each seat.")
    return frame


def _check_info(info: dict, name: str) -> None:
    if info["driver"] not in DRIVERS:
        raise _unreadable(name)
    if info["features"] > MAX_ROWS:
        raise ImportRefused(f"{name} has {info['features']} rows, more than the {MAX_ROWS} that a map can have.")


def _unreadable(name: str) -> ImportRefused:
    return ImportRefused(f"{name} cannot be read as geodata; give {archive.FORMATS}.")


def _to_degrees(frame: geopandas.GeoDataFrame, crs: str, name: str) -> tuple[geopandas.GeoDataFrame, str]:
    if frame.crs is None and not crs:
        raise ImportRefused(
            f"{name} does not say which coordinate system it uses (a shapefile needs its .prj file); "
            "add that, or name it with --crs, e.g. --crs EPSG:4326."
        )
    try:
        known = frame if frame.crs is not None else frame.set_crs(crs)
        origin = known.crs.to_string() if known.crs.to_epsg() else known.crs.name
        return known.to_crs(4326), origin
    except pyproj.exceptions.ProjError as error:
        raise ImportRefused(
            f"The coordinate system {crs or 'of ' + name} is unknown; use one like EPSG:32642."
        ) from error


def _rows(frame: geopandas.GeoDataFrame) -> tuple[list[str], list[Row]]:
    geometries = frame.geometry.values
    plain = frame.drop(columns=frame.geometry.name)
    fields = [str(column) for column in plain.columns]
    records = zip(plain.itertuples(index=False, name=None), geometries, strict=True)
    return fields, [
        Row(number, dict(zip(fields, map(_plain, values), strict=True)), geometry)
        for number, (values, geometry) in enumerate(records, start=1)
    ]


def _plain(value: Any) -> Any:
    """A value without pandas: NaN and NaT are None, whole floats are whole numbers."""
    if value is None or value != value:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value
