"""The parameters of embeds: nothing that a writer may type is an error, and equal choices are written the same way."""

from dataclasses import fields

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from maps.web.frames import KINDS
from maps.web.options import DEFAULT, MEANT, THEMES, WORDS, Options


def of(query: str) -> Options:
    return Options.of(QueryDict(query))


def test_without_parameters_everything_is_shown_in_light():
    assert of("") == DEFAULT == Options("light", "", True, True, True)
    assert DEFAULT.query == ""


@pytest.mark.parametrize("query", ["theme=purple", "theme=", "theme=light", "theme=%00", "theme=LIGHT", "theme=darker"])
def test_an_unknown_theme_is_the_default(query):
    assert of(query) == DEFAULT


@pytest.mark.parametrize("word", ["off", "0", "no", "false", "OFF", " False "])
def test_a_part_is_left_out_by_any_common_word_for_it(word):
    assert Options.of({"table": word}) == DEFAULT.but(table=False)


@pytest.mark.parametrize("word", ["on", "1", "yes", "true", "", "maybe", "2", "nein"])
def test_any_other_word_leaves_a_part_where_it_is(word):
    assert Options.of({"header": word}) == DEFAULT


@pytest.mark.parametrize("name", ["status", "label", "initialWidth", "childId", "parentUrl", "utm_source", "amp", "x"])
def test_other_parameters_are_ignored(name):
    assert of(f"{name}=off&theme=dark") == DEFAULT.but(theme="dark")


@pytest.mark.parametrize("seat", ["NA-22", "na-22", " na-22 "])
def test_a_seat_is_found_however_its_code_is_written(seat):
    assert Options.of({"highlight": seat}).highlight == "na-22"


@pytest.mark.parametrize("seat", ["<script>", "na 22", "../x", "a" * 61, "na-22\n\nx", "این"])
def test_what_can_be_no_seat_is_none(seat):
    assert Options.of({"highlight": seat}) == DEFAULT


def test_the_query_tells_what_is_not_the_default_in_one_order():
    assert of("source=0&highlight=NA-22&table=off&header=on&theme=dark").query == (
        "?theme=dark&highlight=na-22&table=off&source=off"
    )


VALUES = st.sampled_from([*THEMES, *WORDS, "na-22", "PP-7"]) | st.text(max_size=70)


@given(st.dictionaries(st.sampled_from([field.name for field in fields(Options)]), VALUES))
def test_whatever_is_asked_for_comes_back_from_its_own_query(asked):
    options = Options.of(asked)
    assert of(options.query[1:]) == options


def test_a_kind_keeps_only_what_means_something_to_it():
    every = Options("dark", "na-22", table=False, header=False, source=False)
    assert every.meant("scoreboard") == Options("dark")
    assert every.meant("table") == Options("dark", "na-22", header=False, source=False)
    assert every.meant("seat") == Options("dark", table=False, header=False, source=False)
    assert every.meant("national", {"na-22"}) == every
    assert set(MEANT) == set(KINDS)


def test_a_seat_that_the_embed_does_not_hold_is_not_marked():
    assert of("highlight=na-22").meant("province", {"na-31"}) == DEFAULT
