"""Colours: one list of values, in Python and in the style sheet, that people can tell apart."""

import itertools
import re
from pathlib import Path

import pytest

from maps.drawing import palette

STYLES = Path(__file__).parents[2] / "static" / "css"
SHEET, STRIP = ((STYLES / name).read_text(encoding="utf-8") for name in ("map.css", "scoreboard.css"))
SELECTORS = [
    (':root, [data-theme="light"]', "light"),
    (':root:not([data-theme="light"])', "dark"),
    ('\n  [data-theme="dark"]', "dark"),
]


def blocks(selector: str, sheet: str = SHEET) -> list[dict[str, str]]:
    """The custom properties of every rule with exactly this selector."""
    found = re.findall(re.escape(selector) + r"\s*\{([^}]*)\}", sheet)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body)) for body in found]


@pytest.mark.parametrize(("selector", "theme"), SELECTORS)
def test_the_style_sheet_holds_the_values_of_the_palette(selector, theme):
    assert blocks(selector) == [palette.properties(theme)]


@pytest.mark.parametrize(("selector", "theme"), SELECTORS)
def test_the_scoreboards_own_style_sheet_holds_those_it_needs(selector, theme):
    [held] = blocks(selector, STRIP)
    everything = palette.properties(theme)
    needed = {name for name in everything if re.fullmatch(r"paper|ink|soft|slot-\w+", name)}
    assert {name: value for name, value in held.items() if name != "warn"} == {
        name: everything[name] for name in needed
    }
    for slot in needed & set(palette.SLOTS):
        assert f".{slot} {{ --fill: var(--{slot});" in STRIP


@pytest.mark.parametrize("slot", palette.SLOTS)
def test_every_slot_has_a_class(slot):
    assert f".{slot} {{ --fill: var(--{slot}); --on: var(--{slot}-on);" in SHEET


@pytest.mark.parametrize("kind", ["slot", "party"])
def test_every_two_colours_of_a_map_can_be_told_apart_by_everybody(kind):
    slots = [slot for slot in palette.SLOTS if slot.startswith(kind) and slot != "slot-none"]
    assert palette.failures(slots) == []


def test_steps_grow_in_contrast_with_the_paper():
    for theme in (0, 1):
        paper = palette.GROUND["paper"][theme]
        contrasts = [palette.contrast(palette.SLOTS[f"step-{n}"][theme], paper) for n in range(1, 6)]
        assert contrasts == sorted(contrasts)
        assert all(b / a > 1.2 for a, b in itertools.pairwise(contrasts))


@pytest.mark.parametrize("slot", [slot for slot in palette.SLOTS if slot.startswith(("slot", "party"))])
def test_text_on_a_colour_and_words_in_its_colour_can_be_read(slot):
    for theme in (0, 1):
        colour = palette.SLOTS[slot][theme]
        assert palette.contrast(colour, palette.on(colour)) >= 4.5
        if slot.startswith("slot"):
            assert palette.contrast(palette.word(slot)[theme], palette.GROUND["paper"][theme]) >= 4.5


def test_a_newsroom_is_told_which_pair_fails_and_for_whom():
    own = palette.SLOTS | {"slot-1": ("#b03030", "#b03030"), "slot-2": ("#3c7a30", "#3c7a30")}
    first, second = palette.failures(["slot-1", "slot-2"], own)
    assert (first.first, first.second, first.theme, second.theme) == ("slot-1", "slot-2", "light", "dark")
    assert first.verdict.sight in ("protanopia", "deuteranopia")
    assert not first.verdict.distinct


def test_two_first_blocs_of_equal_lightness_fail_in_grey():
    own = palette.SLOTS | {"slot-1": ("#0a5f5b", "#2a9d94"), "slot-2": ("#9c3a1f", "#b07ae0")}
    assert {failure.theme for failure in palette.failures(["slot-2", "slot-1"], own)} == {"light", "dark"}
    assert all(failure.verdict.distinct for failure in palette.failures(["slot-2", "slot-1"], own))


def test_black_and_white_have_the_contrast_of_the_standard():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("wrong", ["red", "#fff", "0a5f5b1"])
def test_a_colour_is_written_in_six_digits(wrong):
    with pytest.raises(ValueError, match="#rrggbb"):
        palette.compare(wrong, "#ffffff")


@pytest.mark.parametrize(
    ("number", "slot"), [(1, "slot-1"), (6, "slot-6"), (7, "slot-other"), ("ind", "slot-ind"), ("x", "slot-other")]
)
def test_a_bloc_beyond_the_palette_shares_the_colour_of_the_others(number, slot):
    assert palette.bloc_slot(number) == slot
