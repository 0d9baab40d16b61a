"""Small maps for tests, and the files of the shared folder, if it is there."""

import json
import os
from pathlib import Path

import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]


def shared(*parts: str) -> Path:
    """A file of the shared folder: HALQA_SHARED, or ../shared beside the repository; skips the test without it."""
    folder = Path(os.environ.get("HALQA_SHARED") or ROOT.parent / "shared")
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts)} of the shared folder; set HALQA_SHARED to where it is")
    return path


def square(west: float, south: float, size: float = 1.0) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


def feature(code, geometry, **properties) -> dict:
    shape = None if geometry is None else json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": {"code": code} | properties, "geometry": shape}


def geojson_file(folder: Path, *features: dict, name: str = "seats.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
