"""A message as tokens: words, numbers, stations, codes, times and the breaks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from elections.numbers import DIGITS, LAKH, MINUSES, THOUSAND, WESTERN
from elections.values import Contest

from .folding import Folded, key_of
from .parts import Token

MOST_STATIONS = 5000
D = f"[{DIGITS}]"
_STATION = r"(?:(?:polling|پولنگ)\s{1,3})?(?:stations?|ps|booths?|ا?سٹیشن(?:ز|وں)?)(?!\w)"
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}(?!\w)|(?:جنوری|فروری|مارچ|اپریل|مئی|می|جون|جولای|"
    r"اگست|ستمبر|اکتوبر|نومبر|دسمبر)(?!\w)"
)
_SCALE = rf"(?:{LAKH}|{THOUSAND})(?![^\W\d])"
_PATTERN = rf"""
  (?P<date>{D}{{1,4}}(?P<mark>[/.\-]){D}{{1,2}}(?P=mark){D}{{2,4}}(?!{D})
    |{D}{{1,2}}\s{{1,3}}(?:{_MONTH})(?:\s{{1,3}}{D}{{4}}(?![\w,]))?)
 |(?P<time>{D}{{1,2}}:{D}{{2}}(?::{D}{{2}})?(?!{D})(?:\s?[ap]m(?!\w))?|{D}{{1,2}}\s?(?:[ap]m(?!\w)|بجے))
 |(?P<percent>{D}++(?:[.٫]{D}++)?\s?(?:[%٪]|percent(?!\w)|فیصد))
 |(?P<all>(?:all|تمام)\s{{1,3}}(?:the\s)?(?P<every>{D}++)\s{{0,3}}{_STATION})
 |(?P<of>(?P<reported>{D}++)\s{{0,3}}(?:{_STATION}\s{{0,3}})?(?:/|(?:out\s)?of(?:\s(?:the|all|total))?\s)\s{{0,3}}(?P<total>{D}++)
    (?![,.،٬/]{D})(?:\s{{0,3}}{_STATION})?)
 |(?P<among>(?P<total_ur>{D}++)\s{{0,3}}(?:{_STATION}\s{{0,3}})?میں\sسے\s{{1,3}}(?P<reported_ur>{D}++)
    (?![,.،٬/]{D})(?:\s{{0,3}}{_STATION})?)
 |(?P<marker>{D}{{1,2}}\s?[).۔:\-](?=\s{{0,3}}[^\W\d_]))
 |(?P<number>{D}++\s?{_SCALE}(?:\s?{D}++\s?{_SCALE})*+(?:\s?{D}++)?|{D}++(?:[,،٬.٫']{D}++)*+)
 |(?P<word>[^\W\d_]++|\d++)
 |(?P<break>\n|[;|؛۔]|\.(?=\s|$))
 |(?P<comma>[,،])
 |(?P<soft>[:=])
"""


def prefixes_of(contests: Iterable[Contest]) -> str:
    """The beginnings of the election's codes, as an expression: NA, PP, این اے, پی پی."""
    texts = {t for c in contests for t in (c.seat.code, c.seat.code_text.en, c.seat.code_text.ur)}
    bases = {re.sub(r"[\W\d_]+$", "", Folded(text).text) for text in texts} - {""}
    spaced = (prefix_of(re.split(r"[\W_]+", base)) for base in bases)
    return "|".join(sorted(spaced, key=len, reverse=True))


def prefix_of(words: list[str]) -> str:
    """Not where its first word stands twice: پی پی 139 is a seat, پی پی پی 139 a party's votes."""
    apart = rf"(?<!{re.escape(words[0])}\s)" if len(words) > 1 else ""
    return apart + r"[\s.\-]{0,3}".join(map(re.escape, words))


def scanner(contests: Iterable[Contest]) -> re.Pattern:
    prefixes = prefixes_of(contests)
    code = rf"(?P<code>(?<!\w)(?:{prefixes})[\s.\-–—:#]{{0,3}}{D}{{1,4}}(?!\w)(?![,،٬]{D})) |" if prefixes else ""
    return re.compile(code + _PATTERN.strip(), re.VERBOSE)


def tokens_of(text: str, contests: Iterable[Contest]) -> list[Token]:
    """All tokens in order; what is none of them (emojis, bullets, brackets) is left out."""
    folded, pattern, at, found, marker = Folded(text), scanner(contests), 0, [], 0
    while match := pattern.search(folded.text, at):
        if match["marker"] and numbering(match["marker"], found, marker):
            marker = int(re.match(f"{D}+", match["marker"])[0].translate(WESTERN))
        elif match["marker"]:
            match = re.compile(f"(?P<number>{D}+)").match(folded.text, match.start())
            found.append(token(folded, match))
        else:
            found.append(token(folded, match))
        at = match.end()
    return list(joined(found))


def numbering(text: str, before: list[Token], last: int) -> bool:
    """Whether `2.` numbers a line of a list: it begins a line, or it is the next number and no label is waiting."""
    number, sign = int(re.match(f"{D}+", text)[0].translate(WESTERN)), text[-1]
    first = not before or before[-1].kind in ("break", "code")
    if first and sign in ").":
        return True
    waiting = before and before[-1].kind in ("word", "soft")
    return number == last + 1 and not waiting


def token(folded: Folded, match: re.Match) -> Token:
    groups = match.groupdict()
    kind = next(name for name in KINDS if groups.get(name))
    start, end = folded.span(match.start(), match.end())
    odd = kind == "number" and doubtful(folded.text, match.start(), match.end())
    pair = stations(match) if kind in ("all", "of", "among") else None
    if pair and pair[0] is None:
        return Token("number", start, end, match[0], odd=True)
    return Token("stations" if pair else kind, start, end, match[0], pair, odd)


def doubtful(text: str, start: int, end: int) -> bool:
    """Whether a sign touches the number that makes it less, more, or something else: -5, 93,000+, 76,681/."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 1]
    negative = before[-1:] in tuple(MINUSES) and before[0] in " :=\n-"
    return negative or after in tuple("+?؟~/%٪<>^") or before[-1:] in tuple("+?؟~/<>^.−")


KINDS = ("code", "date", "time", "percent", "all", "of", "among", "marker", "number", "word", "break", "comma", "soft")


def stations(match: re.Match) -> tuple[int | None, int | None]:
    """Stations reported and all of them, or (None, None) if the two figures cannot be that."""
    groups = [
        match["reported"] or match["reported_ur"] or match["every"],
        match["total"] or match["total_ur"] or match["every"],
    ]
    if any(len(group) > len(str(MOST_STATIONS)) for group in groups):
        return None, None
    reported, total = (int(group.translate(WESTERN)) for group in groups)
    return (reported, total) if reported <= total <= MOST_STATIONS and total else (None, None)


def joined(tokens: list[Token]) -> Iterator[Token]:
    """Numbers with no word or comma between them as one, which is then grouped by blanks, or no number at all."""
    waiting: Token | None = None
    for one in tokens:
        if waiting and waiting.kind == one.kind == "number":
            waiting = Token("number", waiting.start, one.end, f"{waiting.key} {one.key}", None, waiting.odd or one.odd)
            continue
        if waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting


def code_key(token: Token) -> str:
    return re.sub(r"(?<=\D)0+(?=\d)", "", key_of(token.key))
