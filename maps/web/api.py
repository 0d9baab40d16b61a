"""The public API: names, results, map and table of every election. Described, and tested against, docs/api.md."""

from __future__ import annotations

from functools import cache, wraps

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from elections import public
from elections.values import Snapshot
from maps.geometry import geojson
from maps.models import Backdrop, CurrentBundle, ShapeBundle
from maps.web import exports, features, serializers
from maps.web.encoded import encoded
from maps.web.freshness import fresh, refuse_if_silent
from maps.web.live import poll_seconds
from maps.web.openness import OpenView, open_to_all
from maps.web.snapshots import snapshot_for

GEOJSON = "application/geo+json"
CSV = "text/csv"
IMMUTABLE = "public, max-age=31536000, immutable"
ERRORS = {404: serializers.ErrorSerializer, 410: serializers.ErrorSerializer}


def wish(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=description)


class ElectionsView(OpenView):
    @extend_schema(
        operation_id="listElections",
        summary="Every election, newest first",
        responses=serializers.ElectionListSerializer,
    )
    def get(self, request):
        listed = public.listed(request.at)
        return Response(serializers.ElectionListSerializer({"elections": listed}).data)


class ElectionView(OpenView):
    @extend_schema(
        operation_id="getElection",
        summary="One election: names, parties, alliances, candidates, contests, sources; no results",
        responses={200: serializers.ElectionDetailSerializer, **ERRORS},
    )
    def get(self, request, election):
        return Response(serializers.ElectionDetailSerializer(detail(snapshot_for(request, election))).data)


class ResultsView(OpenView):
    @extend_schema(
        operation_id="getResults",
        summary="What changes, figures only; made to be polled",
        responses={200: serializers.ResultsSerializer, **ERRORS},
    )
    def get(self, request, election):
        return Response(results(snapshot_for(request, election)))


class MapView(OpenView):
    @extend_schema(
        operation_id="getMap",
        summary="Results joined to the shapes of the seats",
        parameters=[
            wish("detail", "`web` (default: national outline, 4 decimals) or `close` (5 decimals)"),
            wish("province", "Slug of a province: its seats only"),
            wish("assembly", "Slug of an assembly: its seats only"),
            wish("bbox", "west,south,east,north in degrees: only seats whose shape touches the box"),
        ],
        responses={
            (200, GEOJSON): features.MapSerializer,
            (400, "application/json"): serializers.ErrorSerializer,
            (404, "application/json"): serializers.ErrorSerializer,
            (410, "application/json"): serializers.ErrorSerializer,
        },
    )
    def get(self, request, election):
        snapshot = snapshot_for(request, election)
        query = features.Query.of(request.query_params, snapshot)
        return HttpResponse(features.collection(snapshot, query), content_type=GEOJSON)


class TableView(OpenView):
    @extend_schema(
        operation_id="getTable",
        summary="One row per candidate and seat, for spreadsheets",
        responses={
            (200, CSV): OpenApiTypes.STR,
            (404, "application/json"): serializers.ErrorSerializer,
            (410, "application/json"): serializers.ErrorSerializer,
        },
    )
    def get(self, request, election):
        table = exports.results_csv(snapshot_for(request, election))
        response = HttpResponse(table, content_type=f"{CSV}; charset=utf-8; header=present")
        response["Content-Disposition"] = f'attachment; filename="{election}-results.csv"'
        return response


class BoundariesView(OpenView):
    @extend_schema(
        operation_id="getBoundaries",
        summary="Shapes alone; what is at this address never changes",
        responses={(200, GEOJSON): OpenApiTypes.OBJECT, (404, "application/json"): serializers.ErrorSerializer},
    )
    def get(self, request, hash):
        refuse_if_silent(request)
        refuse_without_geography()
        bundle = ShapeBundle.objects.filter(hash=hash).first()
        if bundle is None:
            raise Http404("There are no boundaries at this address. An election's `boundaries` names those of today.")
        return of_bundle(request, bundle, headers={"Cache-Control": IMMUTABLE, "ETag": f'W/"{hash}"'})


class BackdropView(OpenView):
    @extend_schema(
        operation_id="getBackdrop",
        summary="What maps are drawn on: country, provinces, districts, coast, …",
        responses={(200, GEOJSON): OpenApiTypes.OBJECT, (404, "application/json"): serializers.ErrorSerializer},
    )
    def get(self, request, kind):
        refuse_without_geography()
        backdrop = Backdrop.objects.select_related("bundle").filter(kind=kind).first()
        if backdrop and backdrop.bundle:
            return of_bundle(request, backdrop.bundle)
        shapes = backdrop.features_json() if backdrop else []
        if not shapes:
            raise Http404("There is no such backdrop.")
        return HttpResponse(geojson.collection_json(shapes, None), content_type=GEOJSON)


def of_bundle(request, bundle: ShapeBundle, **given) -> HttpResponse:
    packed = {"br": bundle.brotli, "gzip": bundle.gzip}
    return encoded(request, bundle.body, packed, content_type=GEOJSON, **given)


class SchemaView(OpenView):
    @extend_schema(exclude=True)
    def get(self, request):
        return HttpResponse(schema(), content_type="application/vnd.oai.openapi; charset=utf-8")


def detail(snapshot: Snapshot) -> dict:
    """Names and contests of an election, with the sources that they refer to."""
    election = snapshot.election
    contests = [result.contest for result in snapshot.results]
    links = {name: reverse(f"api-{name}", args=[election.slug]) for name in ("results", "map", "csv")}
    links["page"] = reverse("election", args=[election.slug])
    return {
        "election": election,
        "links": links,
        "assemblies": snapshot.assemblies(),
        "provinces": snapshot.provinces(),
        "boundaries": bundles(snapshot),
        "blocs": snapshot.blocs,
        "parties": parties(snapshot),
        "contests": contests,
        "sources": sources(snapshot),
    }


def parties(snapshot: Snapshot) -> list:
    """The parties that stand, and those named as previous holders, backers or in a previous result."""
    found = {party.slug: party for party in snapshot.parties}
    for contest in (result.contest for result in snapshot.results):
        named = [contest.previous_party, *(candidate.backed_by for candidate in contest.candidates)]
        named += [line.party for line in contest.previous_result.lines] if contest.previous_result else []
        found |= {party.slug: party for party in named if party}
    return [found[slug] for slug in sorted(found)]


def sources(snapshot: Snapshot) -> list:
    """Every source that the names and contests refer to, by key."""
    found = [snapshot.election.source, *(bloc.source for bloc in snapshot.blocs)]
    for contest in (result.contest for result in snapshot.results):
        found += [contest.vacancy_source, contest.registered_source, contest.stations_source, contest.candidates_source]
        found += [contest.previous_result and contest.previous_result.source]
        found += [row.source for row in (*contest.events, *contest.candidates)]
    by_key = {source.key: source for source in found if source}
    return [by_key[key] for key in sorted(by_key)]


def refuse_without_geography() -> None:
    """Where maps are tiles (some laws let only vetted maps be published) no shape leaves either. Raises Http404."""
    if settings.MAP_MODE == "tiles":
        raise Http404("This site publishes no geography: its maps are tiles.")


def bundles(snapshot: Snapshot) -> list[dict]:
    """The addresses of today's shapes, for each assembly, delimitation and level of this election."""
    if settings.MAP_MODE == "tiles":
        return []
    seats = [result.seat for result in snapshot.results]
    wanted = {(seat.assembly.slug, seat.delimitation) for seat in seats}
    rows = CurrentBundle.objects.filter(
        assembly__slug__in={assembly for assembly, _ in wanted}, delimitation__slug__in={set_ for _, set_ in wanted}
    ).values(
        "level", assembly_slug=F("assembly__slug"), delimitation_slug=F("delimitation__slug"), hash=F("bundle__hash")
    )
    found = [
        {
            "assembly": row["assembly_slug"],
            "delimitation": row["delimitation_slug"],
            "level": row["level"],
            "url": reverse("api-boundaries", args=[row["hash"]]),
        }
        for row in rows
        if (row["assembly_slug"], row["delimitation_slug"]) in wanted
    ]
    return sorted(found, key=lambda row: (row["assembly"], row["delimitation"], row["level"] != "web"))


def results(snapshot: Snapshot) -> dict:
    """The body of results.json: figures only."""
    totals = {
        tally.assembly.slug: {total.group.slug: {"won": total.won, "leading": total.leading} for total in tally.groups}
        for tally in snapshot.tallies
    }
    figures = serializers.ResultSerializer()  # one for all seats: to make one is dearer than to use it
    seats = {result.seat.code: figures.to_representation(result) for result in snapshot.results}
    return {**features.state(snapshot), "poll_seconds": poll_seconds(snapshot), "totals": totals, "seats": seats}


@cache
def schema() -> bytes:
    """The OpenAPI description of these addresses, as YAML; the same as docs/openapi.yaml."""
    from maps.web import openapi

    return openapi.generate()


def not_found(request, rest=""):
    """A missing slash is added; everything else below /api/ that does not exist is a JSON error."""
    if not request.path_info.endswith("/") and request.method in ("GET", "HEAD") and exists(f"{request.path_info}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return missing(request)


def exists(path: str) -> bool:
    try:
        return resolve(path).func is not nowhere
    except Resolver404:
        return False


class MissingView(OpenView):
    @extend_schema(exclude=True)
    def get(self, request):
        raise Http404("There is nothing at this address. /api/v1/elections/ is where to begin.")

    post = put = patch = delete = get


def detail_meant(request, election) -> str | None:
    """Filters without a value filter nothing, so of the whole map there are two; None for what is none of them."""
    asked = request.GET.get("detail") or features.LEVELS[0]
    return None if asked not in features.LEVELS else "" if asked == features.LEVELS[0] else f"?detail={asked}"


elections = open_to_all(fresh(ElectionsView.as_view()))
election = open_to_all(fresh(ElectionView.as_view()))
results_json = open_to_all(fresh(ResultsView.as_view()))
whole_map = open_to_all(fresh(MapView.as_view(), parameters=("detail", *features.FILTERS), variant=detail_meant))
filtered_map = open_to_all(fresh(MapView.as_view(), stored=False))
results_csv = open_to_all(fresh(TableView.as_view()))
boundaries = open_to_all(BoundariesView.as_view())
backdrop = open_to_all(fresh(BackdropView.as_view(), stored=False))  # its bytes are stored, in each encoding
schema_yaml = open_to_all(fresh(SchemaView.as_view()))
missing = MissingView.as_view(http_method_names=["get", "head", "options", "post", "put", "patch", "delete"])
nowhere = open_to_all(not_found)


@wraps(whole_map)
def map_geojson(request, election):
    """Only the whole map is stored: there are too many boxes to keep."""
    filtered = any(request.GET.get(name) for name in features.FILTERS)
    return (filtered_map if filtered else whole_map)(request, election=election)
