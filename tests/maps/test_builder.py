"""The builder at /embed/: what is chosen is what is shown and pasted, without a script and in both languages."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse

from elections import models
from tests.maps.night import Night

pytestmark = pytest.mark.django_db
HOST = "https://halqa.example"
HOME = "/elections/night/"
KINDS = ("national", "province", "seat", "scoreboard", "candidate", "table")


@pytest.fixture(autouse=True)
def host(settings):
    settings.SITE_URL = HOST


class Form(HTMLParser):
    """The form as a browser without a script would send it, and what can be pasted."""

    def __init__(self, text: str):
        super().__init__()
        self.values, self.choices, self.texts, self.frames, self.labels = {}, {}, {}, [], set()
        self.names, self.list, self.area = set(), None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "select":
            self.list = None if "disabled" in at else at["name"]
            self.names.add(at["id"])
        if tag == "option" and self.list:
            self.choices.setdefault(self.list, []).append(at["value"])
            if "selected" in at or self.list not in self.values:
                self.values[self.list] = at["value"]
        if tag == "input" and at.get("type") == "checkbox" and "checked" in at and "disabled" not in at:
            self.values[at["name"]] = at["value"]
        if tag == "textarea":
            self.area = at["id"]
            self.names.add(at["id"])
        if tag == "iframe":
            self.frames.append(at)
        if tag == "label" and "for" in at:
            self.labels.add(at["for"])

    def handle_data(self, data):
        if self.area:
            self.texts[self.area] = self.texts.get(self.area, "") + data

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.list = None if tag == "select" else self.list


def built(client, prefix: str = "", **query) -> Form:
    response = client.get(f"{prefix}/embed/?{urlencode(query)}")
    assert response.status_code == 200
    return Form(response.content.decode())


def shown(form: Form) -> str:
    first, second = (frame["src"] for frame in form.frames)
    assert first == second
    return first


def test_it_begins_with_the_featured_election(client, night):
    other = Night(slug="other", featured=True)
    other.shapes()
    form = built(client)
    assert form.values["election"] == "other"
    assert set(form.choices["election"]) == {"night", "other"}
    assert shown(form) == "/embed/elections/other/"


@pytest.mark.parametrize(
    ("query", "embed"),
    [
        ({"kind": "national"}, f"/embed{HOME}"),
        ({"kind": "national", "measure": "margin"}, f"/embed{HOME}margin/"),
        ({"kind": "province", "province": "night-west"}, f"/embed{HOME}provinces/night-west/"),
        ({"kind": "seat", "seat": "pp-2"}, f"/embed{HOME}seats/pp-2/"),
        ({"kind": "scoreboard"}, f"/embed{HOME}scoreboard/"),
        ({"kind": "scoreboard", "province": "night-east"}, f"/embed{HOME}provinces/night-east/scoreboard/"),
        ({"kind": "candidate", "candidate": "night-pp-2-1"}, f"/embed{HOME}candidates/night-pp-2-1/"),
        ({"kind": "table", "theme": "auto", "source": "off"}, f"/embed{HOME}table/?theme=auto&source=off"),
        ({"kind": "national", "language": "ur", "highlight": "pp-1"}, f"/ur/embed{HOME}?highlight=pp-1"),
    ],
)
def test_what_is_chosen_is_shown_pasted_and_kept_in_the_form(client, night, query, embed):
    form = built(client, election="night", **query)
    assert shown(form) == embed
    whole = html.escape(HOST + embed)
    assert form.texts["paste-plain"].startswith(f'<iframe src="{whole}"') and "script" not in form.texts["paste-plain"]
    assert form.texts["paste-script"].startswith(f'<iframe src="{whole}"')
    assert f'<script async src="{HOST}/embed/resize.js"></script>' in form.texts["paste-script"]
    assert form.texts["paste-oembed"] == f"{HOST}/oembed?{urlencode({'url': HOST + embed})}"
    assert {name: form.values.get(name) for name in query} == query
    again = built(client, **form.values)
    assert (shown(again), again.values) == (embed, form.values)


def test_what_it_shows_answers(client, night):
    for kind in KINDS:
        for language in ("en", "ur"):
            assert client.get(shown(built(client, kind=kind, language=language))).status_code == 200


def test_the_previews_are_as_wide_as_a_phone_and_a_desk_and_as_tall_as_needed(client, night):
    phone, desk = built(client, kind="national").frames
    assert (phone["width"], desk["width"]) == ("360", "720")
    assert int(phone["height"]) > 300 and int(desk["height"]) > 300


def test_the_picture_for_newsletters_leads_to_its_page_and_says_what_it_shows(client, night):
    text = built(client, kind="seat", seat="pp-1").texts["paste-picture"]
    page = f"{HOST}{HOME}seats/pp-1/"
    assert text.startswith(f'<a href="{page}"><img src="{page}map.png" alt="')
    alternative = html.unescape(re.search('alt="([^"]+)"', text)[1])
    assert "Person PP-1/1 (Red) wins PP-1" in alternative and "unofficial" in alternative


@pytest.mark.parametrize(
    ("address", "kind", "embed"),
    [
        (f"{HOST}{HOME}margin/", "national", f"/embed{HOME}margin/"),
        (f"{HOME}provinces/night-east/", "province", f"/embed{HOME}provinces/night-east/"),
        (f"/ur{HOME}seats/pp-3/", "seat", f"/ur/embed{HOME}seats/pp-3/"),
        (f"{HOST}/embed{HOME}table/?theme=dark&header=0", "table", f"/embed{HOME}table/?theme=dark&header=off"),
        (f"{HOME}candidates/night-pp-1-3/", "candidate", f"/embed{HOME}candidates/night-pp-1-3/"),
        ("/", "national", f"/embed{HOME}"),
    ],
)
def test_a_pages_or_embeds_address_fills_in_the_form(client, night, address, kind, embed):
    form = built(client, url=address)
    assert (shown(form), form.values["kind"]) == (embed, kind)
    assert shown(built(client, **form.values)) == embed


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "/nowhere/", "/elections/trial/", "javascript:a()", "\x00"]
)
def test_an_address_that_is_none_of_ours_says_so_and_begins_at_the_beginning(client, night, address):
    Night(slug="trial", rehearsal=True)
    response = client.get(f"/embed/?url={quote(address, safe='')}")
    assert response.status_code == 200
    assert 'class="notice"' in response.content.decode()
    assert shown(Form(response.content.decode())) == f"/embed{HOME}"


@pytest.mark.parametrize("value", ["", "nonsense", "<script>", "\x00", "x" * 5000, "../../admin"])
def test_wrong_parameters_are_as_good_as_none(client, night, value):
    names = ("election", "province", "assembly", "seat", "candidate", "measure", "language", "theme", "highlight")
    for kind in (*KINDS, value):
        form = built(client, kind=kind, **dict.fromkeys((*names, "header", "table", "source"), value))
        assert client.get(shown(form)).status_code == 200
        assert form.values["theme"] == "light"


def test_a_rehearsal_is_not_offered(client, night):
    Night(slug="trial", rehearsal=True)
    assert built(client).choices["election"] == ["night"]
    assert shown(built(client, election="trial")) == f"/embed{HOME}"


def test_an_election_without_seats_and_a_site_without_elections_are_no_errors(client):
    assert client.get("/embed/").status_code == 200
    Night(seats=0, slug="empty")
    for kind in KINDS:
        assert client.get(f"/embed/?kind={kind}").status_code == 200


def test_every_list_and_text_has_its_label(client, night):
    for kind in KINDS:
        form = built(client, "/ur", kind=kind)
        assert form.names <= form.labels


def test_only_what_means_something_is_sent(client, night):
    assert set(built(client, kind="scoreboard").values) == {"election", "kind", "province", "language", "theme"}
    assert "seat" in built(client, kind="seat").values and "province" not in built(client, kind="seat").values


def test_who_stands_in_several_seats_comes_first(client, night):
    person = night.candidates[2][0].person
    night.candidates[0][2].person = person
    night.candidates[0][2].save()
    models.Election.bump_all()
    assert built(client, kind="candidate").choices["candidate"][0] == person.slug


def test_of_very_many_people_only_those_in_several_seats_are_listed_and_who_is_chosen(client, night, monkeypatch):
    monkeypatch.setattr("maps.web.builder.MOST_PEOPLE", 2)
    form = built(client, kind="candidate", candidate="night-pp-2-2")
    assert form.choices["candidate"] == ["night-pp-2-2"]


def test_it_may_frame_this_site_and_nobody_may_frame_it(client, night):
    for prefix in ("", "/ur"):
        policy = client.get(f"{prefix}/embed/")["Content-Security-Policy"]
        assert "frame-src 'self'" in policy and "frame-ancestors 'none'" in policy


def test_it_stores_nothing(client, night, monkeypatch):
    stored = []
    monkeypatch.setattr("maps.web.freshness.store.set", lambda *args: stored.append(args[0]))
    response = client.get("/embed/?kind=table")
    assert [key for key in stored if key.startswith("response:")] == []
    assert not response.cookies


def test_hostile_names_are_inert(client, night):
    night.rename('"></textarea><script>x()</script>')
    models.Election.objects.update(name="</textarea><iframe src=x>")
    models.Election.bump_all()
    text = client.get("/embed/?kind=candidate").content.decode()
    assert "<script>x" not in text
    assert len(Form(text).frames) == 2


def test_each_map_leads_to_the_builder_filled_in_with_it(client, night):
    for place in ("", "margin/", "provinces/night-east/", "seats/pp-1/", "candidates/night-pp-1-1/"):
        links = set(re.findall(r'href="(/embed/\?url=[^"]+)"', client.get(HOME + place).content.decode()))
        assert {shown(Form(client.get(link).content.decode())) for link in links} == {f"/embed{HOME}{place}"}


def test_in_the_admin_each_election_and_contest_leads_to_it(client, night, admin_user):
    client.force_login(admin_user)
    contest = night.contests[0]
    pages = {
        reverse("admin:desk", args=["night"]): f"/embed{HOME}",
        reverse("admin:elections_election_change", args=[night.election.pk]): f"/embed{HOME}",
        reverse("admin:desk_entry", args=["night", "pp-1"]): f"/embed{HOME}seats/pp-1/",
        reverse("admin:elections_contest_change", args=[contest.pk]): f"/embed{HOME}seats/pp-1/",
    }
    for page, embed in pages.items():
        link = re.search(r'href="(/embed/\?url=[^"]+)"', client.get(page).content.decode())[1]
        assert shown(Form(client.get(link).content.decode())) == embed, page
