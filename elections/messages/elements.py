"""Tokens as the elements of sentences: labels, numbers, and what parts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from elections.numbers import NotANumber, read_number
from elections.values import Contest

from .folding import key_of
from .labels import labels_of, place_keys
from .parts import Label, Token
from .seats import gettext_noop
from .words import NOISE_KEYS, SCALE_KEYS

MOST_WORDS = 8  # of one label
SMALL = 1000  # below it, an unknown word behind a number may be a misspelt "thousand"

UNKNOWN = gettext_noop("Not understood.")
DOUBTFUL = gettext_noop("A sign or a word beside this number makes it doubtful.")


@dataclass(frozen=True, slots=True)
class Element:
    """`kind` is label, number, comma, break, noise, wall (a wall parts as a break does), percent or unknown."""

    kind: str
    start: int
    end: int
    labels: tuple[Label, ...] = ()
    value: int | None = None
    reason: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)


class Vocabulary:
    """What words mean in one contest."""

    def __init__(self, contest: Contest, contests: Sequence[Contest]):
        self.labels = labels_of(contest, contests)
        self.places = place_keys(contests)

    def match(self, words: Sequence[Token]) -> tuple[int, Label | None]:
        """How many of the words make the longest label, place or filler, and the label; (0, None) if none does."""
        for length in range(min(MOST_WORDS, len(words)), 0, -1):
            key = "".join(word.key for word in words[:length])
            if key in self.labels:
                return length, self.labels[key]
            if key in NOISE_KEYS or key in self.places:
                return length, None
        return 0, None


def elements_of(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Element]:
    found, at = [], 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "word":
            words = word_run(tokens, at)
            length, label = vocabulary.match(words)
            found.append(element_of_words(words[: length or 1], length, label))
            at += length or 1
            if length and not label and follows_place(words[:length], tokens, at, vocabulary):
                at += 1
            continue
        found.append(element_of(text, token))
        at += 1
    return [doubted(text, found, index) for index in range(len(found))]


def word_run(tokens: Sequence[Token], at: int) -> list[Token]:
    end = at
    while end < len(tokens) and end < at + MOST_WORDS and tokens[end].kind == "word":
        end += 1
    return list(tokens[at:end])


def element_of_words(words: Sequence[Token], length: int, label: Label | None) -> Element:
    start, end = words[0].start, words[-1].end
    if label:
        return Element("label", start, end, (label,))
    if length:
        return Element("noise", start, end)
    scale = words[0].key in SCALE_KEYS
    return Element("unknown", start, end, reason=UNKNOWN, figures={"scale": True} if scale else {})


def follows_place(words: Sequence[Token], tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """Whether the next token is the numeral of the place's name, as in مردان 3."""
    numerals = vocabulary.places.get("".join(word.key for word in words), set())
    return at < len(tokens) and tokens[at].kind == "number" and key_of(tokens[at].key) in numerals - {""}


def element_of(text: str, token: Token) -> Element:
    if token.kind == "number":
        return number_of(text, token)
    kinds = {"comma": "comma", "soft": "soft", "break": "break", "code": "break", "percent": "percent"}
    return Element(kinds.get(token.kind, "wall"), token.start, token.end)


def number_of(text: str, token: Token) -> Element:
    if token.odd:
        return Element("number", token.start, token.end, reason=DOUBTFUL)
    try:
        return Element("number", token.start, token.end, value=read_number(text[token.start : token.end]))
    except NotANumber as no:
        return Element("number", token.start, token.end, reason=no.message, figures=no.figures)


def doubted(text: str, found: Sequence[Element], index: int) -> Element:
    """The element; without its value if it is a number that an unknown word beside it may change."""
    one = found[index]
    if one.kind != "number" or one.value is None:
        return one
    after = found[index + 1] if index + 1 < len(found) else None
    before = found[index - 1] if index else None
    glued = any(e.kind == "unknown" and (e.start == one.end or e.end == one.start) for e in (after, before) if e)
    scaled = after and after.kind == "unknown" and ("scale" in after.figures or one.value < SMALL)
    return replace(one, value=None, reason=DOUBTFUL) if glued or scaled else one


def lines_of(elements: Sequence[Element]) -> Iterator[list[Element]]:
    """Lines that hold something; lines of labels alone or of one number alone are read as one with their neighbours."""
    line: list[Element] = []
    waiting: list[Element] = []
    for one in [*elements, Element("break", 0, 0)]:
        if one.kind != "break":
            line.append(one)
            continue
        telling = {e.kind for e in line} - {"noise", "comma", "soft"}
        if telling in ({"label"}, {"number"}):
            waiting += [*line, Element("comma", one.start, one.end)]
        elif telling:
            yield from ([waiting] if waiting else [])
            yield line
            waiting = []
        line = []
    if waiting:
        yield waiting
