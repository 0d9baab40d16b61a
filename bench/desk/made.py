"""Nights made of the final results of 2018: every sound seat, with a sequence of partial counts that end in it.

The file has finals only. Each seat is cut into stations that lie in regions: how many voters a station has, how a
region leans and how a station departs from its region are drawn at random (seeded by the seat), and the votes
are dealt out so that they add up to the real result. Regions report at different times, so leads do change.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import datetime
from itertools import accumulate
from itertools import count as counter
from pathlib import Path
from random import Random

from bench.desk.night import HOUR, Night, evening, seat_of, source_of
from elections.values import Candidate, Contest, Count, Person, Text
from tests import site

FILE = Path(os.environ.get("BENCH_RESULTS", site.ROOT.parent / "shared/data/results/ge2018_candidates.csv"))
CLOSE = evening("2018-07-25", 13)
VOTERS_PER_STATION = 1250  # 106 million voters at 85,000 stations
SIZE, LEANING, STATION = 0.35, 0.75, 0.4  # spread (sigma of the logarithm) of stations, of regions, within a region
PRESS = ("Daily A", "Daily B", "Channel C", "Channel D", "Agency E")


def nights() -> list[Night]:
    """One night for each assembly and province."""
    groups = defaultdict(list)
    for seat in sound_seats():
        groups[seat[0]["assembly"], seat[0]["province"]].append(seat)
    return [night(" ".join(group), seats) for group, seats in sorted(groups.items())]


def sound_seats() -> list[list[dict[str, str]]]:
    """The contested seats but for the known faulty ones, the candidates of each in the order of the file."""
    seats = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["contest_status"] == "Contested":
                seats[row["constituency_code"]].append(row)
    return [seat for seat in seats.values() if not faulty(seat)]


def faulty(seat: list[dict[str, str]]) -> bool:
    """Eight seats: "polled" is off by more than a quarter of valid and rejected votes (7), or it is NA-252."""
    row = seat[0]
    together = int(row["valid_votes"]) + int(row["votes_disq"])
    return abs(int(row["votes_polled"]) - together) > together / 4 or row["constituency_code"] == "NA-252"


def night(name: str, seats: list[list[dict[str, str]]]) -> Night:
    ids, contests, counts = counter(1), {}, {}
    for seat in seats:
        code = seat[0]["constituency_code"]
        random = Random(f"night {code}")
        people = [
            Person(f"{row['candidate_name']}/{row['candidate_party']}", Text(row["candidate_name"])) for row in seat
        ]
        candidates = tuple(Candidate(next(ids), person, person.name, None, None) for person in people)
        registered = int(seat[0]["voter_reg"])
        contests[code] = Contest(
            seat=seat_of(code, seat[0]["province"]),
            state="",
            polls_close=CLOSE,
            results_from=CLOSE + HOUR,
            candidates=candidates,
            candidates_complete=True,
            registered_voters=registered,
            stations_total=max(20, round(registered / VOTERS_PER_STATION)),
        )
        counts[code] = sequence(contests[code], seat, random)
    return Night(name, contests, counts)


def sequence(contest: Contest, seat: list[dict[str, str]], random: Random) -> list[tuple[datetime, Count]]:
    """Three to six partial counts, at times the press's own end of the count, and the returning officer's."""
    keys = [candidate.id for candidate in contest.candidates]
    final = dict(zip(keys, (int(row["candidate_votes"]) for row in seat), strict=True))
    total, rejected = contest.stations_total, int(seat[0]["votes_disq"])
    dealt = deal([*final.values(), rejected], total, random)
    told = sorted({max(1, round(total * random.uniform(0.03, 0.97))) for _ in range(random.randint(3, 6))} - {total})
    newsroom = random.choice((press, phone, tallied))
    found = [
        newsroom(stations, dict(zip(keys, dealt[stations], strict=False)), dealt[stations][-1], random)
        for stations in told
    ]
    if random.random() < 0.3:
        found.append(press_final(total, final, random))
    found.append(official(seat[0], total, final, rejected))
    minutes = sorted(random.uniform(1, 9) for _ in found)
    return [
        (CLOSE + hours * HOUR, numbered(count, place, contest, CLOSE + hours * HOUR))
        for place, (count, hours) in enumerate(zip(found, minutes, strict=True), 1)
    ]


def numbered(count: dict, number: int, contest: Contest, at: datetime) -> Count:
    return Count(number=number, published_at=at, as_of=at, **count)


def deal(totals: list[int], stations: int, random: Random) -> list[list[int]]:
    """The running totals after 0, 1, 2 … stations in the order in which these report; the last are `totals`."""
    regions = random.randint(3, 7)
    when = [random.uniform(0, 1) for _ in range(regions)]
    homes = [random.randrange(regions) for _ in range(stations)]
    homes.sort(key=lambda region: when[region] * 0.8 + random.uniform(0, 1))
    sizes = [random.lognormvariate(0, SIZE) for _ in homes]
    running = []
    for votes in totals:
        leaning = [random.lognormvariate(0, LEANING) for _ in range(regions)]
        weights = [
            size * leaning[home] * random.lognormvariate(0, STATION) for size, home in zip(sizes, homes, strict=True)
        ]
        sums = list(accumulate(weights))
        running.append([0, *(round(votes * part / sums[-1]) for part in sums)])
    return [list(row) for row in zip(*running, strict=True)]


def first(votes: dict[int, int], many: int) -> dict[int, int]:
    return {key: votes[key] for key in sorted(votes, key=lambda key: -votes[key])[:many]}


def press(stations: int, votes: dict[int, int], rejected: int, random: Random) -> dict:
    """What papers print: the first two to four, mostly with the number of stations."""
    told = stations if random.random() < 0.85 else None
    source = source_of(random.choice(PRESS))
    return {"votes": first(votes, random.randint(2, 4)), "form": "press", "source": source, "stations_reported": told}


def phone(stations: int, votes: dict[int, int], rejected: int, random: Random) -> dict:
    """A reporter at the returning officer's: every candidate, no totals."""
    return {"votes": votes, "form": "phone", "source": source_of("desk"), "stations_reported": stations}


def tallied(stations: int, votes: dict[int, int], rejected: int, random: Random) -> dict:
    """Forms of stations added up: every candidate, valid and rejected votes, ballots cast."""
    valid = sum(votes.values())
    totals = {"valid_votes": valid, "rejected_votes": rejected, "ballots_cast": valid + rejected}
    return {**phone(stations, votes, rejected, random), "form": "form-45", **totals}


def press_final(stations: int, final: dict[int, int], random: Random) -> dict:
    """The end of the count by two outlets."""
    one, other = random.sample(PRESS, 2)
    further = (source_of(other),)
    found = {"votes": first(final, random.randint(2, 3)), "form": "press", "source": source_of(one)}
    return {**found, "further_sources": further, "stations_reported": stations}


def official(row: dict[str, str], stations: int, final: dict[int, int], rejected: int) -> dict:
    """The officer's sheet as the file has it, its own small contradictions included."""
    return {
        "votes": final,
        "form": "form-49",
        "source": source_of("Election Commission"),
        "stations_reported": stations,
        "ballots_cast": int(row["votes_polled"]),
        "valid_votes": int(row["valid_votes"]),
        "rejected_votes": rejected,
    }
