"""oEmbed: what a consumer gets for an address of this site, and a consumer's own library asking for it."""

import json
import re
from urllib.parse import quote
from xml.etree import ElementTree

import micawber
import pytest

from elections import models
from elections.public import links
from tests.maps.night import Night

pytestmark = pytest.mark.django_db
HOST = "https://halqa.example"
HOME = "/elections/night/"


@pytest.fixture(autouse=True)
def host(settings):
    settings.SITE_URL = HOST


def asked(client, address: str, accept: str = "", **query):
    values = "".join(f"&{name}={value}" for name, value in query.items())
    return client.get(f"/oembed?url={quote(address, safe='')}{values}", headers={"accept": accept} if accept else None)


def answer(client, address: str, **query) -> dict:
    response = asked(client, address, **query)
    assert response.status_code == 200, response.content
    return response.json()


def source(found: dict) -> str:
    return re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+" width="[0-9]+%?" height="\d+" loading="lazy" '
                        r'frameborder="0"></iframe>', found["html"])[1]  # fmt: skip


def test_the_answer_is_rich_and_holds_what_the_standard_asks_for(client, night):
    found = answer(client, HOST + HOME)
    assert (found["type"], found["version"], found["provider_url"]) == ("rich", "1.0", f"{HOST}/")
    assert found["provider_name"] and found["title"] == "Election night"
    assert source(found) == f"{HOST}/embed{HOME}"
    assert isinstance(found["width"], int) and isinstance(found["height"], int)
    assert found["cache_age"] == 3600


@pytest.mark.parametrize(
    ("page", "embed"),
    [
        ("/", f"/embed{HOME}"),
        (f"{HOME}margin/", f"/embed{HOME}margin/"),
        (f"{HOME}provinces/night-east/", f"/embed{HOME}provinces/night-east/"),
        (f"{HOME}seats/pp-1/", f"/embed{HOME}seats/pp-1/"),
        (f"{HOME}candidates/night-pp-1-1/", f"/embed{HOME}candidates/night-pp-1-1/"),
        (f"{HOME}changes/", f"/embed{HOME}"),
        (f"/embed{HOME}scoreboard/", f"/embed{HOME}scoreboard/"),
        (f"/ur{HOME}seats/pp-1/", f"/ur/embed{HOME}seats/pp-1/"),
    ],
)
def test_a_page_or_embed_is_framed_as_what_it_is(client, night, page, embed):
    assert source(answer(client, HOST + page)) == HOST + embed


def test_the_options_of_an_embed_are_kept_and_nothing_else(client, night):
    address = f"{HOST}/embed{HOME}?utm_source=x&theme=dark&table=off&source=on"
    assert source(answer(client, address)) == f"{HOST}/embed{HOME}?theme=dark&amp;table=off"


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_a_short_link_of_this_site_is_framed_as_its_page(client, night, prefix):
    for link, place in ((links.Link("night"), HOME), (links.Link("night", seat="pp-2"), f"{HOME}seats/pp-2/")):
        key = links.key_of(link)
        assert source(answer(client, f"{HOST}{prefix}/s/{key}")) == f"{HOST}{prefix}/embed{place}"
        assert asked(client, f"https://elsewhere.example{prefix}/s/{key}").status_code == 404


def test_it_is_never_larger_than_asked_for(client, night):
    free = answer(client, HOST + HOME)
    small = answer(client, HOST + HOME, maxwidth=300, maxheight=200)
    assert (small["width"], small["height"]) == (300, 200)
    assert 'width="300" height="200"' in small["html"]
    narrow = answer(client, HOST + HOME, maxwidth=320)
    assert narrow["width"] == 320
    assert 'width="100%"' in free["html"] and free["width"] == 600
    assert answer(client, HOST + HOME, maxwidth=5000)["width"] == 1000


@pytest.mark.parametrize("value", ["", "0", "-5", "x", "1e3", "٣٠٠", "9" * 30])
def test_a_size_that_is_none_is_ignored(client, night, value):
    assert answer(client, HOST + HOME, maxwidth=value, maxheight=value) == answer(client, HOST + HOME)


def test_xml_holds_the_same(client, night):
    plain = answer(client, f"{HOST}{HOME}seats/pp-1/")
    response = asked(client, f"{HOST}{HOME}seats/pp-1/", format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    assert {node.tag: node.text for node in root} == {name: str(value) for name, value in plain.items()}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/xml", "text/xml"),
        ("application/xml;q=0.9, */*;q=0.1", "text/xml"),
        ("application/json, text/xml", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_xml_goes_to_who_asks_for_it_and_json_to_everybody_else(client, night, accept, kind):
    response = asked(client, HOST + HOME, accept=accept)
    assert response["Content-Type"].split(";")[0] == kind
    assert "Accept" in response["Vary"].replace(" ", "").split(",")
    assert asked(client, HOST + HOME, accept=accept, format="json")["Content-Type"] == "application/json"


def test_no_tag_stands_for_both_formats(client, night):
    """A cache that held JSON and XML under one tag could give either for the other."""
    assert all("ETag" not in asked(client, HOST + HOME, format=form) for form in ("json", "xml"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.example/elections/night/",
        f"{HOST}.elsewhere.example{HOME}",
        "javascript:alert(1)",
        "https://[broken",
        f"{HOST}/nowhere/",
        f"{HOST}/admin/",
        f"{HOST}/api/v1/elections/",
        f"{HOST}{HOME}seats/pp-99/",
        f"{HOST}/elections/none/",
        f"{HOST}/elections/trial/",
        f"{HOST}/s/zzzzz",
        f"{HOST}/{'x' * 3000}",
        "https://halqa.example\x00/",
    ],
)
def test_foreign_and_unknown_addresses_and_rehearsals_are_a_404_in_json(client, night, address):
    Night(slug="trial", rehearsal=True)
    response = asked(client, address)
    assert response.status_code == 404
    assert response.json()["error"]["message"]


def test_a_format_nobody_knows_is_a_501(client, night):
    response = asked(client, HOST + HOME, format="yaml")
    assert (response.status_code, response.json()["error"]["status"]) == (501, 501)


def test_every_origin_may_read_it_errors_too(client, night):
    for response in (asked(client, HOST + HOME), asked(client, "x"), asked(client, HOST + HOME, format="yaml")):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


def test_the_thumbnail_is_the_share_card_where_it_fits(client, night):
    found = answer(client, f"{HOST}{HOME}seats/pp-1/")
    assert found["thumbnail_url"].startswith(f"{HOST}/cards{HOME}seats/pp-1/")
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (1200, 630)
    assert "thumbnail_url" not in answer(client, f"{HOST}{HOME}seats/pp-1/", maxwidth=600)
    assert "thumbnail_url" not in answer(client, f"{HOST}{HOME}candidates/night-pp-1-1/")


def test_the_answer_names_no_winner_since_it_is_kept_for_long(client, night):
    for page in (HOME, f"{HOME}seats/pp-1/", f"/embed{HOME}scoreboard/"):
        assert not re.search(r"wins|ahead|Red\b", json.dumps(answer(client, HOST + page)))


def test_hostile_names_stay_text(client, night):
    models.Election.objects.update(name='"><script>x()</script>')
    models.Election.bump_all()
    found = answer(client, HOST + HOME)
    assert source(found) and "<script" not in found["html"]
    ElementTree.fromstring(asked(client, HOST + HOME, format="xml").content)


def test_every_public_page_says_where_its_answer_is(client, night):
    for page in ("/", "/elections/", HOME, f"{HOME}margin/", f"{HOME}provinces/night-east/", f"{HOME}seats/pp-1/",
                 f"{HOME}candidates/night-pp-1-1/", f"{HOME}changes/", f"{HOME}explore/", "/search/"):  # fmt: skip
        for prefix in ("", "/ur"):
            text = client.get(prefix + page).content.decode()
            for kind, form in (("application/json+oembed", "json"), ("text/xml+oembed", "xml")):
                found = re.search(rf'<link rel="alternate" type="{re.escape(kind)}" href="([^"]+)"', text)[1]
                assert found == f"{HOST}/oembed?url={quote(HOST + prefix + page, safe='')}&amp;format={form}"
                response = client.get(found.removeprefix(HOST).replace("&amp;", "&"))
                assert response.status_code == 200, page


def test_with_no_election_no_page_offers_one(client):
    for page in ("/", "/elections/", "/embed/"):
        assert "oembed" not in client.get(page).content.decode()


def test_a_consumers_library_finds_the_iframe(live_server, settings, night):
    """micawber as a content system uses it: a provider by pattern, a real request, text with the address replaced."""
    settings.SITE_URL = live_server.url
    registry = micawber.ProviderRegistry()
    registry.register(rf"{live_server.url}/\S*", micawber.Provider(f"{live_server.url}/oembed"))
    found = registry.request(f"{live_server.url}{HOME}seats/pp-1/", maxwidth=480, maxheight=400)
    assert (found["type"], found["width"], found["height"]) == ("rich", 480, 400)
    text = micawber.parse_text(f"{live_server.url}/ur{HOME}", registry)
    assert f'<iframe src="{live_server.url}/ur/embed{HOME}"' in text
    with pytest.raises(micawber.ProviderException):
        registry.request(f"{live_server.url}/elections/none/")
