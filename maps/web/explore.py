"""The zoomable map: a page without results, and the script that draws it. Shapes and results come by the API."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elections import public, tallies
from elections.values import Group, Result, Snapshot
from maps.drawing import layer, measures, palette, wording
from maps.models import Backdrop, MapScript
from maps.web import api
from maps.web.freshness import fresh
from maps.web.pages import page
from maps.web.scopes import Scope, snapshot_or_404

BACKDROP = "provinces"
MAKER = Path(settings.BASE_DIR, "maps", "drawing", "leaflet.py")


@require_safe
@fresh
def explore(request, election):
    snapshot = snapshot_or_404(request, election)
    context = {"scope": Scope(snapshot), "switched_off": settings.MAP_MODE == "tiles"}
    if not context["switched_off"]:
        drawn = layer.build(snapshot)
        split = layer.splits(drawn)
        context |= {"told": json.dumps(told(snapshot), ensure_ascii=False), "drawn": drawn}
        context |= {"legend": legend(snapshot), "patterns": patterns(snapshot)}
        context |= {"assemblies": snapshot.assemblies() if split else ()}
    return page(request, "maps/explore.html", snapshot, **context)


@require_safe
@fresh
def script(request, election):
    """The script of the map. It depends on shapes alone, so results leave it as it is."""
    snapshot = snapshot_or_404(request, election)
    if settings.MAP_MODE == "tiles":
        raise Http404(gettext("Zoomable maps are switched off on this site."))
    return HttpResponse(script_for(snapshot), content_type="text/javascript; charset=utf-8")


@require_safe
@fresh
def standings(request, election):
    """How each seat is drawn and what its standing is called, decided where every other map has it decided."""
    snapshot = snapshot_or_404(request, election)
    values = measures.paint(snapshot.results, "alliance").values
    seats = {result.seat.code: standing(result, values[result.seat.id]) for result in snapshot.results}
    election = snapshot.election
    state = {"version": election.version, "phase": election.phase, "rehearsal": election.rehearsal}
    return JsonResponse({**state, "seats": seats}, json_dumps_params={"ensure_ascii": False})


def standing(result: Result, value: measures.Value) -> dict[str, str]:
    words = wording.status_words(result)
    return {"slot": value.slot, "pattern": value.pattern, "texture": value.texture, "words": words}


def script_for(snapshot: Snapshot) -> str:
    """The script as it was made ahead; an election entered by hand since has it made for its first reader."""
    facts = plan(snapshot)
    slug, name = snapshot.election.slug, key(facts)
    body = MapScript.found(slug, name)
    if body is None:
        body = made(facts)
        MapScript.keep(slug, name, body)
    return body


def warm(dry_run: bool = False) -> tuple[int, int]:
    """Make the scripts that are wanting: (how many those were, how many were there already)."""
    wanting = there = 0
    for election in () if settings.MAP_MODE == "tiles" else public.listed(rehearsals=True):
        snapshot = public.snapshot(election.slug)
        if MapScript.found(election.slug, key(plan(snapshot))) is not None:
            there += 1
            continue
        wanting += 1
        if not dry_run:
            script_for(snapshot)
    return wanting, there


def key(facts: dict) -> str:
    """Names a script by all that it is made from: the plan, and who makes it."""
    return hashlib.sha256(json.dumps([facts, maker()], sort_keys=True).encode()).hexdigest()


@cache
def maker() -> str:
    return f"{version('folium')} {hashlib.sha256(MAKER.read_bytes()).hexdigest()}"


def made(facts: dict) -> str:
    # folium takes half a second and 70 MB to import: only here, once for each set of shapes.
    from maps.drawing import leaflet

    shapes = tuple(leaflet.Shapes(**values) for values in facts["shapes"])
    return leaflet.script(leaflet.Plan(**{**facts, "shapes": shapes}))


def plan(snapshot: Snapshot) -> dict:
    """What the script is made of (see `maps.drawing.leaflet.Plan`), as plain values."""
    drawn = layer.build(snapshot)
    bounds = drawn.bbox
    return {
        "bounds": [round(value, 4) for value in bounds] if bounds else None,
        "approximate": drawn.approximate,
        "shapes": shapes(snapshot, layer.splits(drawn)),
        "backdrop": backdrop(),
        "tiles": settings.TILE_SERVER,
        "attribution": settings.TILE_ATTRIBUTION,
    }


def backdrop() -> str:
    """The address of what the map is drawn on: that of its bytes, which browsers keep for ever, if they are bundled."""
    for (bundle,) in Backdrop.objects.filter(kind=BACKDROP).values_list("bundle__hash"):
        return reverse("api-boundaries", args=[bundle]) if bundle else reverse("api-backdrop", args=[BACKDROP])
    return ""


def shapes(snapshot: Snapshot, split: bool) -> list[dict]:
    """One entry per assembly and delimitation; seats of two assemblies that lie over each other are shown in turn."""
    levels: dict[tuple[str, str], dict[str, str]] = {}
    for bundle in api.bundles(snapshot):
        levels.setdefault((bundle["assembly"], bundle["delimitation"]), {})[bundle["level"]] = bundle["url"]
    order = [assembly.slug for assembly in snapshot.assemblies()]
    keys = sorted(levels, key=lambda key: (order.index(key[0]), key[1]))
    return [
        {"assembly": key[0], "delimitation": key[1], **levels[key], "shown": not split or key[0] == order[0]}
        for key in keys
    ]


def told(snapshot: Snapshot) -> dict:
    """What the page tells its script: where to fetch, which class a colour has, and every word in this language."""
    slug = snapshot.election.slug
    groups = [*map(tallies.group_of_bloc, snapshot.blocs), tallies.INDEPENDENT, tallies.OTHER]
    return {
        "names": reverse("api-election", args=[slug]),
        "results": reverse("api-results", args=[slug]),
        "standings": reverse("explore-standings", args=[slug]),
        "seat": reverse("seat", args=[slug, "0"]),
        "slots": sorted({palette.bloc_slot(group.slot) for group in groups}),
        "words": words(),
    }


def legend(snapshot: Snapshot) -> list[tuple[str, object]]:
    """(class of the colour, name) of every group that somebody stands for: any may be ahead at the next look."""
    named: dict[str, object] = {}
    for group in groups(snapshot):
        slot = palette.bloc_slot(group.slot)
        named[slot] = tallies.OTHER.short if slot == "slot-other" else group.short
    return list(named.items())


def groups(snapshot: Snapshot) -> list[Group]:
    """The groups of all candidates: alliances in the election's order, then independents, then others."""
    standing_for = {tallies.group_of(person) for result in snapshot.results for person in result.contest.candidates}
    order = [*map(tallies.group_of_bloc, snapshot.blocs), tallies.INDEPENDENT, tallies.OTHER]
    return [group for group in order if group in standing_for]


def patterns(snapshot: Snapshot) -> list[tuple[str, str, object, bool]]:
    """(pattern, texture, name, is it on the map) of what stands beside the colours. The script keeps the last true."""
    shown = {value.pattern for value in measures.paint(snapshot.results, "alliance").values.values()}
    named = {name: words for name, words in measures.PATTERN_LABELS.items() if name not in ("won", "unknown")}
    return [(name, measures.Value("slot-none", name).texture, words, name in shown) for name, words in named.items()]


def words() -> dict[str, str]:
    """Every word that the script may write, in the active language."""
    return {
        "independent": gettext("Independent"),
        "backed": gettext("%(party)s-backed independent"),
        "votes": gettext("%(votes)s votes"),
        "unknown": gettext("votes not known"),
        "margin": gettext("Margin: %(votes)s votes"),
        "stations": gettext("%(n)s of %(total)s stations"),
        "approximate": gettext("Approximate boundaries"),
        "open": gettext("Open the seat's page"),
        "close": gettext("Close"),
        "nearer": gettext("Zoom in"),
        "farther": gettext("Zoom out"),
        "failed": gettext("The map could not be loaded. The results are on the page of the election."),
    }


explore_urlpatterns = [
    path("elections/<slug:election>/explore/", explore, name="explore"),
    path("elections/<slug:election>/explore/explore.js", script, name="explore-script"),
    path("elections/<slug:election>/explore/standings.json", standings, name="explore-standings"),
]
