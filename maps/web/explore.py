"""The zoomable map: a page without results, and the script that draws it. Shapes and results come by the API."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.core.cache import cache as store
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elections import tallies
from elections.values import Snapshot
from maps.drawing import layer, palette
from maps.models import Backdrop
from maps.web import api
from maps.web.freshness import build, fresh
from maps.web.pages import page
from maps.web.scopes import Scope, snapshot_or_404
from maps.web.words import status_names

BACKDROP = "provinces"


@require_safe
@fresh
def explore(request, election):
    snapshot = snapshot_or_404(request, election)
    context = {"scope": Scope(snapshot), "switched_off": settings.MAP_MODE == "tiles"}
    if not context["switched_off"]:
        drawn = layer.build(snapshot)
        split = layer.splits(drawn)
        context |= {"told": json.dumps(told(snapshot), ensure_ascii=False), "legend": legend(snapshot), "drawn": drawn}
        context |= {"assemblies": snapshot.assemblies() if split else ()}
    return page(request, "maps/explore.html", snapshot, **context)


@require_safe
@fresh
def script(request, election):
    """The script of the map. It depends on shapes alone, so it outlives the results' versions in the store."""
    snapshot = snapshot_or_404(request, election)
    if settings.MAP_MODE == "tiles":
        raise Http404(gettext("Zoomable maps are switched off on this site."))
    return HttpResponse(script_for(snapshot), content_type="text/javascript; charset=utf-8")


def script_for(snapshot: Snapshot) -> str:
    """The script from the store, or made and stored. Also called ahead of the first reader."""
    facts = plan(snapshot)
    name = hashlib.sha256(json.dumps([facts, build()], sort_keys=True).encode()).hexdigest()
    return store.get_or_set(f"explore:{name}", lambda: made(facts), timeout=None)


def made(facts: dict) -> str:
    # folium takes half a second and 70 MB to import: only here, once for each set of shapes.
    from maps.drawing import leaflet

    shapes = tuple(leaflet.Shapes(**values) for values in facts["shapes"])
    return leaflet.script(leaflet.Plan(**{**facts, "shapes": shapes}))


def plan(snapshot: Snapshot) -> dict:
    """What the script is made of (see `maps.drawing.leaflet.Plan`), as plain values."""
    drawn = layer.build(snapshot)
    bounds = drawn.bbox
    backdrop = Backdrop.objects.filter(kind=BACKDROP).exists()
    return {
        "bounds": [round(value, 4) for value in bounds] if bounds else None,
        "approximate": drawn.approximate,
        "shapes": shapes(snapshot, layer.splits(drawn)),
        "backdrop": reverse("api-backdrop", args=[BACKDROP]) if backdrop else "",
        "tiles": settings.TILE_SERVER,
        "attribution": settings.TILE_ATTRIBUTION,
    }


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
        "seat": reverse("seat", args=[slug, "0"]),
        "slots": {group.slug: palette.bloc_slot(group.slot) for group in groups},
        "words": words(),
    }


def legend(snapshot: Snapshot) -> list[tuple[str, object]]:
    """(class of the colour, name) of every alliance of the election, and of who won beyond them."""
    return [(palette.bloc_slot(total.group.slot), total.group.short) for total in snapshot.total.groups]


def words() -> dict[str, str]:
    """Every word that the script may write, in the active language."""
    return {
        **status_names(),
        "leading": gettext("Leading"),
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
]
