"""What counts as a number in the desk's fields, and what is refused because it could be read in two ways."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elections.numbers import LARGEST, SCRIPTS, SENTENCES, NotANumber, read_number

NUMBERS = st.integers(0, LARGEST)


def refusal(text: str) -> str:
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    return caught.value.code


@pytest.mark.parametrize("text", ["", "   ", "\u200f", " \u2067\u2069\n"])
def test_blank_is_unknown_and_not_zero(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("76681", 76681),
        ("76,681", 76681),
        ("76 681", 76681),
        ("76\u00a0681", 76681),
        ("76\u2009681", 76681),
        ("76\u202f681", 76681),
        ("1,07,327", 107327),
        ("1 07 327", 107327),
        ("12,34,567", 1234567),
        ("1,234,567", 1234567),
        ("٧٦٬٦٨١", 76681),
        ("٧٦،٦٨١", 76681),
        ("۷۶۶۸۱", 76681),
        ("۱٬۰۷٬۳۲۷", 107327),
        ("57 ہزار 824", 57824),
        ("57 هزار 824", 57824),
        ("57ہزار824", 57824),
        ("۵۷ ہزار ۸۲۴", 57824),
        ("57 ہزار", 57000),
        ("1 لاکھ 7 ہزار 327", 107327),
        ("1 لاکھ 824", 100824),
        ("57 thousand 824", 57824),
        ("1 Lakh 7 thousand 327", 107327),
        ("\u200f76,681\u200e", 76681),
        ("\u2067 57 \u200fہزار 824 \u2069", 57824),
        ("  76681\n", 76681),
        ("2147483647", 2147483647),
    ],
)
def test_what_people_type_is_read(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,048 2778", "two-numbers"),  # printed by a newspaper on the night of 16 October 2022
        ("12 2778", "two-numbers"),
        ("12  345", "two-numbers"),
        ("76, 681", "two-numbers"),
        ("12,34", "grouping"),
        ("1234,567", "grouping"),
        ("1,234,56", "grouping"),
        ("12,34,56,789,012", "grouping"),
        ("1,234،567", "grouping"),
        ("0,123", "grouping"),
        ("1.234", "dot"),
        ("45411.", "dot"),
        ("٧٦٫٦٨١", "dot"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("+5", "other"),
        ("76,681/", "other"),
        ("76,681,", "other"),
        ("'76681", "other"),
        ("45k", "other"),
        ("پانچ", "other"),
        ("lakh", "other"),
        ("76\n681", "other"),
        ("76\u200f681", "other"),
        ("٧٦681", "scripts"),
        ("۷٦", "scripts"),
        ("57 ہزار ۸۲۴", "scripts"),
        ("१२३", "other"),
        ("1²", "other"),
        ("½", "other"),
        ("12३", "other"),
        ("１２", "other"),
        ("0076", "leading-zero"),
        ("2147483648", "too-large"),
        ("1" * 5000, "too-large"),
        ("57 ہزار 8240", "scale"),
        ("1 لاکھ 107 ہزار", "scale"),
        ("1 ہزار 2 لاکھ", "scale"),
        ("ہزار 824", "scale"),
        ("57 ہزار 024", "scale"),
        ("57 ہزار 824 12", "scale"),
        ("57 thousand 8 thousand", "scale"),
        ("99999 لاکھ", "scale"),
    ],
)
def test_what_could_be_something_else_is_refused(text, code):
    assert refusal(text) == code


def test_the_refusal_is_a_sentence_that_quotes_the_text_and_can_be_translated():
    with pytest.raises(NotANumber) as caught:
        read_number("12,048 2778")
    assert str(caught.value) == "“12,048 2778” looks like two numbers."
    assert caught.value.message % caught.value.figures == str(caught.value)
    assert caught.value.message == SENTENCES["two-numbers"]


def test_a_long_text_is_quoted_in_part():
    with pytest.raises(NotANumber) as caught:
        read_number("x" * 10_000)
    assert len(str(caught.value)) < 100


def grouped(number: int, sizes: tuple[int, ...], separator: str) -> str:
    digits, parts = str(number), []
    for size in (*sizes, *[sizes[-1]] * 20):
        parts.append(digits[-size:])
        digits = digits[:-size]
        if not digits:
            return separator.join(reversed(parts))
    raise AssertionError


@given(
    NUMBERS, st.sampled_from([(3,), (3, 2)]), st.sampled_from(list(",،٬ \u00a0\u2009\u202f")), st.sampled_from(SCRIPTS)
)
def test_every_grouping_and_script_comes_back_as_the_same_number(number, sizes, separator, script):
    written = grouped(number, sizes, separator).translate(str.maketrans("0123456789", script))
    assert read_number(written) == number


@given(st.integers(1, 9_999), st.integers(1, 99), st.integers(0, 999))
def test_lakhs_and_thousands_come_back_as_the_same_number(lakhs, thousands, rest):
    value = lakhs * 100_000 + thousands * 1000 + rest
    assert read_number(f"{lakhs} لاکھ {thousands} ہزار {rest}") == value
    assert read_number(f"{lakhs} lakh {thousands} thousand {rest}") == value


@given(st.text())
def test_any_text_is_a_number_in_range_or_none_or_a_refusal(text):
    try:
        value = read_number(text)
    except NotANumber:
        return
    assert value is None or 0 <= value <= LARGEST


@given(st.text(alphabet="0123456789 ,.-٧۷", min_size=1, max_size=12))
def test_what_is_read_has_the_digits_that_were_typed(text):
    try:
        value = read_number(text)
    except NotANumber:
        return
    digits = "".join(character for character in text if character.isdecimal())
    assert (value is None and not digits) or int(digits) == value


@pytest.mark.parametrize("filler", [" ", "\u200b", "\u200e ", "1,"])
def test_an_endless_text_is_refused_at_once(filler):
    began = time.process_time()
    with pytest.raises(NotANumber):
        read_number("1" + filler * 100_000 + "1")
    assert read_number(" " * 100_000) is None
    assert time.process_time() - began < 0.5
