"""Addresses outlive what was at them: a renamed election leads on, a withdrawn one says that it is gone, and an embed
of what never was or is no longer shows a sentence and a link instead of a hole."""

import pytest
from django.test import Client

from elections.desk.renaming import rename
from elections.desk.withdrawing import restore, withdraw
from elections.models import Election
from elections.public.links import Link, key_of
from tests.maps.night import Night, message
from tests.maps.walking import addresses, one_moment

pytestmark = pytest.mark.django_db
HOME, EMBED = "/elections/night/", "/embed/elections/night/"
REASON = "A court ordered it <b>gone</b>."
# Drawn ahead, so no walk asks for them.
DRAWN = [f"{HOME}map.png", f"{HOME}seats/pp-1/map.png", f"/cards{HOME}x.png", f"/ur/cards{HOME}seats/pp-1/x.png"]


@pytest.fixture
def other(night):
    return Night(slug="other", name="Another election", name_ur="دوسرا انتخاب").election


@pytest.fixture
def gone(night, other):
    """The night's election, off the site."""
    Election.objects.filter(slug="night").update(name="The long night", name_ur="لمبی رات")
    withdraw(night.election, None, REASON, "عدالت کا حکم", other)
    return night.election


# Renamed


@pytest.mark.walk
def test_every_address_of_a_renamed_election_leads_to_the_same_below_its_new_name(client, night):
    before = addresses("night", lists=False) + DRAWN
    rename(night.election, "second", None)
    assert len(before) > 60
    for path in before:
        response = client.get(f"{path}?theme=dark&table=off&utm_source=a%20b")
        wanted = path.replace("/elections/night/", "/elections/second/", 1)
        assert response.status_code == 301, path
        assert response["Location"] == f"{wanted}?theme=dark&table=off&utm_source=a%20b"
    with one_moment():
        answers = {path: client.get(path, follow=True).status_code for path in before[::7] if path not in DRAWN}
    assert set(answers.values()) == {200}


def test_a_seat_named_like_the_election_stays_what_it_is(client, night):
    rename(night.election, "second", None)
    response = client.get("/elections/night/seats/night/?q=/elections/night/")
    assert response["Location"] == "/elections/second/seats/night/?q=/elections/night/"


def test_a_former_address_is_cached_no_longer_than_a_page(client, night):
    rename(night.election, "second", None)
    response = client.get(HOME)
    assert response["Cache-Control"].startswith("public, max-age=10")
    assert "ETag" not in response
    assert client.head(HOME).status_code == 301
    assert client.post(HOME).status_code == 405


def test_data_addresses_lead_on_for_every_origin(client, night):
    rename(night.election, "second", None)
    response = client.get("/api/v1/elections/night/map.geojson?province=night-east")
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (301, "*")
    assert response["Location"] == "/api/v1/elections/second/map.geojson?province=night-east"
    assert client.options("/api/v1/elections/night/results.json").status_code == 204


def test_where_a_former_address_is_pasted_it_is_followed(client, night, settings):
    rename(night.election, "second", None)
    answer = client.get("/oembed", {"url": f"{settings.SITE_URL}{HOME}seats/pp-1/"})
    assert (answer.status_code, "/embed/elections/second/seats/pp-1/" in answer.json()["html"]) == (200, True)
    assert (
        "/embed/elections/second/seats/pp-1/" in client.get("/embed/", {"url": f"{HOME}seats/pp-1/"}).content.decode()
    )


def test_what_was_stored_under_a_name_is_not_served_to_the_election_that_has_it_again(client, night):
    before = client.get(HOME)
    rename(night.election, "second", None)
    assert client.get(HOME, headers={"if-none-match": before["ETag"]}).status_code == 301
    rename(Election.objects.get(slug="second"), "night", None)
    assert client.get(HOME, headers={"if-none-match": before["ETag"]}).status_code == 200
    assert client.get("/elections/second/")["Location"] == HOME


def test_an_unknown_election_costs_one_query_more_and_is_not_found(client, night, django_assert_max_num_queries):
    client.get("/elections/never/")
    with django_assert_max_num_queries(6):
        assert client.get("/elections/never/").status_code == 404


# Withdrawn


@pytest.mark.walk
def test_every_address_of_a_withdrawn_election_says_that_it_is_gone(client, night, other):
    before = addresses("night", lists=False) + DRAWN
    withdraw(night.election, None, REASON, "عدالت کا حکم", other)
    for path in before:
        response = client.get(path)
        assert response.status_code == 410, path
        assert response["Cache-Control"] == "public, max-age=10" and "ETag" not in response
        if not path.startswith("/api/"):
            text = response.content.decode()
            assert "noindex" in text and "/elections/other/" in text, path
            assert ("عدالت کا حکم" if path.startswith("/ur/") else "A court ordered it &lt;b&gt;gone") in text, path
            assert "Person PP-1" not in text and "شخص" not in text
    restore(night.election, None)
    with one_moment():
        assert {client.get(path).status_code for path in before if path not in DRAWN} <= {200, 302}


@pytest.mark.parametrize("base", ["", "/embed"])
def test_the_page_says_what_was_here_why_it_is_gone_and_where_to_go(client, gone, base):
    page = client.get(f"{base}{HOME}seats/pp-1/").content.decode()
    for words in ("The long night", "Sunday 16 October 2022", "These results are no longer here", "Another election"):
        assert words in page
    urdu = client.get(f"/ur{base}{HOME}").content.decode()
    assert "لمبی رات" in urdu and 'href="/ur/elections/other/"' in urdu and "دوسرا انتخاب" in urdu


def test_in_an_iframe_it_is_an_embed_in_the_theme_that_was_asked_for(client, gone):
    response = client.get(f"{EMBED}scoreboard/?theme=dark")
    text = response.content.decode()
    assert response.status_code == 410
    assert 'class="embed"' in text and 'data-theme="dark"' in text and '<base target="_blank">' in text
    assert "frame-ancestors" not in response["Content-Security-Policy"] and "X-Frame-Options" not in response


def test_without_another_election_it_leads_to_all_of_them(client, night):
    withdraw(night.election, None, "why")
    assert 'href="/elections/"' in client.get(EMBED).content.decode()


def test_it_is_in_no_list_feed_search_or_map_of_scripts(client, gone):
    for path in ("/", "/ur/", "/elections/", "/search/?q=pp-1", "/search/?q=PP-1%2F1", "/api/v1/elections/"):
        assert "/elections/night/" not in client.get(path).content.decode(), path
    assert "/elections/other/" in client.get("/search/?q=pp-1").content.decode()


def test_lists_that_were_stored_are_made_anew(client, night, other):
    paths = ("/", "/elections/", "/api/v1/elections/")
    before = {path: client.get(path)["ETag"] for path in paths}
    withdraw(night.election, None, "why")
    for path in paths:
        response = client.get(path, headers={"if-none-match": before[path]})
        assert (response.status_code, "/elections/night/" in response.content.decode()) == (200, False)


def test_the_data_say_so_in_the_one_shape_of_error(client, gone):
    for name in ("", "results.json", "map.geojson", "results.csv"):
        response = client.get(f"/api/v1{HOME}{name}")
        assert response.status_code == 410
        assert message(response).startswith("“night” was taken off this site on 20")
        assert REASON in message(response) and message(response).endswith("See /api/v1/elections/other/.")


def test_nothing_of_it_is_embedded_anew(client, gone, settings):
    answer = client.get("/oembed", {"url": f"{settings.SITE_URL}{HOME}"})
    assert answer.status_code in (404, 410)
    assert "/elections/night/" not in answer.content.decode()
    assert "/embed/elections/night/" not in client.get("/embed/", {"url": HOME}).content.decode()


def test_a_short_link_to_it_leads_to_the_page_that_says_so(client, gone):
    answer = client.get(f"/s/{key_of(Link('night', seat='pp-1'))}", follow=True)
    assert answer.status_code == 410


def test_a_former_name_of_a_withdrawn_election_leads_to_the_page_that_says_so(client, gone):
    rename(gone, "second", None)
    assert client.get(f"{HOME}?a=1", follow=True).status_code == 410


def test_a_withdrawn_rehearsal_stays_on_this_host(client, night):
    trial = Night(slug="trial", rehearsal=True)
    withdraw(trial.election, None, "why")
    response = client.get("/embed/elections/trial/")
    assert (response.status_code, response["X-Frame-Options"]) == (410, "SAMEORIGIN")
    assert response["X-Robots-Tag"] == "noindex"


def test_a_page_that_was_open_asks_in_vain_for_what_it_had(client, night):
    tag = client.get(HOME)["ETag"]
    withdraw(night.election, None, "why")
    assert client.get(HOME, headers={"if-none-match": tag}).status_code == 410


# What an embed names and there is not


@pytest.mark.parametrize(
    ("place", "link"),
    [
        ("elections/night/seats/pp-99/", "/elections/night/"),
        ("elections/night/candidates/nobody/", "/elections/night/"),
        ("elections/night/provinces/nowhere/", "/elections/night/"),
        ("elections/night/nothing/", "/elections/night/"),
        ("elections/never/", "/"),
        ("elections/never/seats/pp-1/", "/"),
        ("no/such/thing/", "/"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_an_embed_of_nothing_says_so_and_leads_on(client, night, place, link, prefix):
    response = client.get(f"{prefix}/embed/{place}?theme=dark")
    text = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (404, "public, max-age=10")
    assert 'class="embed"' in text and 'data-theme="dark"' in text and "noindex" in text
    assert f'href="{prefix}{link}"' in text and "masthead" not in text


def test_a_page_of_nothing_leads_to_its_election(client, night):
    assert 'href="/elections/night/">All seats' in client.get(f"{HOME}seats/pp-99/").content.decode()
    assert "All seats" not in client.get("/elections/never/").content.decode()


def test_a_wiped_rehearsals_embed_still_shows_its_seats(night):
    from elections.desk.rehearsals import wipe

    trial = Night(slug="trial", rehearsal=True)
    wipe(trial.election, None)
    text = Client().get("/embed/elections/trial/").content.decode()
    assert "PP-1" in text and "Rehearsal: these are not real results" in text
