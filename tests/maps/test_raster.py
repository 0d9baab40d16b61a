"""PNG by resvg: with known fonts alone, bounded, named by what it is made of."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from maps.drawing import fonts, raster
from maps.drawing.flatten import SVG
from maps.drawing.fonts import SANS, SERIF, Fonts

PICTURE = f'<svg xmlns="{SVG}" class="picture" viewBox="0 0 100 50" lang="en">{{}}</svg>'


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def families(words: str, urdu: str = "Urdu", kind: str = "sans-serif") -> list[tuple[str, str]]:
    """(font, letters) of each run of a text."""
    root = ElementTree.fromstring(f'<svg xmlns="{SVG}"><text font-family="x, {kind}">{words}</text></svg>')
    raster.set_in(root, Fonts((), urdu))
    text = root[0]
    runs = [(text.get("font-family"), text.text or "")]
    for span in text:
        runs += [(span.get("font-family"), span.text), (text.get("font-family"), span.tail or "")]
    return [run for run in runs if run[1]]


def test_a_picture_has_the_width_that_was_asked_for():
    assert size(raster.png(PICTURE.format('<rect class="ground" width="100" height="50"/>'), 400)) == (400, 200)


def test_no_picture_is_larger_than_a_worker_can_draw():
    assert size(raster.png(PICTURE.format(""), 10**6))[0] == raster.WIDEST
    tall = f'<svg xmlns="{SVG}" viewBox="0 0 10 1000"/>'
    assert size(raster.png(tall, 1200))[1] == raster.TALLEST


def test_latin_letters_are_drawn_by_the_fonts_that_come_along():
    empty = raster.png(PICTURE.format(""), 400)
    assert raster.png(PICTURE.format('<text x="5" y="30" font-size="20">Halqa</text>'), 400) != empty
    assert {Path(file).suffix for file in fonts.latin()} == {".ttf"}
    assert {fonts.family(Path(file)) for file in fonts.latin() if "Regular" in file} == {SANS, SERIF}


def test_equal_drawings_make_equal_pictures():
    words = PICTURE.format('<text x="5" y="30" font-size="20">Halqa</text>')
    assert raster.png(words, 300) == raster.png(words, 300)


def test_words_in_latin_letters_within_urdu_get_a_latin_font():
    assert families("نشست NA-22 Mardan-III جیت لی") == [
        ("Urdu", "نشست "),
        (SANS, "NA-22 Mardan-III"),
        ("Urdu", " جیت لی"),
    ]


def test_text_without_urdu_letters_needs_no_urdu_font():
    assert families("76,681") == [(SANS, "76,681")]
    assert families("76,681", kind="serif") == [(SERIF, "76,681")]
    assert families("نشست", urdu="") == [(SANS, "نشست")]


def test_the_key_follows_the_drawing_and_whoever_draws(monkeypatch):
    key = raster.key("<svg/>")
    assert key == raster.key("<svg/>") != raster.key("<svg></svg>")
    monkeypatch.setattr(raster, "maker", lambda: "another")
    assert raster.key("<svg/>") != key


@pytest.fixture
def no_store():
    fonts.fonts.cache_clear()
    yield
    fonts.fonts.cache_clear()


def test_without_a_font_for_urdu_there_is_none_and_the_log_says_so(settings, monkeypatch, caplog, no_store):
    settings.CARD_URDU_FONT = ""
    monkeypatch.setattr(fonts, "FOLDERS", ())
    assert fonts.fonts() == Fonts(fonts.latin())
    assert "CARD_URDU_FONT" in caplog.text


def test_a_named_font_is_taken_and_its_name_read_from_itself(settings, no_store):
    settings.CARD_URDU_FONT = next(file for file in fonts.latin() if file.endswith("SerifPro-Regular.ttf"))
    assert fonts.fonts().urdu == SERIF
    assert len(fonts.fonts().files) == len(fonts.latin()) + 2


def test_a_font_is_found_in_a_folder_of_fonts(monkeypatch, tmp_path):
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / fonts.URDU[1]).write_bytes(Path(fonts.latin()[0]).read_bytes())
    (tmp_path / fonts.URDU[0]).write_bytes(b"no font at all")
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path, tmp_path / "missing"))
    assert fonts.urdu_font().name == fonts.URDU[1]


@pytest.mark.parametrize("data", [b"", b"no font", b"\0\1\0\0\0\x10" + b"\0" * 40])
def test_what_is_no_font_has_no_name(tmp_path, data):
    (tmp_path / "x.ttf").write_bytes(data)
    assert fonts.family(tmp_path / "x.ttf") == ""
    assert fonts.urdu_font(str(tmp_path / "x.ttf")) is None
    assert fonts.urdu_font(str(tmp_path / "missing.ttf")) is None
