"""A small election night for tests of the API: rows through the models, none of them from the demo."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import shapely

from elections import models as rows
from maps.models import Boundary, CurrentBundle

CLOSE = datetime(2022, 10, 16, 12, tzinfo=UTC)
OPEN = CLOSE + timedelta(hours=1)  # results are public from here
COUNTED = OPEN + timedelta(hours=2)


class Night:
    """An election of `seats` seats in two provinces: two alliances, an independent, shapes, one count a seat.

    Seats are PP-1, PP-2, …: the first is called, the second leads, the third has no figures at all.
    """

    def __init__(self, seats: int = 3, slug: str = "night", **election):
        self.source = rows.Source.objects.create(
            key=f"{slug}-paper", publisher="Paper", publisher_ur="اخبار", url="https://paper.example/1"
        )
        times = {"date": date(2022, 10, 16), "polls_close": CLOSE, "results_from": OPEN, "time_zone": "Asia/Karachi"}
        names = {"kind": "by-election", "country": "Pakistan", "name": f"Election {slug}", "second_person": "none"}
        self.election = rows.Election.objects.create(slug=slug, **{**times, **names, **election})
        self._places(slug)
        self._parties(slug)
        self.contests = [self._contest(number) for number in range(1, seats + 1)]
        self.candidates = [self._candidates(contest) for contest in self.contests]
        for contest, candidates in zip(self.contests[:2], self.candidates, strict=False):
            self.count(contest, {candidates[0]: 60, candidates[1]: 40})
        if self.candidates:
            self.call(self.contests[0], self.candidates[0][0])

    def _places(self, slug: str) -> None:
        self.delimitation = rows.Delimitation.objects.create(slug=f"{slug}-2018", name="2018")
        self.assembly = rows.Assembly.objects.create(slug=f"{slug}-pa", abbreviation="PA", name="Assembly", size=300)
        self.districts = []
        for name in ("east", "west"):
            province = rows.Province.objects.create(slug=f"{slug}-{name}", name=name.title(), name_ur="صوبہ")
            district = rows.District.objects.create(slug=f"{slug}-{name}-city", name="City", province=province)
            self.districts.append(district)

    def _parties(self, slug: str) -> None:
        self.blocs, self.parties = [], []
        for slot, name in enumerate(("red", "blue"), 1):
            party = rows.Party.objects.create(slug=f"{slug}-{name}", short=name.title(), name=f"{name.title()} Party")
            bloc = rows.Bloc.objects.create(election=self.election, slug=name, name=name, short=name, slot=slot)
            rows.BlocParty.objects.create(bloc=bloc, party=party)
            self.blocs.append(bloc)
            self.parties.append(party)

    def _contest(self, number: int) -> rows.Contest:
        constituency = rows.Constituency.objects.create(
            delimitation=self.delimitation,
            assembly=self.assembly,
            district=self.districts[(number - 1) % 2],
            code=f"PP-{number}",
            slug=f"pp-{number}",
            name=f"Place {number}",
            name_ur=f"جگہ {number}",
        )
        contest = rows.Contest.objects.create(
            election=self.election, constituency=constituency, registered_voters=1000, stations_total=10
        )
        return contest

    def _candidates(self, contest: rows.Contest) -> list[rows.Candidacy]:
        found = []
        for order, party in enumerate([*self.parties, None], 1):
            person, _ = rows.Person.objects.get_or_create(
                slug=f"{self.election.slug}-{contest.constituency.slug}-{order}",
                defaults={"name": f"Person {contest.constituency.code}/{order}", "name_ur": "شخص"},
            )
            found.append(rows.Candidacy.objects.create(contest=contest, person=person, party=party, ballot_order=order))
        return found

    def count(self, contest: rows.Contest, votes: dict, **figures) -> rows.Count:
        """Record a published count; `votes` maps candidacies to numbers."""
        number = contest.counts.count() + 1
        values = {"form": "press", "published_at": COUNTED, "source": self.source, **figures}
        count = rows.Count.objects.create(contest=contest, number=number, **values)
        rows.CountLine.objects.bulk_create(
            rows.CountLine(count=count, candidacy=candidacy, votes=n) for candidacy, n in votes.items()
        )
        return count

    def call(self, contest: rows.Contest, candidacy: rows.Candidacy, basis: str = "press") -> rows.Call:
        number = contest.calls.count() + 1
        return rows.Call.objects.create(
            contest=contest, candidacy=candidacy, number=number, basis=basis, published_at=COUNTED, source=self.source
        )

    def shapes(self, but: int | None = None) -> None:
        """A square of half a degree for every seat but one (by index), and the bundles that hold them."""
        for index, contest in enumerate(self.contests):
            if index != but:
                west, south = 70 + index % 20, 30 + index // 20
                self.boundary(contest, shapely.box(west, south, west + 0.5, south + 0.5))
        self.renew()

    def renew(self) -> None:
        CurrentBundle.renew(self.delimitation, self.assembly)
        rows.Election.bump_all()

    def boundary(self, contest: rows.Contest, shape) -> Boundary:
        boundary = Boundary(constituency=contest.constituency, area_km2=1, approximate=True, licence="CC0")
        boundary.draw(shape, shape)
        boundary.save()
        return boundary

    def rename(self, name: str) -> None:
        """Give the first person of the first seat this name, also in Urdu."""
        person = self.candidates[0][0].person
        rows.Person.objects.filter(pk=person.pk).update(name=name, name_ur=name)
        rows.Election.bump_all()

    def without_candidates(self, code: str) -> None:
        """One more seat, where nobody is known to stand."""
        constituency = rows.Constituency.objects.create(
            delimitation=self.delimitation,
            assembly=self.assembly,
            district=self.districts[0],
            code=code,
            slug=code.lower(),
            name="Nowhere",
        )
        rows.Contest.objects.create(election=self.election, constituency=constituency)

    def second_assembly_over_the_first(self) -> None:
        """A seat of another assembly with the shape of the first seat."""
        national = rows.Assembly.objects.create(slug=f"{self.election.slug}-na", abbreviation="NA", name="National")
        constituency = rows.Constituency.objects.create(
            delimitation=self.delimitation,
            assembly=national,
            district=self.districts[0],
            code="NA-1",
            slug="na-1",
            name="Whole",
        )
        contest = rows.Contest.objects.create(election=self.election, constituency=constituency)
        self.boundary(contest, shapely.box(70, 30, 70.5, 30.5))
        CurrentBundle.renew(self.delimitation, national)
        rows.Election.bump_all()


def message(response) -> str:
    """The sentence of an error, after checking that it has the one shape."""
    body = response.json()
    assert list(body) == ["error"]
    assert list(body["error"]) == ["status", "message"]
    assert body["error"]["status"] == response.status_code
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return body["error"]["message"]
