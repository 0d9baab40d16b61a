"""What readers pass on: a line that fits one text message, with the status and a short link; and where that leads.

A message in English has 160 characters if all are in the alphabet of GSM 03.38, any other 70 (UTF-16 units; both 3GPP
TS 23.038). What does not fit is dropped in this order: who says so and how much is counted, the election's name, the
margin; then of a seat the person's name and the seat's, of an election the full sentence and the total; the link's
“https://”; at last the smaller alliances. Status and link are never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from elections import tallies
from elections.public import links
from elections.public.links import Link
from elections.values import Candidate, Result, Snapshot, Tally
from maps.drawing.wording import affiliation, status_words
from maps.web import addresses, labels, words
from maps.web.frames import Frame
from maps.web.freshness import fresh
from maps.web.scopes import Scope

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("^{}\\[~]|€")  # take two places
GSM_LENGTH, OTHER_LENGTH = 160, 70
TYPED = str.maketrans({"\u00a0": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
HTTPS = "https://"
SHORT = re.compile(r"((?:https?://[^/]+)?)((?:/ur)?)/s/([0-9A-Za-z]{5,13})/?")


@dataclass(frozen=True)
class Share:
    """A line to pass on, its short link, and the addresses that open a messenger with it."""

    line: str
    link: str

    @property
    def whatsapp(self) -> str:
        return f"https://wa.me/?text={quote(self.line, safe='')}"

    @property
    def sms(self) -> str:
        return f"sms:?body={quote(self.line, safe='')}"


@require_safe
@fresh(stored=False)
def short(request, key):
    """Where a short link leads, in the language of its own address."""
    link = links.find(key)
    if link is None:
        raise Http404(gettext("This short link leads nowhere: a letter may be missing."))
    return HttpResponseRedirect(page_of(link))


def lengthened(address: str) -> str:
    """The page that a short link leads to, at the same host; any other address as it is."""
    found = SHORT.fullmatch(address.strip())
    link = links.find(found[3]) if found else None
    if link is None:
        return address
    with translation.override("ur" if found[2] else "en"):
        return found[1] + page_of(link)


def page_of(link: Link) -> str:
    """The address of the linked page in the active language."""
    if link.seat:
        return reverse("seat", args=[link.election, link.seat])
    places = {name: getattr(link, name) for name in ("province", "assembly") if getattr(link, name)}
    return reverse("-".join(["election", *places]), kwargs={"election": link.election, **places})


def share_of_scope(scope: Scope) -> Share | None:
    """The line about an election, province or assembly, in the active language; None for a rehearsal."""
    slugs = {name: place.slug for name in ("province", "assembly") if (place := getattr(scope, name))}
    return shared(Link(scope.snapshot.election.slug, **slugs), scope_texts(scope), totals_texts(scope, 2, 1))


def share_of_seat(snap: Snapshot, result: Result) -> Share | None:
    """The line about one seat, in the active language; None for a rehearsal."""
    return shared(Link(snap.election.slug, seat=result.seat.slug), seat_texts(snap, result))


def words_of(frame: Frame) -> str:
    """What is known of an embed's seats, with the status, in its language: the words that stand in for its picture."""
    with translation.override(frame.language):
        if frame.kind == "candidate":
            parts = labels.status_parts(frame.snapshot.election, frame.results, frame.snapshot.at)
            return with_status(frame.headline, words.comma().join(parts))
        texts = scope_texts(frame.scope) if frame.scope else seat_texts(frame.snapshot, frame.results[0])
        return next(texts)


def shared(page: Link, texts: Iterable[str], barer: Iterable[str] = ()) -> Share | None:
    key = links.key_of(page)
    if not key:
        return None
    link = addresses.absolute(reverse("short", args=[key]))
    return Share(fitting(link, list(texts), *([text] for text in barer)), link)


def fitting(link: str, *texts: list[str]) -> str:
    """The first of the texts that fits one message together with the link; the last where none does.

    Each list is tried with the whole link and then without its “https://”, which messengers do without.
    """
    for some in texts:
        for end in (link, link.removeprefix(HTTPS)):
            for text in some:
                if fits(line := f"{text.translate(TYPED)} {end}"):
                    return line
    return f"{[text for some in texts for text in some][-1].translate(TYPED)} {link}"


def fits(line: str) -> bool:
    """Whether a text message holds the line."""
    if all(letter in GSM or letter in GSM_DOUBLE for letter in line):
        return len(line) + sum(letter in GSM_DOUBLE for letter in line) <= GSM_LENGTH
    return len(line.encode("utf-16-le")) // 2 <= OTHER_LENGTH


def scope_texts(scope: Scope) -> Iterator[str]:
    """What the results of an election or province say, from the most telling to the shortest."""
    snap, comma = scope.snapshot, words.comma()
    headline = words.place_headline(scope.tally, scope.province.name if scope.province else None)
    named = f"{words.say(snap.election.name)}{comma if scope.province else ': '}{headline}"
    parts = labels.status_parts(snap.election, scope.results, snap.at)
    # Before there are results the first part says only whether polls are open; the second, when there will be any.
    early = parts[:2] == labels.before_results(snap.election, snap.at)
    status = parts[1] if early else parts[0]
    yield with_status(named, comma.join(parts))
    yield with_status(named, status)
    yield with_status(headline, status)
    if early:
        yield place_text(words.say(scope.province.name), status) if scope.province else status
    elif scope.tally.groups:
        yield with_status(headline, standing_words(tallies.standing_of_results(scope.results)))
        yield from totals_texts(scope, len(scope.tally.groups))


def totals_texts(scope: Scope, *numbers: int) -> Iterator[str]:
    """“Punjab: PTI 2, PML-N 1 of 3 seats”, of as many alliances; nothing while nobody won or leads."""
    status = standing_words(tallies.standing_of_results(scope.results))
    groups = [(words.say(t.group.short), t.won + t.leading) for t in scope.tally.groups if t.won + t.leading]
    groups.sort(key=lambda group: -group[1])
    place = f"{words.say(scope.province.name)}: " if scope.province else ""
    for most in numbers if groups else ():
        listed = words.comma().join(f"{name} {seats}" for name, seats in groups[:most])
        total = gettext("%(groups)s of %(all)s seats") % {"groups": listed, "all": f"{scope.tally.seats:,}"}
        for text in (total, listed) if scope.tally.seats > 1 else (listed,):
            yield with_status(place + capfirst(stage(scope.tally, text)), status)


def stage(tally: Tally, totals: str) -> str:
    """The totals as what they are: of leads, of the seats decided so far, or of all seats."""
    if any(total.leading for total in tally.groups):
        return pgettext("in a message", "ahead: %(totals)s") % {"totals": totals}
    if tally.awaited:
        return pgettext("in a message", "so far: %(totals)s") % {"totals": totals}
    return totals


def seat_texts(snap: Snapshot, result: Result) -> Iterator[str]:
    """What is known of a seat, from the most telling to the shortest."""
    headline, comma = words.seat_headline(result), words.comma()
    rest = labels.seat_parts(snap, result)
    if not result.ahead:
        yield with_status(headline, comma.join(rest)) if rest else headline
        yield headline
        yield place_text(words.say(result.seat.code_text), status_words(result))
        return
    standing = standing_words(standing_of(result))
    margin = f"{comma}{margin_words(result)}" if result.margin_votes else ""
    yield with_status(headline + margin, comma.join([standing, *rest]))
    yield with_status(headline + margin, standing)
    yield with_status(headline, standing)
    for names in short_names(result):
        yield with_status(won_or_led(result, *names), standing)
    yield with_status(won_or_led(result, *names), standing_words("unofficial") if result.leader else standing)


def standing_of(result: Result) -> str:
    """How far the word on a seat that somebody won or leads in goes."""
    return tallies.standing_of_results([result]) if result.winner else "incomplete"


def short_names(result: Result) -> Iterator[tuple[str, str]]:
    """(who, where), ever shorter."""
    code, seat = words.say(result.seat.code_text), words.say(result.seat.name)
    party = affiliation(result.ahead)
    yield party, f"{code} {seat}"
    yield party, code
    yield side(result.ahead), code


def side(candidate: Candidate) -> str:
    return affiliation(candidate) if candidate.party else gettext("Independent")


def won_or_led(result: Result, who: str, seat: str) -> str:
    leads = pgettext("in a message", "%(who)s leads in %(seat)s")
    sentence = gettext("%(who)s wins %(seat)s") if result.winner else leads
    return sentence % {"who": who, "seat": seat}


def place_text(place: str, status: str) -> str:
    return gettext("%(seat)s: %(status)s") % {"seat": place, "status": status}


def margin_words(result: Result) -> str:
    return pgettext("in a message", "margin %(votes)s") % {"votes": f"{result.margin_votes:,}"}


def standing_words(standing: str) -> str:
    """The status in the fewest words that are true."""
    return {
        "official": pgettext("in a message", "official"),
        "unofficial": pgettext("in a message", "unofficial"),
        "incomplete": pgettext("in a message", "incomplete, unofficial"),
        "awaited": gettext("Awaiting results"),
    }[standing]


def with_status(sentence: str, status: str) -> str:
    return pgettext("in a message", "%(sentence)s (%(status)s)") % {"sentence": sentence, "status": status}
