"""What is in a baked folder and what it was made of: OUT/bake.json, by which the next bake knows its own files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from maps.baking.errors import BakeRefused
from maps.baking.tree import SAFE

NAME = "bake.json"
MAKER = "halqa bake 1"


@dataclass
class Manifest:
    """`name` tells of what all files were made; `files` their sha256 by path. `whole` is False while they are put in
    place. `wanting` counts pictures that were not drawn yet, `pictures` names those there were. `withdrawn` are
    elections that were here and were taken off the site.
    """

    name: str = ""
    elections: dict[str, str] = field(default_factory=dict)  # slug → version.phase
    withdrawn: list[str] = field(default_factory=list)
    wanting: int = 0
    pictures: str = ""
    whole: bool = False
    files: dict[str, str] = field(default_factory=dict)
    made_by: str = MAKER

    @classmethod
    def of(cls, out: Path, force: bool = False) -> Manifest:
        """That of a folder; an empty one for an empty folder or one that is not there.

        Raises BakeRefused for a folder with files of others, unless forced.
        """
        file = out / NAME
        if out.exists() and not out.is_dir():
            raise BakeRefused(f"{out} is a file. Name a folder to write to.")
        if file.exists():
            return cls.read(file)
        if not force and out.exists() and any(out.iterdir()):
            raise BakeRefused(
                f"{out} is not empty and holds no {NAME} of a former bake. Name an empty folder, or add --force: "
                "then what is there stays, but for files with the name of a baked one."
            )
        return cls()

    @classmethod
    def read(cls, file: Path) -> Manifest:
        try:
            found = json.loads(file.read_text())
            known = found["made_by"] == MAKER and all(is_own(path) for path in found["files"])
            manifest = cls(**found)
        except (ValueError, TypeError, LookupError):
            known = False
        if not known:
            raise BakeRefused(f"{file} is not one that this command wrote. Name another folder, or remove that file.")
        return manifest

    def write(self, out: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        new = out / f"{NAME}.new"
        new.write_text(f"{text}\n")
        new.replace(out / NAME)

    def is_there(self, out: Path) -> bool:
        """Whether all of it was put in place and nobody took any of it away."""
        return self.whole and all((out / path).is_file() for path in self.files)


def is_own(path: str) -> bool:
    """Whether this can be the path of a baked file: one that leads out of the folder cannot."""
    return bool(SAFE.fullmatch(path)) and not any(part.startswith(".") for part in path.split("/"))
