"""Every public address across the moments that change pages by themselves: one warm store, no publication, old tags."""

import csv
from datetime import timedelta

import pytest
from django.utils import timezone

from elections import models
from elections.public import states
from elections.tallies import HALTED, RETRACTED_FOR
from tests.maps.night import CLOSE, COUNTED, OPEN
from tests.maps.walking import Walker, addresses, telling

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HOME = "/elections/night/"
EARLY, LATE = "7,654", "8,765"  # votes of PP-1 and of PP-2, whose poll was extended
TOLD = "Earlier we reported"


@pytest.fixture
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def recorded(night):
    """PP-1 and PP-2 are counted and called under embargo; the poll of PP-2 closes 90 minutes later."""
    for number, votes in ((0, 7654), (1, 8765)):
        first, second, _third = night.candidates[number]
        night.count(night.contests[number], {first: votes, second: 40}, published_at=CLOSE, stations_reported=9)
        number and night.call(night.contests[number], first)
    models.Contest.objects.filter(pk=night.contests[1].pk).update(polls_close=CLOSE + 1.5 * HOUR)
    models.Election.bump_all()
    return night


def test_each_embargo_ends_on_its_own_minute_everywhere_and_not_before(recorded, clock):
    walker = Walker(addresses("night", queries=["pp-1", "pp-2"]))
    late = OPEN + 1.5 * HOUR
    shown = []
    for moment in (OPEN - MINUTE, OPEN + MINUTE, late - MINUTE, late + MINUTE):
        clock(moment)
        texts = walker.walk()
        shown.append((telling(texts, EARLY, "7654"), telling(texts, LATE, "8765")))
    (before, _), (early, held), (_, still_held), (_, late_shown) = shown
    assert before == held == still_held == []
    for seat, found in (("pp-1", early), ("pp-2", late_shown)):
        assert {HOME, f"/ur{HOME}", f"{HOME}seats/{seat}/", f"/embed{HOME}seats/{seat}/"} <= set(found)
        assert {f"/api/v1{HOME}{name}" for name in ("results.json", "map.geojson", "results.csv")} <= set(found)
        assert {"/", f"{HOME}changes/", f"{HOME}changes.atom"} <= set(found)


def test_a_warm_walk_shows_what_a_cold_one_shows(recorded, clock):
    from django.core.cache import cache

    # An empty feed is dated by Django with the moment it is asked for.
    walker = Walker([path for path in addresses("night") if not path.endswith(".atom")])
    for moment in (OPEN - MINUTE, OPEN + MINUTE):
        clock(moment)
        warm = walker.walk()
        cache.clear()
        assert Walker(walker.paths).walk() == warm


def test_a_withdrawn_winner_is_told_of_for_a_day_to_the_minute_everywhere(recorded, clock):
    withdrawn = COUNTED + HOUR
    clock(withdrawn)
    recorded.contests[0].calls.get().withdraw(None, "misread")
    walker = Walker(addresses("night"))
    seen = telling(walker.walk(), TOLD)
    pages = {"/", "/elections/", HOME, f"{HOME}provinces/night-east/", f"{HOME}seats/pp-1/", f"{HOME}party/"}
    assert pages | {f"/embed{HOME}", f"/embed{HOME}seats/pp-1/"} <= set(seen)
    assert f"{HOME}seats/pp-2/" not in seen and f"{HOME}provinces/night-west/" not in seen
    ends = withdrawn + RETRACTED_FOR
    clock(ends - MINUTE)
    assert telling(walker.walk(), TOLD) == seen
    assert states()["night"].next_instant == ends
    clock(ends + MINUTE)
    assert telling(walker.walk(), TOLD) == []


def test_the_retraction_is_in_the_data_too(recorded, clock, client):
    clock(COUNTED + HOUR)
    recorded.contests[0].calls.get().withdraw(None, "misread")
    winner = recorded.candidates[0][0]
    seats = client.get(f"/api/v1{HOME}results.json").json()["seats"]
    assert (seats["PP-1"]["retracted"], seats["PP-2"]["retracted"]) == (winner.pk, None)
    assert seats["PP-1"]["retracted_at"] == "2022-10-16T16:00:00Z"
    features = client.get(f"/api/v1{HOME}map.geojson").json()["features"]
    assert features[0]["properties"]["retracted"] == winner.person.name
    lines = client.get(f"/api/v1{HOME}results.csv").content.decode("utf-8-sig").splitlines()
    told = [row["candidate_id"] for row in csv.DictReader(lines) if row["retracted"] == "true"]
    assert told == [str(winner.pk)]


@pytest.mark.parametrize("state", HALTED)
def test_a_withdrawn_winner_is_told_of_where_the_poll_is_halted_too(recorded, clock, client, state):
    clock(COUNTED + HOUR)
    recorded.contests[0].calls.get().withdraw(None, "misread")
    models.Contest.objects.filter(pk=recorded.contests[0].pk).update(state=state)
    models.Election.bump_all()
    for path in (HOME, f"{HOME}seats/pp-1/", f"/embed{HOME}", f"/embed{HOME}seats/pp-1/"):
        assert TOLD in client.get(path).content.decode(), path


def test_who_is_named_meanwhile_is_said_beside_it(recorded, clock, client):
    clock(COUNTED + HOUR)
    recorded.contests[0].calls.get().withdraw(None, "misread")
    recorded.call(recorded.contests[0], recorded.candidates[0][1])
    models.Election.bump_all()
    text = client.get(f"{HOME}seats/pp-1/").content.decode()
    sentence = "Earlier we reported that Person PP-1/1 (Red) had won; that was wrong."
    assert f"{sentence} Named as the winner now: Person PP-1/2 (Blue)." in text


def test_figures_of_phone_and_press_are_nowhere_where_only_a_returning_officers_are_shown(recorded, clock):
    models.Election.objects.update(publishable="returning-officer")
    models.Election.bump_all()
    clock(COUNTED + HOUR)
    walker = Walker(addresses("night", queries=["pp-1"]))
    assert telling(walker.walk(), EARLY, LATE, "7654", "8765", "wins", "Called:") == []
    models.Election.objects.update(publishable="any")
    models.Election.bump_all()
    assert telling(walker.walk(), EARLY, "7654")
