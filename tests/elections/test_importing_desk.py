"""The importer and what the desk's law is made of: flags, what may be published, rehearsals."""

import pytest

from elections.importing import import_folder
from elections.models import Election, FlagRule
from tests.elections.csv_folder import edit, folder, problems, write

__all__ = ["folder"]  # a fixture

pytestmark = pytest.mark.django_db
RULES = "by-1/flag_rules.csv"
HEADER = "kind,percent,votes,law,law_ur,source,public"


def test_flags_of_an_election_are_imported_and_renewed(folder):
    write(folder, RULES, f"{HEADER}\nrecount-margin,5,10000,Act 95(5),,paper,yes\nrejected-margin,,,,,,\n")
    import_folder(folder)
    found = FlagRule.objects.values_list("election__slug", "kind", "percent", "votes", "source__key", "public")
    assert set(found) == {
        ("by-1", "recount-margin", 5, 10000, "paper", True),
        ("by-1", "rejected-margin", None, None, None, False),
    }
    edit(folder, RULES, "10000", "8000")
    report = import_folder(folder)
    assert (report.created, report.changed, FlagRule.objects.get(percent=5).votes) == (0, 1, 8000)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("women-share,,,,,,", ":2 percent: is blank, and so is votes: “women-share” needs a threshold"),
        ("women,10,,,,,", ":2 kind: “women” is not known here: write one of “recount-margin”"),
        ("women-share,10 %,,,,,", ":2 percent: “10 %” is not a percentage"),
        ("women-share,10,,,,none,", ":2 source: there is no “none” in sources.csv"),
    ],
)
def test_a_wrong_flag_is_said_with_its_place(folder, row, said):
    write(folder, RULES, f"{HEADER}\n{row}\n")
    assert [line for line in problems(folder) if line.startswith(RULES + said)]


@pytest.mark.parametrize(("cell", "stored"), [("returning-officer", "returning-officer"), ("", "any"), (None, "any")])
def test_what_may_be_published_is_any_result_unless_it_is_said(folder, cell, stored):
    if cell is not None:
        edit(folder, "by-1/election.csv", "second_person,", "second_person,publishable,")
        edit(folder, "by-1/election.csv", "none,", f"none,{cell},")
    import_folder(folder)
    assert Election.objects.get(slug="by-1").publishable == stored


@pytest.mark.parametrize("begun", ["no", "yes"])
def test_neither_a_real_election_nor_a_rehearsal_becomes_the_other_once_something_is_recorded(folder, begun):
    edit(folder, "by-1/election.csv", "second_person,", "second_person,rehearsal,")
    edit(folder, "by-1/election.csv", "none,", f"none,{begun},")
    import_folder(folder)
    edit(folder, "by-1/election.csv", f"none,{begun},", f"none,{'yes' if begun == 'no' else 'no'},")
    (line,) = problems(folder)
    assert line.startswith("by-1/election.csv:2 rehearsal: is not what it was when counts were recorded")
    assert Election.objects.get(slug="by-1").rehearsal is (begun == "yes")
