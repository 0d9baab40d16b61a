"""The public pages as a reader without JavaScript meets them: what each address answers, says and costs."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from elections import models
from tests.maps.night import Night

HOME = "/elections/night/"
HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>"""
pytestmark = pytest.mark.django_db


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees: no markup, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)).split())


def active_markup(html: str) -> list[str]:
    """Everything in a page that could act on its own: foreign tags, handlers, inline style, other scripts."""
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attributes):
            names = dict(attributes)
            if tag in ("img", "iframe", "object", "style") or (tag == "script" and "src" not in names):
                found.append(tag)
            found.extend(name for name in names if name.startswith("on") or name == "style")
            found.extend(names[name] for name in ("href", "src") if "javascript:" in (names.get(name) or ""))

    Parser(convert_charrefs=True).feed(html)
    return found


def addresses(night) -> list[str]:
    places = ["", "party/", "margin/", "provinces/night-east/", "provinces/night-east/margin/", "night-pa/"]
    places += ["provinces/night-west/night-pa/", "seats/pp-1/", "seats/pp-3/", "changes/", "changes.atom"]
    places += ["candidates/night-pp-1-1/"]
    framed = [f"/embed{HOME}{place}" for place in ("", "margin/", "provinces/night-east/", "seats/pp-1/")]
    return ["/", "/elections/", "/search/", "/search/?q=place", *(HOME + place for place in places), *framed]


def test_every_address_answers_in_both_languages(client, night):
    for address in addresses(night):
        assert 'lang="en"' in page(client, address) or address.endswith(".atom")
        assert 'dir="rtl"' in page(client, f"/ur{address}") or address.endswith(".atom")


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "/elections/none/",
        f"{HOME}provinces/nowhere/",
        f"{HOME}seats/pp-99/",
        f"{HOME}candidates/nobody/",
        f"{HOME}xx/",
        f"/embed{HOME}seats/pp-99/",
        "/embed/elections/none/",
        "/elections/none/changes/",
        "/elections/none/changes.atom",
    ],
)
def test_what_is_not_there_is_a_404_with_a_sentence(client, night, address):
    for prefix in ("", "/ur"):
        response = client.get(prefix + address)
        assert response.status_code == 404
        text = words(response.content.decode())
        assert "tried" not in text
        assert re.search(r"(There is no|This election has|Nobody of this|۔)", text)


def test_a_measure_unknown_for_most_seats_is_not_offered_but_its_address_leads_on(client, night):
    assert "turnout/" not in page(client, HOME)
    response = client.get(f"{HOME}turnout/")
    assert (response.status_code, response["Location"]) == (302, HOME)
    framed = client.get(f"/embed{HOME}provinces/night-east/turnout/")
    assert (framed.status_code, framed["Location"]) == (302, f"/embed{HOME}provinces/night-east/")


def test_an_unknown_figure_is_a_dash_that_is_spoken_and_never_0(client, night):
    html = page(client, f"{HOME}seats/pp-3/")
    assert "not known" in html
    assert not re.search(r">\s*0\s*<", html)


def test_zero_votes_are_a_0(client, night):
    night.count(night.contests[1], {night.candidates[1][0]: 61, night.candidates[1][1]: 0})
    models.Election.bump_all()
    assert re.search(r'<td class="figure">0</td>', page(client, HOME))


def test_a_lead_is_never_told_as_a_win(client, night):
    html = page(client, f"{HOME}seats/pp-2/")
    assert "Person PP-2/1 (Red) leads in PP-2" in html
    assert not re.search(r"\bwins\b|\bWon\b", words(html))


def test_the_squares_follow_the_order_of_the_scoreboard(client, night):
    night.call(night.contests[1], night.candidates[1][1])
    night.count(night.contests[1], {night.candidates[1][0]: 40, night.candidates[1][1]: 99})
    models.Election.bump_all()
    html = page(client, HOME)
    groups = re.findall(r'<li class="(slot-\S+)"', html)
    squares = re.findall(r'class="square (slot-\S+) ', html)
    assert groups[:2] == ["slot-2", "slot-1"]  # one seat each; the second alliance has more votes
    assert squares[:2] == groups[:2]


def test_the_headline_counts_wins_and_leads_together_as_ahead(client, night):
    assert "Red ahead in two of three seats" in page(client, HOME)


def test_the_list_comes_before_the_map_up_to_forty_seats(client, night):
    html = page(client, HOME)
    assert html.index('class="seats"') < html.index('class="map ')
    assert "results many" not in html


def test_above_forty_seats_the_map_comes_first(client):
    Night(41).shapes()
    assert "results many" in page(client, HOME)


def test_the_language_comes_from_the_path_alone(client, night):
    plain = client.get(HOME).content
    client.cookies["django_language"] = "ur"
    response = client.get(HOME, headers={"accept-language": "ur"})
    assert response.content == plain
    assert response["Vary"] == "Accept-Encoding"
    assert b'<html lang="en"' in plain


def test_public_pages_neither_read_nor_set_cookies(client, night):
    for address in addresses(night):
        assert "Set-Cookie" not in client.get(address)
        assert not client.get(address).cookies


def test_a_missing_urdu_name_is_english_marked_as_such(client, night):
    models.Constituency.objects.filter(code="PP-1").update(name_ur="")
    models.Election.bump_all()
    assert '<bdi lang="en">Place 1</bdi>' in page(client, f"/ur{HOME}")


def test_each_page_links_to_itself_in_the_other_language(client, night):
    assert f'href="/ur{HOME}seats/pp-1/"' in page(client, f"{HOME}seats/pp-1/")
    assert f'href="{HOME}seats/pp-1/"' in page(client, f"/ur{HOME}seats/pp-1/")
    assert 'href="/ur/search/?q=place"' in page(client, "/search/?q=place")


def test_hostile_names_are_inert_on_every_page(client, night):
    night.rename(HOSTILE)
    models.Constituency.objects.update(name=HOSTILE, name_ur=HOSTILE)
    models.Party.objects.update(short=HOSTILE[:40], short_ur=HOSTILE[:40])
    models.Bloc.objects.update(short=HOSTILE[:40], name=HOSTILE, note=HOSTILE)
    models.Source.objects.update(publisher=HOSTILE)
    models.Contest.objects.update(note=HOSTILE, vacancy_reason=HOSTILE)
    models.Election.bump_all()
    for address in addresses(night):
        for html in (page(client, address), page(client, f"/ur{address}")):
            assert active_markup(html) == []


def test_a_hostile_reason_is_inert_in_a_feed_reader(client, night, django_user_model):
    chief = django_user_model.objects.create_user("chief")
    night.count(night.contests[0], {night.candidates[0][0]: 5}).withdraw(chief, HOSTILE)
    entries = ElementTree.fromstring(client.get(f"{HOME}changes.atom").content)
    summaries = [node.text or "" for node in entries.iter("{http://www.w3.org/2005/Atom}summary")]
    assert any("script" in summary for summary in summaries)
    assert [active_markup(summary) for summary in summaries] == [[]] * len(summaries)


def test_an_address_in_capitals_leads_to_the_seat(client, night):
    response = client.get(f"{HOME}seats/PP-1/")
    assert (response.status_code, response["Location"]) == (301, f"{HOME}seats/pp-1/")


def test_a_seat_says_which_party_kept_or_gained_it(client, night):
    contest = night.contests[0]
    contest.previous_party, contest.previous_holder = night.parties[1], "Someone"
    contest.save()
    models.Election.bump_all()
    assert "Red gained the seat from Blue" in page(client, f"{HOME}seats/pp-1/")
    contest.previous_party = night.parties[0]
    contest.save()
    models.Election.bump_all()
    assert "Red kept the seat" in page(client, f"{HOME}seats/pp-1/")


def test_independents_are_not_named_twice(client, night):
    night.count(night.contests[1], {night.candidates[1][2]: 99, night.candidates[1][0]: 60})
    night.call(night.contests[1], night.candidates[1][2])
    models.Election.bump_all()
    text = words(page(client, HOME))
    assert "Independents won 1" in text
    assert "(Independent 1)" not in text


def test_a_hostile_search_is_inert(client, night):
    assert active_markup(page(client, "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E%00%22%27")) == []


def test_the_check_for_active_markup_can_fail():
    assert active_markup('<img src=x onerror=a()><a href="javascript:b()" style=""><script>c()</script>') == [
        *("img", "onerror"),
        *("style", "javascript:b()", "script"),
    ]


def test_a_postponed_seat_says_to_when_and_counts_for_nobody(client, night):
    later = models.Election.objects.create(
        slug="later", kind="by-election", country="Pakistan", name="Later", date="2022-10-30",
        polls_close="2022-10-30T12:00Z", results_from="2022-10-30T13:00Z", time_zone="Asia/Karachi",
    )  # fmt: skip
    contest = night.contests[2]
    models.Contest.objects.filter(pk=contest.pk).update(state="postponed")
    models.ContestEvent.objects.create(
        contest=contest, kind="postponed", date="2022-10-11", postponed_to=later, source=night.source
    )
    models.Election.bump_all()
    text = words(page(client, HOME))
    assert "Poll postponed to 30 Oct 2022" in text
    assert "Red ahead in two of two seats" in text


def test_an_independent_says_who_backs_them(client, night):
    candidate = night.candidates[0][2]
    candidate.backed_by = night.parties[0]
    candidate.save()
    models.Election.bump_all()
    assert "Red-backed independent" in page(client, f"{HOME}seats/pp-1/")


def test_a_withdrawn_count_leaves_its_reason_and_its_figures_only_struck_out(client, night, django_user_model):
    chief = django_user_model.objects.create_user("chief")
    wrong = night.count(night.contests[0], {night.candidates[0][0]: 77777, night.candidates[0][1]: 40})
    wrong.withdraw(chief, "An extra digit")
    for address in (f"{HOME}changes/", f"{HOME}seats/pp-1/", f"{HOME}changes.atom"):
        html = page(client, address)
        assert "An extra digit" in html
        if not address.endswith(".atom"):  # which says in words that they were withdrawn
            assert "77,777" not in re.sub(r"<del>.*?</del>", "", html)
        assert "chief" not in html
    assert "77,777" not in page(client, HOME) + page(client, f"/embed{HOME}seats/pp-1/")


def test_a_rehearsal_says_so_everywhere_and_is_not_indexed(client, night):
    models.Election.objects.update(rehearsal=True)
    models.Election.bump_all()
    for address in (HOME, f"{HOME}seats/pp-1/", f"/embed{HOME}", f"/embed{HOME}seats/pp-1/", f"{HOME}changes/"):
        html = page(client, address)
        assert "Rehearsal" in html
        assert "noindex" in html


def test_with_tiles_no_page_draws_geography(client, night, settings):
    settings.MAP_MODE = "tiles"
    for address in (HOME, f"{HOME}provinces/night-east/", f"{HOME}seats/pp-1/", f"/embed{HOME}"):
        assert 'class="land"' not in page(client, address)


def test_search_engines_get_the_whole_address_of_the_other_language(client, settings):
    settings.SITE_URL = "https://results.example.org"
    Night()
    other = '<link rel="alternate" hreflang="{}" href="https://results.example.org{}">'
    assert other.format("ur", f"/ur{HOME}") in page(client, HOME)
    assert other.format("en", HOME) in page(client, f"/ur{HOME}")


def test_without_any_election_the_front_page_says_so(client):
    assert "No election has been entered yet" in page(client, "/")
    assert page(client, "/elections/")
