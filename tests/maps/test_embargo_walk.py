"""One second before the embargo ends no public address of the real election gives away what was counted."""

import html
import re
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils.translation import gettext, override

from elections.models import Candidacy, Contest, CountLine, Election, PreviousLine, PreviousResult
from elections.public import snapshot
from maps.web.search import entries
from maps.web.words import headline
from tests.maps.walking import addresses, one_moment

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
SLUG = "by-2022-10-16"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
CONTROL = [
    f"/elections/{SLUG}/",
    f"/ur/elections/{SLUG}/",
    f"/elections/{SLUG}/seats/na-22/",
    f"/embed/elections/{SLUG}/seats/na-22/",
    *(f"/api/v1/elections/{SLUG}/{name}" for name in ("results.json", "map.geojson", "results.csv")),
]
RESULT_WORDS = ("wins", "Won", "leads", "Winner notified", "Seat vacated")
EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.fixture(scope="module")
def walks(django_db_setup, django_db_blocker):
    """What every address answers, by address: before the embargo ends, after, and while one seat is held back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0, stdout=StringIO())
        election = Election.objects.get(slug=SLUG)
        opens = election.results_from
        found = {"before": walk(opens - SECOND, every_address()), "after": walk(opens, CONTROL)}
        found |= {"figures": telling_figures(election.contests.all())}
        # NA-22 alone has to wait.
        own = Contest.objects.filter(election=election, constituency__code="NA-22")
        own.update(results_from=opens + 2 * HOUR)
        election.bump()
        found |= {"one held back": walk(opens + HOUR, every_address("na-22")), "its figures": telling_figures(own)}
        found |= {"july": headline(snapshot("by-2022-07-17").total)}
        transaction.set_rollback(True)
    empty_stores()
    return found


def empty_stores():
    cache.clear()
    entries.cache_clear()


@contextmanager
def clock(at):
    empty_stores()
    with one_moment(at):
        yield


def walk(at, paths) -> dict[str, str]:
    client, found = Client(), {}
    with clock(at):
        for path in paths:
            response = client.get(path)
            assert response.status_code in (200, 302), (path, response.status_code)
            body = b"".join(response) if response.streaming else response.content
            found[path] = html.unescape(body.decode())
    return found


def every_address(seat: str = "") -> list[str]:
    """All of the election's, with a search for each of its seats and winners."""
    contests = Contest.objects.filter(election__slug=SLUG)
    contests = contests.filter(constituency__slug=seat) if seat else contests
    winners = Candidacy.objects.filter(contest__in=contests, calls__published_at__isnull=False)
    seats = contests.values_list("constituency__slug", flat=True)
    return addresses(SLUG, seat, {*seats, *winners.values_list("person__name", flat=True)})


def telling_figures(contests) -> set[int]:
    """The last votes of each candidate from 1000 up, but for numbers that also occur where they are no secret."""
    lines = CountLine.objects.filter(count__contest__in=contests).order_by("count__number")
    last = dict(lines.values_list("candidacy_id", "votes"))
    own = lines.values("pk")
    known = set(CountLine.objects.exclude(pk__in=own).values_list("votes", flat=True))
    known |= set(PreviousLine.objects.values_list("votes", flat=True))
    for model, names in (
        (PreviousResult, ("registered_voters", "valid_votes", "rejected_votes")),
        (Contest, ("registered_voters", "registered_women", "stations_total")),
    ):
        for name in names:
            known |= set(model.objects.values_list(name, flat=True))
    return {votes for votes in last.values() if votes >= 1000} - known


def leaks(text: str, figures) -> set[str]:
    """The figures that stand in a text, however they are written; a decimal of a coordinate is none."""
    spelt = {form for n in figures for plain in (f"{n}", f"{n:,}", f"{n:,}".replace(",", "٬")) for form in (
        plain, plain.translate(EASTERN))}  # fmt: skip
    return set(re.findall(r"(?<![\d.])(?:" + "|".join(sorted(spelt, key=len, reverse=True)) + r")(?!\d)", text))


def result_words(text: str) -> set[str]:
    with override("ur"):
        said = {*RESULT_WORDS, gettext("Winner notified")}
    return {word for word in said if re.search(rf"\b{re.escape(word)}\b", text)}


def test_the_walk_would_see_the_figures_and_the_words(walks):
    """The control: a second later they are there."""
    assert len(walks["figures"]) >= 12
    assert [path for path in CONTROL if not leaks(walks["after"][path], walks["figures"])] == []
    assert {"Winner notified", "Seat vacated"} <= result_words(walks["after"][f"/elections/{SLUG}/seats/na-22/"])


def test_no_figure_of_the_night_is_public_one_second_before_the_embargo_ends(walks):
    found = {path: found for path, text in walks["before"].items() if (found := leaks(text, walks["figures"]))}
    assert found == {}


def test_no_word_of_a_result_is_public_one_second_before_the_embargo_ends(walks):
    said = {path: text.replace(walks["july"], "") for path, text in walks["before"].items()}
    found = {path: found for path, text in said.items() if (found := result_words(text))}
    assert found == {}


def test_a_seat_with_a_later_time_of_its_own_is_held_back_alone(walks):
    held = walks["one held back"]
    found = {path: found for path, text in held.items() if (found := leaks(text, walks["its figures"]))}
    assert walks["its figures"]
    assert found == {}
    for prefix in ("", "/ur", "/embed"):
        assert not result_words(held[f"{prefix}/elections/{SLUG}/seats/na-22/"])
    assert leaks(held[f"/elections/{SLUG}/"], walks["figures"])
