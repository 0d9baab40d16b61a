"""What is passed on: the line of a text message, its short link, and what a page tells of itself where it is shared."""

import html
import re
from urllib.parse import unquote

import pytest
from django.utils import translation

from elections import models
from elections.public import links, snapshot
from maps.web import sharing
from maps.web.scopes import Scope
from tests.maps.night import OPEN, Night

pytestmark = pytest.mark.django_db
HOME = "/elections/night/"
HOST = "https://halqa.example"


@pytest.fixture(autouse=True)
def host(settings):
    settings.SITE_URL = HOST


def lines(language: str = "en", at=None) -> dict[str, str]:
    """The line of every page of the night that has one, by what it is about."""
    with translation.override(language):
        snap = snapshot("night", at)
        found = {"all": sharing.share_of_scope(Scope(snap))}
        found |= {p.slug: sharing.share_of_scope(Scope(snap, p)) for p in snap.provinces()}
        found |= {result.seat.slug: sharing.share_of_seat(snap, result) for result in snap.results}
        return {name: share.line for name, share in found.items()}


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def name(**values) -> None:
    """Give everything a name of this length in both languages."""
    models.Person.objects.update(name="N" * values["person"], name_ur="ن" * values["person"])
    models.Constituency.objects.update(name="P" * values["seat"], name_ur="ج" * values["seat"])
    models.Election.objects.update(name="E" * values["election"], name_ur="ا" * values["election"])
    models.Election.bump_all()


def test_an_english_line_fits_one_message_in_its_own_alphabet(night):
    for line in lines().values():
        assert set(line) <= sharing.GSM
        assert len(line) <= 160


def test_an_urdu_line_fits_one_message_of_70(night):
    for line in lines("ur").values():
        assert length(line) <= 70, line


@pytest.mark.parametrize(("language", "most"), [("en", 160), ("ur", 70)])
def test_long_names_are_dropped_until_it_fits(night, language, most):
    name(person=90, seat=90, election=180)
    for line in lines(language).values():
        assert length(line) <= most, line


@pytest.mark.parametrize("language", ["en", "ur"])
def test_status_and_link_are_never_dropped(night, language):
    name(person=90, seat=90, election=180)
    told = lines(language)
    unofficial = {"en": "unofficial", "ur": "غیر سرکاری"}[language]
    for about in ("all", "night-east", "pp-1", "pp-2"):
        assert unofficial in told[about], told[about]
    for line in told.values():
        assert re.search(r"halqa\.example(/ur)?/s/[0-9a-z]{5}$", line), line


def test_a_lead_is_told_as_a_lead_and_as_incomplete(night):
    line = lines()["pp-2"]
    assert "leads in PP-2" in line and "wins" not in line
    assert "incomplete, unofficial" in line
    assert "آگے" in lines("ur")["pp-2"] or "برتری" in lines("ur")["pp-2"]


def test_before_results_it_says_when_there_will_be_any_and_no_figure(night):
    before = OPEN - (OPEN - night.election.polls_close) / 2
    for line in lines(at=before).values():
        assert "Results from 6:00pm" in line
        assert not re.search(r"\b60\b|wins|leads|Red", line)


@pytest.mark.parametrize(("language", "words"), [("en", "Results from 6:00pm"), ("ur", "نتائج شام 6:00")])
def test_before_results_their_time_is_the_status_that_is_never_dropped(night, language, words):
    name(person=90, seat=90, election=180)
    line = lines(language, at=OPEN - (OPEN - night.election.polls_close) / 2)["all"]
    assert words in line and sharing.fits(line)


def test_a_seat_in_review_names_nobody(night):
    night.count(night.contests[0], {night.candidates[0][0]: 10, night.candidates[0][1]: 90})
    models.Election.bump_all()
    line = lines()["pp-1"]
    assert "Result in review" in line and "wins" not in line


def test_the_official_result_is_called_official(night):
    night.call(night.contests[0], night.candidates[0][0], basis="notification")
    models.Election.bump_all()
    line = lines()["pp-1"]
    assert "(official" in line and "unofficial" not in line


def test_what_is_spared_first_is_how_much_is_counted_then_the_elections_name(night):
    snap = snapshot("night")
    first, second, third, *_ = sharing.scope_texts(Scope(snap))
    assert first.startswith("Election night: ") and "1 of 3 seats won" in first
    assert second.startswith("Election night: ") and "of 3 seats won" not in second
    assert not third.startswith("Election night")
    assert first.startswith(second.split(" (")[0]) and third.split(" (")[0] in second


def test_the_smaller_alliances_go_only_after_the_https(night):
    link = f"{HOST}/s/abcde"
    whole, first = "ا" * 47, "ب" * 10
    assert sharing.fitting(link, [whole], [first]) == f"{whole} halqa.example/s/abcde"
    assert sharing.fitting(link, ["ا" * 80], [first]) == f"{first} {link}"
    assert sharing.fitting(link, ["ا" * 80], ["ب" * 80]) == f"{'ب' * 80} {link}"


def test_the_measure_of_a_message_is_that_of_the_standard():
    assert sharing.fits("a" * 160) and not sharing.fits("a" * 161)
    assert sharing.fits("€" * 80) and not sharing.fits("€" * 81)  # each takes two places
    assert sharing.fits("ا" * 70) and not sharing.fits("ا" * 71)
    assert sharing.fits("😀" * 35) and not sharing.fits("😀" * 36)
    assert not sharing.fits("a" * 159 + "ş")


def test_typographers_signs_are_typed_so_that_the_message_stays_cheap():
    assert sharing.fitting("x", ["a’b – “c”\u00a0d…"]) == 'a\'b - "c" d... x'


@pytest.mark.parametrize("prefix", ["", "/ur"])
def test_a_short_link_leads_to_its_page_in_its_language(client, night, prefix):
    pages = {
        links.Link("night"): HOME,
        links.Link("night", province="night-east"): f"{HOME}provinces/night-east/",
        links.Link("night", assembly="night-pa"): f"{HOME}night-pa/",
        links.Link("night", "night-west", "night-pa"): f"{HOME}provinces/night-west/night-pa/",
        links.Link("night", seat="pp-2"): f"{HOME}seats/pp-2/",
    }
    for link, page in pages.items():
        response = client.get(f"{prefix}/s/{links.key_of(link)}")
        assert (response.status_code, response["Location"]) == (302, prefix + page)
        assert response["Cache-Control"].startswith("public, max-age=10")
        assert client.get(response["Location"]).status_code == 200


def test_a_short_link_works_in_capitals_and_with_a_slash(client, night):
    key = links.key_of(links.Link("night")).upper()
    assert client.get(f"/s/{key}/")["Location"] == HOME


@pytest.mark.parametrize("key", ["zzzzz", "abc", "0" * 14, "ab-cde"])
def test_an_unknown_short_link_is_a_404_with_a_sentence(client, night, key):
    response = client.get(f"/s/{key}")
    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.content.decode()


def test_a_rehearsal_has_no_line_and_tells_nothing_of_itself(client, night):
    Night(slug="trial", rehearsal=True).shapes()
    for page in ("", "seats/pp-1/"):
        text = client.get(f"/elections/trial/{page}").content.decode()
        for word in ("og:", "twitter:", "oembed", "wa.me", "sms:", 'class="share"', "?url="):
            assert word not in text, word


def test_a_page_shows_its_line_with_links_for_messengers_that_need_no_script(client, night):
    for page, about in (("", "all"), ("provinces/night-east/", "night-east"), ("seats/pp-1/", "pp-1")):
        text = client.get(HOME + page).content.decode()
        line = lines()[about]
        assert f"<bdi>{html.escape(line)}</bdi>" in text
        assert unquote(re.search(r'href="https://wa\.me/\?text=([^"]+)"', text)[1]) == line
        assert unquote(re.search(r'href="sms:\?body=([^"]+)"', text)[1]) == line
        assert f'href="/embed/?url={HOME.replace("/", "%2F")}' in text


def social(client, address: str) -> dict[str, str]:
    text = client.get(address).content.decode()
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', text)
    assert len(found) == len(dict(found))
    return {name: html.unescape(content) for name, content in found}


def test_every_page_tells_its_title_status_language_and_address(client, night):
    for page in ("/", "/elections/", HOME, f"{HOME}provinces/night-east/", f"{HOME}changes/", f"{HOME}explore/"):
        for prefix, language in (("", "en_GB"), ("/ur", "ur_PK")):
            told = social(client, prefix + page)
            assert told["og:url"] == HOST + prefix + page
            assert told["og:locale"] == language != told["og:locale:alternate"]
            assert told["og:title"] == told["twitter:title"] != ""
            assert told["og:description"] == told["twitter:description"] != ""


def test_what_is_shared_has_the_headline_as_title_and_the_status_in_its_words(client, night):
    told = social(client, f"{HOME}seats/pp-2/")
    assert told["og:title"] == "Person PP-2/1 (Red) leads in PP-2 Place\u00a02"
    assert told["og:description"].startswith("Leading · ")
    assert social(client, HOME)["og:description"].startswith("Incomplete, unofficial results")


def test_the_card_is_the_picture_with_its_size_and_words(client, night):
    told = social(client, f"{HOME}seats/pp-1/")
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"] == told["twitter:image"]
    assert re.fullmatch(rf"{HOST}/cards{HOME}seats/pp-1/[0-9a-f]+\.png", told["og:image"])
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert "wins" in told["og:image:alt"]
    assert social(client, "/elections/")["twitter:card"] == "summary"


def test_a_page_that_is_not_there_tells_nothing_of_itself(client, night):
    for page in (f"{HOME}seats/pp-99/", "/nowhere/"):
        text = client.get(page).content.decode()
        assert "og:title" not in text and "oembed" not in text


def test_hostile_names_are_inert_in_all_of_it(client, night):
    night.rename('"><script>x()</script>')
    told = social(client, f"{HOME}seats/pp-1/")
    assert told["og:title"].startswith('"><script>')
    text = client.get(f"{HOME}seats/pp-1/").content.decode()
    assert "<script>x" not in text
    assert sharing.share_of_seat(snapshot("night"), snapshot("night").results[0]).sms.count('"') == 0
