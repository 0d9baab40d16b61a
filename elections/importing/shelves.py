"""What the database holds, in the words of the files: keys, values and sources, to compare rows with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from elections import models
from elections.importing.schema import Table
from elections.importing.tables import TABLES


class Stored:
    """The rows of one kind of file: primary keys by key, and values by primary key."""

    def __init__(self, table: Table, elections: Iterable[str]):
        self.table = table
        self.columns = [column for column in (*table.columns, *table.derived) if column.path]
        self.ids: dict[tuple, int] = {}
        self.values: dict[int, dict] = {}
        self._load(elections)
        if table.has_further_sources:
            self._load_many(
                "further_sources", table.model.further_sources.through, table.model._meta.model_name, "source__key"
            )
        if table.model is models.Bloc:
            self._load_many("parties", models.BlocParty, "bloc", "party__slug")

    def _load(self, elections: Iterable[str]) -> None:
        scope = self.table.scope
        rows = self.table.model.objects.filter(**{f"{scope}__in": list(elections)} if scope else {})
        paths = [column.path for column in self.columns]
        for pk, election, *cells in rows.order_by("pk").values_list("pk", scope or "pk", *paths):
            record = dict(zip((column.name for column in self.columns), cells, strict=True))
            key = tuple(record[name] for name in self.table.key)
            self.ids[(election, *key) if scope else key] = pk
            self.values[pk] = record

    def _load_many(self, name: str, through, owner: str, path: str) -> None:
        many = defaultdict(list)
        for pk, key in through.objects.order_by("pk").values_list(f"{owner}_id", path):
            many[pk].append(key)
        for pk, record in self.values.items():
            record[name] = tuple(sorted(many[pk]))


def stored_tables(elections: Iterable[str]) -> dict[str, Stored]:
    """What the database holds of every kind of file; of elections' files only these elections."""
    elections = tuple(elections)
    return {table.file: Stored(table, elections) for table in TABLES}
