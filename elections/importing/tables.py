"""The description of every CSV file: its columns, what each may say, what it refers to and where it is stored.

Reading, checking and writing follow from it, and `docs/data-dictionary.md` is tested against it. In the lists of
columns `!` marks one that may not be blank; a column's kind is that of the model's field unless it is named here.
"""

from __future__ import annotations

from elections import models
from elections.importing import cells
from elections.importing.schema import NUMBER, OF_CONTEST, OWN_CODE, Column, Link, Table, code, columns, standing

SHARED = (
    Table(
        "sources.csv",
        models.Source,
        ("key",),
        columns(models.Source, "key! publisher! publisher_ur title url! published"),
    ),
    Table(
        "assemblies.csv",
        models.Assembly,
        ("slug",),
        columns(models.Assembly, "slug! abbreviation! name! name_ur! size majority source"),
    ),
    Table("provinces.csv", models.Province, ("slug",), columns(models.Province, "slug! name! name_ur! short short_ur")),
    Table("districts.csv", models.District, ("slug",), columns(models.District, "slug! province! name! name_ur!")),
    Table(
        "delimitations.csv",
        models.Delimitation,
        ("slug",),
        columns(models.Delimitation, "slug! name! name_ur date source"),
    ),
    Table(
        "constituencies.csv",
        models.Constituency,
        ("delimitation", "code"),
        columns(
            models.Constituency,
            "delimitation! code! code_ur assembly! name! name_ur district! towns towns_ur aliases",
        ),
        derived=columns(models.Constituency, "slug"),
        derive=lambda values: {"slug": values["code"].lower().replace(" ", "-")},
    ),
    Table(
        "parties.csv",
        models.Party,
        ("slug",),
        columns(models.Party, "slug! short! short_ur name! name_ur symbol symbol_ur note note_ur source"),
    ),
    Table("persons.csv", models.Person, ("slug",), columns(models.Person, "slug! name! name_ur aliases")),
)

OF_ELECTION = (
    Table(
        "election.csv",
        models.Election,
        ("slug",),
        columns(
            models.Election,
            "slug! kind! country! country_ur name! name_ur date! polls_close! results_from! results_rule"
            " results_rule_ur publishable time_zone! second_person! rehearsal featured note note_ur source",
            publishable=Column("publishable", cells.OneOf(("any", "returning-officer"), blank="any"), "publishable"),
        ),
    ),
    Table(
        "blocs.csv",
        models.Bloc,
        ("slug",),
        columns(
            models.Bloc,
            "slug! name! name_ur short! short_ur slot! parties note note_ur source",
            parties=Column("parties", cells.Keys(), None, False, Link(None, "parties.csv", ("parties",))),
            slot=Column("slot", cells.Number(1, 32767), "slot", True),
        ),
        scope="election__slug",
    ),
    Table(
        "flag_rules.csv",
        models.FlagRule,
        ("kind",),
        columns(models.FlagRule, "kind! percent votes law law_ur source public"),
        scope="election__slug",
    ),
    Table(
        "contests.csv",
        models.Contest,
        ("constituency",),
        columns(
            models.Contest,
            "constituency delimitation state vacancy_kind vacancy_reason vacancy_reason_ur vacancy_source"
            " previous_holder previous_holder_ur previous_party previous_independent registered_voters"
            " registered_women registered_source stations_total stations_source candidates_total"
            " candidates_source candidates_complete polls_close results_from note note_ur",
            constituency=Column(
                "constituency",
                cells.Text(20),
                "constituency__code",
                True,
                Link("constituency", "constituencies.csv", ("delimitation", "constituency")),
            ),
            delimitation=Column(
                "delimitation",
                cells.Slug(),
                "constituency__delimitation__slug",
                True,
                Link(None, "delimitations.csv", ("delimitation",)),
            ),
        ),
        scope="election__slug",
    ),
    Table(
        "candidacies.csv",
        models.Candidacy,
        ("constituency", "person"),
        columns(
            models.Candidacy,
            "constituency person! party ballot_name ballot_name_ur symbol symbol_ur ballot_order bloc backed_by source",
            constituency=code(OWN_CODE),
        ),
        scope=OF_CONTEST,
        derived=columns(models.Candidacy, "outside_blocs"),
        derive=lambda values: (
            {"bloc": None, "outside_blocs": True} if values.get("bloc") == "none" else {"outside_blocs": False}
        ),
    ),
    Table(
        "counts.csv",
        models.Count,
        ("constituency", "number"),
        columns(
            models.Count,
            "constituency number form! source! published_at! as_of stations_reported ballots_cast valid_votes"
            " rejected_votes ballots_women turnout_reported turnout_source note note_ur",
            constituency=code(OWN_CODE),
            number=NUMBER,
        ),
        scope=OF_CONTEST,
        recorded=True,
    ),
    Table(
        "count_lines.csv",
        models.CountLine,
        ("constituency", "number", "person"),
        columns(
            models.CountLine,
            "constituency number person votes!",
            constituency=code("count__contest__constituency__code", None),
            number=Column(
                "number",
                cells.Number(1),
                "count__number",
                True,
                Link("count", "counts.csv", ("constituency", "number")),
            ),
            person=standing("candidacy__person__slug"),
        ),
        scope="count__contest__election__slug",
        recorded=True,
    ),
    Table(
        "calls.csv",
        models.Call,
        ("constituency", "number"),
        columns(
            models.Call,
            "constituency number person basis! source! published_at! count note note_ur",
            constituency=code(OWN_CODE),
            number=NUMBER,
            person=standing("candidacy__person__slug"),
            count=Column(
                "count", cells.Number(1), "count__number", False, Link("count", "counts.csv", ("constituency", "count"))
            ),
        ),
        scope=OF_CONTEST,
        recorded=True,
    ),
    Table(
        "events.csv",
        models.ContestEvent,
        ("constituency", "kind", "date"),
        columns(
            models.ContestEvent,
            "constituency kind! date! person postponed_to stations note note_ur source!",
            constituency=code(OWN_CODE),
        ),
        scope=OF_CONTEST,
    ),
    Table(
        "previous_results.csv",
        models.PreviousResult,
        ("constituency",),
        columns(
            models.PreviousResult,
            "constituency election! election_ur date registered_voters valid_votes rejected_votes source! note note_ur",
            constituency=code(OWN_CODE),
        ),
        scope=OF_CONTEST,
    ),
    Table(
        "previous_lines.csv",
        models.PreviousLine,
        ("constituency", "name"),
        columns(
            models.PreviousLine,
            "constituency name! name_ur party party_name votes!",
            constituency=Column(
                "constituency",
                cells.Text(20),
                "previous__contest__constituency__code",
                True,
                Link("previous", "previous_results.csv", ("constituency",)),
            ),
        ),
        scope="previous__contest__election__slug",
    ),
)

TABLES = SHARED + OF_ELECTION
BY_FILE = {table.file: table for table in TABLES}
