"""A map to download carries with it all that its page says about it, and needs nothing from anywhere."""

import re
from xml.etree import ElementTree

from django.utils import translation

from elections.public import snapshot
from maps.drawing.flatten import SVG
from maps.web import artworks
from maps.web.scopes import Scope
from tests.maps.night import Night

FOREIGN = re.compile(r"(?:href|src)=|url\((?!#)|<script|<style|@import|\bon[a-z]+=|var\(|class=")


def file_of(artwork) -> ElementTree.Element:
    text = artwork.standalone()
    assert not FOREIGN.search(text), FOREIGN.search(text)
    return ElementTree.fromstring(text)


def words_of(root: ElementTree.Element) -> str:
    return " | ".join(text.text or "" for text in root.iter(f"{{{SVG}}}text"))


def national(**limits) -> ElementTree.Element:
    return file_of(artworks.of_scope(Scope(snapshot("night"), **limits)))


def test_a_sheet_says_title_status_legend_note_source_time_site_and_address(night, settings):
    settings.SITE_URL = "https://results.example"
    words = words_of(national())
    for part in (
        "Red ahead in",
        "Incomplete, unofficial results",
        "1 of 3 seats won",
        "Leading",
        "Boundaries are approximate.",
    ):
        assert part in words
    for part in ("PP-1", "PP-3", "Source: Paper", "updated", "Halqa", "https://results.example/elections/night/"):
        assert part in words


def test_every_seat_of_a_sheet_is_a_named_group(night):
    names = {
        group.get("id"): group.findtext(f"{{{SVG}}}title")
        for group in national().iter(f"{{{SVG}}}g")
        if group.get("id")
    }
    assert set(names) == {"seat-pp-1", "seat-pp-2"}
    assert "won by Person PP-1/1" in names["seat-pp-1"]
    assert "leads" in names["seat-pp-2"]


def test_a_lead_is_hatched_in_the_file_too(night):
    root = national()
    hatches = {pattern.get("id") for pattern in root.iter(f"{{{SVG}}}pattern")}
    used = set(re.findall(r"url\(#(map-slot[^)]*)\)", ElementTree.tostring(root, encoding="unicode")))
    assert used
    assert used <= hatches
    stripes = [path.get("fill") for pattern in root.iter(f"{{{SVG}}}pattern") for path in pattern]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", fill) for fill in stripes)


def test_ids_are_unique(night):
    night.second_assembly_over_the_first()
    ids = [element.get("id") for element in national().iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_assemblies_that_lie_over_each_other_are_drawn_one_below_the_other(night):
    night.second_assembly_over_the_first()
    words = words_of(national())
    assert "Assembly" in words
    assert "National" in words


def test_the_sheet_of_a_measure_names_it(night):
    assert "Margin" in words_of(national(measure="margin"))


def test_the_sheet_of_a_seat_says_its_result(night):
    snap = snapshot("night")
    words = words_of(file_of(artworks.of_seat(snap, snap.by_slug["pp-1"])))
    assert "wins PP-1" in words
    assert "Won (unofficial)" in words


def test_a_seat_without_a_boundary_has_a_sheet_without_a_map(night):
    snap = snapshot("night")
    root = file_of(artworks.of_seat(snap, snap.by_slug["pp-3"]))
    assert "Awaiting result" in words_of(root)
    assert root.find(f".//{{{SVG}}}clipPath") is None


def test_a_sheet_of_a_rehearsal_says_so_over_the_map_and_first(db):
    practice = Night(slug="practice", rehearsal=True)
    practice.shapes()
    snap = snapshot("practice")
    for artwork in (artworks.of_scope(Scope(snap)), artworks.of_seat(snap, snap.results[0])):
        words = words_of(file_of(artwork))
        assert "REHEARSAL" in words
        assert "Rehearsal: these are not real results" in words


def test_an_urdu_sheet_is_urdu_and_its_address_is_read_from_the_left(night):
    with translation.override("ur"):
        root = file_of(artworks.of_scope(Scope(snapshot("night"))))
    texts = {text.text: text for text in root.iter(f"{{{SVG}}}text")}
    address = next(words for words in texts if "/ur/elections/night/" in words)
    assert not address.startswith("\u2067")
    assert "غیر حتمی" in words_of(root)


def test_tiles_replace_the_map_where_the_site_may_not_draw_one(night, settings):
    settings.MAP_MODE = "tiles"
    root = national()
    assert "approximate" not in words_of(root)
    assert {g.get("id") for g in root.iter(f"{{{SVG}}}g") if g.get("id")} == {"seat-pp-1", "seat-pp-2", "seat-pp-3"}
    assert all(len(path.get("d")) < 400 for path in root.iter(f"{{{SVG}}}path"))


def test_a_hostile_name_stays_text(night):
    night.rename('<script>x()</script>"&')
    snap = snapshot("night")
    text = artworks.of_seat(snap, snap.by_slug["pp-1"]).standalone()
    assert "<script" not in text
    assert "<script>" in words_of(ElementTree.fromstring(text))


def test_no_text_of_a_sheet_lies_outside_it(night):
    root = national()
    width, tall = float(root.get("width")), float(root.get("height"))
    assert root.get("viewBox") == f"0 0 {width:g} {tall:g}"
    texts = [child for child in root if child.tag == f"{{{SVG}}}text"]
    assert all(0 <= float(text.get("x")) <= width and 0 < float(text.get("y")) < tall for text in texts)
