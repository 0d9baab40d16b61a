"""Make a backup: every table of one moment, but for what is made again or means nothing later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZipFile

from django.apps import apps
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from elections.backup import rows
from elections.backup.archive import FORMAT, BackupError, Manifest, Table, add, seal, weighed, written
from elections.backup.places import one_moment

# Sessions end with a restore, which itself says that it was (`Restore`); pictures are drawn again; the throttle counts
# for a quarter of an hour.
LEFT_OUT = {"sessions.Session", "elections.Restore", "maps.DrawnPicture"}
LEFT_OUT |= {"axes.AccessAttempt", "axes.AccessAttemptExpiration"}
Progress = Callable[[Iterable, str, int], Iterable]


def save(path: Path, force: bool, reserve: int, progress: Progress) -> Manifest:
    """Write a backup of the default database to a file, which exists once it is whole, readable by its owner alone.

    Raises BackupError if there is such a file and not `force`, if less than `reserve` bytes would be free on its disk,
    and if the database has not been migrated.
    """
    refuse_if_behind()
    with written(path, force, reserve) as archive:
        return fill(archive, progress)


def weigh(path: Path, force: bool, reserve: int, progress: Progress, freed: int = 0) -> tuple[Manifest, int]:
    """What `save` would write, and how many bytes: reads all of it, writes nothing, and refuses the same.

    `freed` bytes more would be free by then.
    """
    refuse_if_behind()
    with weighed(path, force, reserve, freed) as (archive, scale):
        manifest = fill(archive, progress)
    return manifest, scale.size


def refuse_if_behind() -> None:
    if MigrationExecutor(connections["default"]).migration_plan(targets("default")):
        raise BackupError("The database is behind this code: run `manage.py migrate` first.")


def fill(archive: ZipFile, progress: Progress) -> Manifest:
    with one_moment("default") as alias:
        made_at = timezone.now()
        tables = tuple(table(archive, model, alias, progress) for model in kept())
        manifest = Manifest(FORMAT, made_at, connections[alias].vendor, applied(alias), tables)
        seal(archive, manifest)
    return manifest


def kept() -> list[type[models.Model]]:
    """The models whose rows are in a backup, with the tables between them."""
    every = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted(
        (m for m in every if not m._meta.proxy and m._meta.label not in LEFT_OUT), key=lambda m: m._meta.label
    )


def table(archive: ZipFile, model: type[models.Model], alias: str, progress: Progress) -> Table:
    label = model._meta.label
    total = model._base_manager.using(alias).count()
    return add(archive, label, rows.columns_of(model), progress(rows.lines(model, alias), label, total))


def targets(alias: str) -> list[tuple[str, str]]:
    """The last migration of every application."""
    return MigrationExecutor(connections[alias]).loader.graph.leaf_nodes()


def applied(alias: str) -> tuple[tuple[str, str], ...]:
    """Every migration that was applied, of the applications that are installed."""
    loader = MigrationExecutor(connections[alias]).loader
    return tuple(sorted(key for key in loader.applied_migrations if key in loader.graph.nodes))
