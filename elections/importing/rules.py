"""Rules that hold between the columns of a row and between the rows of an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils import timezone

from elections import models
from elections.importing.book import Book, Row
from elections.importing.problems import Problem

RESERVED = ("independent", "other")  # the names of groups that are no alliance
Stored = dict[str, dict[tuple, int]]


def check_rules(book: Book, stored: Stored) -> None:
    for rule in (majorities, times, one_featured, alliances, electorates, holders, own_times, thresholds):
        book.problems += rule(book)
    for rule in (candidates_listed, numbering):
        book.problems += rule(book, stored)
    for rule in (published_after_close, published_already, events, previous_parties, rehearsals, renamed):
        book.problems += rule(book)


def at(row: Row, name: str, message: str) -> Problem:
    return Problem(row.file, row.line, name, message)


def exceeds(row: Row, small: str, large: str) -> bool:
    return row.get(small) is not None and row.get(large) is not None and row.get(small) > row.get(large)


def majorities(book: Book) -> Iterator[Problem]:
    for row in book.rows["assemblies.csv"]:
        if exceeds(row, "majority", "size"):
            yield at(row, "majority", f"{row.get('majority')} is more than the {row.get('size')} seats of the assembly")


def times(book: Book) -> Iterator[Problem]:
    for row in book.rows["election.csv"]:
        if exceeds(row, "polls_close", "results_from"):
            yield at(row, "results_from", "is before polls_close: results can only be public after the polls close")


def one_featured(book: Book) -> Iterator[Problem]:
    featured = [row for row in book.rows["election.csv"] if row.get("featured")]
    for row in featured[1:]:
        yield at(
            row, "featured", f"only one election can be featured, and {featured[0].file} is: write no in one of them"
        )


def alliances(book: Book) -> Iterator[Problem]:
    slots, members = {}, {}
    for row in book.rows["blocs.csv"]:
        if row.get("slug") in RESERVED:
            yield at(row, "slug", f"“{row.get('slug')}” is a name that Halqa uses itself: choose another one")
        slot = (row.election, row.get("slot"))
        if slot[1] and slots.setdefault(slot, row) is not row:
            yield at(
                row,
                "slot",
                f"{slot[1]} is the slot of “{slots[slot].get('slug')}” already: each alliance needs its own",
            )
        for party in row.get("parties") or ():
            if members.setdefault((row.election, party), row) is not row:
                other = members[row.election, party].get("slug")
                yield at(row, "parties", f"“{party}” belongs to “{other}” already: a party is in one alliance only")


def electorates(book: Book) -> Iterator[Problem]:
    for row in book.rows["contests.csv"]:
        if exceeds(row, "registered_women", "registered_voters"):
            voters, women = row.get("registered_voters"), row.get("registered_women")
            yield at(row, "registered_women", f"{women} is more than the {voters} registered voters")


def holders(book: Book) -> Iterator[Problem]:
    for row in book.rows["contests.csv"]:
        if row.get("previous_party") and row.get("previous_independent"):
            yield at(row, "previous_independent", "is yes beside a previous_party: give one of the two")


def own_times(book: Book) -> Iterator[Problem]:
    for row in book.rows["contests.csv"]:
        election = book.index["election.csv"].get((row.election,))
        for name in ("polls_close", "results_from"):
            if election and row.get(name) and election.get(name) and row.get(name) < election.get(name):
                yield at(row, name, "is before the election's: a contest's own time can only be later")


def candidates_listed(book: Book, stored: Stored) -> Iterator[Problem]:
    listed = defaultdict(set)
    for election, seat, person in book.index["candidacies.csv"].keys() | stored["candidacies.csv"].keys():
        listed[election, seat].add(person)
    for row in book.of("contests.csv"):
        total, known = row.get("candidates_total"), len(listed[row.key])
        if row.get("candidates_complete") and total is not None and total != known:
            yield at(
                row,
                "candidates_complete",
                f"is yes, but {known} of {total} candidates are listed: write no, or list all",
            )


def numbering(book: Book, stored: Stored) -> Iterator[Problem]:
    """Counts and calls of a contest are numbered 1, 2, 3 … without a gap."""
    for file in ("counts.csv", "calls.csv"):
        known = stored[file].keys() | book.index[file].keys()
        for row in book.of(file):
            election, seat, number = row.key
            if number > 1 and (election, seat, number - 1) not in known:
                yield at(
                    row, "number", f"{number} has no {number - 1} before it: numbers run 1, 2, 3 … within a contest"
                )


def published_after_close(book: Book) -> Iterator[Problem]:
    for file in ("counts.csv", "calls.csv"):
        for row in book.of(file):
            election = book.index["election.csv"].get((row.election,))
            day, published = election and election.get("date"), row.get("published_at")
            if day and published and published.date() < day and row.get("basis") != "unopposed":
                yield at(row, "published_at", f"is before polling day ({day}): nothing was counted then")


def published_already(book: Book) -> Iterator[Problem]:
    now = timezone.now()
    for file in ("counts.csv", "calls.csv"):
        for row in book.rows[file]:
            if row.get("published_at") and row.get("published_at") > now:
                yield at(row, "published_at", "lies in the future: nothing can be published ahead")


def events(book: Book) -> Iterator[Problem]:
    for row in book.rows["events.csv"]:
        kind = row.get("kind")
        if kind and row.get("postponed_to") and kind != "postponed":
            yield at(row, "postponed_to", f"stands in an event of the kind “{kind}”: only “postponed” has one")
        if kind and row.get("stations") is not None and kind != "repoll":
            yield at(row, "stations", f"stands in an event of the kind “{kind}”: only “repoll” has them")


def previous_parties(book: Book) -> Iterator[Problem]:
    for row in book.rows["previous_lines.csv"]:
        if row.get("party") and row.get("party_name"):
            yield at(row, "party_name", "stands beside a party: give one of the two")


def thresholds(book: Book) -> Iterator[Problem]:
    for row in book.rows["flag_rules.csv"]:
        if row.get("kind") != "rejected-margin" and row.get("percent") is None and row.get("votes") is None:
            yield at(row, "percent", f"is blank, and so is votes: “{row.get('kind')}” needs a threshold")


def rehearsals(book: Book) -> Iterator[Problem]:
    """A real election can become no rehearsal, which can be wiped, nor a rehearsal a real one."""
    counted = models.Count.objects.order_by().values_list("contest__election__slug", "contest__election__rehearsal")
    called = models.Call.objects.order_by().values_list("contest__election__slug", "contest__election__rehearsal")
    recorded = dict(counted.distinct()) | dict(called.distinct())
    for row in book.rows["election.csv"]:
        now = row.get("rehearsal")
        if now is not None and recorded.get(row.get("slug"), now) != now:
            yield at(row, "rehearsal", "is not what it was when counts were recorded: it never changes after that")


def renamed(book: Book) -> Iterator[Problem]:
    """A former address leads to the election that had it, and is never another's."""
    former = dict(models.FormerAddress.objects.values_list("slug", "election__slug"))
    for row in book.rows["election.csv"]:
        if (now := former.get(row.get("slug"))) and now != row.get("slug"):
            yield at(row, "slug", f"“{row.get('slug')}” is a former address of “{now}”: write {now}, or choose another")
