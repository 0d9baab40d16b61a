"""Share cards say what their page says: who, how much, how sure, from whom; in every state and both languages."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone, translation

from elections.models import Contest, Election
from elections.public import snapshot
from maps.drawing import card, measures
from maps.drawing.card import Face, Score
from maps.drawing.flatten import SVG
from maps.drawing.fonts import Fonts
from maps.drawing.measures import Value
from maps.drawing.paper import Paper
from maps.web import cards
from maps.web.scopes import Scope
from tests.maps.night import Night

URDU = Fonts((), "Noto Nastaliq Urdu")


@pytest.fixture(autouse=True)
def urdu_font(monkeypatch):
    monkeypatch.setattr(cards, "fonts", lambda: URDU)


def words_of(svg: str) -> str:
    return " | ".join(text.text or "" for text in ElementTree.fromstring(svg).iter(f"{{{SVG}}}text"))


def seat(slug: str = "pp-1", election: str = "night") -> str:
    snap = snapshot(election)
    return words_of(cards.drawn_seat(snap, snap.by_slug[slug]).svg)


def national(**limits) -> str:
    return words_of(cards.drawn_scope(Scope(snapshot("night"), **limits)).svg)


def test_a_seats_card_says_who_won_with_votes_margin_status_source_and_site(night):
    words = seat()
    for part in (
        "Person PP-1/1",
        "wins PP-1",
        "Won (unofficial)",
        "60",
        "40",
        "Margin: 20 votes",
        "Source: Paper",
        "Halqa",
    ):
        assert part in words


def test_a_lead_is_never_told_as_a_win(night):
    words = seat("pp-2")
    assert "leads" in words
    assert "Leading" in words
    assert "wins" not in words


def test_a_seat_without_figures_names_who_stands_and_no_number(night):
    words = seat("pp-3")
    assert "Awaiting result" in words
    assert "Person PP-3/1 (Red)" in words
    assert " | 0" not in words


def test_before_the_embargo_ends_no_figure_is_on_a_card(night):
    Election.objects.update(results_from=timezone.now() + timedelta(hours=1))
    for words in (seat(), national()):
        assert "Results from" in words
        assert not {"60", "40", "wins", "Person PP-1/1 | "} & set(words.split())


def test_a_postponed_poll_shows_no_candidate_and_no_figure(night):
    Contest.objects.filter(constituency__slug="pp-1").update(state="postponed")
    words = seat()
    assert "Poll postponed" in words
    assert "Person" not in words


def test_a_tie_names_nobody_as_ahead(night):
    contest, (first, second, _third) = night.contests[1], night.candidates[1]
    night.count(contest, {first: 70, second: 70})
    words = seat("pp-2")
    assert "Votes tied" in words
    assert words.count("70") == 2
    assert "Margin" not in words


def test_an_unknown_figure_is_left_out_and_never_a_nought(night):
    night.count(night.contests[0], {night.candidates[0][0]: 60})
    words = seat()
    assert "60" in words
    assert "Person PP-1/2" not in words
    assert "| 0 |" not in words


def test_a_national_card_has_every_assemblys_seats_and_what_is_awaited(night):
    words = national()
    for part in ("Red", "leading 1", "awaited", "Assembly", "Incomplete, unofficial results"):
        assert part in words


def test_a_provinces_card_names_the_province(night):
    province = snapshot("night").provinces()[0]
    assert f"{province.name.en}:" in national(province=province)


def test_pages_of_an_assembly_or_measure_show_the_card_of_their_place(night):
    snap = snapshot("night")
    whole = cards.card_of_scope(Scope(snap))
    assert cards.card_of_scope(Scope(snap, assembly=snap.assemblies()[0], measure="margin")) == whole


def test_an_urdu_card_speaks_urdu_and_starts_at_the_right(night):
    with translation.override("ur"):
        drawn = cards.drawn_seat(snapshot("night"), snapshot("night").by_slug["pp-1"])
    assert (drawn.language, drawn.path[:4]) == ("ur", "/ur/")
    assert "شخص" in words_of(drawn.svg)
    assert f'x="{card.WIDTH - card.EDGE:g}"' in drawn.svg


def test_without_an_urdu_font_an_urdu_page_shows_the_english_card(night, monkeypatch):
    monkeypatch.setattr(cards, "fonts", lambda: Fonts(()))
    with translation.override("ur"):
        found = cards.card_of_scope(Scope(snapshot("night")))
    assert "/ur/" not in found.url
    assert found == cards.card_of_scope(Scope(snapshot("night")))


def test_a_rehearsal_has_no_card(db):
    Night(slug="practice", rehearsal=True)
    snap = snapshot("practice")
    assert cards.card_of_scope(Scope(snap)) is None
    assert cards.card_of_seat(snap, snap.results[0]) is None


def test_the_address_of_a_card_moves_with_its_figures_and_with_nothing_else(night):
    before = cards.card_of_scope(Scope(snapshot("night")))
    Election.bump_all()
    assert cards.card_of_scope(Scope(snapshot("night"))) == before
    night.count(night.contests[2], {night.candidates[2][0]: 5, night.candidates[2][1]: 3})
    assert cards.card_of_scope(Scope(snapshot("night"))).url != before.url


def test_a_hostile_name_stays_text(night):
    night.rename('<script>x()</script>"&\u202e')
    svg = cards.drawn_seat(snapshot("night"), snapshot("night").by_slug["pp-1"]).svg
    assert "<script" not in svg
    assert "\u202e" not in svg
    assert "<script>" in words_of(svg)


def face(**more) -> Face:
    said = ("11 of 11 seats",)
    return Face("en", "Kicker", more.pop("headline", "Headline"), "Unofficial results", said, "Halqa", "foot", **more)


def test_a_long_headline_is_broken_and_at_last_cut_within_the_card():
    name = "Sahibzada Muhammad Abdul Rahman Khan Yousafzai "
    for times in (1, 3, 9):
        lines = [
            t
            for t in ElementTree.fromstring(card.card(face(headline=name * times))).iter()
            if "serif" in t.get("class", "")
        ]
        paper = Paper(1200, "en", "")
        assert all(paper.measure(t.text, float(t.get("font-size")), bold=True) <= 1200 - 2 * card.EDGE for t in lines)
        assert all(0 < float(t.get("y")) < card.HEIGHT for t in lines)
    assert lines[-2].text.endswith("…")


def test_every_group_is_named_however_many_there_are():
    totals = tuple((f"{n}", f"A rather long alliance {n}", "slot-1") for n in range(1, 8))
    words = words_of(card.card(face(scores=(Score("Assembly", totals, (Value("slot-1", "won"),)),))))
    assert all(name in words for _seats, name, _slot in totals)


@pytest.mark.parametrize(("seats", "bars"), [(card.MOST_SQUARES, 0), (272, 3)])
def test_few_seats_are_squares_and_many_one_bar_of_equal_stretches(seats, bars):
    values = [Value("slot-1", "won")] * (seats - 2) + [Value("slot-2", "leading"), Value("slot-none", "none")]
    svg = card.card(face(scores=(Score("Assembly", (), tuple(values), majority=137),)))
    assert len(re.findall("key bar ", svg)) == bars
    assert ("majority" in svg) == bool(bars)
    assert 'class="key"><defs><pattern' in svg  # whose colours the style sheet knows


def test_the_seats_of_a_group_stand_together_won_before_led(night):
    snap = snapshot("night")
    found = cards.score(snap.tallies[0], Scope(snap)).seats
    assert [value.pattern for value in found] == ["won", "leading", "none"]
    assert {value.slot for value in found[:2]} == {"slot-1"}
    assert measures.pattern_of(snap.results[0]) == "won"
