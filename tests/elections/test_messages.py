"""The paste box: what a message surely says is read, everything else is marked."""

import csv
from itertools import count
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elections.messages import read_message
from elections.values import Assembly, Candidate, Contest, District, Party, Person, Province, Seat, Text
from tests.elections.night import POLLS_CLOSE, RESULTS_FROM

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(row: dict[str, str], field: str) -> Text:
    return Text(row[field], row[f"{field}_ur"])


PARTIES = {
    r["slug"]: Party(r["slug"], text(r, "short"), text(r, "name"), text(r, "symbol")) for r in rows("parties.csv")
}
PERSONS = {
    r["slug"]: Person(r["slug"], text(r, "name"), tuple(filter(None, r["aliases"].split(";"))))
    for r in rows("persons.csv")
}
SEATS = {r["code"]: r for r in rows("constituencies.csv")}
serial = count(1)


def candidate_of(row: dict[str, str]) -> Candidate:
    person = PERSONS[row["person"]]
    return Candidate(next(serial), person, person.name, PARTIES.get(row["party"]), None)


def seat_of(code: str) -> Seat:
    row = SEATS[code]
    towns = [tuple(row[name].split(";")) for name in ("towns", "towns_ur", "aliases")]
    house, province = Assembly("na", "NA", Text("National Assembly")), Province("p", Text("Punjab", "پنجاب"))
    place = District(row["district"], Text(row["district"].title()))
    return Seat(1, code, code.lower(), text(row, "code"), text(row, "name"), house, province, place, "2018", *towns)


def contests_of(election: str) -> tuple[Contest, ...]:
    lines, found = rows(f"{election}/candidacies.csv"), []
    for row in rows(f"{election}/contests.csv"):
        standing = tuple(candidate_of(line) for line in lines if line["constituency"] == row["constituency"])
        facts = {
            "stations_total": int(row["stations_total"] or 0) or None,
            "candidates_complete": row["candidates_complete"] == "yes",
        }
        found.append(Contest(seat_of(row["constituency"]), "", POLLS_CLOSE, RESULTS_FROM, standing, **facts))
    return tuple(found)


NIGHT = contests_of("by-2022-10-16")
NAMES = {c.id: c.person.slug for contest in NIGHT for c in contest.candidates}
FINAL_22 = {"imran-khan": 45411, "maulana-muhammad-qasim": 40856}


def read(message: str, code: str | None = None):
    return read_message(message, NIGHT, code)


def votes(message: str, code: str | None = None) -> dict[str, int]:
    return {NAMES[key]: value for key, value in read(message, code).votes.items()}


def reasons(message: str, code: str | None = None) -> dict[str, str]:
    return {piece.text: piece.reason % piece.figures for piece in read(message, code).not_understood}


def problems(message: str, code: str | None = None) -> list[str]:
    return [problem.code for problem in read(message, code).problems]


@pytest.mark.parametrize(
    "message",
    [
        "NA-22 200/330 PTI 45411 JUIF 40856",
        "na22 200 of 330 pti: 45,411; jui-f: 40,856",
        "NA-22 PTI45411 JUIF40856 (200/330 polling stations)",
        "NA-22, 200 / 330, PTI, 45411, JUIF, 40856",
        "NA-22 45411 PTI, 40856 JUI (F), 200 polling stations out of 330",
        "*NA 22* 🏏 PTI – 45 411\n📖 JUI-F – 40 856\n200/330 PS",
        "NA-22\n200/330\nImran Khan\nPTI\n45,411\nMaulana Qasim\nJUI-F\n40,856",
        "این اے 22: 330 میں سے 200 پولنگ اسٹیشنز، پی ٹی آئی عمران خان 45,411، جے یو آئی ف مولانا محمد قاسم 40,856",
        "حلقہ این اے 22 مردان 3: ۳۳۰ میں سے ۲۰۰ پولنگ سٹیشن، پی ٹی آئی ۴۵٬۴۱۱ جے یو آئی (ف) ۴۰٬۸۵۶",
        "اين اے ٢٢ ٢٠٠/٣٣٠ پی‌ٹی‌آئی ٤٥٤١١ ووٹ لے کر آگے، جے يو آئى ٤٠٨٥٦ ووٹ",
        "NA-22 200/330 بلّا 45 ہزار 411، کتاب 40 ہزار 856",
        "NA-22 200/330 Imran Khan (PTI) 45 thousand 411 votes, Muhammad Qasam (JUIF) 40 thousand 856 votes",
    ],
)
def test_the_same_result_is_read_in_every_way_it_is_written(message):
    result = read(message, "NA-22")
    assert (result.seat_slug, result.stations_reported, result.stations_total) == ("na-22", 200, 330)
    assert votes(message) == FINAL_22
    assert (result.not_understood, result.problems) == ((), ())


def test_every_partial_count_of_the_night_comes_back_from_a_message_of_party_labels():
    lines, standing = rows("by-2022-10-16/count_lines.csv"), {c.seat.code: c for c in NIGHT}
    seen = 0
    for code, contest in standing.items():
        by_person = {c.person.slug: c for c in contest.candidates}
        for number in {line["number"] for line in lines if line["constituency"] == code}:
            mine = [li for li in lines if (li["constituency"], li["number"]) == (code, number)]
            given = {li["person"]: int(li["votes"]) for li in mine if by_person[li["person"]].party}
            for name in ("en", "ur"):
                said = ", ".join(f"{getattr(by_person[p].party.short, name)} {n:,}" for p, n in given.items())
                assert votes(f"{code} {said}") == given
                seen += 1
    assert seen > 50


def test_a_numbered_message_of_several_lines_with_time_turnout_and_rejected_votes():
    message = (
        "NA-157 Multan-IV\n142 of 264 polling stations\n1. Ali Musa Gilani (PPP) 107,327 votes leading\n"
        "2. Meher Bano Qureshi (PTI) 82,141\n• Rejected 1,234\n• valid votes 190,702\n• 191,936 votes polled\n"
        "Turnout 49.1%\n8:40 pm"
    )
    assert votes(message) == {"ali-musa-gilani": 107327, "meher-bano-qureshi": 82141}
    assert read(message).figures == {"rejected_votes": 1234, "valid_votes": 190702, "ballots_cast": 191936}
    assert reasons(message) == dict.fromkeys(("49.1%", "8:40 pm"), "The form has no field for this.")


def test_a_comma_is_a_separator_before_a_blank_and_grouping_between_digits():
    assert votes("NA-157 PTI 82141, PPP 107,327") == {"meher-bano-qureshi": 82141, "ali-musa-gilani": 107327}
    assert votes("NA-157 PTI 82,141,PPP 1,07,327") == {"meher-bano-qureshi": 82141, "ali-musa-gilani": 107327}


def test_the_two_numbers_that_a_newspaper_printed_are_no_number():
    message = "NA-22 PTI 12,048 2778, JUIF 40856"
    assert votes(message) == {"maulana-muhammad-qasim": 40856}
    assert reasons(message) == {"PTI 12,048 2778": "“12,048 2778” looks like two numbers."}


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("NA-239 MQM 500, PTI 7", {"imran-khan": 7}),  # MQM-P or MQM-H
        ("NA-24 Khan 500, ANP 7", {"aimal-wali-khan": 7}),  # both are Khans
        ("NA-108 آزاد 500، پی ٹی آئی 7", {"imran-khan": 7}),  # seven independents
        ("NA-22 PTI Maulana Qasim 500, JI 7", {"abdul-wasi-mardan": 7}),  # two candidates in one breath
        ("NA-22 PTI, JUIF 500, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 45411 JUIF", {}),  # which of the two?
        ("NA-22 PTI, 45411 JUIF, 40856 JI, 7", {}),  # cut off at both ends?
        ("NA-22 PML-N 500 JI 7", {"abdul-wasi-mardan": 7}),  # stands elsewhere
        ("NA-108 PML-Q 500, PTI 7", {"imran-khan": 7}),  # not the PML that stands here
        ("NA-108 500 PML (Z); PTI 7", {"imran-khan": 7}),
        ("NA-22 Shah Mehmood PTI 500, JI 7", {"abdul-wasi-mardan": 7}),  # a stranger of the party
        ("NA-22 PTI Shah Mehmood 500, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 Zahid 500 JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 45k, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 45 thousnd, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 45.411, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI -5, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 93,000+, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI over 93,000, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI leading by 4,555, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 عمران خان 4,555 ووٹوں سے آگے؛ JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 200 stations JI 7", {"abdul-wasi-mardan": 7}),  # stations or votes?
        ("NA-22 PTI 93,000 plus JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 500 JUIF, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 margin PTI 4,555; JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 41.2%; JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 7२, JI 7", {"abdul-wasi-mardan": 7}),
        ("NA-22 PTI 1 PTI 2 JI 7", {"abdul-wasi-mardan": 7}),  # said twice, differently
    ],
)
def test_what_could_mean_something_else_is_marked_and_never_guessed(message, kept):
    assert votes(message) == kept
    assert reasons(message)


def test_the_reason_says_why():
    assert reasons("NA-239 MQM 500") == {"MQM 500": "2 candidates may be meant by “MQM”."}
    assert reasons("NA-22 PML-N 500") == {"PML-N 500": "No candidate of this seat is known as “PML-N”."}
    assert reasons("NA-22 PTI 1, 22") == {"22": "It is not clear what this number belongs to."}
    assert reasons("NA-22 xyzzy") == {"xyzzy": "Not understood."}


def test_saying_the_same_twice_is_no_contradiction():
    assert votes("NA-22 PTI 45411 JUIF 40856\nPTI 45,411") == FINAL_22


def test_an_independent_is_known_by_name_part_of_it_or_alias():
    assert votes("NA-22 Muhammad Sarwar (Independent) 12") == {"muhammad-sarwar-mardan": 12}
    assert votes("NA-22 Sarwar 12") == {"muhammad-sarwar-mardan": 12}
    assert votes("NA-108 Rizwan Mahmood 12, Sohail Kashif 9") == {"rizwan-mehmood-faisalabad": 12, "sohail-kashif": 9}


def test_the_one_listed_independent_is_meant_only_if_all_candidates_are_listed():
    assert votes("NA-22 independent 12") == {"muhammad-sarwar-mardan": 12}
    lone = next(c for c in contests_of("by-2022-07-17") if c.seat.code == "PP-7")
    assert not lone.candidates_complete and [c.independent for c in lone.candidates].count(True) == 1
    assert read_message("PP-7 independent 12", (lone,)).votes == {}


def test_a_party_is_told_from_a_seat_of_almost_the_same_name():
    assert votes("پی پی 139 مسلم لیگ ن 37,712") == {"iftikhar-ahmad-bhangoo": 37712}
    assert votes("این اے 157 پی پی پی 139") == {"ali-musa-gilani": 139}


def test_another_seat_than_the_open_one_fills_nothing():
    result = read("NA-24 PTI 78,589 ANP 68,356", "NA-22")
    assert (result.votes, result.seat_slug, problems("NA-24 PTI 1", "na-22")) == ({}, "na-24", ["other-seat"])
    assert str(result.problems[0]) == "This message speaks of NA-24, not of NA-22: nothing was filled in."


def test_a_message_without_a_code_is_of_the_open_seat():
    assert votes("PTI 45411 JUIF 40856", "na-22") == FINAL_22
    assert problems("PTI 45411") == ["no-seat"]
    assert problems("NA-99 PTI 45411") == ["unknown-seat"]
    assert problems("NA-99 PTI 45411", "na-22") == ["other-seat"]


def test_of_several_seats_only_the_open_one_is_read():
    message = "NA-24 PTI 78589 ANP 68356\nNA-31 PTI 57818 ANP 32252\n"
    assert votes(message, "na-31") == {"imran-khan": 57818, "ghulam-ahmad-bilour": 32252}
    assert votes(message) == {"imran-khan": 78589, "aimal-wali-khan": 68356}
    assert reasons(message) == {"NA-31 PTI 57818 ANP 32252": "This part speaks of another seat."}
    assert problems(message) == ["several-seats"]


def test_other_stations_than_the_seats_are_a_problem():
    assert problems("NA-22 200/340") == ["other-stations"]
    assert read("NA-22 stations 33").stations_reported == 33
    assert read("NA-22 all 330 stations").stations_reported == 330
    assert read("تمام 330 پولنگ اسٹیشنز", "na-22").stations_total == 330


def test_a_number_before_its_word_belongs_to_it():
    result = read("NA-22 45 rejected PTI 50, JUIF 40")
    assert (result.figures, sorted(result.votes.values())) == ({"rejected_votes": 45}, [40, 50])


def test_two_station_figures_that_differ_are_both_left_out():
    assert read("NA-22 200/330 PTI 1 201/330").stations_reported is None


def test_dates_times_and_links_are_no_figures():
    message = "[16/10/2022, 8:40 pm] NA-22 PTI 45411 JUIF 40856 16 Oct 2022 https://t.co/abc12"
    assert votes(message) == FINAL_22
    assert read(message).stations_reported is None


def test_what_was_used_and_what_was_not_point_into_the_text():
    message = "🏏🏏 NA-22 ﷽ PTI 45411, xyzzy"
    result = read(message)
    assert [message[start:end] for start, end in result.understood] == ["NA-22", "PTI 45411"]
    assert all(message[piece.start : piece.end] == piece.text for piece in result.not_understood)


@pytest.mark.parametrize(
    "message", ["", " \n", "😀🏏🎉", "\x00\x01\x1b[31m", "\u200f\u202e", "0", "((((", "﷽", "/", "NA-"]
)
def test_a_message_of_nothing_answers_with_nothing(message):
    result = read(message, "na-22")
    assert (result.votes, result.figures, result.stations_reported) == ({}, {}, None)


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1/", "1,", "1:", "na ", "pti ", "پی ", "\n", " ", "😀", "\x00", "1 lakh ", "all 1 ", "NA-22 1 NA-24 "],
)
def test_ten_kilobytes_of_anything_take_time_in_line_with_their_length(unit):
    started = process_time()
    read((unit * 10_000)[:10_000], "na-22")
    assert process_time() - started < 3


@given(st.text(max_size=80))
def test_any_text_is_answered_and_its_pieces_lie_in_it(message):
    result = read(message, "na-22")
    assert all(message[piece.start : piece.end] == piece.text for piece in result.not_understood)


WORDS = ["NA-22", "NA-24", "PTI", "JUIF", "JI", "عمران خان", "Sarwar", "xyz", "45411", "1,234", "12", "۷۶۶۸۱"]
WORDS += [",", "\n", ":", "(", ")", "votes", "rejected", "200/330", "%"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_number_is_never_made_of_what_does_not_stand_in_the_message(words):
    result = read(" ".join(words), "na-22")
    assert set(result.votes.values()) <= {45411, 1234, 12, 76681}


@given(
    st.permutations([("PTI", 45411), ("JUIF", 40856), ("JI", 300), ("Sarwar", 12)]), st.sampled_from([" ", ", ", "\n"])
)
def test_the_order_of_the_lines_does_not_matter(lines, between):
    said = between.join(f"{label} {number}" for label, number in lines)
    assert sorted(votes(f"NA-22 {said}").values()) == [12, 300, 40856, 45411]
