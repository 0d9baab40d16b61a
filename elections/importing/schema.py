"""What the description of a CSV file is made of; the descriptions themselves are in `tables`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models as db

from elections import models
from elections.importing import cells
from elections.models.fields import SlugKey


@dataclass(frozen=True)
class Link:
    """A reference: the values of `columns` are the key of a row of file `to`; stored in `attr`, if anywhere."""

    attr: str | None
    to: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`path` is where the database holds the value; None for what is kept in a table of its own."""

    name: str
    kind: object
    path: str | None
    required: bool = False
    link: Link | None = None


@dataclass(frozen=True)
class Table:
    """One kind of file. `scope` leads from a row of the model to its election's slug; None if shared by all."""

    file: str
    model: type[db.Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    scope: str | None = None
    recorded: bool = False  # append-only: a recorded row is never changed
    derived: tuple[Column, ...] = ()  # not in the file, but following from its row
    derive: Callable[[dict], dict] = field(default=lambda values: {})

    @property
    def has_further_sources(self) -> bool:
        return any(field.name == "further_sources" for field in self.model._meta.many_to_many)

    def column(self, name: str) -> Column:
        return next(column for column in (*self.columns, *self.derived) if column.name == name)


FILE_OF = {
    models.Source: "sources.csv",
    models.Assembly: "assemblies.csv",
    models.Province: "provinces.csv",
    models.District: "districts.csv",
    models.Delimitation: "delimitations.csv",
    models.Party: "parties.csv",
    models.Person: "persons.csv",
    models.Election: "election.csv",
    models.Bloc: "blocs.csv",
}
EXACT = (models.Election, models.Contest)  # an embargo needs its hour
LISTS = ("towns", "towns_ur", "aliases")


def columns(model: type[db.Model], names: str, **special: Column) -> tuple[Column, ...]:
    """The columns of these names, each of the kind of its model's field; `special` ones stand for themselves."""
    return tuple(
        special.get(word.rstrip("!")) or plain(model, word.rstrip("!"), word.endswith("!")) for word in names.split()
    )


def plain(model: type[db.Model], name: str, required: bool) -> Column:
    target = model._meta.get_field(name)
    if isinstance(target, db.ForeignKey):
        file = FILE_OF[target.related_model]
        key = "key" if file == "sources.csv" else "slug"
        kind = cells.Keys() if file == "sources.csv" else cells.Slug()
        return Column(name, kind, f"{name}__{key}", required, Link(name, file, (name,)))
    return Column(name, kind_of(model, target), name, required)


def kind_of(model: type[db.Model], target: db.Field):
    """The kind of cell that a model's field asks for."""
    if target.name in LISTS:
        return cells.Lines()
    if target.choices:
        return cells.OneOf(tuple(value for value, label in target.choices if value))
    if isinstance(target, db.PositiveSmallIntegerField):
        return cells.Number(most=32767)
    kinds = {
        SlugKey: lambda: cells.Slug(target.max_length),
        db.URLField: lambda: cells.Url(target.max_length),
        db.CharField: lambda: cells.Text(target.max_length),
        db.TextField: lambda: cells.Text(lines=True),
        db.PositiveIntegerField: cells.Number,
        db.DecimalField: cells.Percent,
        db.DateTimeField: lambda: cells.Moment(exact=model in EXACT),
        db.DateField: cells.Day,
        db.BooleanField: cells.YesNo,
    }
    return next(make() for sort, make in kinds.items() if isinstance(target, sort))


def code(path: str, attr: str | None = "contest") -> Column:
    """The constituency's code, by which the rows of an election's files name their contest."""
    return Column("constituency", cells.Text(20), path, True, Link(attr, "contests.csv", ("constituency",)))


def standing(path: str, attr: str = "candidacy") -> Column:
    """A person who has to stand in the row's contest."""
    return Column("person", cells.Slug(), path, True, Link(attr, "candidacies.csv", ("constituency", "person")))


NUMBER = Column("number", cells.Number(1), "number", True)
OWN_CODE = "contest__constituency__code"
OF_CONTEST = "contest__election__slug"
