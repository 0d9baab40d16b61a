"""Right counts spoiled one way each, as tired people spoil them.

Each function returns the wrong count, or None if that cannot happen to this one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from bench.desk.night import Entry, source_of
from elections.values import Count

OFFICIAL = ("form-47", "form-48", "form-49")
TOTALS = ("ballots_cast", "valid_votes", "rejected_votes")


def with_votes(entry: Entry, **changes: int) -> Count:
    return replace(entry.count, votes={**entry.count.votes, **{int(key[1:]): votes for key, votes in changes.items()}})


def ranked(entry: Entry) -> list[int]:
    votes = entry.count.votes
    return sorted(votes, key=lambda key: -votes[key])


def figure(entry: Entry, random: Random, digits: int = 3) -> int | None:
    """A candidate whose figure has at least so many digits: the first two twice as often, for they are typed first."""
    keys = [key for key in ranked(entry) if entry.count.votes[key] >= 10 ** (digits - 1)]
    return random.choice(keys[:2] * 2 + keys[2:]) if keys else None


def extra_digit(entry: Entry, random: Random) -> Count | None:
    """A key that bounced: one digit twice."""
    key = figure(entry, random)
    if key is None:
        return None
    text = str(entry.count.votes[key])
    place = random.randrange(len(text))
    return with_votes(entry, **{f"v{key}": int(text[:place] + text[place] + text[place:])})


def missing_digit(entry: Entry, random: Random) -> Count | None:
    key = figure(entry, random)
    if key is None:
        return None
    text = str(entry.count.votes[key])
    place = random.randrange(len(text))
    return with_votes(entry, **{f"v{key}": int(text[:place] + text[place + 1 :])})


def swapped_digits(entry: Entry, random: Random) -> Count | None:
    key = figure(entry, random)
    text = str(entry.count.votes[key]) if key is not None else ""
    places = [place for place in range(len(text) - 1) if text[place] != text[place + 1]]
    if not places:
        return None
    place = random.choice(places)
    turned = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return with_votes(entry, **{f"v{key}": int(turned)})


def swapped_figures(entry: Entry, random: Random) -> Count | None:
    """The first two the wrong way round: what press reports and messages list without names in order."""
    if len(entry.count.votes) < 2:
        return None
    (one, other), votes = ranked(entry)[:2], entry.count.votes
    return (
        None if votes[one] == votes[other] else with_votes(entry, **{f"v{one}": votes[other], f"v{other}": votes[one]})
    )


def one_line_down(entry: Entry, random: Random) -> Count | None:
    """Every figure typed one candidate too low, the last one at the top."""
    keys = sorted(entry.count.votes)
    if len(keys) < 3:
        return None
    shifted = {key: entry.count.votes[before] for key, before in zip(keys, [keys[-1], *keys[:-1]], strict=True)}
    return replace(entry.count, votes=shifted)


def peer_counts(entry: Entry, random: Random) -> Count | None:
    known = [peer.counts[-1] for peer in entry.peers if len(peer.counts[-1].votes) > 1]
    return random.choice(known) if known else None


def another_seat(entry: Entry, random: Random) -> Count | None:
    """The newest count of another seat, its figures typed in order of size for those who lead here."""
    other = peer_counts(entry, random)
    keys = ranked(entry)
    if other is None or len(keys) < 2:
        return None
    figures = sorted(other.votes.values(), reverse=True)[: len(keys)]
    votes = dict(zip(keys, figures, strict=False))
    return replace(
        entry.count,
        votes=votes,
        stations_reported=other.stations_reported,
        valid_votes=other.valid_votes,
        rejected_votes=other.rejected_votes,
        ballots_cast=other.ballots_cast,
    )


def same_person(entry: Entry, random: Random) -> Count | None:
    """The figure that this person has in another seat."""
    people = {candidate.person.slug: candidate.id for candidate in entry.contest.candidates}
    for peer in random.sample(entry.peers, len(entry.peers)):
        for other in peer.candidates:
            key, votes = people.get(other.person.slug), peer.counts[-1].votes.get(other.id)
            if key in entry.count.votes and votes and votes >= 500 and votes != entry.count.votes[key]:
                return with_votes(entry, **{f"v{key}": votes})
    return None


def batch(entry: Entry, random: Random) -> Count | None:
    """Only what came since the count before; the stations as they are."""
    old = next((old for old in reversed(entry.history) if old.votes.keys() & entry.count.votes.keys()), None)
    if old is None:
        return None
    fresh = {key: votes - old.votes.get(key, 0) for key, votes in entry.count.votes.items()}
    return None if min(fresh.values()) < 0 or not any(fresh.values()) else replace(entry.count, votes=fresh)


def electorate(entry: Entry, random: Random) -> Count | None:
    """Registered voters in the field of the ballots cast: a sheet prints them beside each other."""
    registered = entry.contest.registered_voters
    return replace(entry.count, ballots_cast=registered) if registered else None


def same_again(entry: Entry, random: Random) -> Count | None:
    """The count before, typed once more."""
    old = entry.history[-1] if entry.history else None
    return replace(old, number=entry.count.number, as_of=entry.count.as_of) if old and old.votes else None


def same_with_stations(entry: Entry, random: Random) -> Count | None:
    """The new number of stations, the old votes."""
    old = entry.history[-1] if entry.history else None
    moved = old and old.votes and entry.count.stations_reported and entry.count.form not in OFFICIAL
    return replace(old, number=entry.count.number, stations_reported=entry.count.stations_reported) if moved else None


def all_zero(entry: Entry, random: Random) -> Count | None:
    return replace(entry.count, votes=dict.fromkeys(entry.count.votes, 0)) if entry.count.votes else None


def all_blank(entry: Entry, random: Random) -> Count | None:
    """The form, saved before anything was typed."""
    return Count(entry.count.number, {}, entry.count.form, entry.count.source, None) if entry.count.votes else None


def leader_blank(entry: Entry, random: Random) -> Count | None:
    """The field of whoever is first, passed over."""
    votes = {key: votes for key, votes in entry.count.votes.items() if key != ranked(entry)[0]}
    return replace(entry.count, votes=votes) if votes else None


def older(entry: Entry, random: Random) -> Count | None:
    """A count from before the last one, arriving late."""
    if len(entry.history) < 2 or not entry.history[-2].votes:
        return None
    return replace(entry.history[-2], number=entry.count.number)


def too_many_stations(entry: Entry, random: Random) -> Count | None:
    """A bounced key in the number of stations."""
    stations = entry.count.stations_reported
    if not stations or not entry.contest.stations_total:
        return None
    text = str(stations)
    return replace(entry.count, stations_reported=int(text + text[-1]))


def missing_in_stations(entry: Entry, random: Random) -> Count | None:
    stations = entry.count.stations_reported
    return replace(entry.count, stations_reported=int(str(stations)[1:])) if stations and stations > 99 else None


def called_complete(entry: Entry, random: Random) -> Count | None:
    """A part printed as the whole, by one outlet."""
    count, total = entry.count, entry.contest.stations_total
    if not total or count.form in OFFICIAL or not count.votes or count.stations_reported in (None, total):
        return None
    return replace(count, stations_reported=total, further_sources=())


def extra_in_cast(entry: Entry, random: Random) -> Count | None:
    cast = entry.count.ballots_cast
    return replace(entry.count, ballots_cast=int(f"{cast}{cast % 10}")) if cast else None


def wrong_valid(entry: Entry, random: Random) -> Count | None:
    """One key beside the right one in the valid votes."""
    if not entry.count.valid_votes:
        return None
    text = str(entry.count.valid_votes)
    place = random.randrange(len(text))
    digit = str((int(text[place]) + random.choice((1, 9))) % 10)
    return replace(entry.count, valid_votes=int(text[:place] + digit + text[place + 1 :]))


def valid_and_rejected(entry: Entry, random: Random) -> Count | None:
    valid, rejected = entry.count.valid_votes, entry.count.rejected_votes
    return replace(entry.count, valid_votes=rejected, rejected_votes=valid) if None not in (valid, rejected) else None


def one_older(entry: Entry, random: Random) -> Count | None:
    """For one of the first two the figure of the count before the last."""
    key = random.choice(ranked(entry)[:2]) if entry.count.votes else None
    old = entry.history[-2].votes.get(key) if len(entry.history) > 1 else None
    return with_votes(entry, **{f"v{key}": old}) if old and old < entry.count.votes[key] else None


def one_station(entry: Entry, random: Random) -> Count | None:
    """The form of one station taken for the sum of all so far."""
    count, stations = entry.count, entry.count.stations_reported
    if not stations or stations < 5 or count.form in OFFICIAL or not count.votes:
        return None
    part = {name: round(value / stations) for name in TOTALS if (value := getattr(count, name)) is not None}
    if part.keys() >= {"valid_votes", "rejected_votes"}:
        part["valid_votes"] = sum(round(votes / stations) for votes in count.votes.values())
        part["ballots_cast"] = part["valid_votes"] + part["rejected_votes"]
    return replace(count, votes={key: round(votes / stations) for key, votes in count.votes.items()}, **part)


def cast_as_valid(entry: Entry, random: Random) -> Count | None:
    """The row above on the sheet."""
    cast = entry.count.ballots_cast
    return replace(entry.count, valid_votes=cast) if cast and entry.count.rejected_votes else None


def old_stations(entry: Entry, random: Random) -> Count | None:
    """New votes, and the number of stations left from the count before."""
    old, now = (entry.history[-1].stations_reported if entry.history else None), entry.count.stations_reported
    return replace(entry.count, stations_reported=old) if old and now and now > old * 1.1 else None


def one_not_updated(entry: Entry, random: Random) -> Count | None:
    """One of the first two left as it was in the count before."""
    key = random.choice(ranked(entry)[:2]) if entry.count.votes else None
    old = entry.history[-1].votes.get(key) if entry.history else None
    return with_votes(entry, **{f"v{key}": old}) if old and entry.count.votes[key] > old * 1.1 else None


def against_official(entry: Entry, random: Random) -> Count | None:
    """After the officer's form a message from the night: a little less for everybody."""
    if entry.count.form not in OFFICIAL:
        return None
    votes = {key: round(votes * random.uniform(0.9, 0.999)) for key, votes in entry.count.votes.items()}
    return Count(entry.count.number + 1, votes, "phone", source_of("desk"), None)


def day_before(entry: Entry, random: Random) -> Count | None:
    return replace(entry.count, as_of=(entry.count.as_of or entry.at) - timedelta(days=1))


def afternoon_for_night(entry: Entry, random: Random) -> Count | None:
    """Twelve hours late: the time of tomorrow's noon for the one of midnight."""
    return replace(entry.count, as_of=(entry.count.as_of or entry.at) + timedelta(hours=12))
