"""Seats with their shapes and votes, read by the ORM without a query too many, made into GeoJSON by a serializer."""

from django.db.models import Prefetch
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView
from shapely.geometry import mapping

from elections.models import Call, Candidacy, Contest, Count

PUBLIC = {"published_at__isnull": False, "withdrawn_at": None}


class CandidacySerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="person.name")
    name_ur = serializers.CharField(source="person.name_ur")
    party = serializers.CharField(source="party.slug", default=None)
    votes = serializers.SerializerMethodField()

    class Meta:
        model = Candidacy
        fields = ("name", "name_ur", "party", "votes")

    def get_votes(self, row) -> int | None:
        return self.context["votes"].get(row.pk)


class PropertiesSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="constituency.code")
    name = serializers.CharField(source="constituency.name")
    name_ur = serializers.CharField(source="constituency.name_ur")
    assembly = serializers.CharField(source="constituency.assembly.slug")
    province = serializers.CharField(source="constituency.district.province.slug")
    district = serializers.CharField(source="constituency.district.slug")

    class Meta:
        model = Contest
        fields = ("code", "name", "name_ur", "assembly", "province", "district", "registered_voters", "stations_total")


class SeatSerializer(serializers.Serializer):
    def to_representation(self, contest) -> dict:
        boundary = getattr(contest.constituency, "boundary", None)
        return {
            "type": "Feature",
            "id": contest.constituency.code,
            "properties": {**PropertiesSerializer(contest).data, **results(contest)},
            "geometry": mapping(boundary.web) if boundary else None,
        }


class MapView(APIView):
    def get(self, request, election):
        rows = Contest.objects.filter(election__slug=election).order_by("constituency__code")
        place = ("constituency__assembly", "constituency__district__province", "constituency__boundary")
        rows = rows.select_related(*place).prefetch_related(
            Prefetch("candidacies", Candidacy.objects.select_related("person", "party")),
            Prefetch("counts", Count.objects.filter(**PUBLIC).order_by("-number").prefetch_related("lines")),
            Prefetch("calls", Call.objects.filter(**PUBLIC).order_by("-number")),
        )
        features = SeatSerializer(rows, many=True).data
        return Response({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def results(contest: Contest) -> dict:
    """Votes by candidate, the most first, the margin, and who was called."""
    count = next(iter(contest.counts.all()), None)
    call = next(iter(contest.calls.all()), None)
    votes = {line.candidacy_id: line.votes for line in count.lines.all()} if count else {}
    ranked = sorted(contest.candidacies.all(), key=lambda row: -votes.get(row.pk, -1))
    best = sorted(votes.values(), reverse=True)
    winner = next((row for row in ranked if call and row.pk == call.candidacy_id), None)
    return {
        "winner": winner.person.name if winner else None,
        "margin_votes": best[0] - best[1] if len(best) > 1 else None,
        "stations_reported": count.stations_reported if count else None,
        "updated_at": count.published_at if count else None,
        "votes": CandidacySerializer(ranked, many=True, context={"votes": votes}).data,
    }
