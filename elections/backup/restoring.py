"""Bring a backup back, all or nothing: into tables of the same kind, or into new ones that are then migrated."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_noop

from elections.backup import rows
from elections.backup.archive import BackupError, Manifest, Table, lines_of, opened
from elections.backup.places import alone, rebuilt, renumber
from elections.backup.saving import LEFT_OUT, Progress, applied, kept
from elections.models import Election, Restore

AUTHOR = "manage.py-restore"  # an account nobody can sign in to: an entry of the log needs one


def restore(path: Path, manifest: Manifest, replace: bool, progress: Progress = lambda rows, label, total: rows) -> str:
    """Put what `manifest`, as `verified` gave it, says is at `path` in the place of the default database, or nothing.

    Every election gets a new `generation`, which is returned: no ETag of before means something else after. Raises
    BackupError if there are elections and not `replace`, and if the database does not take what is in the file.
    """
    check_restorable(manifest, path)
    if (there := elections_in("default")) and not replace:
        raise BackupError(
            f"There are elections in this database ({len(there)}: {', '.join(there[:3])} …), which a restore deletes. "
            "Nothing was changed. Say --replace if that is meant."
        )
    put = refill if applied("default") == manifest.migrations else rebuild
    with opened(path) as archive:
        try:
            return put(archive, manifest, progress)
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise BackupError(f"The database does not take what is in {path}: {said} Nothing was changed.") from error


def check_restorable(manifest: Manifest, path: Path) -> None:
    """Raise BackupError if this code does not know all that was applied to the database when the backup was made."""
    known = MigrationExecutor(None).loader.graph.nodes
    newer = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if newer:
        raise BackupError(
            f"{path} was made by a newer Halqa: this one does not know {', '.join(newer[:3])}. "
            "Install that version first. Nothing was changed."
        )


def elections_in(alias: str) -> list[str]:
    """The slugs of the elections there, none if there are no tables yet."""
    if Election._meta.db_table not in connections[alias].introspection.table_names():
        return []
    return list(Election.objects.using(alias).order_by("slug").values_list("slug", flat=True))


def accounts_in(alias: str) -> int:
    """How many people can have an account there."""
    users = get_user_model()
    there = users._meta.db_table in connections[alias].introspection.table_names()
    return users._base_manager.using(alias).count() if there else 0


def refill(archive: ZipFile, manifest: Manifest, progress: Progress) -> str:
    """Into tables as they are, in one transaction, in which readers see what was there before."""
    passing = [apps.get_model(label) for label in sorted(LEFT_OUT)]
    with alone("default", [*kept(), *passing]):
        for model in passing:
            rows.insert(connection, model, rows.columns_of(model), ())
        load(connection, archive, manifest.tables, {model._meta.label: model for model in kept()}, progress)
        return mark("default", manifest)


def rebuild(archive: ZipFile, manifest: Manifest, progress: Progress) -> str:
    """Into new tables such as there were when the backup was made, which then are migrated to this code."""
    with rebuilt("default") as alias:
        executor = MigrationExecutor(connections[alias])
        targets = last_of_each(executor.loader.graph, manifest.migrations)
        executor.migrate(targets)
        then = executor.loader.project_state(targets).apps
        models = {model._meta.label: model for model in then.get_models(include_auto_created=True)}
        load(connections[alias], archive, manifest.tables, models, progress)
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        return mark(alias, manifest)


def last_of_each(graph, applied: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of migrations that were applied the last of every application."""
    applied = set(applied)
    followed = {parent.key for key in applied for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(applied - followed)


def load(connection, archive: ZipFile, tables: Iterable[Table], models: dict, progress: Progress) -> None:
    """Write the rows of all tables; keys between them are looked at once all are there."""
    with transaction.atomic(using=connection.alias):
        connection.check_constraints()  # a migration may have left some to be looked at with each row
        for table in tables:
            found = progress(lines_of(archive, table), table.label, table.rows)
            rows.insert(connection, models[table.label], table.columns, found)
        renumber(connection, models.values())
        # On PostgreSQL what waits to be checked would also keep tables from being altered.
        connection.check_constraints()


def mark(alias: str, manifest: Manifest) -> str:
    """Give every election, also later ones, a new generation, and write into the log of each that it was restored."""
    ContentType.objects.clear_cache()
    generation = secrets.token_hex(4)
    elections = Election.objects.using(alias)
    elections.update(generation=generation)
    Restore.objects.using(alias).create(generation=generation)
    locked = {"is_active": False, "password": make_password(None)}
    author, _ = get_user_model()._base_manager.using(alias).get_or_create(username=AUTHOR, defaults=locked)
    of = {"user_id": author.pk, "action_flag": CHANGE}
    of["content_type_id"] = ContentType.objects.db_manager(alias).get_for_model(Election).pk
    of["change_message"] = f"{gettext_noop('Restored from a backup.')}\n{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    entries = [LogEntry(object_id=str(row.pk), object_repr=str(row)[:200], **of) for row in elections]
    LogEntry.objects.using(alias).bulk_create(entries)
    return generation
