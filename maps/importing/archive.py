"""What kind of file it is and whether it is safe to open, decided before GDAL sees it.

GDAL recognises formats by content and some of them name further files or hosts to read. So a file must begin like the
format its ending promises, archives are unpacked here within limits, and GDAL gets only the unpacked local files.
"""

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from maps.importing.errors import ImportRefused, listing

MAX_FILE = 500 * 2**20
MAX_UNPACKED = 1 * 2**30
MAX_MEMBERS = 200
MAX_RATIO = 100  # real shapefiles reach 10; a bomb begins at 1,000
RATIO_MATTERS_ABOVE = 20 * 2**20
CHUNK = 2**20

DATASETS = (".shp", ".gpkg", ".geojson", ".json")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg")
NESTED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".kmz")
FORMATS = "a shapefile (zipped, or with its .shx, .dbf and .prj beside it), a GeoPackage (.gpkg) or GeoJSON"


@contextmanager
def opened(path: Path, layer: str = "") -> Iterator[tuple[Path, str]]:
    """Give the local file to read and the layer to ask it for; unpacks a zip into a folder that is removed afterwards.

    In a zip of several shapefiles `layer` chooses one by its name. Raises ImportRefused.
    """
    if not path.is_file():
        raise ImportRefused(f"There is no file {path}.")
    if path.stat().st_size > MAX_FILE:
        raise ImportRefused(f"{path.name} is larger than {MAX_FILE // 2**20} MB; simplify or split it first.")
    if path.suffix.lower() != ".zip":
        yield checked(path), layer
        return
    with tempfile.TemporaryDirectory(prefix="halqa-import-") as folder:
        dataset = choose(path.name, unpack(path, Path(folder)), layer)
        yield checked(dataset), "" if dataset.suffix.lower() == ".shp" else layer


def checked(path: Path) -> Path:
    """The path, if its first bytes are those of the format that its ending names."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(512)
    if ending not in DATASETS:
        raise ImportRefused(f"{path.name} is not a file of shapes; give {FORMATS}.")
    if not start:
        raise ImportRefused(f"{path.name} is empty; give {FORMATS}.")
    begins_right = {
        ".shp": start.startswith(b"\x00\x00\x27\x0a"),
        ".gpkg": start.startswith(b"SQLite format 3\x00"),
    }.get(ending, start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"))
    if not begins_right:
        raise ImportRefused(f"{path.name} is named {ending} but is something else inside; give {FORMATS}.")
    if ending == ".shp":
        _need_siblings(path)
    return path


def _need_siblings(path: Path) -> None:
    beside = {file.suffix.lower() for file in path.parent.iterdir() if file.stem == path.stem}
    missing = [ending for ending in (".shx", ".dbf") if ending not in beside]
    if missing:
        raise ImportRefused(
            f"{path.name} lacks {' and '.join(path.stem + ending for ending in missing)}; "
            "a shapefile is several files that belong together, best sent as one zip."
        )


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack the files of a zip that matter into `folder`, flat; refuse bombs, nested archives and odd paths."""
    if not zipfile.is_zipfile(path):
        raise ImportRefused(f"{path.name} is named .zip but is not a zip file.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_sizes(path, members)
            for member in members:
                _check_member(path, member)
            return _extract(path, archive, members, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise ImportRefused(
            f"{path.name} is damaged or uses an unknown compression ({error}); zip it again."
        ) from error


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise ImportRefused(
            f"{path.name} holds {len(members)} files, more than {MAX_MEMBERS}; zip one shapefile alone."
        )
    if total > MAX_UNPACKED:
        raise ImportRefused(
            f"{path.name} unpacks to {total // 2**20} MB, more than {MAX_UNPACKED // 2**20} MB; simplify or split it."
        )
    if total > RATIO_MATTERS_ABOVE and total > MAX_RATIO * path.stat().st_size:
        raise ImportRefused(
            f"{path.name} unpacks to {total // path.stat().st_size} times its size, which no real map does."
        )


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name or "\0" in name:
        raise ImportRefused(f"{path.name} holds a file with the path “{name}”, which leads out of it; zip it again.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ImportRefused(f"{path.name} holds a link ({name}); zip the file itself.")
    if member.flag_bits & 1:
        raise ImportRefused(f"{path.name} is encrypted ({name}); zip it without a password.")
    if parts.suffix.lower() in NESTED:
        raise ImportRefused(f"{path.name} holds another archive ({name}); give that one itself.")


def _extract(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path) -> list[Path]:
    files, left = [], MAX_UNPACKED
    for member in members:
        name = PurePosixPath(member.filename).name
        if PurePosixPath(name).suffix.lower() not in DATASETS + SIDECARS or name.startswith("."):
            continue  # also skips the "._name" files that macOS adds
        target = folder / name
        if target.exists():
            raise ImportRefused(f"{path.name} holds two files named {name}; zip one shapefile alone.")
        left -= _copy(archive, member, target, left, path)
        files.append(target)
    return files


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, path: Path) -> int:
    """Write one member and count its bytes: what the directory of a zip says about sizes need not be true."""
    size = 0
    with archive.open(member) as source, target.open("wb") as copy:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise ImportRefused(
                    f"{path.name} unpacks to more than {MAX_UNPACKED // 2**20} MB; simplify or split it."
                )
            copy.write(chunk)
    return size


def choose(name: str, files: list[Path], layer: str) -> Path:
    """The one dataset among unpacked files, or the one that `layer` names."""
    datasets = sorted(file for file in files if file.suffix.lower() in DATASETS)
    if not datasets:
        raise ImportRefused(f"{name} holds no shapes; it must hold {FORMATS}.")
    if len(datasets) == 1:
        return datasets[0]
    named = [file for file in datasets if file.stem == layer]
    if len(named) != 1:
        stems = listing(file.stem for file in datasets)
        raise ImportRefused(f"{name} holds several layers; choose one with --layer: {stems}.")
    return named[0]
