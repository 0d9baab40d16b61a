"""Sentences made of figures: headlines and what a result says. Plain text in the active language."""

from __future__ import annotations

import re

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, pgettext

from elections.tallies import INDEPENDENT
from elections.values import Candidate, Event, Group, GroupTotal, ManySeats, Result, Strength, Tally, Text
from maps.drawing.wording import affiliation, status_words
from maps.web import times

NAMES_NUMBER = re.compile(r" (?=\d+$)")
SMALL_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def say(words: Text) -> str:
    """The words in the active language; English where there is no Urdu. “مردان 3” stays on one line."""
    text = (words.ur if get_language() == "ur" and words.ur else words.en) if words else ""
    return NAMES_NUMBER.sub("\u00a0", text)


def number_word(number: int) -> str:
    """Small numbers in words, as English newspapers write them; Urdu headlines use digits."""
    return SMALL_NUMBERS[number] if get_language() == "en" and number < len(SMALL_NUMBERS) else f"{number:,}"


def headline(tally: Tally) -> str:
    """What the results of these seats say, in one sentence: who won, who is ahead, or what is awaited."""
    won = [(total.group, total.won) for total in tally.groups if total.won]
    ahead = [(total.group, total.won + total.leading) for total in tally.groups if total.won + total.leading]
    ahead.sort(key=lambda item: -item[1])
    decided = sum(seats for _, seats in won)
    if tally.seats == 0:
        return gettext("No seat has a result to await")
    if decided == tally.seats:
        return final_headline(won, tally.seats)
    if sum(seats for _, seats in ahead) > decided:
        if tally.seats == 1:
            return capfirst(gettext("%(group)s ahead in the seat") % {"group": say(ahead[0][0].short)})
        return listing(ahead, tally.seats, gettext("%(group)s ahead in %(seats)s of %(all)s seats"))
    if won:
        return listing(won, tally.seats, gettext("%(group)s wins %(seats)s of %(all)s seats so far"))
    return capfirst(
        ngettext("%(all)s seat awaits its result", "%(all)s seats await their results", tally.seats)
        % {"all": number_word(tally.seats)}
    )


def place_headline(tally: Tally, place: Text | None) -> str:
    """The headline of a place: “Punjab: PTI wins four of six seats”; without one, of the country."""
    sentence = headline(tally)
    return gettext("%(place)s: %(headline)s") % {"place": say(place), "headline": sentence} if place else sentence


def final_headline(won: list[tuple[Group, int]], seats: int) -> str:
    group = say(won[0][0].short)
    if seats == 1:
        return capfirst(gettext("%(group)s wins the seat") % {"group": group})
    if len(won) == 1:
        return capfirst(gettext("%(group)s wins all %(all)s seats") % {"group": group, "all": number_word(seats)})
    return listing(won, seats, gettext("%(group)s wins %(seats)s of %(all)s seats"))


def listing(groups: list[tuple[Group, int]], seats: int, first: str) -> str:
    """“PTI wins eight of eleven seats, ruling coalition three”."""
    (group, number), *others = groups
    sentence = first % {"group": say(group.short), "seats": number_word(number), "all": number_word(seats)}
    rest = [
        gettext("%(group)s %(seats)s") % {"group": say(other.short), "seats": number_word(count)}
        for other, count in others
    ]
    return capfirst(comma().join([sentence, *rest]))


def comma() -> str:
    return pgettext("between the parts of a headline", ", ")


def full_stop() -> str:
    return pgettext("end of a sentence", ".")


def with_party(candidate: Candidate) -> str:
    return gettext("%(name)s (%(party)s)") % {"name": say(candidate.name), "party": affiliation(candidate)}


def seat_headline(result: Result) -> str:
    """The sentence of a seat page: who won it, who leads, or what is the matter."""
    seat = say(result.seat.code_text) + " " + say(result.seat.name)
    if result.winner:
        unopposed = result.won_basis == "unopposed"
        sentence = gettext("%(who)s elected unopposed in %(seat)s") if unopposed else gettext("%(who)s wins %(seat)s")
        return sentence % {"who": with_party(result.winner), "seat": seat}
    if result.leader:
        return gettext("%(who)s leads in %(seat)s") % {"who": with_party(result.leader), "seat": seat}
    return gettext("%(seat)s: %(status)s") % {"seat": seat, "status": status_words(result)}


def stations_words(result: Result) -> str:
    """“124 of 384 stations”, “all 330 stations”, or nothing if the count does not say."""
    reported, total = result.stations_reported, result.contest.stations_total
    if reported is None:
        return ""
    if total is None:
        return ngettext("%(n)s station", "%(n)s stations", reported) % {"n": f"{reported:,}"}
    if reported == total:
        return gettext("all %(total)s stations") % {"total": f"{total:,}"}
    return gettext("%(n)s of %(total)s stations") % {"n": f"{reported:,}", "total": f"{total:,}"}


def group_sentence(total: GroupTotal) -> str:
    """“PTI won 6”, “coalition won 2 (PPP 2)”, on the night “won 2, leading 4”."""
    parts = [gettext("won %(n)s") % {"n": total.won}] if total.won or not total.leading else []
    if total.leading:
        parts.append(gettext("leading %(n)s") % {"n": total.leading})
    words = say(total.group.short) + " " + comma().join(parts)
    names = [f"{say(party.short) if party else gettext('Independent')} {seats}" for party, seats in total.parties]
    own = {say(total.group.short), gettext("Independent")} if total.group == INDEPENDENT else {say(total.group.short)}
    if names and names not in [[f"{name} {total.won}"] for name in own]:
        words += f" ({comma().join(names)})"
    return words


def change_of_hands(result: Result) -> str:
    """“PTI kept the seat”, “PTI gained the seat from PML-N”: the party's, whoever the person is."""
    before = result.contest.previous_party
    values = {"party": affiliation(result.winner), "before": say(before.short) if before else gettext("an independent")}
    kept, gained = gettext("%(party)s kept the seat"), gettext("%(party)s gained the seat from %(before)s")
    return (kept if result.change == "hold" else gained) % values


def strength_sentence(strength: Strength) -> str:
    """“PTI defended 8: kept 6, lost 2”, and what it gained."""
    party = say(strength.party.short) if strength.party else gettext("Independents")
    values = {"party": party, "defended": strength.defended, "kept": strength.kept, "lost": strength.lost}
    if not strength.defended:
        return gettext("%(party)s gained %(gained)s") % {"party": party, "gained": strength.gained}
    sentence = gettext("%(party)s defended %(defended)s: kept %(kept)s, lost %(lost)s") % values
    if strength.gained:
        sentence += comma() + gettext("gained %(gained)s") % {"gained": strength.gained}
    return sentence


def many_seats_sentence(row: ManySeats) -> str:
    """“Imran Khan stood in seven seats and won six.”"""
    values = {"name": say(row.person.name), "stood": number_word(len(row.results)), "won": number_word(len(row.won))}
    if not any(result.winner for result in row.results):
        return gettext("%(name)s stands in %(stood)s seats.") % values
    if not all(result.winner for result in row.results):
        return gettext("%(name)s stands in %(stood)s seats and has won %(won)s so far.") % values
    if not row.won:
        return gettext("%(name)s stood in %(stood)s seats and won none.") % values
    if len(row.won) == len(row.results):
        return gettext("%(name)s stood in %(stood)s seats and won them all.") % values
    return gettext("%(name)s stood in %(stood)s seats and won %(won)s.") % values


def vacating_sentence(row: ManySeats) -> str:
    """What becomes of the seats that one person won, of which only one can be kept."""
    values = {"name": say(row.person.name), "n": number_word(row.vacating)}
    seats = comma().join(say(result.seat.code_text) for result in row.to_vacate)
    if row.kept:
        seat = say(row.kept.seat.code_text)
        return gettext("%(name)s keeps %(seat)s and gives up %(seats)s.") % {**values, "seat": seat, "seats": seats}
    if row.vacating and len(row.to_vacate) == row.vacating:
        return gettext("Given up: %(seats)s.") % {"seats": seats}
    if not row.vacating:
        return ""
    sentence = ngettext(
        "%(n)s of these seats has to be given up.", "%(n)s of these seats have to be given up.", row.vacating
    )
    return capfirst(sentence % values)


def measure_words(measure: str) -> str:
    return {
        "alliance": gettext("Alliance"),
        "party": gettext("Party"),
        "margin": gettext("Margin"),
        "turnout": gettext("Turnout"),
    }[measure]


def event_words(event: Event) -> str:
    """What befell the contest; whom it concerned, where that is known."""
    sentence = {
        "postponed": gettext("Poll postponed"),
        "withheld": gettext("Notification withheld by the Commission"),
        "recount": gettext("Recount ordered"),
        "repoll": gettext("Re-poll ordered"),
        "void": gettext("Poll declared void"),
        "terminated": gettext("Poll terminated"),
        "notified": gettext("Winner notified by the Commission"),
        "vacated": gettext("Seat vacated"),
        "kept": gettext("Seat kept, of several won"),
    }[event.kind]
    if event.postponed_to:
        sentence = gettext("Poll postponed to %(day)s") % {"day": times.day(event.postponed_to[2])}
    if event.stations is not None:
        sentence = ngettext("Re-poll ordered at %(n)s station", "Re-poll ordered at %(n)s stations", event.stations)
        sentence %= {"n": f"{event.stations:,}"}
    return f"{sentence}: {say(event.person)}" if event.person else sentence
