"""What is wrong with CSV files is said, all of it at once, each with its place; and nothing is written."""

import pytest

from elections.importing import import_folder
from elections.models import Call, Election
from tests.elections.csv_folder import FILES, ROWS, clean, edit, folder, problems, write

__all__ = ["folder"]  # a fixture

pytestmark = pytest.mark.django_db

# files that are not what they should be


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"PK\x03\x04rest", "is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "is a spreadsheet"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"\xef\xbb\xbf<html>", "is a web page"),
        ("slug,name\n".encode("utf-16"), "is UTF-16"),
        (b"slug,name\nx\x00y,z\n", "is not text"),
        (b"slug,name\nkhan,Imran\xe9\n", "is not UTF-8 from here on"),
        (b'slug,name\nkhan,"Imran\n', "is not well-formed CSV"),
        (b"slug;name\nkhan;Imran\n", "separated by semicolons"),
        (b"slug\tname\nkhan\tImran\n", "separated by tabs"),
    ],
)
def test_a_file_that_is_no_csv_gets_a_sentence(folder, content, said):
    write(folder, "persons.csv", content)
    assert any(line.startswith("persons.csv") and said in line for line in problems(folder))
    assert not Election.objects.exists()


def test_the_place_of_a_wrong_byte_is_its_line(folder):
    write(folder, "persons.csv", b"slug,name\nkhan,Imran Khan\nbaloch,Hakeem\xe9\n")
    assert "persons.csv:3: is not UTF-8 from here on: save it as “CSV UTF-8”" in problems(folder)


def test_a_byte_order_mark_windows_lines_and_blank_lines_are_tolerated(folder):
    text = clean(FILES["persons.csv"]).replace("\n", "\r\n\r\n,,\r\n", 1)
    write(folder, "persons.csv", b"\xef\xbb\xbf" + text.encode())
    assert import_folder(folder).created == ROWS


def test_columns_may_stand_in_any_order(folder):
    write(folder, "provinces.csv", "name_ur,slug,name\nسندھ,sindh,Sindh\n")
    assert import_folder(folder).created == ROWS


def test_lines_are_counted_over_quoted_line_breaks(folder):
    write(folder, "parties.csv", 'slug,short,name,note\npti,PTI,Tehreek,"one\ntwo"\nppp,PPP,,\n')
    assert "parties.csv:4 name: is blank: this column is required" in problems(folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("person.csv", "person.csv: is not one of the files that Halqa reads; did you mean “persons.csv”?"),
        ("zzz.csv", "zzz.csv: is not one of the files that Halqa reads; the known ones are sources.csv,"),
        ("by-1/zzz.csv", "by-1/zzz.csv: is not one of the files"),
        ("by-1/parties.csv", "by-1/parties.csv: is shared by all elections: it belongs into the folder above"),
        ("by-3/counts.csv", "by-3/election.csv: is missing"),
    ],
)
def test_a_stray_file_gets_a_sentence(folder, name, said):
    write(folder, name, "constituency\n")
    assert any(line.startswith(said) for line in problems(folder))


def test_a_folder_without_any_file_of_ours(tmp_path):
    assert "holds none of the files" in problems(tmp_path)[0]
    assert problems(tmp_path / "no") == [f"{tmp_path / 'no'}: there is no such folder"]


# headers, rows and cells

WRONG = [
    ("persons.csv", "slug,name", "Slug,name", ":1 Slug: is not a column of persons.csv; did you mean “slug”?"),
    ("persons.csv", "slug,name", "Slug,name", ":1 slug: is missing: this column is required"),
    ("persons.csv", "aliases", "", ":1: a column has no name"),
    ("persons.csv", "aliases", "name", ":1 name: stands in the header more than once"),
    (
        "persons.csv",
        "khan,Imran Khan,",
        "khan,Khan, Imran,",
        ":2: has more cells (4) than the header (3): put a field that holds a comma in quotation marks",
    ),
    ("persons.csv", "khan,Imran Khan,", "khan", ":2: has fewer cells (1) than the header (3): add the missing commas"),
    ("persons.csv", "Imran Khan", "", ":2 name: is blank: this column is required"),
    ("persons.csv", "Imran Khan", "x" * 201, ":2 name: has 201 characters: at most 200 fit"),
    ("persons.csv", "Imran Khan", "Imran\x07", ":2 name: holds an invisible control character: type the words afresh"),
    ("persons.csv", "khan,Imran Khan", 'khan,"Imran\nKhan"', ":2 name: goes over several lines: write it on one"),
    ("persons.csv", "khan,", "Imran_Khan,", ":2 slug: “Imran_Khan” cannot stand in an address: use small letters, "),
    ("persons.csv", "baloch,", "khan,", ":3 slug: repeats line 2: slug “khan” may stand only once"),
    ("sources.csv", "https://example.org/a", "www.example.org", ":2 url: “www.example.org” is not an address that"),
    ("sources.csv", "https://example.org/a", "javascript:alert(1)", ":2 url: “javascript:alert(1)” is not an address"),
    ("sources.csv", "2022-10-17", "17/10/2022", ":2 published: “17/10/2022” is not a date: write it like 2022-10-16"),
    ("sources.csv", "2022-10-17", "2022-02-30", ":2 published: “2022-02-30” is not a date: write it like 2022-10-16"),
    ("sources.csv", "2022-10-17", "0001-01-01", ":2 published: the year of “0001-01-01” is out of range"),
    ("assemblies.csv", "342,172", "342,343", ":2 majority: 343 is more than the 342 seats of the assembly"),
    (
        "by-1/count_lines.csv",
        "7025",
        '"76,681"',
        ":2 votes: “76,681” is not in plain digits: if it is one number, write 76681",
    ),
    (
        "by-1/count_lines.csv",
        "7025",
        '"12,048 2778"',
        ":2 votes: “12,048 2778” is not a number: write plain digits such",
    ),
    ("by-1/count_lines.csv", "7025", "-5", ":2 votes: “-5” is not a number"),
    ("by-1/count_lines.csv", "7025", "۷۰۲۵", ":2 votes: “۷۰۲۵” is not a number"),
    ("by-1/count_lines.csv", "7025", "7025.0", ":2 votes: “7025.0” is not a number"),
    ("by-1/count_lines.csv", "7025", "2147483648", ":2 votes: “2147483648” is out of range: from 0 to 2147483647"),
    (
        "by-1/count_lines.csv",
        "7025",
        "9" * 400,
        ":2 votes: “999999999999999999999999999999999999999999999999999999999…”",
    ),
    ("by-1/count_lines.csv", "7025", "", ":2 votes: is blank: this column is required"),
    ("by-1/count_lines.csv", "1,khan", "0,khan", ":2 number: “0” is out of range: from 1 to 2147483647"),
    ("by-1/count_lines.csv", "1,khan", "3,khan", ":2 number: there is no “NA-237 3” in counts.csv or in the database"),
    (
        "by-1/count_lines.csv",
        "1,khan",
        "1,khann",
        ":2 person: there is no “NA-237 khann” in candidacies.csv or in the database; did you mean “khan”?",
    ),
    ("by-1/count_lines.csv", "NA-237,1,khan", "NA-99,1,khan", ":2 constituency: there is no “NA-99” in contests.csv"),
    (
        "by-1/count_lines.csv",
        "1,baloch",
        "1,khan",
        ":3 person: repeats line 2: constituency “NA-237”, number “1”, person",
    ),
    (
        "by-1/counts.csv",
        "1,press",
        "1,phoned",
        ":2 form: “phoned” is not known here: write one of “phone”, “form-45”, ",
    ),
    (
        "by-1/counts.csv",
        "T20:00+05:00",
        "T20:00",
        ":2 published_at: “2022-10-16T20:00” has no offset from UTC: write it like",
    ),
    ("by-1/counts.csv", "T20:00+05:00", "T25:00+05:00", ":2 published_at: “2022-10-16T25:00+05:00” is not a time"),
    ("by-1/counts.csv", "2022-10-16T20:00", "2021-10-16T20:00", ":2 published_at: is before polling day (2022-10-16)"),
    ("by-1/counts.csv", "2022-10-16T20:00", "2099-10-16T20:00", ":2 published_at: lies in the future: nothing can be"),
    ("by-1/calls.csv", "2022-10-17,2", "2099-10-17,2", ":2 published_at: lies in the future: nothing can be"),
    ("by-1/counts.csv", "20.32", "20.32%", ":3 turnout_reported: “20.32%” is not a percentage: write it like 29.02"),
    (
        "by-1/counts.csv",
        "NA-237,2",
        "NA-237,3",
        ":3 number: 3 has no 2 before it: numbers run 1, 2, 3 … within a contest",
    ),
    (
        "by-1/counts.csv",
        "paper;radio",
        "paper;rado",
        ":3 source: there is no “rado” in sources.csv or in the database; did",
    ),
    ("by-1/counts.csv", "paper;radio", "paper;paper", ":3 source: names “paper” twice"),
    ("by-1/calls.csv", "baloch", "imran", ":2 person: there is no “NA-237 imran” in candidacies.csv"),
    ("by-1/calls.csv", "17,2", "17,5", ":2 count: there is no “NA-237 5” in counts.csv"),
    (
        "by-1/contests.csv",
        "298000,100000",
        "300,400",
        ":2 registered_women: 400 is more than the 300 registered voters",
    ),
    (
        "by-1/contests.csv",
        "100000,2,yes",
        "100000,5,yes",
        ":2 candidates_complete: is yes, but 2 of 5 candidates are listed",
    ),
    (
        "by-1/contests.csv",
        "100000,2,yes",
        "100000,2,true",
        ":2 candidates_complete: “true” is not known here: write one of “yes”, “no”",
    ),
    (
        "by-1/contests.csv",
        ",pti,",
        ",ptii,",
        ":2 previous_party: there is no “ptii” in parties.csv or in the database; did",
    ),
    ("by-1/contests.csv", "NA-22,2018", "NA-22,2024", ":3 delimitation: there is no “2024” in delimitations.csv"),
    (
        "by-1/contests.csv",
        "NA-22,2018",
        "NA-23,2018",
        ":3 constituency: there is no “2018 NA-23” in constituencies.csv",
    ),
    ("by-1/contests.csv", "postponed", "later", ":3 state: “later” is not known here: write one of “postponed”, "),
    ("by-1/events.csv", "by-2", "by-3", ":2 postponed_to: there is no “by-3” in election.csv or in the database; did"),
    ("by-1/events.csv", "baloch,,", "baloch,by-2,", ":3 postponed_to: stands in an event of the kind “notified”: only"),
    ("by-1/previous_lines.csv", "pti,,", "pti,Old,", ":2 party_name: stands beside a party: give one of the two"),
    ("by-1/blocs.csv", "right,Right,R,2", "right,Right,R,1", ":3 slot: 1 is the slot of “left” already"),
    ("by-1/blocs.csv", "right,Right,R,2,ppp", "right,Right,R,2,pti", ":3 parties: “pti” belongs to “left” already"),
    ("by-1/blocs.csv", "left,Left", "other,Left", ":2 slug: “other” is a name that Halqa uses itself"),
    ("by-1/candidacies.csv", "pti,,", "pti,lef,", ":2 bloc: there is no “lef” in blocs.csv or in the database; did"),
    ("by-1/election.csv", "18:00+05:00", "16:00+05:00", ":2 results_from: is before polls_close"),
    ("by-1/election.csv", "2022-10-16T17:00+05:00", "2022-10-16", ":2 polls_close: “2022-10-16” has no hour: write it"),
    (
        "by-1/election.csv",
        "Asia/Karachi",
        "Karachi",
        ":2 time_zone: “Karachi” is not a time zone: write it like Asia/Karachi",
    ),
    (
        "by-2/election.csv",
        "none,",
        "none,yes",
        ":2 featured: only one election can be featured, and by-1/election.csv is",
    ),
    (
        "by-2/election.csv",
        "by-2,by",
        "by-1,by",
        ":2 slug: repeats by-1/election.csv:2: slug “by-1” may stand only once",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG, ids=[f"{w[0]} {w[3][:40]}" for w in WRONG])
def test_what_is_wrong_is_said_with_its_place(folder, name, old, new, said):
    edit(folder, name, old, new)
    lines = problems(folder)
    assert [line for line in lines if line.startswith(name + said)], lines
    assert not Election.objects.exists()


def test_a_contests_own_time_is_only_later(folder):
    text = clean(FILES["by-1/contests.csv"]).splitlines()
    times = ["polls_close", "2022-10-16T16:00+05:00", ""]
    write(folder, "by-1/contests.csv", "\n".join(f"{line},{time}" for line, time in zip(text, times, strict=True)))
    assert problems(folder) == [
        "by-1/contests.csv:2 polls_close: is before the election's: a contest's own time can only be later"
    ]


def test_all_errors_of_all_files_are_listed_at_once(folder):
    edit(folder, "persons.csv", "Imran Khan", "")
    edit(folder, "sources.csv", "2022-10-17", "yesterday")
    edit(folder, "by-1/contests.csv", "postponed", "later")
    edit(folder, "by-1/counts.csv", "1,press", "1,phoned")
    edit(folder, "by-1/count_lines.csv", "7025", "many")
    edit(folder, "by-1/count_lines.csv", "22493", "many")
    files = [line.split(" ")[0] for line in problems(folder)]
    assert files == [
        "by-1/contests.csv:3",
        "by-1/count_lines.csv:2",
        "by-1/count_lines.csv:4",
        "by-1/counts.csv:2",
        "persons.csv:2",
        "sources.csv:2",
    ]


def test_a_row_that_is_wrong_is_still_known_to_those_that_refer_to_it(folder):
    edit(folder, "persons.csv", "Imran Khan", "")
    assert problems(folder) == ["persons.csv:2 name: is blank: this column is required"]


def test_an_election_has_one_row(folder):
    write(folder, "by-2/election.csv", clean(FILES["by-2/election.csv"]).splitlines()[0])
    assert "by-2/election.csv: holds 0 rows: it has exactly one" in problems(folder)


def test_an_unopposed_winner_may_be_called_before_polling_day(folder):
    edit(folder, "by-1/calls.csv", "press,paper,2022-10-17,2", "unopposed,paper,2022-10-01,")
    import_folder(folder)
    assert Call.objects.get().basis == "unopposed"


def test_what_only_the_database_can_refuse_is_a_sentence_too(folder):
    import_folder(folder)
    edit(folder, "by-1/blocs.csv", "left,Left,L,1", "left,Left,L,2")
    edit(folder, "by-1/blocs.csv", "right,Right,R,2", "right,Right,R,1")
    (line,) = problems(folder)
    assert line.startswith("by-1/blocs.csv: the database refuses these rows, because they contradict others:")


def contradicting(folder):
    """The second count's lines are 55,060 votes, and it says that fewer were valid."""
    edit(folder, "by-1/counts.csv", "turnout_reported", "turnout_reported,valid_votes")
    edit(folder, "by-1/counts.csv", "05:00,10,", "05:00,10,,")
    edit(folder, "by-1/counts.csv", "194,20.32", "194,20.32,5000")


def test_a_new_count_that_contradicts_itself_refuses_the_import(folder):
    contradicting(folder)
    refused = problems(folder)
    assert [
        line for line in refused if line.startswith("by-1/counts.csv:3 votes valid_votes: NA-237 count 2: The cand")
    ]
    assert all(line.startswith("by-1/counts.csv:3 ") for line in refused)
    assert not Election.objects.exists()
    assert problems(folder, dry_run=True) == refused


def test_what_contradicts_itself_and_is_recorded_already_refuses_nothing(folder, monkeypatch):
    contradicting(folder)
    with monkeypatch.context() as old:
        old.setattr("elections.importing.checking.judge", lambda *args: ())
        import_folder(folder)
    assert import_folder(folder).created == 0
