"""What is answered while the database is away: docs/operations.md, “When something is away”."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from config import health
from tests.test_operations import without_redis

__all__ = ["without_redis"]  # a fixture
pytestmark = pytest.mark.django_db

READERS = "Results are not available at the moment"


@contextmanager
def outage():
    """No query is answered."""

    def away(*args):
        raise OperationalError("server closed the connection unexpectedly: host 10.0.0.7")

    with connection.execute_wrapper(away):
        yield


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(editor):
    editor.is_staff = editor.is_superuser = True
    editor.save()
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    return client


@pytest.mark.parametrize("address", ["/", "/elections/no-such/", "/embed/elections/no-such/", "/search/?q=imran"])
def test_readers_get_a_page_that_says_so_and_when_to_come_back(reader, address):
    with outage():
        response = reader.get(address)
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("10", "no-store")
    assert READERS in response.text
    assert "10.0.0.7" not in response.text


def test_the_page_of_an_outage_is_in_the_language_of_the_address(reader):
    with outage():
        assert '<html lang="ur" dir="rtl">' in reader.get("/ur/").text


def test_an_embed_shows_the_outage_inside_its_iframe(reader):
    with outage():
        embed, page = reader.get("/embed/elections/no-such/"), reader.get("/")
    assert "X-Frame-Options" not in embed
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/admin/", "/ur/admin/", "/admin/elections/election/"])
def test_editors_are_told_what_became_of_what_they_sent_and_it_heals_by_itself(signed_in, address):
    with outage():
        response = signed_in.get(address)
        sent = signed_in.post(address, {"q": "1"})
    assert (response.status_code, sent.status_code) == (503, 503)
    assert f'lang="{"ur" if address.startswith("/ur/") else "en"}"' in response.text
    assert READERS not in response.text
    assert address.startswith("/ur/") or "kept in this browser" in response.text
    assert signed_in.get(address).status_code == 200


def test_the_api_answers_an_outage_in_its_own_shape(reader):
    with outage():
        response = reader.get("/api/v1/elections/")
    assert (response.status_code, response.json()["error"]["status"]) == (503, 503)


def test_a_fault_of_ours_is_no_outage(reader, monkeypatch):
    monkeypatch.setattr("maps.web.pages.listed", lambda *args, **options: 1 / 0, raising=False)
    monkeypatch.setattr("maps.web.freshness.states", lambda *args: 1 / 0)
    response = reader.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


@pytest.fixture
def probe(monkeypatch):
    """A process that has not been asked yet; its questions stay in this thread, whose transaction the test is in."""
    probe = health.Probe()
    monkeypatch.setattr(health, "probe", probe)
    monkeypatch.setattr(health.connection, "close", lambda: None)
    monkeypatch.setattr(probe.thread, "submit", lambda look: Now(look))
    return probe


class Now:
    """What `submit` gives, done at once."""

    def __init__(self, look):
        self.look = look

    def done(self) -> bool:
        return True

    def result(self, timeout):
        return self.look()


def test_ready_once_the_database_answers_and_is_migrated(reader, probe, django_assert_num_queries):
    first = reader.get("/readyz")
    assert (first.status_code, first.text, first["Cache-Control"]) == (200, "ready\n", "no-store")
    with django_assert_num_queries(1):  # the migrations are not looked at again
        assert reader.get("/readyz").status_code == 200


def test_not_ready_while_the_database_is_away_but_alive_and_ready_again_afterwards(reader, probe):
    with outage():
        response, alive = reader.get("/readyz"), reader.get("/healthz")
    assert (response.status_code, response.text) == (503, "The database does not answer.\n")
    assert response["Cache-Control"] == "no-store"
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert reader.get("/readyz").status_code == 200


def test_not_ready_before_the_migrations(reader, probe, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [("maps", "9999_later")])
    response = reader.get("/readyz")
    assert (response.status_code, response.text) == (503, "The database is not migrated: run `manage.py migrate`.\n")


def test_a_database_that_hangs_is_said_to_be_away_soon_and_is_asked_only_once(reader, monkeypatch):
    from threading import Event

    hung, asked = Event(), []
    probe = health.Probe()
    monkeypatch.setattr(probe, "look", lambda: asked.append(1) or hung.wait(20) and health.READY)
    monkeypatch.setattr(health, "probe", probe)
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    assert reader.get("/readyz").status_code == 503
    monkeypatch.setattr(health, "PATIENCE", 60)  # nobody waits a second time for the same question
    assert [reader.get("/readyz").status_code for _ in range(2)] == [503, 503]
    assert len(asked) == 1
    hung.set()
    probe.asked.result(5)
    assert reader.get("/readyz").status_code == 200


def test_without_redis_it_is_ready_and_says_that_it_is_slower(reader, probe, without_redis):
    response = reader.get("/readyz")
    assert (response.status_code, "Redis does not answer" in response.text) == (200, True)
