"""From an address to an iframe: what a page or an embed would be in an article."""

from html.parser import HTMLParser

import pytest
from django.http import Http404
from django.utils import timezone

from elections import models
from maps.web.frames import frame_of
from maps.web.options import Options
from tests.maps.night import Night

E = "/elections/night/"
SITE = "https://results.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings, night):
    settings.SITE_URL = SITE


def of(address: str):
    return frame_of(address, timezone.now())


KINDS = {
    E: ("national", f"/embed{E}"),
    f"{E}margin/": ("national", f"/embed{E}margin/"),
    f"{E}turnout/": ("national", f"/embed{E}"),  # not known for these seats
    f"{E}night-pa/party/": ("national", f"/embed{E}night-pa/party/"),
    f"{E}provinces/night-east/": ("province", f"/embed{E}provinces/night-east/"),
    f"{E}seats/pp-1/": ("seat", f"/embed{E}seats/pp-1/"),
    f"{E}seats/PP-1/": ("seat", f"/embed{E}seats/pp-1/"),
    f"{E}candidates/night-pp-1-1/": ("candidate", f"/embed{E}candidates/night-pp-1-1/"),
    f"{E}changes/": ("national", f"/embed{E}"),
    f"{E}explore/": ("national", f"/embed{E}"),
    "/": ("national", f"/embed{E}"),
    "/elections/": ("national", f"/embed{E}"),
    "/search/?q=place": ("national", f"/embed{E}"),
    f"/embed{E}provinces/night-west/night-pa/": ("province", f"/embed{E}provinces/night-west/night-pa/"),
    f"/embed{E}scoreboard/": ("scoreboard", f"/embed{E}scoreboard/"),
    f"/embed{E}night-pa/scoreboard/": ("scoreboard", f"/embed{E}night-pa/scoreboard/"),
    f"/embed{E}provinces/night-east/night-pa/table/": ("table", f"/embed{E}provinces/night-east/night-pa/table/"),
    f"/embed{E}candidates/night-pp-1-1/": ("candidate", f"/embed{E}candidates/night-pp-1-1/"),
}


@pytest.mark.parametrize("prefix", ["", "/ur"])
@pytest.mark.parametrize(("address", "expected"), KINDS.items())
def test_every_page_has_its_embed_and_every_embed_its_page(client, address, expected, prefix):
    frame = of(prefix + address)
    assert (frame.kind, frame.path) == (expected[0], prefix + expected[1])
    assert frame.language == ("ur" if prefix else "en")
    for path in (frame.path, frame.page):
        assert client.get(path).status_code == 200
    assert "/embed/" not in frame.page


@pytest.mark.parametrize("address", [f"{SITE}{E}", f"http://results.example{E}", f"  {SITE.upper()}{E} ", SITE + "/"])
def test_a_whole_address_of_this_site_is_understood(address):
    assert of(address).src == f"{SITE}/embed{E}"


@pytest.mark.parametrize(
    "address",
    [
        f"https://elsewhere.example{E}",
        f"//elsewhere.example{E}",
        f"https://results.example.elsewhere.example{E}",
        f"https://results.example@elsewhere.example{E}",
        f"javascript:{SITE}{E}",
        "https://[broken",
        "night",
        "",
        "/elections/none/",
        f"{E}seats/pp-99/",
        f"{E}candidates/nobody/",
        "/nowhere/",
        "/admin/",
        "/healthz",
        f"/api/v1{E}results.json",
        "/embed/resize.js",
    ],
)
def test_what_is_not_ours_or_not_there_is_a_404_with_a_sentence(address):
    with pytest.raises(Http404, match=r"^(There|This)|^Nobody"):
        of(address)


def test_the_options_of_an_address_are_kept_as_far_as_they_mean_something():
    frame = of(f"/embed{E}?theme=dark&highlight=pp-2&table=off&utm_source=x")
    assert frame.options == Options("dark", "pp-2", table=False)
    assert frame.src == f"{SITE}/embed{E}?theme=dark&highlight=pp-2&table=off"
    assert of(f"/embed{E}provinces/night-east/?highlight=pp-2").options.highlight == ""  # which lies in the west
    assert of(f"/embed{E}scoreboard/?table=off&theme=auto").src == f"{SITE}/embed{E}scoreboard/?theme=auto"


def test_the_front_page_stands_for_the_featured_election(night):
    Night(1, "later").shapes()
    models.Election.objects.filter(slug="later").update(date="2023-01-01")
    assert of("/").path == "/embed/elections/later/"
    models.Election.objects.filter(slug="night").update(featured=True)
    assert of("/").path == f"/embed{E}"


class Snippet(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_the_snippet_is_one_iframe_that_any_editor_lets_pass():
    frame = of(f"{E}seats/pp-1/?theme=dark&table=off")
    [(tag, attributes)] = Snippet(frame.snippet()).tags
    assert tag == "iframe"
    assert attributes == {
        "src": f"{SITE}/embed{E}seats/pp-1/?theme=dark&table=off",
        "title": "PP-1 Place\u00a01, Election night",
        "width": "100%",
        "height": str(max(frame.height(360), frame.height(700))),
        "loading": "lazy",
        "frameborder": "0",
    }
    assert "&amp;table=off" in frame.snippet()


def test_the_snippet_is_high_enough_on_a_phone_and_on_a_desk():
    for address in (f"{E}?table=off", f"/embed{E}table/"):
        frame = of(address)
        [(_tag, attributes)] = Snippet(frame.snippet()).tags
        assert int(attributes["height"]) == max(frame.height(360), frame.height(700))
    assert of(f"{E}?table=off").height(700) > of(f"{E}?table=off").height(360)
    assert of(f"/embed{E}table/").height(700) < of(f"/embed{E}table/").height(360)


def test_the_snippet_with_script_is_the_same_and_the_resizer():
    frame = of(f"/ur{E}")
    iframe, script = Snippet(frame.snippet(script=True)).tags
    assert [iframe] == Snippet(frame.snippet()).tags
    assert script == ("script", {"async": None, "src": f"{SITE}/embed/resize.js"})


def test_a_hostile_name_cannot_leave_the_snippet(night):
    night.rename("\"><script>alert(1)</script><iframe title='")
    frame = of(f"{E}candidates/night-pp-1-1/")
    assert [tag for tag, _ in Snippet(frame.snippet()).tags] == ["iframe"]


def test_a_frame_says_in_its_title_what_it_holds():
    assert of(E).title == "Election night"
    assert of(f"/embed{E}scoreboard/").title == "Scoreboard: Election night"
    assert of(f"/embed{E}provinces/night-east/table/").title.startswith("Table: ")


def test_the_height_follows_what_is_shown():
    whole = of(E).height()
    assert of(f"{E}?table=off").height() < whole
    assert of(f"{E}?header=off").height() < whole
    assert of(f"/ur{E}").height() > whole
    assert of(f"/embed{E}table/").height() < whole
    assert {of(f"{prefix}/embed{E}scoreboard/").height(w) for w in (320, 1000) for prefix in ("", "/ur")} == {120}


def test_the_height_grows_by_a_row_a_seat():
    three = of(f"/embed{E}table/").height()
    Night(30, "many").shapes()
    assert of("/embed/elections/many/table/").height() > three + 27 * 40


def test_two_people_with_the_same_seats_are_told_apart(night):
    for name in ("First", "Second"):
        person = models.Person.objects.create(slug=name.lower(), name=f"{name} Twin")
        for contest in night.contests:
            models.Candidacy.objects.create(contest=contest, person=person)
    models.Election.bump_all()
    assert of(f"{E}candidates/second/").headline.startswith("Second Twin stands in three seats")
