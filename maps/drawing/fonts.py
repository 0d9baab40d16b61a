"""The typefaces of PNG pictures: Latin ones that come with the requirements, an Urdu one if this machine has it.

Pictures look the same on every machine, so no other font is ever used. Fonts for Urdu are large and few machines have
one: CARD_URDU_FONT names it, else the usual folders are looked through.
"""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

SANS, SERIF = "Source Sans Pro", "Source Serif Pro"
LATIN = {"font-source-sans-pro": ("Regular", "Semibold", "Bold", "It"), "font-source-serif-pro": ("Regular", "Bold")}
URDU = ("NotoNastaliqUrdu-Regular.ttf", "NotoNaskhArabic-Regular.ttf")  # in the order of preference
FOLDERS = (
    *(Path("/usr/share/fonts"), Path("/usr/local/share/fonts")),
    *(Path("/Library/Fonts"), Path("C:/Windows/Fonts")),
    *(Path("~/.local/share/fonts"), Path("~/.fonts"), Path("~/Library/Fonts")),
)
FAMILY, TYPOGRAPHIC_FAMILY, WINDOWS = 1, 16, 3  # of OpenType's table of names


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files to draw with; `urdu` is the name of the family for Urdu, "" if there is none."""

    files: tuple[str, ...]
    urdu: str = ""


@cache
def fonts() -> Fonts:
    """What this machine draws with; looked for once in the life of a process."""
    found = urdu_font(settings.CARD_URDU_FONT)
    if found is None:
        logger.warning("No Urdu font (CARD_URDU_FONT, or Noto Nastaliq Urdu): Urdu pages show the English pictures.")
        return Fonts(latin())
    bold = found.with_name(found.name.replace("-Regular", "-Bold"))
    weights = dict.fromkeys(file for file in (found, bold) if file.exists())
    return Fonts((*latin(), *map(str, weights)), family(found))


def latin() -> tuple[str, ...]:
    """The files of the Latin typefaces, from the packages that bring them."""
    names = {package: {f"-{weight}.ttf" for weight in weights} for package, weights in LATIN.items()}
    return tuple(
        str(file.locate())
        for package, endings in names.items()
        for file in sorted(files(package) or ())
        if any(file.name.endswith(ending) for ending in endings)
    )


def urdu_font(named: str = "") -> Path | None:
    """The file of the font for Urdu; None if there is none. A named one that cannot be read is none."""
    if named:
        return Path(named) if Path(named).is_file() and family(Path(named)) else None
    folders = [folder for folder in (path.expanduser() for path in FOLDERS) if folder.is_dir()]
    found = (file for name in URDU for folder in folders for file in sorted(folder.rglob(name)))
    return next((file for file in found if family(file)), None)


def family(file: Path) -> str:
    """The family's name as the font itself gives it; "" for what is no TrueType or OpenType font."""
    try:
        data = file.read_bytes()
        names = dict(_names(data))
    except (OSError, struct.error, UnicodeDecodeError):
        return ""
    return names.get(TYPOGRAPHIC_FAMILY) or names.get(FAMILY, "")


def _names(data: bytes):
    """(kind, name) of the table of names (OpenType 1.9, “name”), the Windows ones, which every font has."""
    count = struct.unpack_from(">H", data, 4)[0]
    tables = [struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count)]
    start = next((offset for tag, _sum, offset, _length in tables if tag == b"name"), None)
    if start is None:
        return
    records, strings = struct.unpack_from(">HH", data, start + 2)
    for number in range(records):
        platform, _encoding, _language, kind, length, offset = struct.unpack_from(">6H", data, start + 6 + 12 * number)
        if platform == WINDOWS:
            begin = start + strings + offset
            yield kind, data[begin : begin + length].decode("utf-16-be")
