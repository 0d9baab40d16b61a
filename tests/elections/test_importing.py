"""The CSV importer: every error at once with its place, one transaction, old → new, append-only counts."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from elections.importing import import_folder
from elections.importing.tables import TABLES
from elections.models import (
    BlocParty,
    Call,
    Candidacy,
    Constituency,
    Contest,
    ContestEvent,
    Count,
    CountLine,
    Election,
    Party,
    Person,
    PreviousResult,
)
from elections.public import snapshot
from tests.elections.csv_folder import FILES, ROWS, clean, edit, folder, problems, write

__all__ = ["folder"]  # a fixture

pytestmark = pytest.mark.django_db


def everything():
    return [list(table.model.objects.order_by("pk").values()) for table in TABLES] + [
        list(BlocParty.objects.order_by("pk").values())
    ]


# what is written


def test_every_file_ends_in_its_table(folder):
    report = import_folder(folder)
    assert (report.created, report.changed, report.unchanged) == (ROWS, 0, 0)
    constituency = Constituency.objects.get(code="NA-237")
    assert (constituency.slug, constituency.towns.splitlines()) == ("na-237", ["Malir", "Gadap", "Bin Qasim"])
    assert list(Party.objects.get(slug="ppp").further_sources.values_list("key", flat=True)) == ["radio"]
    khan, baloch = (Candidacy.objects.get(person__slug=slug) for slug in ("khan", "baloch"))
    assert (khan.outside_blocs, baloch.outside_blocs, baloch.bloc) == (False, True, None)
    assert ContestEvent.objects.get(kind="postponed").postponed_to.slug == "by-2"
    assert [line.party_name for line in PreviousResult.objects.get().lines.all()] == ["", "Old League"]


def test_what_was_imported_is_public_after_the_embargo(folder):
    import_folder(folder)
    result = snapshot("by-1").by_slug["na-237"]
    assert (result.status, result.winner.person.slug, result.margin_votes) == ("unofficial", "baloch", 10074)
    assert result.contest.counts[0].votes[result.runner_up.id] == 7025
    assert 0 in result.contest.counts[0].votes.values()
    assert [source.key for source in result.count.further_sources] == ["radio"]
    assert result.count.source.key == "paper"


def test_blank_is_unknown_and_not_zero(folder):
    import_folder(folder)
    contest = Contest.objects.get(constituency__code="NA-22")
    assert (contest.registered_voters, contest.candidates_complete) == (None, False)
    assert Count.objects.get(number=1).turnout_reported is None


def test_a_date_for_a_time_is_that_days_midnight_in_the_elections_zone(folder):
    import_folder(folder)
    assert Count.objects.get(number=2).published_at.isoformat() == "2022-10-16T19:00:00+00:00"


def test_counts_and_calls_were_entered_by_nobody(folder):
    import_folder(folder)
    assert set(Count.objects.values_list("entered_by", flat=True)) == {None}
    assert Call.objects.get().count.number == 2


def test_the_same_files_again_change_nothing(folder):
    import_folder(folder)
    before = everything()
    report = import_folder(folder)
    assert (report.created, report.changed, report.unchanged, report.bumped) == (0, 0, ROWS, ())
    assert everything() == before


def test_a_single_election_is_imported_by_its_own_folder(folder):
    import_folder(folder)
    edit(folder, "by-2/election.csv", "Second", "The second")
    report = import_folder(folder / "by-2")
    assert [str(file) for file in report.files] == ["election.csv: 0 new, 1 changed, 0 unchanged"]


def test_a_column_that_is_left_out_leaves_what_is_stored(folder):
    import_folder(folder)
    edit(folder, "persons.csv", "slug,name,aliases", "slug,name")
    edit(folder, "persons.csv", "khan,Imran Khan,", "khan,Imran Khan")
    edit(folder, "persons.csv", "Baloch,Hakim Baloch", "Baloch")
    assert import_folder(folder).changed == 0
    assert Person.objects.get(slug="baloch").aliases == "Hakim Baloch"


def test_rows_that_are_no_longer_named_stay_and_are_counted(folder):
    import_folder(folder)
    edit(folder, "by-1/previous_lines.csv", "NA-237,Other,,Old League,5\n", "")
    report = import_folder(folder)
    assert "by-1/previous_lines.csv: 0 new, 0 changed, 1 unchanged, 1 only in the database" in map(str, report.files)


def test_other_folders_and_files_are_left_alone(folder):
    write(folder, "boundaries/districts.csv", "some,other\n1,2\n")
    write(folder, "README.md", "# Data")
    assert import_folder(folder).created == ROWS


# changes and versions


def versions():
    return dict(Election.objects.values_list("slug", "version"))


def test_a_change_in_one_election_bumps_that_one(folder):
    import_folder(folder)
    before = versions()
    edit(folder, "by-1/contests.csv", "298000,100000", "299000,100000")
    report = import_folder(folder)
    assert versions() == {"by-1": before["by-1"] + 1, "by-2": before["by-2"]}
    assert report.bumped == ("by-1",)


def test_a_change_in_what_is_shared_bumps_all(folder):
    import_folder(folder)
    before = versions()
    edit(folder, "persons.csv", "Imran Khan", "Imran Ahmad Khan")
    import_folder(folder)
    assert versions() == {slug: version + 1 for slug, version in before.items()}


def test_what_is_shared_is_so_in_a_folder_that_holds_one_election_too(folder):
    import_folder(folder)
    for file in (folder / "by-1").iterdir():
        file.rename(folder / file.name)
    before = versions()
    edit(folder, "persons.csv", "Imran Khan", "Imran Ahmad Khan")
    import_folder(folder)
    assert versions() == {slug: version + 1 for slug, version in before.items()}


def test_references_lists_and_sources_are_changed_too(folder):
    import_folder(folder)
    edit(folder, "by-1/blocs.csv", "1,pti", "1,")
    edit(folder, "by-1/blocs.csv", "2,ppp", "2,ppp;pti")
    edit(folder, "by-1/candidacies.csv", "NA-237,khan,pti,,paper;radio", "NA-237,khan,ppp,left,radio")
    edit(folder, "by-1/candidacies.csv", "ppp,none", "ppp,")
    report = import_folder(folder)
    khan = Candidacy.objects.get(person__slug="khan")
    assert (khan.party.slug, khan.bloc.slug, khan.source.key) == ("ppp", "left", "radio")
    assert not khan.further_sources.exists()
    assert not Candidacy.objects.get(person__slug="baloch").outside_blocs
    assert list(BlocParty.objects.values_list("bloc__slug", "party__slug")) == [("right", "ppp"), ("right", "pti")]
    assert "  line 2, by-1 left: parties pti → blank" in report.lines()


def test_the_featured_election_can_move_to_another(folder):
    import_folder(folder)
    edit(folder, "by-1/election.csv", "none,yes", "none,no")
    edit(folder, "by-2/election.csv", "none,", "none,yes")
    import_folder(folder)
    assert Election.objects.get(featured=True).slug == "by-2"
    edit(folder, "by-1/election.csv", "none,no", "none,yes")
    edit(folder, "by-2/election.csv", "none,yes", "none,no")
    import_folder(folder)
    assert Election.objects.get(featured=True).slug == "by-1"


def test_a_dry_run_says_old_and_new_and_writes_nothing(folder):
    import_folder(folder)
    before = everything()
    edit(folder, "by-1/contests.csv", "298000,100000", "299000,")
    edit(folder, "persons.csv", "baloch,", "nobody,No Body,\nbaloch,")
    report = import_folder(folder, dry_run=True)
    assert everything() == before
    lines = report.lines()
    assert "  line 2, by-1 NA-237: registered_voters 298000 → 299000; registered_women 100000 → blank" in lines
    assert "persons.csv: 1 new, 0 changed, 2 unchanged" in lines
    assert lines[-1] == "1 rows would be created, 1 would be changed, 31 unchanged, 0 warnings"


def test_a_dry_run_into_an_empty_database_writes_nothing(folder):
    assert import_folder(folder, dry_run=True).created == ROWS
    assert not Election.objects.exists()


# append-only


def test_a_count_that_differs_from_the_recorded_one_is_refused_with_the_next_number(folder):
    import_folder(folder)
    edit(folder, "by-1/counts.csv", "+05:00,10,", "+05:00,11,")
    edit(folder, "by-1/count_lines.csv", "khan,7025", "khan,7026")
    edit(folder, "by-1/calls.csv", "1,baloch", "1,khan")
    assert problems(folder) == [
        "by-1/calls.csv:2 person: is “khan”, but “baloch” is recorded, and what is recorded never changes:"
        " add a new call with the number 2",
        "by-1/count_lines.csv:2 votes: is 7026, but 7025 is recorded, and what is recorded never changes:"
        " add a new count with the number 3",
        "by-1/counts.csv:2 stations_reported: is 11, but 10 is recorded, and what is recorded never changes:"
        " add a new count with the number 3",
    ]


def test_a_recorded_count_gets_no_new_line(folder):
    import_folder(folder)
    write(folder, "persons.csv", clean(FILES["persons.csv"]) + "third,Third,\n")
    edit(folder, "by-1/contests.csv", "100000,2,yes", "100000,3,yes")
    write(folder, "by-1/candidacies.csv", clean(FILES["by-1/candidacies.csv"]) + "NA-237,third,,,\n")
    write(folder, "by-1/count_lines.csv", clean(FILES["by-1/count_lines.csv"]) + "NA-237,2,third,5\n")
    (line,) = problems(folder)
    assert line.startswith("by-1/count_lines.csv:6 number: adds a line to a count that is recorded already")


def test_a_new_count_is_added_and_the_old_ones_stay(folder):
    import_folder(folder)
    write(
        folder,
        "by-1/counts.csv",
        clean(FILES["by-1/counts.csv"]) + "NA-237,3,form-47,radio,2022-10-18T09:00+05:00,194,\n",
    )
    write(folder, "by-1/count_lines.csv", clean(FILES["by-1/count_lines.csv"]) + "NA-237,3,baloch,32570\n")
    report = import_folder(folder)
    assert (report.created, report.changed) == (2, 0)
    assert (Count.objects.count(), CountLine.objects.count()) == (3, 5)


# warnings


def test_findings_about_new_counts_are_warnings_once(folder):
    edit(folder, "by-1/count_lines.csv", "2,khan,22493", "2,khan,7000")
    sentence = (
        "by-1/counts.csv:3 votes: NA-237 count 2: Imran Khan has 7,000 votes, fewer than the 7,025 of an earlier count."
    )
    assert [str(warning) for warning in import_folder(folder).warnings if "Khan" in str(warning)] == [sentence]
    assert import_folder(folder).warnings == []


# the command


def run(*args, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_csv", *map(str, args), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_the_command_says_what_it_did_in_numbers(folder):
    out, err = run(folder, dry_run=True)
    assert "by-1/count_lines.csv: 4 new, 0 changed, 0 unchanged" in out
    assert out.splitlines()[-1].startswith(f"{ROWS} rows would be created")
    out, err = run(folder)
    assert out.splitlines()[-1] == f"{ROWS} rows created, 0 changed, 0 unchanged, 0 warnings"
    assert err == ""


def test_the_command_lists_errors_and_fails(folder):
    edit(folder, "persons.csv", "Imran Khan", "")
    out, err = run(folder)
    assert out == ""
    assert err.splitlines() == [
        "persons.csv:2 name: is blank: this column is required",
        "1 errors; nothing was written.",
    ]


# the dictionary


def documented() -> dict[str, list[tuple[str, bool]]]:
    """File → (column, required) as docs/data-dictionary.md has them."""
    text = Path(settings.BASE_DIR, "docs", "data-dictionary.md").read_text(encoding="utf-8")
    found = {}
    for file, cells in re.findall(r"^\| `(\w+\.csv)`[^|]*\| (.+) \|$", text, re.M):
        plain = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\([^()]*\)[^()]*\)", "", cells))
        found[file] = [(word.strip(" *"), "**" in word) for word in plain.split(",")]
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_the_dictionary_lists_the_same_columns(table):
    assert documented()[table.file] == [(column.name, column.required) for column in table.columns]


def test_the_dictionary_lists_the_same_files():
    assert list(documented()) == [table.file for table in TABLES]


def test_the_demos_files_are_imported_without_an_error(tmp_path):
    copy = shutil.copytree(Path(settings.BASE_DIR, "fixtures"), tmp_path / "fixtures")
    assert import_folder(copy).created > 800
    assert import_folder(copy).created == 0


def test_an_import_is_the_operators_own_act_and_publishes_without_a_second_person(folder):
    edit(folder, "by-1/election.csv", "Asia/Karachi,none", "Asia/Karachi,counts")
    import_folder(folder)
    assert not Count.objects.filter(published_at=None).exists()
    assert not Call.objects.filter(published_at=None).exists()
