"""docs/embedding.md against what embeds really understand."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from maps.web import sharing
from maps.web.frames import KINDS
from maps.web.options import MEANT, THEMES, Options

TEXT = Path(settings.BASE_DIR, "docs", "embedding.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def kinds_of(cell: str) -> set[str]:
    if not cell.startswith("all"):
        return set(cell.split(", "))
    return {kind for kind in KINDS if kind not in cell}


def test_every_parameter_is_documented_with_the_kinds_it_means_something_to():
    told = {name.strip("`"): kinds_of(kinds) for name, _values, _default, kinds in rows("Parameters")}
    assert told == {name: {kind for kind in KINDS if name in MEANT[kind]} for name in vars(Options())}


def test_defaults_and_themes_are_as_documented():
    told = {name.strip("`"): (values, default.strip("`")) for name, values, default, _kinds in rows("Parameters")}
    assert tuple(re.findall(r"`(\w+)`", told["theme"][0])) == THEMES
    for name, (_values, default) in told.items():
        is_off = getattr(Options(), name)
        assert default == {True: "on", "": "none"}.get(is_off, is_off), name


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`((?:/ur)?/(?:embed|elections|s)/[^`…]+)`", TEXT))))
def test_every_address_is_one(address):
    try:
        assert resolve(address.split("?")[0])
    except Resolver404:
        assert address.startswith("/ur/")  # resolved in its own language alone
        assert resolve(address.removeprefix("/ur"))


def test_the_example_of_a_line_fits_a_message():
    line = re.search(r"^> (.+)$", TEXT, re.M)[1]
    assert sharing.fits(line)
