"""When a page may be reused: states, ETags, the store, and the minute at which time alone changes a page."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from elections import models
from maps.web import freshness, pages
from tests.maps.night import OPEN, Night

HOME = "/elections/night/"
ADDRESSES = [
    "/",
    HOME,
    f"{HOME}provinces/night-east/",
    f"{HOME}seats/pp-1/",
    f"{HOME}changes/",
    f"{HOME}changes.atom",
    f"{HOME}candidates/night-pp-1-1/",
    f"/embed{HOME}",
    f"/embed{HOME}seats/pp-1/",
    f"/ur{HOME}",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def night(request):
    cache.clear()
    night = Night()
    night.shapes()
    return night


@pytest.fixture
def clock(monkeypatch):
    """Set the site's clock: `clock(moment)`."""

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def test_an_unchanged_page_is_a_304_without_a_body(client):
    for address in ADDRESSES:
        tag = client.get(address)["ETag"]
        assert tag.startswith('W/"')
        again = client.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert "max-age" in again["Cache-Control"]


def test_every_publishing_verb_moves_the_tag(client, night, django_user_model):
    chief = django_user_model.objects.create_user("chief")
    count = models.Count.objects.create(contest=night.contests[2], number=1, form="press")
    tags = [client.get(HOME)["ETag"]]
    for verb in (count.publish, lambda: count.withdraw(chief, "wrong seat")):
        verb()
        tags.append(client.get(HOME)["ETag"])
    assert len(set(tags)) == 3


@pytest.mark.parametrize("address", ADDRESSES)
def test_on_the_embargos_minute_a_page_changes_without_any_publish_and_not_before(client, clock, address):
    clock(OPEN - timedelta(hours=2))
    client.get(address)
    clock(OPEN - timedelta(seconds=1))
    before = client.get(address)
    for secret in (b"Person PP-1/1 (Red) wins", b">60<", b"Called:", b"ahead in"):
        assert secret not in before.content
    clock(OPEN - timedelta(microseconds=1))
    assert client.get(address, headers={"if-none-match": before["ETag"]}).status_code == 304
    clock(OPEN)
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_max_age_never_reaches_past_the_next_instant(client, clock):
    ages = {}
    for seconds in (60, 4, 0.5):
        clock(OPEN - timedelta(seconds=seconds))
        ages[seconds] = client.get(HOME)["Cache-Control"].split(",")[1].strip()
    assert ages == {60: "max-age=10", 4: "max-age=4", 0.5: "max-age=0"}


def test_a_contest_whose_poll_was_extended_keeps_its_own_embargo(client, clock, night):
    close = OPEN + timedelta(hours=1)
    later = close + timedelta(hours=1)
    models.Contest.objects.filter(pk=night.contests[0].pk).update(polls_close=close)
    models.Election.bump_all()
    clock(later - timedelta(microseconds=1))
    before = client.get(f"{HOME}seats/pp-1/")
    assert b"wins" not in before.content
    clock(later)
    assert b"wins" in client.get(f"{HOME}seats/pp-1/", headers={"if-none-match": before["ETag"]}).content


def test_an_unopposed_winner_is_public_before_the_polls_close(client, clock, night):
    for other in night.candidates[2][1:]:
        other.delete()
    night.call(night.contests[2], night.candidates[2][0], basis="unopposed")
    models.Election.bump_all()
    clock(OPEN - timedelta(hours=5))
    assert b"elected unopposed" in client.get(f"{HOME}seats/pp-3/").content


def test_a_page_is_rendered_once_for_all_readers(client, monkeypatch):
    rendered = []
    original = pages.page
    monkeypatch.setattr(pages, "page", lambda *args, **kwargs: rendered.append(1) or original(*args, **kwargs))
    for query in ("", "?utm_source=paper", "?nonsense=1&utm_source=2"):
        client.get(HOME + query)
    assert len(rendered) == 1


def test_a_host_cannot_get_into_another_readers_page(client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    assert b"one.example" not in client.get(HOME, headers={"host": "one.example"}).content
    assert b"one.example" not in client.get(HOME, headers={"host": "two.example"}).content
    assert b"one.example" not in client.get(f"{HOME}changes.atom", headers={"host": "one.example"}).content


def test_what_moved_while_it_was_rendered_is_not_stored(client, monkeypatch):
    original = pages.page

    def moving(*args, **kwargs):
        models.Election.bump_all()
        return original(*args, **kwargs)

    monkeypatch.setattr(pages, "page", moving)
    stored = []
    monkeypatch.setattr(freshness.store, "set", lambda *args: stored.append(args))
    answer = client.get(HOME)
    assert not stored
    assert (answer.status_code, answer["Cache-Control"], "ETag" in answer) == (200, "no-store", False)


@pytest.mark.parametrize("path", [HOME, f"/api/v1{HOME}map.geojson?bbox=0,0,90,90"])
def test_what_moved_once_is_rendered_again_and_is_of_the_later_state(client, monkeypatch, path):
    """What was half of one state and half of the next would be kept by caches under the name of the first."""
    original, asked = freshness.rendered, []

    def moving(*args):
        if not asked:
            models.Election.bump_all()
        asked.append(args)
        return original(*args)

    monkeypatch.setattr(freshness, "rendered", moving)
    answer = client.get(path)
    assert len(asked) == 2
    monkeypatch.undo()
    assert (answer["ETag"], answer.content) == (client.get(path)["ETag"], client.get(path).content)


def test_a_tag_changes_with_the_packages_too(settings):
    names = {file.name for file in freshness.shaping_files(settings.BASE_DIR)}
    assert {"requirements.txt", "constraints.txt", "live.js", "election.html", "freshness.py"} <= names


def test_errors_are_not_stored_and_carry_no_tag(client):
    response = client.get(f"{HOME}seats/pp-99/")
    assert (response.status_code, response.get("ETag")) == (404, None)


def test_head_answers_like_get_without_a_body(client):
    get, head = client.get(HOME), client.head(HOME)
    assert head.content == b""
    assert (head.status_code, head["ETag"]) == (200, get["ETag"])


def test_writing_methods_are_refused(client):
    assert client.post(HOME).status_code == 405
