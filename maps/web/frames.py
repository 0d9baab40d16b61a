"""What can be put into an article: an iframe of one kind, its address, its height and the snippet to paste."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext

from elections.public import listed
from elections.values import ManySeats, Person, Result, Snapshot
from maps.web import addresses, heights, pictures, words
from maps.web.options import DEFAULT, Options
from maps.web.pages import headline_of, result_or_404
from maps.web.pictures import Picture
from maps.web.scopes import Scope, scope_or_404, snapshot_or_404

KINDS = ("national", "province", "seat", "scoreboard", "candidate", "table")
RESIZER = "/embed/resize.js"  # the same for every language and for ever
PHONE, ARTICLE = 360, 700  # px: how wide a column of text is on a phone and on a desk
FRONT, WHOLE, SEATS = ("home", "archive", "search"), ("changes", "explore"), ("election", "scoreboard", "table")


@dataclass(frozen=True)
class Frame:
    """One embed. `path` and `page` (the page it leads to) are addresses of this site with their language, `title` is
    plain text in that language, `scope`, `results` and `person` what it is about.
    """

    kind: str
    snapshot: Snapshot
    path: str
    page: str
    title: str
    options: Options = DEFAULT
    scope: Scope | None = None
    results: tuple[Result, ...] = ()
    person: Person | None = None

    @property
    def src(self) -> str:
        return addresses.absolute(self.path) + self.options.query

    @property
    def link(self) -> str:
        return addresses.absolute(self.page)

    @property
    def language(self) -> str:
        return language_of(self.path)

    @property
    def headline(self) -> str:
        """What it says in one sentence, in the active language."""
        if self.scope:
            return headline_of(self.scope)
        return words.many_seats_sentence(self.many) if self.many else words.seat_headline(self.results[0])

    @property
    def many(self) -> ManySeats | None:
        """The person of a candidate's embed, who stands in several seats."""
        return next((row for row in self.snapshot.many_seats if row.person == self.person), None)

    @cached_property
    def pictures(self) -> list[Picture]:
        """Its maps in its language, with the marked seat set off."""
        with translation.override(self.language):
            return self._drawn()

    def _drawn(self) -> list[Picture]:
        if self.scope:
            return pictures.of_scope(self.scope, marked=self.options.highlight)
        if self.kind == "seat":
            return pictures.of_seat(self.snapshot, self.results[0])
        return pictures.of_results(self.snapshot, self.results, marked=self.options.highlight)

    def height(self, width: int = PHONE) -> int:
        """Pixels that hold all of it in an iframe of this width (px), and little more."""
        with translation.override(self.language):
            return heights.height_of(self, width)

    def snippet(self, script: bool = False) -> str:
        """The HTML to paste, with the script that follows the height or, by default, an iframe alone, high enough for
        a phone, where tables are longer, and for a desk, where maps are larger.
        """
        resizer = addresses.absolute(RESIZER) if script else ""
        height = max(self.height(width) for width in (PHONE, ARTICLE))
        context = {"frame": self, "height": height, "resizer": resizer}
        return render_to_string("embed/snippet.html", context).strip()


@dataclass(frozen=True)
class Asked:
    """A moment to ask the gate for, as a request carries it."""

    at: datetime


def frame_of(address: str, at: datetime) -> Frame:
    """What an address of this site, of a page or an embed, with its query, would be in an article.

    `address` is a path or begins with SITE_URL. The front page and lists stand for the featured election, what is
    about a whole election for its national map. Raises Http404 with a sentence for foreign and unknown addresses.
    """
    path, query = own(address)
    with translation.override(language_of(path)):
        match = resolved(path)
        name = (match.url_name or "").removeprefix("embed-")
        return framed(name, match.kwargs, Options.of(query), Asked(at))


def resolved(path: str) -> ResolverMatch:
    """What an address names, also one that lost its final slash on the way."""
    for tried in (path, f"{path}/"):
        with suppress(Resolver404):
            return resolve(tried)
    raise Http404(gettext("There is no page at this address."))


def own(address: str) -> tuple[str, dict[str, str]]:
    """Path and query of an address of this site."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise Http404(gettext("This is not an address of this site.")) from None
    here = urlsplit(settings.SITE_URL).netloc.lower()
    if (parts.netloc and parts.netloc.lower() != here) or parts.scheme not in ("", "http", "https"):
        raise Http404(gettext("This is not an address of this site."))
    if not parts.path.startswith("/") and not parts.netloc:
        raise Http404(gettext("This is not an address of this site."))
    return parts.path or "/", dict(parse_qsl(parts.query))


def language_of(path: str) -> str:
    return "ur" if addresses.is_urdu(path) or path == addresses.URDU else "en"


def framed(name: str, place: dict[str, str], options: Options, asked: Asked) -> Frame:
    """The embed that belongs to a page by the name of its address."""
    kind = name.split("-")[0]
    if name in FRONT:
        return frame_for_scope(Scope(snapshot_or_404(asked, featured(asked.at))), options=options)
    if name in WHOLE:
        return frame_for_scope(scope_or_404(asked, place["election"]), options=options)
    if kind in SEATS:
        scope = scope_or_404(asked, **place)
        return frame_for_scope(scope, kind=None if kind == "election" else kind, options=options)
    if name == "seat":
        snap = snapshot_or_404(asked, place["election"])
        return frame_for_seat(snap, result_or_404(snap, place["seat"].lower()), options)
    if name == "candidate":
        return frame_for_candidate(snapshot_or_404(asked, place["election"]), place["person"], options)
    raise Http404(gettext("There is nothing to embed at this address."))


def featured(at: datetime) -> str:
    """The slug of the election on the front page."""
    elections = listed(at)
    if not elections:
        raise Http404(gettext("There is no election at this address."))
    return next((election for election in elections if election.featured), elections[0]).slug


def frame_for_scope(scope: Scope, kind: str | None = None, options: Options = DEFAULT) -> Frame:
    """The map of a country or province, or its scoreboard or table, in the active language."""
    measured = kind in (None, "national", "province")
    if not measured or scope.measure not in scope.measures:
        scope = Scope(scope.snapshot, scope.province, scope.assembly)
    own_kind = "province" if scope.province else "national"
    kind = own_kind if measured else kind
    return Frame(
        kind,
        scope.snapshot,
        path=scope.url(embed=True) if measured else address_of(kind, scope),
        page=scope.url(),
        title=title_of(kind, scope),
        options=options.meant(kind, slugs_of(scope.results)),
        scope=scope,
        results=scope.results,
    )


def address_of(kind: str, scope: Scope) -> str:
    """The path of a scoreboard or table."""
    chosen = {"province": scope.province, "assembly": scope.assembly}
    places = {name: place.slug for name, place in chosen.items() if place}
    name = "-".join(["embed", kind, *places])
    return reverse(name, kwargs={"election": scope.snapshot.election.slug, **places})


def title_of(kind: str, scope: Scope) -> str:
    places = [place.name for place in (scope.assembly, scope.province) if place]
    what = words.comma().join(words.say(text) for text in (*places, scope.snapshot.election.name))
    return {
        "scoreboard": gettext("Scoreboard: %(what)s"),
        "table": gettext("Table: %(what)s"),
    }.get(kind, "%(what)s") % {"what": what}


def frame_for_seat(snap: Snapshot, result: Result, options: Options = DEFAULT) -> Frame:
    """One seat, in the active language."""
    place = {"election": snap.election.slug, "seat": result.seat.slug}
    name = f"{words.say(result.seat.code_text)} {words.say(result.seat.name)}"
    return Frame(
        "seat",
        snap,
        path=reverse("embed-seat", kwargs=place),
        page=reverse("seat", kwargs=place),
        title=words.comma().join([name, words.say(snap.election.name)]),
        options=options.meant("seat"),
        results=(result,),
    )


def frame_for_candidate(snap: Snapshot, person: str, options: Options = DEFAULT) -> Frame:
    """The seats of one person (by slug), in the active language. Raises Http404 for who does not stand."""
    found = candidacies_or_404(snap, person)
    results = tuple(result for result, _standing in found)
    place = {"election": snap.election.slug, "person": person}
    who = found[0][1].candidate.person
    return Frame(
        "candidate",
        snap,
        path=reverse("embed-candidate", kwargs=place),
        page=reverse("candidate", kwargs=place),
        title=words.comma().join([words.say(who.name), words.say(snap.election.name)]),
        options=options.meant("candidate", slugs_of(results)),
        results=results,
        person=who,
    )


def candidacies_or_404(snap: Snapshot, person: str) -> list:
    """The results a person stands in, each with the person's standing."""
    rows = [(r, s) for r in snap.results for s in r.standings if s.candidate.person.slug == person]
    if not rows:
        raise Http404(gettext("Nobody of this name stands in this election."))
    return rows


def slugs_of(results) -> set[str]:
    return {result.seat.slug for result in results}
