"""One version in place of the last at one instant: OUT is a link that leads to one of two folders beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maps.baking.errors import BakeRefused
from maps.baking.folder import alone
from maps.baking.manifest import NAME, Manifest


@contextmanager
def beside(link: Path) -> Iterator[Path]:
    """A folder that holds what the link leads to, to be changed. The link leads there once that went well.

    Raises BakeRefused if something else has the name of the link or of the folder, or if another bake is at work.
    """
    if link.exists() and not link.is_symlink():
        raise BakeRefused(f"{link} is no link, as --at-once makes one. Move it away, or name another.")
    link.parent.mkdir(parents=True, exist_ok=True)
    lock = link.with_name(f".{link.name}.lock")
    lock.touch()
    with alone(lock, link):
        new = next(path for path in folders(link) if not is_at(link, path))
        Manifest.of(new)  # refuses a folder of others
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        copy(link, new)
        yield new
        lead(link, new)


def folders(link: Path) -> tuple[Path, Path]:
    return link.with_name(f"{link.name}.1"), link.with_name(f"{link.name}.2")


def is_at(link: Path, folder: Path) -> bool:
    return link.exists() and folder.exists() and link.samefile(folder)


def copy(old: Path, new: Path) -> None:
    """What a bake put there, as the same files: the next replaces files and changes none."""
    files = Manifest.of(old, force=True).files
    for path in (*files, *([NAME] if files else ())):
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # the bake makes it anew
            same(old / path, new / path)


def same(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:  # not on every file system
        shutil.copy2(old, new)


def lead(link: Path, folder: Path) -> None:
    temporary = link.with_name(f".{link.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(folder.name)
    temporary.replace(link)
