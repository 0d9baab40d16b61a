"""Which backups of a folder stay: of two days all, of two weeks the last of each day, and always the newest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from elections.backup.archive import BackupError

NAME = "halqa-%Y-%m-%dT%H%M%SZ.zip"
ALL, DAILY = timedelta(days=2), timedelta(days=14)


def name_at(moment: datetime) -> str:
    """What a backup of this moment is called in a folder."""
    return moment.astimezone(UTC).strftime(NAME)


def moment_of(name: str) -> datetime | None:
    """The moment in a name that `name_at` gave; None for any other name."""
    try:
        moment = datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if name_at(moment) == name else None


def thin(folder: Path, now: datetime, dry_run: bool) -> dict[Path, int]:
    """Delete what is superfluous there, in a dry run nothing; says which files that are and their sizes in bytes.

    Raises BackupError if it is no folder, or not ours.
    """
    try:
        found = {path: path.stat().st_size for path in superfluous(folder, now)}
        for path in () if dry_run else found:
            path.unlink()
    except OSError as error:
        raise BackupError(f"Old backups in {folder} cannot be deleted: {error.strerror or error}.") from error
    return found


def superfluous(folder: Path, now: datetime) -> list[Path]:
    """The backups there that need not stay, and what is left of broken off ones; never a file of another name.

    Time is counted from the newest, so that nothing goes while no new ones are made; but not from the future, if a
    clock was wrong once.
    """
    files = [path for path in folder.iterdir() if path.is_file()]
    made = {path: moment for path in files if (moment := moment_of(path.name))}
    begun = {path: moment for path in files if (moment := moment_of(meant(path.name)))}
    latest = min([now, *([max(made.values())] if made else [])])
    broken_off = [path for path, moment in begun.items() if latest - moment > ALL]
    return sorted([*broken_off, *(made.keys() - staying(made, latest))])


def meant(name: str) -> str:
    """The name that a file was to get once it was whole (see `archive.written`); "" for any other."""
    whole, _, process = name.removeprefix(".").rpartition(".")
    return whole if name.startswith(".") and process.isdigit() else ""


def staying(made: Mapping[Path, datetime], latest: datetime) -> set[Path]:
    by_age = sorted(made, key=made.__getitem__)
    last_of_each_day = {made[path].date(): path for path in by_age if latest - made[path] <= DAILY}
    return {*last_of_each_day.values(), *(path for path in by_age if latest - made[path] <= ALL)}
