"""The slips, by what the list of wrong entries to be caught calls them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.desk import spoiling
from bench.desk.night import Entry
from elections.values import Count

Spoil = Callable[[Entry, Random], Count | None]


@dataclass(frozen=True)
class Slip:
    """`group`: what the list of wrong entries to be caught calls it. `named_by`: codes that say just what happened."""

    group: str
    kind: str
    spoil: Spoil
    named_by: tuple[str, ...]


FALLS = ("votes-fall", "figures-fall")
SLIPS = (
    Slip("digits", "a digit twice", spoiling.extra_digit, ("digit-extra", "digits-in-sum")),
    Slip("digits", "a digit left out", spoiling.missing_digit, ("digit-missing", "digits-in-sum")),
    Slip("digits", "two digits swapped", spoiling.swapped_digits, ("digits-swapped", "digits-in-sum")),
    Slip("candidates swapped", "the first two's figures swapped", spoiling.swapped_figures, ("figures-swapped",)),
    Slip(
        "candidates swapped",
        "figures one line down",
        spoiling.one_line_down,
        ("figures-swapped", "out-of-line", *FALLS),
    ),
    Slip("another seat", "figures of another seat", spoiling.another_seat, ("same-as-peer",)),
    Slip("another seat", "same person's figure of another seat", spoiling.same_person, ("same-person-elsewhere",)),
    Slip("batch", "the new votes alone", spoiling.batch, ("batch-not-total",)),
    Slip("electorate", "the electorate as ballots", spoiling.electorate, ("electorate-as-votes",)),
    Slip("same set", "the same set again", spoiling.same_again, ("same-as-before",)),
    Slip("same set", "old votes, new stations", spoiling.same_with_stations, ("same-votes",)),
    Slip("zero or blank", "all zero", spoiling.all_zero, ("all-zero",)),
    Slip("zero or blank", "all blank", spoiling.all_blank, ("nothing-given",)),
    Slip(
        "zero or blank",
        "the leader left blank",
        spoiling.leader_blank,
        ("leader-missing", "one-line-blank", "one-candidate-alone"),
    ),
    Slip("older", "an older count after a newer one", spoiling.older, ("older-than-before", "same-as-before", *FALLS)),
    Slip(
        "stations",
        "a digit twice in the stations",
        spoiling.too_many_stations,
        ("stations-above-total", "jump", "per-station-far"),
    ),
    Slip(
        "falling",
        "a digit left out of the stations",
        spoiling.missing_in_stations,
        ("stations-fall", "jump", "stations-too-full"),
    ),
    Slip("falling", "one candidate's figure of an older count", spoiling.one_older, FALLS),
    Slip(
        "turnout",
        "one station's form as the sum",
        spoiling.one_station,
        ("turnout-far", "stations-too-empty", "per-station-far"),
    ),
    Slip("complete", "a part called complete", spoiling.called_complete, ("complete-unconfirmed",)),
    Slip(
        "more than voters",
        "a digit twice in ballots cast",
        spoiling.extra_in_cast,
        ("votes-above-registered", "digits-in-total", "parts-not-cast"),
    ),
    Slip("sums", "a wrong digit in valid votes", spoiling.wrong_valid, ("lines-above-valid", "lines-below-valid")),
    Slip(
        "sums", "valid and rejected swapped", spoiling.valid_and_rejected, ("rejected-above-valid", "lines-above-valid")
    ),
    Slip("sums", "ballots cast as valid votes", spoiling.cast_as_valid, ("lines-below-valid",)),
    Slip("jump", "new votes, old stations", spoiling.old_stations, ("jump",)),
    Slip("jump", "one candidate not updated", spoiling.one_not_updated, ("not-updated",)),
    Slip("official", "phone against the officer's form", spoiling.against_official, ("official-differs",)),
    Slip("time", "time of the day before", spoiling.day_before, ("as-of-before-close",)),
    Slip("time", "time still to come", spoiling.afternoon_for_night, ("as-of-in-future",)),
)
