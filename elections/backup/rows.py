"""Rows as lines of JSON, the same from every database, and back again without a bit's difference."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import models

AT_ONCE = 200  # rows: of boundaries some megabytes


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model], alias: str) -> Iterator[bytes]:
    """Each row of a table in order of its key, as a line."""
    # The base manager, because some models' own ones hide or refuse.
    rows = model._base_manager.using(alias).order_by("pk").values_list(*map(stored, model._meta.concrete_fields))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps(row, default=plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def stored(field: models.Field) -> str | models.ExpressionWrapper:
    """How to ask for a column: bytes as they are stored, whatever the field makes of them."""
    if isinstance(field, models.BinaryField):
        return models.ExpressionWrapper(models.F(field.attname), output_field=models.BinaryField())
    return field.attname


def plain(value: object) -> str:
    """What JSON does not know, as text that its field reads back."""
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def insert(connection, model: type[models.Model], columns: Iterable[str], rows: Iterable[list]) -> None:
    """Write rows as they are, past the models' own rules: they were kept when the rows were first written.

    `columns` names the values of each row. Raises django.db.Error for what the database does not take.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen, quote = [fields[name] for name in columns], connection.ops.quote_name
    ready = [reader(field, connection) for field in chosen]
    names, holes = ", ".join(quote(field.column) for field in chosen), ", ".join(["%s"] * len(chosen))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({holes})"
    rows = iter(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")
        while chunk := list(islice(rows, AT_ONCE)):
            cursor.executemany(
                statement, [[read(value) for read, value in zip(ready, row, strict=True)] for row in chunk]
            )


def reader(field: models.Field, connection) -> Callable:
    """From JSON to what the database's driver takes."""
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else connection.Database.Binary(b64decode(value))
    return lambda value: None if value is None else field.get_db_prep_save(field.to_python(value), connection)
