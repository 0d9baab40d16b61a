"""The status line that cannot be lost: official only where all is official, incomplete until all is decided."""

from datetime import timedelta

import pytest
from django.utils import translation

from elections import models as rows
from elections.public import snapshot
from maps.web import labels
from tests.maps.night import CLOSE, OPEN, Night

pytestmark = pytest.mark.django_db
LATER = OPEN + timedelta(days=1)


def label(at=LATER) -> str:
    return labels.status_label(snapshot("night", at))


def decided(night: Night, *bases: str) -> None:
    """Call every seat but the first, which the press has called."""
    for contest, candidates, basis in zip(night.contests[1:], night.candidates[1:], bases, strict=True):
        night.call(contest, candidates[0], basis)


def test_a_lead_is_not_a_win():
    Night()
    assert label() == (
        "Incomplete, unofficial results · 1 of 3 seats won, 1 leading · "
        "press reports · not certified by the Election Commission"
    )


def test_all_decided_is_unofficial_until_the_commission_speaks():
    decided(Night(), "press", "press")
    assert label() == "Unofficial results · 3 of 3 seats · press reports · not certified by the Election Commission"


def test_one_notified_seat_does_not_make_the_others_official():
    decided(Night(), "notification", "returning-officer")
    assert label() == "Unofficial results · 3 of 3 seats · 1 official"


def test_all_notified_is_official():
    night = Night(2)
    night.call(night.contests[0], night.candidates[0][0], "notification")
    decided(night, "notification")
    assert label() == "Official results · 2 of 2 seats"


def test_before_the_embargo_ends_the_line_says_when():
    Night()
    assert label(CLOSE - timedelta(minutes=1)) == "Polling not over · Results from 6:00pm, Sun 16 Oct 2022"
    assert label(CLOSE) == "Polls have closed · Results from 6:00pm, Sun 16 Oct 2022"


def test_a_postponed_poll_is_named_and_not_counted_among_the_seats():
    night = Night()
    rows.Contest.objects.filter(pk=night.contests[2].pk).update(state="postponed")
    assert "1 of 2 seats won, 1 leading" in label()
    assert label().endswith("1 poll postponed")


def test_a_withheld_result_is_named():
    night = Night()
    rows.Contest.objects.filter(pk=night.contests[2].pk).update(state="withheld")
    assert "1 withheld by the Commission" in label()


def test_a_rehearsal_says_so_first():
    Night(rehearsal=True)
    assert label().startswith("Rehearsal: these are not real results · ")


def test_the_line_is_there_in_both_languages():
    Night()
    both = labels.status_text(snapshot("night", LATER))
    assert both.en == label()
    with translation.override("ur"):
        assert both.ur == label()


def test_a_seat_says_its_stations_its_basis_and_its_time():
    night = Night()
    night.count(night.contests[0], {night.candidates[0][0]: 61}, stations_reported=4)
    shot = snapshot("night", LATER)
    assert labels.seat_parts(shot, shot.by_slug["pp-1"]) == [
        "4 of 10 stations",
        "press reports",
        "updated 8:00pm, Sun 16 Oct 2022",
    ]


def test_an_embargoed_seat_says_from_when():
    Night()
    shot = snapshot("night", CLOSE)
    assert labels.seat_parts(shot, shot.by_slug["pp-1"]) == ["Results from 6:00pm, Sun 16 Oct 2022"]
