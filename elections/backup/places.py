"""Where rows are read from and written to: connections beside the site's own one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections, transaction
from django.db.models import Model

READING, BUILDING = "backup", "restore"
PATIENCE = "SET LOCAL lock_timeout = '60s'"  # for what others are about to finish


@contextmanager
def connected(like: str, alias: str, options: dict, **changes) -> Iterator[str]:
    """The alias of a new connection, of the settings of another one but for these."""
    settings = connections.settings[like]
    connections.settings[alias] = {**settings, "OPTIONS": {**settings["OPTIONS"], **options}, **changes}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


@contextmanager
def one_moment(alias: str) -> Iterator[str]:
    """The alias of a connection that sees the database as it is now, until the end, and holds up no writer."""
    if connections[alias].vendor == "sqlite":
        options = {"transaction_mode": "DEFERRED"}
    else:
        from django.db.backends.postgresql.psycopg_any import IsolationLevel

        options = {"isolation_level": IsolationLevel.REPEATABLE_READ}
    with connected(alias, READING, options) as reading, transaction.atomic(using=reading):
        yield reading


@contextmanager
def rebuilt(alias: str) -> Iterator[str]:
    """The alias of a database without tables, whose contents take the place of the present ones at the end.

    Until then readers and editors see what was there, and for ever if it fails. PostgreSQL makes tables in a
    transaction, in which readers wait; Django's for SQLite does not, so there a new file is built beside and copied
    in by SQLite's own backup, which is one transaction in the old file. A rename would leave running processes with
    a file that nobody reads any more.
    """
    if connections[alias].vendor == "sqlite":
        with beside(alias) as building:
            yield building
            connections[alias].ensure_connection()
            connections[building].connection.backup(connections[alias].connection)
    else:
        with transaction.atomic(using=alias):
            drop(connections[alias])
            yield alias


@contextmanager
def beside(alias: str) -> Iterator[str]:
    """A new SQLite file in the folder of that database."""
    file = Path(f"{connections.settings[alias]['NAME']}.restoring-{os.getpid()}")
    hasty = {"init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"}
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
        with connected(alias, BUILDING, hasty, NAME=str(file)) as building:
            yield building
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def alone(alias: str, models: Iterable[type[Model]]) -> Iterator[None]:
    """A transaction in which nobody else writes to the tables of these models; readers see what was there before."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if connections[alias].vendor == "postgresql":  # SQLite has one writer at a time anyway
            cursor.execute(PATIENCE)
            cursor.execute(
                f"LOCK TABLE {', '.join(sorted(model._meta.db_table for model in models))} IN EXCLUSIVE MODE"
            )
        yield


def renumber(connection, models: Iterable[type[Model]]) -> None:
    """Number new rows after those that are there, until a ROLLBACK as much as they. SQLite does so by itself.

    PostgreSQL's `setval`, which Django would use, outlives a ROLLBACK: numbers that are taken were given once more.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for key in filter(None, (model._meta.auto_field for model in models)):
                restart(cursor, connection.ops.quote_name(key.model._meta.db_table), key.column)


def restart(cursor, table: str, column: str) -> None:
    """Let the sequence of this column go on after the highest number, at 1 in an empty table; locks no reader out."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
    (sequence,) = cursor.fetchone()  # quoted where it has to be
    cursor.execute(f'SELECT coalesce(max("{column}"), 0) + 1 FROM {table}')
    cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {cursor.fetchone()[0]}")


def drop(connection) -> None:
    """Drop the tables of all models, and the list of migrations; tables of others stay."""
    ours = {*connection.introspection.django_table_names(only_existing=True), "django_migrations"}
    present = sorted(ours & set(connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        if present:
            cursor.execute(f"DROP TABLE {', '.join(map(connection.ops.quote_name, present))} CASCADE")
