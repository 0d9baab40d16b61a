"""The builder at /embed/: every choice about an embed in one form, what comes of it, and what to paste.

It remembers nothing: the choices are the address. What it does not understand it takes as not chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from elections.public import listed, snapshot
from elections.values import Assembly, Election, Person, Province, Result, Snapshot
from maps.web import addresses, frames, sharing, words
from maps.web.frames import KINDS, PHONE, Frame
from maps.web.freshness import fresh
from maps.web.options import MEANT, THEMES, Options
from maps.web.scopes import Scope

DESKTOP = 720  # px, a column of text with room around it
LANGUAGES = {"en": "English", "ur": "اردو"}
MOST_PEOPLE = 300  # names in the list; beyond, only those who stand in several seats
PICTURE_WIDTH = 600  # px, what mail programs show whole
PLACED = ("province", "scoreboard", "table")
SCOPED = ("national", *PLACED)

Choices = list[tuple[str, str]]  # (value, words)


@dataclass(frozen=True)
class Field:
    """A list to choose from, in groups (heading, choices); of one that means nothing to the kind, `used` is False."""

    name: str
    label: str
    groups: list[tuple[str, Choices]]
    value: str
    used: bool = True


@require_safe
@fresh(stored=False)
def builder(request: HttpRequest) -> HttpResponse:
    """The form with what was chosen, or with the page or embed in `url`."""
    elections = [election for election in listed(request.at) if not election.rehearsal]
    if not elections:
        return render(request, "maps/empty.html")
    frame, lost = asked(request.GET, elections, request.at)
    context = {"frame": frame, "lost": lost, "fields": fields(frame, elections), "switches": switches(frame)}
    return render(request, "maps/builder.html", context | pasted(frame))


def asked(query: Mapping[str, str], elections: list[Election], at: datetime) -> tuple[Frame, str]:
    """The embed that is asked for, and why it is not the one of the address that was given, if so."""
    lost = ""
    if url := query.get("url", ""):
        try:
            frame = frames.frame_of(sharing.lengthened(url), at)
            if not frame.snapshot.election.rehearsal:
                return frame, ""
            lost = gettext("A rehearsal cannot be embedded on other sites.")
        except Http404 as missing:
            lost = str(missing)
    slugs = [election.slug for election in elections]
    featured = next((election.slug for election in elections if election.featured), slugs[0])
    slug = query.get("election") if query.get("election") in slugs else featured
    language = query.get("language", "") if query.get("language") in LANGUAGES else get_language()
    with translation.override(language):
        return chosen(snapshot(slug, at), query), lost


def chosen(snap: Snapshot, query: Mapping[str, str]) -> Frame:
    """The embed that the fields describe; what is missing or unknown is the first there is."""
    kind = query.get("kind") if query.get("kind") in KINDS else "national"
    options = Options.of(query)
    if kind == "seat" and snap.results:
        return frames.frame_for_seat(snap, snap.by_slug.get(query.get("seat", ""), snap.results[0]), options)
    if kind == "candidate" and (people := people_of(snap)):
        person = query.get("candidate") if query.get("candidate") in people else next(iter(people))
        return frames.frame_for_candidate(snap, person, options)
    kind = kind if kind in SCOPED else "national"
    return frames.frame_for_scope(scope_of(snap, kind, query), None if kind == "province" else kind, options)


def scope_of(snap: Snapshot, kind: str, query: Mapping[str, str]) -> Scope:
    """The seats of a map, scoreboard or table. Of a province that has no seat of the assembly, all seats."""
    province = named(snap.provinces(), query.get("province")) if kind in PLACED else None
    if kind == "province" and province is None:
        province = next(iter(snap.provinces()), None)
    scope = Scope(snap, province)
    assembly = named(assemblies_of(scope), query.get("assembly"))
    scope = Scope(snap, province, assembly)
    measure = query.get("measure")
    return Scope(snap, province, assembly, measure) if measure in scope.measures else scope


def named(places: Iterable[Province] | Iterable[Assembly], slug: str | None):
    return next((place for place in places if place.slug == slug), None)


def assemblies_of(scope: Scope) -> list[Assembly]:
    return list(dict.fromkeys(result.seat.assembly for result in scope.results))


def people_of(snap: Snapshot) -> dict[str, tuple[Person, list[Result]]]:
    """Who stands, by slug, with their seats; those with several seats first."""
    found: dict[str, tuple[Person, list[Result]]] = {}
    for result in snap.results:
        for person in dict.fromkeys(candidate.person for candidate in result.contest.candidates):
            found.setdefault(person.slug, (person, []))[1].append(result)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1][1]), words.say(item[1][0].name))))


def fields(frame: Frame, elections: list[Election]) -> list[Field]:
    """The lists of the form, with what the embed shows chosen."""
    with translation.override(frame.language):
        place = resolve(frame.path).kwargs
    snap, scope, kind = frame.snapshot, frame.scope or Scope(frame.snapshot), frame.kind
    assemblies = assemblies_of(Scope(snap, scope.province))
    every = [("", gettext("All"))] if kind != "province" else []
    return [
        Field("election", gettext("Election"), plain(names(elections)), snap.election.slug),
        Field("kind", gettext("What"), plain(list(kinds().items())), kind),
        Field("province", gettext("Province"), plain(every + names(snap.provinces())), place.get("province", ""),
              kind in PLACED),
        Field("assembly", gettext("Assembly"), plain([("", gettext("All")), *names(assemblies)]),
              place.get("assembly", ""), kind in SCOPED and len(assemblies) > 1),
        Field("seat", gettext("Seat"), seats(snap), place.get("seat", ""), kind == "seat"),
        Field("candidate", gettext("Candidate"), candidates(snap, place.get("person", "")), place.get("person", ""),
              kind == "candidate"),
        Field("measure", gettext("Colours show"), plain([(name, words.measure_words(name)) for name in scope.measures]),
              scope.measure, kind in ("national", "province") and len(scope.measures) > 1),
        *looks(frame),
    ]  # fmt: skip


def looks(frame: Frame) -> list[Field]:
    """The lists about how it looks, whatever it is."""
    marked = [("", gettext("None")), *((r.seat.slug, seat_words(r)) for r in frame.results)]
    return [
        Field("language", gettext("Language"), plain(list(LANGUAGES.items())), frame.language),
        Field("theme", gettext("Colours"), plain([(name, themes()[name]) for name in THEMES]), frame.options.theme),
        Field("highlight", gettext("Mark a seat"), plain(marked), frame.options.highlight,
              "highlight" in MEANT[frame.kind] and len(frame.results) > 1),
    ]  # fmt: skip


def switches(frame: Frame) -> list[tuple[str, str, bool, bool]]:
    """(name, words, left out, used) of the parts that can be left out."""
    labels = {"header": gettext("headline"), "table": gettext("table"), "source": gettext("sources")}
    return [
        (name, label, not getattr(frame.options, name), name in MEANT[frame.kind]) for name, label in labels.items()
    ]


def plain(choices: Choices) -> list[tuple[str, Choices]]:
    return [("", choices)]


def names(places) -> Choices:
    return [(place.slug, words.say(place.name)) for place in places]


def kinds() -> dict[str, str]:
    return {
        "national": gettext("National map"),
        "province": gettext("Map of a province"),
        "seat": gettext("One seat"),
        "scoreboard": gettext("Scoreboard, 120 pixels high"),
        "candidate": gettext("A candidate's seats"),
        "table": gettext("Table alone"),
    }


def themes() -> dict[str, str]:
    return {"light": gettext("Light"), "dark": gettext("Dark"), "auto": gettext("As the reader's device is set")}


def seats(snap: Snapshot) -> list[tuple[str, Choices]]:
    grouped = [
        (words.say(p.name), [(r.seat.slug, seat_words(r)) for r in found]) for p, found in Scope(snap).provinces()
    ]
    return grouped or plain([])


def seat_words(result: Result) -> str:
    return f"{words.say(result.seat.code_text)} {words.say(result.seat.name)}"


def candidates(snap: Snapshot, person: str) -> list[tuple[str, Choices]]:
    """Everybody where they are few; where they are many, those in several seats, and who is chosen."""
    people, groups = people_of(snap), defaultdict(list)
    for slug, (who, found) in people.items():
        if len(found) > 1 or len(people) <= MOST_PEOPLE or slug == person:
            codes = words.comma().join(words.say(result.seat.code_text) for result in found[:3])
            heading = gettext("In several seats") if len(found) > 1 else gettext("In one seat")
            groups[heading].append((slug, f"{words.say(who.name)} · {codes}{'…' if len(found) > 3 else ''}"))
    return list(groups.items()) or plain([])


def picture(frame: Frame) -> str:
    """The HTML of the page's map as a picture that leads to the page."""
    values = {"link": frame.link, "picture": f"{frame.link}map.png", "words": sharing.words_of(frame)}
    return render_to_string("maps/builder_picture.html", {**values, "width": PICTURE_WIDTH}).strip()


def pasted(frame: Frame) -> dict:
    """What the page offers to copy, and what its previews show."""
    query = urlencode({"url": frame.src})
    return {
        "snippet": frame.snippet(),
        "scripted": frame.snippet(script=True),
        "oembed": f"{addresses.absolute(reverse('oembed'))}?{query}",
        "picture": picture(frame),
        "preview": frame.path + frame.options.query,
        "sizes": [(gettext("On a phone"), PHONE, frame.height(PHONE)),
                  (gettext("On a wide screen"), DESKTOP, frame.height(DESKTOP))],
    }  # fmt: skip
