"""A small folder of CSV files with two elections, and ways to break it."""

from pathlib import Path

import pytest

from elections.importing import ImportRefused, import_folder

ROWS = 32

FILES = {
    "sources.csv": """
        key,publisher,url,published
        paper,The Paper,https://example.org/a,2022-10-17
        radio,The Radio,https://example.org/b,
    """,
    "assemblies.csv": """
        slug,abbreviation,name,name_ur,size,majority
        na,NA,National Assembly,قومی اسمبلی,342,172
    """,
    "provinces.csv": "slug,name,name_ur\nsindh,Sindh,سندھ",
    "districts.csv": "slug,province,name,name_ur\nmalir,sindh,Malir,ملیر",
    "delimitations.csv": "slug,name\n2018,Delimitation of 2018",
    "constituencies.csv": """
        delimitation,code,assembly,name,district,towns,aliases
        2018,NA-237,na,Malir-II,malir,Malir;Gadap ; Bin Qasim,
        2018,NA-22,na,Mardan-III,malir,,Mardan 3
    """,
    "parties.csv": "slug,short,name,source\npti,PTI,Tehreek,paper\nppp,PPP,Peoples,paper;radio",
    "persons.csv": "slug,name,aliases\nkhan,Imran Khan,\nbaloch,Abdul Hakeem Baloch,Hakim Baloch",
    "by-1/election.csv": """
        slug,kind,country,name,date,polls_close,results_from,time_zone,second_person,featured
        by-1,by-election,Pakistan,First,2022-10-16,2022-10-16T17:00+05:00,2022-10-16T18:00+05:00,Asia/Karachi,none,yes
    """,
    "by-1/blocs.csv": "slug,name,short,slot,parties\nleft,Left,L,1,pti\nright,Right,R,2,ppp",
    "by-1/contests.csv": """
        constituency,delimitation,state,previous_party,registered_voters,registered_women,candidates_total,candidates_complete
        NA-237,2018,,pti,298000,100000,2,yes
        NA-22,2018,postponed,,,,,
    """,
    "by-1/candidacies.csv": """
        constituency,person,party,bloc,source
        NA-237,khan,pti,,paper;radio
        NA-237,baloch,ppp,none,
    """,
    "by-1/counts.csv": """
        constituency,number,form,source,published_at,stations_reported,turnout_reported
        NA-237,1,press,paper,2022-10-16T20:00+05:00,10,
        NA-237,2,press,paper;radio,2022-10-17,194,20.32
    """,
    "by-1/count_lines.csv": """
        constituency,number,person,votes
        NA-237,1,khan,7025
        NA-237,1,baloch,0
        NA-237,2,khan,22493
        NA-237,2,baloch,32567
    """,
    "by-1/calls.csv": """
        constituency,number,person,basis,source,published_at,count
        NA-237,1,baloch,press,paper,2022-10-17,2
    """,
    "by-1/events.csv": """
        constituency,kind,date,person,postponed_to,source
        NA-22,postponed,2022-10-10,,by-2,paper
        NA-237,notified,2022-11-01,baloch,,radio
    """,
    "by-1/previous_results.csv": "constituency,election,valid_votes,source\nNA-237,2018,120000,paper",
    "by-1/previous_lines.csv": """
        constituency,name,party,party_name,votes
        NA-237,Jamil,pti,,33522
        NA-237,Other,,Old League,5
    """,
    "by-2/election.csv": """
        slug,kind,country,name,date,polls_close,results_from,time_zone,second_person,featured
        by-2,by-election,Pakistan,Second,2022-10-30,2022-10-30T17:00+05:00,2022-10-30T18:00+05:00,Asia/Karachi,none,
    """,
}


def clean(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


@pytest.fixture
def folder(tmp_path):
    """The folder, as long as a test runs."""
    for name, text in FILES.items():
        write(tmp_path, name, clean(text))
    return tmp_path


def write(folder: Path, name: str, content: str | bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    write(folder, name, text.replace(old, new, 1))


def problems(folder: Path, **options) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        import_folder(folder, **options)
    return [str(problem) for problem in refused.value.problems]
