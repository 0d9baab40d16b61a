"""The cache in front of Django: what it holds, what it never holds, and what it says when something fails behind it."""

import os
from datetime import timedelta

import brotli
import pytest
from django.test import RequestFactory
from django.utils import timezone

from elections import models
from maps.web import freshness, pages
from maps.web.front import watch, wsgi
from tests.maps.front.asked import API, EMBED, HOME, ageless
from tests.maps.night import OPEN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", HOME, f"/ur{HOME}", EMBED, f"{API}results.json", f"{HOME}changes.atom"])
def test_what_was_rendered_once_is_answered_from_memory_just_as_django_says_it(site, path, client):
    first, again = site(path), site(path)
    assert site.rendered == 1
    assert (again.status, again.body, ageless(again)) == (first.status, first.body, ageless(first))
    plain = client.get(path)
    ours = {name: value for name, value in ageless(again).items() if name != "content-length"}
    assert ours == {name.lower(): value for name, value in plain.items() if name.lower() != "content-length"}
    assert again.body == plain.content


def test_what_a_head_asks_for_first_is_kept_for_all_and_nowhere_else(site, monkeypatch, settings):
    settings.REDIS_URL = ""
    monkeypatch.setattr(freshness.store, "set", lambda *given: pytest.fail("the front holds it already"))
    head, whole = site(HOME, "head"), site(HOME)
    assert (head.body, site.rendered) == (b"", 1)
    assert ageless(head) == ageless(whole) and int(head.headers["content-length"]) == len(whole.body)


def test_304_head_and_encodings_are_composed(site):
    whole = site(HOME)
    same = site(HOME, if_none_match=whole.headers["etag"])
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert set(same.headers) == {"etag", "vary", "cache-control", "age"}
    head = site(HOME, "head")
    assert (head.status, head.body, ageless(head)) == (200, b"", ageless(whole))
    packed = site(HOME, accept_encoding="gzip, br")
    assert (brotli.decompress(packed.body), packed.headers["content-encoding"]) == (whole.body, "br")
    assert int(packed.headers["content-length"]) == len(packed.body)
    assert site.rendered == 1


def test_a_new_state_is_rendered_and_takes_the_place_of_the_old(site):
    old = site(HOME)
    size = site.front.shelf.size
    models.Election.bump_all()
    new = site(HOME, if_none_match=old.headers["etag"])
    assert (new.status, site.rendered) == (200, 2)
    assert new.headers["etag"] != old.headers["etag"]
    assert len(site.front.shelf.entries) == 1
    assert abs(site.front.shelf.size - size) < 1000


def test_what_moved_while_it_was_rendered_is_answered_and_not_kept(site, monkeypatch):
    original = pages.page

    def moving(*args, **kwargs):
        models.Election.bump_all()
        return original(*args, **kwargs)

    monkeypatch.setattr(pages, "page", moving)
    answer = site(HOME)
    assert (answer.status, answer.headers["cache-control"], "etag" in answer.headers) == (200, "no-store", False)
    assert not site.front.shelf.entries


def test_unknown_parameters_and_hosts_neither_flood_nor_poison(site, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    bodies = {site(f"{HOME}?utm={n}", host=f"{host}.example").body for n, host in enumerate(["one", "two"] * 5)}
    assert (site.rendered, len(bodies), len(site.front.shelf.entries)) == (1, 1, 1)
    assert b"one.example" not in bodies.pop()
    assert site(HOME, host="evil.example").status == 400


def test_options_of_an_embed_that_mean_the_same_are_one_answer(site):
    plain = site(EMBED)
    for query in ("?highlight=nowhere-1", "?theme=light&x=1", "?theme=mauve"):
        assert site(EMBED + query).body == plain.body
    assert len(site.front.shelf.entries) == 1
    dark = site(f"{EMBED}?theme=dark")
    asked = site.rendered
    assert site(f"{EMBED}?x=2&theme=dark").body == dark.body != plain.body
    assert site(f"{EMBED}?theme=mauve").body == plain.body
    assert (site.rendered, len(site.front.shelf.entries)) == (asked, 2)


def test_an_option_that_comes_to_mean_something_is_asked_again(site):
    site(EMBED)
    site(f"{EMBED}?highlight=nowhere-1")
    models.Election.bump_all()
    site(EMBED)
    asked = site.rendered
    site(f"{EMBED}?highlight=nowhere-1")
    assert site.rendered == asked + 1


def test_a_filtered_map_is_never_kept_nor_answered_with_the_whole_one(site):
    whole = site(f"{API}map.geojson")
    part = site(f"{API}map.geojson?assembly=nowhere")
    assert part.status == 400
    boxed = site(f"{API}map.geojson?bbox=0,0,1,1")
    assert (boxed.status, boxed.body == whole.body) == (200, False)
    assert list(site.front.shelf.entries) == [f"{API}map.geojson"]


def test_filters_without_a_value_are_the_whole_map(site):
    whole, close = site(f"{API}map.geojson"), site(f"{API}map.geojson?detail=close")
    for query in ("?province=", "?assembly=&bbox=", "?detail=", "?detail=web&province="):
        assert site(API + "map.geojson" + query).body == whole.body
    assert site(f"{API}map.geojson?detail=close&bbox=").body == close.body
    assert site(f"{API}map.geojson?detail=mauve").status == 400
    assert list(site.front.shelf.entries) == [f"{API}map.geojson", f"{API}map.geojson?detail=close"]


@pytest.mark.parametrize("path", ["/nowhere/", "/search/?q=pp", "/healthz", "/admin/login/", "/embed/", f"{API}x/"])
def test_what_is_not_for_all_is_not_kept(site, path):
    for _ in range(2):
        site(path)
    assert (site.rendered, len(site.front.shelf.entries)) == (2, 0)


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ([("Cache-Control", "public, max-age=10"), ("Vary", "Accept-Encoding")], True),
        ([("Cache-Control", "private")], False),
        ([("Cache-Control", "public"), ("Set-Cookie", "a=b")], False),
        ([("Cache-Control", "public"), ("Vary", "Cookie, Accept-Encoding")], False),
        ([], False),
    ],
)
def test_only_what_is_public_without_cookie_and_the_same_for_all_is_kept(headers, kept):
    assert wsgi.is_for_all(headers) is kept


def test_memory_is_bounded_and_the_least_recently_used_goes_first(site):
    site(HOME)
    site.front.shelf.limit = int(site.front.shelf.size * 2.5)
    for path in (f"/ur{HOME}", HOME, EMBED, f"/ur{EMBED}"):
        site(path)
    assert site.front.shelf.size <= site.front.shelf.limit
    assert f"/ur{HOME}" not in site.front.shelf.entries
    assert site.front.shelf.size == sum(entry.size for entry in site.front.shelf.entries.values())


def test_lifetime_never_reaches_past_the_next_instant(site, night, monkeypatch):
    instant = OPEN - timedelta(seconds=60)
    monkeypatch.setattr(timezone, "now", lambda: instant)
    monkeypatch.setattr("maps.web.front.entry.time.time", instant.timestamp)
    assert "max-age=10" in site(HOME).headers["cache-control"]
    monkeypatch.setattr("maps.web.front.entry.time.time", lambda: OPEN.timestamp() - 4.5)
    assert site(HOME).headers["cache-control"].startswith("public, max-age=4,")
    monkeypatch.setattr("maps.web.front.entry.time.time", lambda: OPEN.timestamp() + 0.1)
    assert site(HOME).headers["cache-control"].startswith("public, max-age=0,")


def test_the_embargos_minute_passes_the_front_at_once_and_not_before(site, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: OPEN - timedelta(microseconds=1))
    before = site(f"{API}results.json")
    assert site(f"{API}results.json").body == before.body
    monkeypatch.setattr(timezone, "now", lambda: OPEN)
    assert site(f"{API}results.json", if_none_match=before.headers["etag"]).body != before.body


def test_who_writes_reads_what_was_written(site, settings, client):
    site.front.watch.every, site.front.watch.pid = 5, os.getpid()  # no thread: this is about one process
    old = site(HOME)
    models.Election.bump_all()
    assert site(HOME).headers["etag"] == old.headers["etag"]
    site("/admin/login/", "post")
    assert site(HOME).headers["etag"] != old.headers["etag"]


def test_long_queries_take_no_memory_and_what_they_mean_is_not_packed_again(site):
    site(EMBED)
    [entry] = site.front.shelf.entries.values()
    for number in range(3):
        site(f"{EMBED}?highlight={'x' * 400}{number}")
        site(f"{EMBED}?highlight=x{number}")
    assert list(site.front.shelf.entries.values()) == [entry]
    assert sum(map(len, site.front.shelf.aliases)) < 500


def test_only_who_writes_at_the_desk_has_the_database_asked(site, client):
    site.front.behind(RequestFactory().post(HOME).environ, wsgi.ignored)
    assert not site.front.watch.overdue


def test_behind_a_proxy_only_https_is_answered(site, settings):
    site.front.https = True
    assert not site.front.welcomes({"HTTP_HOST": "testserver"})
    assert site.front.welcomes({"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_PROTO": "https"})


def test_an_answer_that_was_asked_later_is_not_overtaken_by_an_older_one(night):
    known = watch.Watch()
    known.learn(2, {}, 0)
    newer = known.known
    known.learn(1, {}, 0)
    assert known.known is newer
