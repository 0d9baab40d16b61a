"""A rehearsal says that it is one on every page and in every picture, is in no list, and stays on this host."""

import pytest

from tests.maps.night import Night
from tests.maps.walking import addresses, one_moment

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
HOME = "/elections/trial/"
FEED = "changes.atom"
WORDS = {False: "Rehearsal: these are not real results", True: "مشق: یہ اصل نتائج نہیں"}


@pytest.fixture
def trial(night):
    """A rehearsal beside a real night."""
    trial = Night(slug="trial", rehearsal=True, name="Trial run")
    trial.shapes(but=2)
    return trial


def own_addresses():
    return [path for path in addresses("trial", lists=False) if FEED not in path]


def test_every_answer_about_it_is_for_no_search_engine(client, trial):
    with one_moment():
        for path in [*own_addresses(), f"{HOME}{FEED}", f"{HOME}seats/pp-99/", f"/embed{HOME}seats/pp-99/"]:
            assert client.get(path)["X-Robots-Tag"] == "noindex", path
    tag = client.get(HOME)["ETag"]
    assert client.get(HOME, headers={"if-none-match": tag})["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/elections/night/")


def test_every_page_says_so(client, trial):
    with one_moment():
        answers = {path: client.get(path) for path in own_addresses()}
    for path, response in answers.items():
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            said = (
                '<span class="pill">' + WORDS[path.startswith("/ur/")]
                if "/scoreboard/" in path
                else '<p class="rehearsal"'
            )
            assert 'class="is-rehearsal"' in text and said in text, path
            assert '<meta name="robots" content="noindex">' in text, path
    assert "is-rehearsal" not in client.get("/elections/night/").content.decode()


@pytest.mark.parametrize("mode", ["map", "tiles"])
@pytest.mark.parametrize(("prefix", "word"), [("", "REHEARSAL"), ("/ur", None)])
def test_every_picture_says_so(client, trial, settings, mode, prefix, word):
    settings.MAP_MODE = mode
    for place in ("", "provinces/trial-east/", "seats/pp-1/", "candidates/trial-pp-1-1/"):
        text = client.get(f"{prefix}{HOME}{place}").content.decode()
        pictures = text.split('<div class="map ')[1:]
        assert pictures
        for picture in pictures:
            mark = picture.split("</svg>")[0].split('<g class="watermark" aria-hidden="true">')[1]
            assert "</text>" in mark and (word is None or word in mark)
    assert "watermark" not in client.get("/elections/night/").content.decode()


def test_it_is_in_no_list(client, trial):
    for path in ("/", "/elections/", "/search/?q=trial", "/search/?q=pp-1", "/api/v1/elections/"):
        text = client.get(path).content.decode()
        assert "/elections/trial/" not in text and "Trial run" not in text, path
    assert "/elections/night/" in client.get("/search/?q=pp-1").content.decode()


def test_it_moves_no_list_either(client, trial):
    before = {path: client.get(path)["ETag"] for path in ("/", "/elections/", "/api/v1/elections/")}
    trial.election.bump()
    assert {path: client.get(path)["ETag"] for path in before} == before


def test_it_has_no_feed_and_leads_to_none(client, trial):
    response = client.get(f"{HOME}{FEED}")
    assert (response.status_code, "A rehearsal has no feed" in response.content.decode()) == (404, True)
    assert FEED not in client.get(f"{HOME}changes/").content.decode()
    assert FEED in client.get("/elections/night/changes/").content.decode()


@pytest.mark.parametrize("place", ["", "seats/pp-1/", "seats/pp-99/"])
def test_its_embeds_are_framed_on_this_host_alone(client, trial, place):
    for prefix in ("/embed", "/ur/embed"):
        response = client.get(f"{prefix}{HOME}{place}")
        assert response["Content-Security-Policy"].endswith("; frame-ancestors 'self'")
        assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(HOME)["X-Frame-Options"] == "DENY"


def test_the_answers_for_machines_say_so(client, trial):
    api = f"/api/v1{HOME}"
    assert client.get(api).json()["election"]["rehearsal"] is True
    for name in ("results.json", "map.geojson"):
        answer = client.get(f"{api}{name}").json()
        assert answer["rehearsal"] is True and answer["label"].startswith("Rehearsal:")
    header, *rows = client.get(f"{api}results.csv").content.decode("utf-8-sig").splitlines()
    assert header.endswith(",rehearsal") and all(row.endswith(",true") for row in rows)
    assert client.get(f"{HOME}explore/standings.json").json()["rehearsal"] is True


def test_it_costs_no_further_query(client, trial, django_assert_num_queries):
    client.get(f"/embed{HOME}")
    with django_assert_num_queries(2):
        client.get(f"/embed{HOME}")


def test_with_rehearsals_alone_the_site_is_empty(client, db):
    Night(slug="trial", rehearsal=True)
    assert "No election has been entered yet" in client.get("/").content.decode()
