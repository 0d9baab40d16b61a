"""Public values → JSON. Unknown is null, an empty text is null, percentages run from 0 to 100, moments are UTC."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elections import tallies

REFERENCE = "key of one of the election's `sources`"


class Words(serializers.CharField):
    """Text; nothing known is null."""

    def __init__(self, **options):
        super().__init__(allow_null=True, **options)

    def to_representation(self, value):
        return value or None


class Figure(serializers.IntegerField):
    """A count of people or things; unknown is null and never 0."""

    def __init__(self, **options):
        super().__init__(allow_null=True, **options)


class Percentage(serializers.FloatField):
    """A figure of 0 to 100 (not clamped), rounded to two decimals; `factor` turns the value into percent."""

    def __init__(self, factor: int = 1, **options):
        self.factor = factor
        super().__init__(allow_null=True, **options)

    def to_representation(self, value):
        return round(value * self.factor, 2)


class Moment(serializers.DateTimeField):
    """A moment in UTC to the second."""

    def to_representation(self, value):
        return super().to_representation(value.replace(microsecond=0))


class SourceSerializer(serializers.Serializer):
    key = serializers.CharField()
    publisher = serializers.CharField(source="publisher.en")
    publisher_ur = Words(source="publisher.ur")
    title = Words()
    url = serializers.CharField()
    published = serializers.DateField(allow_null=True)


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField(source="name.en")
    name_ur = Words(source="name.ur")


class AssemblySerializer(NamedSerializer):
    abbreviation = serializers.CharField()
    size = Figure()
    majority = Figure()


class PartySerializer(NamedSerializer):
    short = serializers.CharField(source="short.en")
    short_ur = Words(source="short.ur")
    symbol = Words(source="symbol.en")
    symbol_ur = Words(source="symbol.ur")
    note = Words(source="note.en")
    note_ur = Words(source="note.ur")


class BlocSerializer(NamedSerializer):
    short = serializers.CharField(source="short.en")
    short_ur = Words(source="short.ur")
    slot = serializers.IntegerField()
    parties = serializers.ListField(child=serializers.CharField())
    note = Words(source="note.en")
    note_ur = Words(source="note.ur")
    source = Words(source="source.key", help_text=REFERENCE)


class CandidateSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    person = serializers.CharField(source="person.slug")
    name = serializers.CharField(source="name.en")
    name_ur = Words(source="name.ur")
    party = Words(source="party.slug")
    bloc = serializers.SerializerMethodField()
    backed_by = Words(source="backed_by.slug")
    symbol = Words(source="symbol.en")
    symbol_ur = Words(source="symbol.ur")
    ballot_order = Figure()
    source = Words(source="source.key", help_text=REFERENCE)

    def get_bloc(self, candidate) -> str:
        return tallies.group_of(candidate).slug


class PreviousLineSerializer(serializers.Serializer):
    name = serializers.CharField(source="name.en")
    name_ur = Words(source="name.ur")
    party = Words(source="party.slug")
    party_name = Words()
    votes = serializers.IntegerField()


class PreviousResultSerializer(serializers.Serializer):
    election = serializers.CharField(source="election.en")
    election_ur = Words(source="election.ur")
    date = serializers.DateField(allow_null=True)
    registered_voters = Figure()
    valid_votes = Figure()
    rejected_votes = Figure()
    lines = PreviousLineSerializer(many=True)
    note = Words(source="note.en")
    note_ur = Words(source="note.ur")
    source = Words(source="source.key", help_text=REFERENCE)


class EventSerializer(serializers.Serializer):
    kind = serializers.CharField()
    date = serializers.DateField()
    person = Words(source="person.en")
    person_ur = Words(source="person.ur")
    stations = Figure()
    postponed_to = serializers.SerializerMethodField()
    note = Words(source="note.en")
    note_ur = Words(source="note.ur")
    source = Words(source="source.key", help_text=REFERENCE)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_postponed_to(self, event) -> str | None:
        return event.postponed_to[0] if event.postponed_to else None


class ContestSerializer(serializers.Serializer):
    code = serializers.CharField(source="seat.code")
    code_ur = Words(source="seat.code_text.ur")
    slug = serializers.CharField(source="seat.slug")
    name = serializers.CharField(source="seat.name.en")
    name_ur = Words(source="seat.name.ur")
    assembly = serializers.CharField(source="seat.assembly.slug")
    province = serializers.CharField(source="seat.province.slug")
    district = NamedSerializer(source="seat.district")
    delimitation = serializers.CharField(source="seat.delimitation")
    state = Words()
    polls_close = Moment()
    results_from = Moment()
    registered_voters = Figure()
    registered_women = Figure()
    registered_source = Words(source="registered_source.key", help_text=REFERENCE)
    stations_total = Figure()
    stations_source = Words(source="stations_source.key", help_text=REFERENCE)
    vacancy_kind = Words()
    vacancy_reason = Words(source="vacancy_reason.en")
    vacancy_reason_ur = Words(source="vacancy_reason.ur")
    vacancy_source = Words(source="vacancy_source.key", help_text=REFERENCE)
    previous_holder = Words(source="previous_holder.en")
    previous_holder_ur = Words(source="previous_holder.ur")
    previous_party = Words(source="previous_party.slug")
    previous_independent = serializers.BooleanField()
    previous_result = PreviousResultSerializer(allow_null=True)
    events = EventSerializer(many=True)
    note = Words(source="note.en")
    note_ur = Words(source="note.ur")
    candidates_total = Figure()
    candidates_complete = serializers.BooleanField()
    candidates_source = Words(source="candidates_source.key", help_text=REFERENCE)
    candidates = CandidateSerializer(many=True)


class ElectionSerializer(NamedSerializer):
    """An election as the list shows it."""

    kind = serializers.CharField()
    country = serializers.CharField(source="country.en")
    country_ur = Words(source="country.ur")
    date = serializers.DateField()
    polls_close = Moment()
    results_from = Moment()
    time_zone = serializers.CharField()
    rehearsal = serializers.BooleanField()
    publishable = serializers.ChoiceField(choices=["any", "returning-officer"])
    frozen_at = Moment(allow_null=True)
    featured = serializers.BooleanField()
    version = serializers.IntegerField()
    phase = serializers.IntegerField()
    url = serializers.SerializerMethodField()

    def get_url(self, election) -> str:
        return reverse("api-election", args=[election.slug])


class BundleSerializer(serializers.Serializer):
    """Where the shapes of one assembly are today."""

    assembly = serializers.CharField()
    delimitation = serializers.CharField()
    level = serializers.ChoiceField(choices=["web", "close"])
    url = serializers.CharField()


class LinksSerializer(serializers.Serializer):
    page = serializers.CharField()
    results = serializers.CharField()
    map = serializers.CharField()
    csv = serializers.CharField()


class ElectionDetailSerializer(serializers.Serializer):
    """All that does not change with the count: names, parties, candidates, contests. No results."""

    election = ElectionSerializer()
    results_rule = Words(source="election.results_rule.en")
    results_rule_ur = Words(source="election.results_rule.ur")
    next_instant = Moment(source="election.next_instant", allow_null=True)
    note = Words(source="election.note.en")
    note_ur = Words(source="election.note.ur")
    source = Words(source="election.source.key", help_text=REFERENCE)
    links = LinksSerializer()
    assemblies = AssemblySerializer(many=True)
    provinces = NamedSerializer(many=True)
    boundaries = BundleSerializer(many=True)
    blocs = BlocSerializer(many=True)
    parties = PartySerializer(many=True)
    contests = ContestSerializer(many=True)
    sources = SourceSerializer(many=True)


class ElectionListSerializer(serializers.Serializer):
    elections = ElectionSerializer(many=True)


class ResultSerializer(serializers.Serializer):
    """The figures of one seat. `winner`, `leader` and the keys of `votes` are candidacy ids."""

    status = serializers.CharField()
    won = serializers.SerializerMethodField()
    won_basis = Words()
    winner = Figure(source="winner.id")
    leader = Figure(source="leader.id")
    margin_votes = Figure()
    margin_points = Percentage()
    turnout = Percentage(factor=100)
    stations_reported = Figure()
    votes = serializers.SerializerMethodField()
    updated_at = Moment(allow_null=True)
    retracted = Figure(source="retracted.id")
    retracted_at = Moment(allow_null=True)

    def get_won(self, result) -> bool:
        return result.winner is not None

    def get_votes(self, result) -> dict[str, int]:
        return {str(candidate): votes for candidate, votes in result.count.votes.items()} if result.count else {}


class SeatsSerializer(serializers.Serializer):
    won = serializers.IntegerField()
    leading = serializers.IntegerField()


class ResultsSerializer(serializers.Serializer):
    """What changes, figures only; made to be polled."""

    election = serializers.CharField()
    version = serializers.IntegerField()
    phase = serializers.IntegerField()
    rehearsal = serializers.BooleanField()
    frozen_at = Moment(allow_null=True)
    updated_at = Moment(allow_null=True)
    label = serializers.CharField()
    label_ur = serializers.CharField()
    poll_seconds = serializers.IntegerField(help_text="How long to wait, in seconds, before asking again")
    totals = serializers.DictField(child=serializers.DictField(child=SeatsSerializer()))
    seats = serializers.DictField(child=ResultSerializer())


class ErrorDetailSerializer(serializers.Serializer):
    status = serializers.IntegerField()
    message = serializers.CharField()


class ErrorSerializer(serializers.Serializer):
    """The one shape of every error."""

    error = ErrorDetailSerializer()
