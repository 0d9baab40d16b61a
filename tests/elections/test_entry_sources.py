"""The choice of a source: one that is older than the poll is said to be so beside the field, and never refused."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from elections.admin.sources import SourceList
from elections.desk.entry import closing_day
from elections.models import Count
from tests import factories as make
from tests.elections.test_entry import address, client, fields, record, send, typed

__all__ = ["client"]  # a fixture
pytestmark = pytest.mark.django_db

POLL = make.POLLS_CLOSE.date()
SENTENCE = "This source is dated before the polls closed."


def shown(page) -> bool:
    """Whether the sentence is seen as the page comes; the script shows and hides it from there."""
    return not re.search(r'id="id_source_early" hidden', page.content.decode())


@pytest.mark.parametrize(
    ("published", "early"), [(POLL - timedelta(days=1), True), (POLL, False), (date(2023, 1, 1), False), (None, False)]
)
def test_a_source_is_early_if_it_is_dated_before_the_day_the_polls_closed(race, published, early):
    source = make.make_source("dawn", published=published)
    assert SourceList([]).early(race) == ({source.pk} if early else set())


def test_the_day_is_that_of_the_place_and_of_the_seat(race):
    assert closing_day(race) == POLL
    race.polls_close = make.POLLS_CLOSE.replace(hour=20)  # one in the morning of the next day, in Karachi
    assert closing_day(race) == POLL + timedelta(days=1)
    race.polls_close = make.POLLS_CLOSE + timedelta(days=14)
    assert closing_day(race) == POLL + timedelta(days=14)


def test_a_rehearsal_is_held_with_the_sources_of_the_night_it_repeats(race):
    later = make.POLLS_CLOSE + timedelta(days=1500)
    times = {"date": later.date(), "polls_close": later, "results_from": later}
    rehearsal = make.make_election("rehearsal-1", rehearsal=True, **times)
    assert closing_day(make.make_contest(rehearsal, constituency=race.constituency)) == POLL
    assert closing_day(make.make_contest(rehearsal, "NA-24")) == later.date()


def test_an_early_source_is_marked_and_told_beside_the_field_and_saved_all_the_same(client, race):
    old = make.make_source("old", published=POLL - timedelta(days=30))
    new = make.make_source("new", published=POLL)
    page = client.get(address(race))
    assert SENTENCE in page.content.decode()
    assert not shown(page)
    marked = re.findall(r'<option value="(\d+)" data-early="">', page.content.decode())
    assert set(marked) == {str(old.pk)}
    assert not shown(send(client, race, typed(client, race, "12 34", "5", source=new.pk)))
    refused = send(client, race, typed(client, race, "12 34", "5", source=old.pk))
    assert shown(refused)
    assert record(client, race, fields(refused) | {f"votes_{race.pti.pk}": "41"}).status_code == 302
    assert Count.objects.get().source == old


def test_the_call_screen_says_so_too(admin_client, race):
    old = make.make_source("old", published=POLL - timedelta(days=30))
    page = admin_client.get(reverse("admin:desk_call", args=[race.election.slug, "na-22"]))
    assert f'<option value="{old.pk}" data-early="">' in page.content.decode()
    assert SENTENCE in page.content.decode()
    assert not shown(page)
