"""A Redis that hangs or is away costs time once, and never an answer."""

import pickle
import socket
import time

import pytest
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache

from config.cache import REST, RedisCache, Sealed

WAIT = 0.2  # seconds


@pytest.fixture
def store(monkeypatch):
    """A store on a port that takes connections and never says a word; what it waited is forgotten afterwards."""
    monkeypatch.setattr(RedisCache, "rests_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield RedisCache(address, {"OPTIONS": {"socket_connect_timeout": WAIT, "socket_timeout": WAIT}})


def seconds(ask):
    began = time.monotonic()
    return ask(), time.monotonic() - began


def test_a_redis_that_hangs_is_waited_for_once_and_then_rests(store):
    found, waited = seconds(lambda: store.get("a", "nothing"))
    assert found == "nothing" and waited >= WAIT
    asked = (lambda: store.get("a"), lambda: store.add("a", 1), lambda: store.set("a", 1), lambda: store.delete("a"))
    answers = [seconds(ask) for ask in asked]
    assert [answer for answer, _ in answers] == [None, False, None, False]
    assert sum(waited for _, waited in answers) < WAIT
    assert RedisCache.rests_until <= time.monotonic() + REST


def test_after_its_rest_it_is_asked_again(store, monkeypatch):
    monkeypatch.setattr(RedisCache, "rests_until", time.monotonic() - 1)
    assert seconds(lambda: store.get("a"))[1] >= WAIT


def test_a_redis_that_is_away_is_no_error_and_does_not_rest(store, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    away = RedisCache(f"redis://127.0.0.1:{port}/0", {})
    assert (away.get("a", "nothing"), away.add("a", 1), away.answers()) == ("nothing", False, False)
    assert RedisCache.rests_until == 0.0


def test_what_is_kept_is_believed_only_with_our_seal(settings):
    sealed = Sealed()
    kept = sealed.dumps({"body": b"figures"})
    assert sealed.loads(kept) == {"body": b"figures"}
    assert [sealed.loads(sealed.dumps(value)) for value in (True, 7, -7, "")] == [True, 7, -7, ""]
    for forged in (b"1", pickle.dumps("mine"), kept[:-1] + b"x", b"x" + kept[1:], kept[:32], b""):
        assert sealed.loads(forged) is None
    settings.SECRET_KEY = "another" * 10
    assert sealed.loads(kept) is None


@pytest.fixture
def table(monkeypatch):
    """What a Redis would hold, by whole keys."""
    kept = {}

    def put(self, key, value, timeout=None, version=None):
        kept[self.make_key(key, version)] = value
        return True

    monkeypatch.setattr(DjangoRedisCache, "get", lambda self, key, default, version: kept.get(self.make_key(key)))
    monkeypatch.setattr(DjangoRedisCache, "set", put)
    monkeypatch.setattr(DjangoRedisCache, "add", put)
    return kept


def test_what_was_moved_to_another_key_is_not_there(table):
    store = RedisCache("redis://127.0.0.1:1/0", {})
    store.set("page of before", "old figures")
    store.add("claim", True)
    assert (store.get("page of before"), store.get("claim")) == ("old figures", True)
    table[store.make_key("page of now")] = table[store.make_key("page of before")]
    table[store.make_key("number")] = 1
    assert [store.get(key, "nothing") for key in ("page of now", "number", "other")] == ["nothing"] * 3
