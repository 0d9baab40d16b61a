"""What a page is about: an election's seats, all of them or those of one province or assembly, by one measure.

Pages, embeds and maps share this, so that the same address always means the same seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from elections import tallies
from elections.public import GoneElection, MovedElection, UnknownElection
from elections.values import Assembly, Province, Result, Snapshot, Tally
from maps.drawing import measures
from maps.web.gone import Gone
from maps.web.snapshots import snapshot_for


@dataclass(frozen=True)
class Scope:
    """The seats of `snapshot` that lie in `province` and belong to `assembly`, where these are given."""

    snapshot: Snapshot
    province: Province | None = None
    assembly: Assembly | None = None
    measure: str = "alliance"

    @cached_property
    def results(self) -> tuple[Result, ...]:
        return tuple(
            result
            for result in self.snapshot.results
            if (self.province is None or result.seat.province == self.province)
            and (self.assembly is None or result.seat.assembly == self.assembly)
        )

    @cached_property
    def tally(self) -> Tally:
        return tallies.tally(self.results, self.snapshot.blocs)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """One scoreboard an assembly."""
        assemblies = dict.fromkeys(result.seat.assembly for result in self.results)
        return tuple(
            tallies.tally([r for r in self.results if r.seat.assembly == assembly], self.snapshot.blocs, assembly)
            for assembly in assemblies
        )

    @cached_property
    def updated_at(self) -> datetime | None:
        """When a figure or word about these seats last changed."""
        return max((result.updated_at for result in self.results if result.updated_at), default=None)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures known for at least half of these seats, alliance first."""
        return tuple(measures.available(self.results))

    def provinces(self) -> list[tuple[Province, tuple[Result, ...]]]:
        """The seats grouped by province, provinces in the order of their first seat."""
        provinces = dict.fromkeys(result.seat.province for result in self.results)
        return [(p, tuple(r for r in self.results if r.seat.province == p)) for p in provinces]

    def url(self, embed: bool = False, **other) -> str:
        """The address of this scope, with `measure`, `province` or `assembly` replaced where given."""
        chosen = {"measure": self.measure, "province": self.province, "assembly": self.assembly} | other
        names, values = [], {"election": self.snapshot.election.slug}
        for name in ("province", "assembly"):
            if chosen[name]:
                names.append(name)
                values[name] = chosen[name].slug
        if chosen["measure"] != "alliance":
            names.append("measure")
            values["measure"] = chosen["measure"]
        return reverse("-".join(["embed"] * embed + ["election", *names]), kwargs=values)


def snapshot_or_404(request, election: str) -> Snapshot:
    """What is public of an election at the request's moment. A former slug means its election too: views redirect
    before they ask, and what reads an address from elsewhere (oEmbed, the builder) follows it here."""
    try:
        return snapshot_for(request, election)
    except MovedElection as moved:
        return snapshot_or_404(request, moved.slug)
    except GoneElection as gone:
        raise Gone(gone.gone) from None
    except UnknownElection:
        raise Http404(gettext("There is no election at this address.")) from None


def scope_or_404(request, election: str, province: str = "", assembly: str = "", measure: str = "alliance") -> Scope:
    """The scope an address names. Raises Http404 if it names nothing of this election."""
    snap = snapshot_or_404(request, election)
    scope = Scope(
        snap,
        province=named(snap.provinces(), province, gettext("This election has no seat in such a province.")),
        assembly=named(snap.assemblies(), assembly, gettext("This election has no seat of such an assembly.")),
        measure=measure,
    )
    if (province or assembly) and not scope.results:
        raise Http404(gettext("This election has no seat of such an assembly."))
    return scope


def named(places, slug: str, sentence: str):
    if not slug:
        return None
    for place in places:
        if place.slug == slug:
            return place
    raise Http404(sentence)
