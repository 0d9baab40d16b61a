"""map.geojson: results joined to shapes (RFC 7946). Shapes are spliced as the text they are stored as."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import shapely
from django.conf import settings
from rest_framework import serializers

from elections import tallies
from elections.values import Result, Snapshot
from maps.geometry import geojson
from maps.models import Boundary
from maps.web import labels
from maps.web.openness import BadRequest, shown
from maps.web.serializers import Figure, Moment, Percentage, SourceSerializer, Words

FILTERS = ("province", "assembly", "bbox")
LEVELS = ("web", "close")
PROVENANCE = ("authority", "source", "source_url", "licence")


class CandidateVotesSerializer(serializers.Serializer):
    name = serializers.CharField(source="candidate.name.en")
    name_ur = Words(source="candidate.name.ur")
    party = Words(source="candidate.party.slug")
    bloc = serializers.SerializerMethodField()
    votes = Figure()

    def get_bloc(self, standing) -> str:
        return tallies.group_of(standing.candidate).slug


class PropertiesSerializer(serializers.Serializer):
    """The properties of a seat's feature. `winner` and `leader` are names as on the ballot, in English."""

    code = serializers.CharField(source="seat.code")
    name = serializers.CharField(source="seat.name.en")
    name_ur = Words(source="seat.name.ur")
    assembly = serializers.CharField(source="seat.assembly.slug")
    province = serializers.CharField(source="seat.province.slug")
    district = serializers.CharField(source="seat.district.slug")
    status = serializers.CharField()
    won = serializers.SerializerMethodField()
    won_basis = Words()
    winner = Words(source="winner.name.en")
    winner_party = Words(source="winner.party.slug")
    bloc = serializers.SerializerMethodField()
    leader = Words(source="leader.name.en")
    leader_party = Words(source="leader.party.slug")
    margin_votes = Figure()
    margin_points = Percentage()
    turnout = Percentage(factor=100)
    stations_reported = Figure()
    stations_total = Figure(source="contest.stations_total")
    registered_voters = Figure(source="contest.registered_voters")
    votes = CandidateVotesSerializer(source="standings", many=True)
    updated_at = Moment(allow_null=True)
    retracted = Words(source="retracted.name.en")
    retracted_at = Moment(allow_null=True)
    source = serializers.SerializerMethodField()
    boundary_approximate = serializers.SerializerMethodField()

    @cached_property
    def sources(self) -> SourceSerializer:
        return SourceSerializer()

    def get_won(self, result) -> bool:
        return result.winner is not None

    def get_bloc(self, result) -> str | None:
        return tallies.group_of(result.ahead).slug if result.ahead else None

    def get_source(self, result) -> SourceSerializer(allow_null=True):
        source = tallies.source_of(result)
        return self.sources.to_representation(source) if source else None

    def get_boundary_approximate(self, result) -> bool | None:
        outline = self.context["outlines"].get(result.seat.id)
        return outline.approximate if outline else None


class FeatureSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.CharField()
    properties = PropertiesSerializer()
    geometry = serializers.DictField(allow_null=True)


class ProvenanceSerializer(serializers.Serializer):
    authority = Words()
    source = Words()
    source_url = Words()
    licence = Words()


class MapSerializer(serializers.Serializer):
    """A FeatureCollection; what is not GeoJSON's own are foreign members."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    bbox = serializers.ListField(child=serializers.FloatField(), required=False)
    election = serializers.CharField()
    version = serializers.IntegerField()
    phase = serializers.IntegerField()
    rehearsal = serializers.BooleanField()
    frozen_at = Moment(allow_null=True)
    updated_at = Moment(allow_null=True)
    label = serializers.CharField()
    label_ur = serializers.CharField()
    boundary_sources = ProvenanceSerializer(many=True)
    features = FeatureSerializer(many=True)


@dataclass(frozen=True, slots=True)
class Outline:
    """A boundary at one level, as the text that is spliced into the answer."""

    bounds: geojson.Bounds
    text: str
    approximate: bool
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asks of the map; None is no wish."""

    level: str = "web"
    province: str | None = None
    assembly: str | None = None
    box: geojson.Bounds | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str], snapshot: Snapshot) -> Query:
        """Read the parameters; an empty one is no wish. Raises BadRequest with the legal values."""
        provinces = [province.slug for province in snapshot.provinces()]
        assemblies = [assembly.slug for assembly in snapshot.assemblies()]
        return cls(
            level=one_of(parameters, "detail", LEVELS) or "web",
            province=one_of(parameters, "province", provinces),
            assembly=one_of(parameters, "assembly", assemblies),
            box=box_of(parameters.get("bbox", "")),
        )

    def wants(self, result: Result) -> bool:
        """Whether province and assembly fit; see `touching` for the box."""
        seat = result.seat
        return self.province in (None, seat.province.slug) and self.assembly in (None, seat.assembly.slug)


def one_of(parameters: Mapping[str, str], name: str, legal: Iterable[str]) -> str | None:
    value, legal = parameters.get(name, ""), sorted(legal)
    if value and value not in legal:
        raise BadRequest(f"{name}: “{shown(value)}” is not one of {', '.join(legal) or 'none'}.")
    return value or None


def box_of(value: str) -> geojson.Bounds | None:
    """A box in degrees from “west,south,east,north”. Raises BadRequest."""
    if not value:
        return None
    rule = "bbox: four numbers west,south,east,north in degrees, such as 66.9,24.7,67.4,25.1"
    try:
        west, south, east, north = map(float, value.split(","))
    except ValueError:
        raise BadRequest(f"{rule}; “{shown(value)}” is not that.") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        limits = "west not beyond east (-180 to 180), south not beyond north (-90 to 90)"
        raise BadRequest(f"{rule}; {limits}; “{shown(value)}” is not that.")
    return west, south, east, north


def outlines(snapshot: Snapshot, level: str) -> dict[int, Outline]:
    """The outlines of an election's seats by constituency id, in one query; none where maps are tiles."""
    if settings.MAP_MODE == "tiles":
        return {}
    seats = [result.seat.id for result in snapshot.results]
    rows = Boundary.objects.filter(constituency__in=seats)
    columns = rows.values_list("constituency_id", "bounds", f"{level}_json", "approximate", *PROVENANCE)
    return {key: Outline(tuple(box[level]), text, rough, tuple(origin)) for key, box, text, rough, *origin in columns}


def touching(found: Mapping[int, Outline], query: Query) -> set[int]:
    """The ids of the seats whose shapes touch the query's box. Decodes those alone that its edge may cut."""
    near = [key for key, outline in found.items() if meet(outline.bounds, query.box)]
    inside = {key for key in near if holds(query.box, found[key].bounds)}
    cut = [key for key in near if key not in inside]
    rows = Boundary.objects.filter(constituency__in=cut).values_list("constituency_id", query.level) if cut else ()
    box = shapely.box(*query.box)
    return inside | {key for key, shape in rows if shapely.intersects(box, shape)}


def meet(one: geojson.Bounds, other: geojson.Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def holds(outer: geojson.Bounds, inner: geojson.Bounds) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def collection(snapshot: Snapshot, query: Query) -> str:
    """The FeatureCollection as text. A seat without a boundary has the geometry null."""
    found = outlines(snapshot, query.level)
    results = [result for result in snapshot.results if query.wants(result)]
    if query.box:
        touched = touching(found, query)
        results = [result for result in results if result.seat.id in touched]
    shown = [found[result.seat.id] for result in results if result.seat.id in found]
    features = [
        geojson.feature_json(result.seat.code, dict(properties), outline_text(found, result))
        for result, properties in zip(
            results, PropertiesSerializer(results, many=True, context={"outlines": found}).data, strict=True
        )
    ]
    head = json.dumps(header(snapshot, shown), ensure_ascii=False, separators=(",", ":"))
    return f'{head[:-1]},"features":[\n' + ",\n".join(features) + "\n]}\n"


def outline_text(found: Mapping[int, Outline], result: Result) -> str:
    outline = found.get(result.seat.id)
    return outline.text if outline else ""


def header(snapshot: Snapshot, shown: list[Outline]) -> dict:
    """Everything of the collection but its features; without shapes there is no bbox."""
    box = geojson.around(outline.bounds for outline in shown)
    origins = dict.fromkeys(outline.provenance for outline in shown)
    return {
        "type": "FeatureCollection",
        **({"bbox": box} if box else {}),
        **state(snapshot),
        "boundary_sources": [
            dict(zip(PROVENANCE, (text or None for text in origin), strict=True)) for origin in origins
        ],
    }


def state(snapshot: Snapshot) -> dict:
    """Which state of which election an answer is, and the status line that must not be lost."""
    label = labels.status_text(snapshot)
    election = snapshot.election
    return {
        "election": election.slug,
        "version": election.version,
        "phase": election.phase,
        "rehearsal": election.rehearsal,
        "frozen_at": utc(election.frozen_at),
        "updated_at": utc(snapshot.updated_at),
        "label": label.en,
        "label_ur": label.ur,
    }


def utc(moment: datetime | None) -> str | None:
    return Moment().to_representation(moment) if moment else None
