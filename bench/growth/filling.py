"""Results for every seat of a delimitation, in bulk: run by the suite as `python -m bench.growth.filling SLUG`."""

import sys
from datetime import UTC, datetime

import django

POLLS_CLOSE = datetime(2022, 10, 16, 12, tzinfo=UTC)
PUBLISHED = datetime(2022, 10, 16, 16, tzinfo=UTC)
PARTIES = 6
STANDING = 4  # candidates in each seat
BATCH = 2000


def delimitation(slug: str) -> None:
    """There has to be an assembly and a delimitation to import into."""
    from elections.models import Assembly, Delimitation

    Assembly.objects.create(slug=slug, abbreviation=slug.upper(), name=f"Assembly {slug}")
    Delimitation.objects.create(slug=slug, name=slug)


def election(slug: str) -> None:
    """Of three seats one is won, one being counted, one without figures."""
    from elections import models as rows

    values = {"kind": "general-election", "country": "Nowhere", "time_zone": "Asia/Karachi", "second_person": "none"}
    times = {"date": POLLS_CLOSE.date(), "polls_close": POLLS_CLOSE, "results_from": POLLS_CLOSE}
    made = rows.Election.objects.create(slug=slug, name=f"Election {slug}", **values, **times)
    source = rows.Source.objects.get_or_create(
        key="paper", defaults={"publisher": "Paper", "url": "https://example.org"}
    )[0]
    parties = alliances(made)
    seats = rows.Constituency.objects.filter(delimitation__slug=slug).order_by("pk")
    new = [
        rows.Contest(election=made, constituency=seat, registered_voters=400_000, stations_total=300) for seat in seats
    ]
    contests = rows.Contest.objects.bulk_create(new, BATCH)
    candidacies = stand(contests, parties)
    counts = [contest for contest in range(len(contests)) if contest % 3 < 2]
    published = count([contests[n] for n in counts], [candidacies[n] for n in counts], source)
    won = [(contests[n], candidacies[n][0], made) for n, made in zip(counts, published, strict=True) if n % 3 == 0]
    stamp = {"number": 1, "basis": "press", "source": source, "published_at": PUBLISHED}
    calls = [rows.Call(contest=contest, candidacy=first, count=made, **stamp) for contest, first, made in won]
    rows.Call.objects.bulk_create(calls, BATCH)
    made.bump()


def alliances(election) -> list:
    from elections import models as rows

    parties = []
    for number in range(1, PARTIES + 1):
        names = {"short": f"P{number}", "name": f"Party {number}"}
        parties.append(rows.Party.objects.get_or_create(slug=f"party-{number}", defaults=names)[0])
    for slot, name in enumerate(("red", "blue"), 1):
        bloc = rows.Bloc.objects.create(election=election, slug=name, name=name.title(), short=name.title(), slot=slot)
        for party in parties[slot - 1 : 4 : 2]:
            rows.BlocParty.objects.create(bloc=bloc, party=party)
    return parties


def stand(contests: list, parties: list) -> list[list]:
    """Candidacies of each contest, of parties by turns."""
    from elections import models as rows

    slugs = [f"{contest.election.slug}-{n}-{k}" for n, contest in enumerate(contests) for k in range(STANDING)]
    people = [rows.Person(slug=slug, name=f"Person {slug}", name_ur="شخص") for slug in slugs]
    people = iter(rows.Person.objects.bulk_create(people, BATCH))
    new = [
        rows.Candidacy(contest=contest, person=next(people), party=parties[(n + k) % PARTIES], ballot_order=k + 1)
        for n, contest in enumerate(contests)
        for k in range(STANDING)
    ]
    made = rows.Candidacy.objects.bulk_create(new, BATCH)
    return [made[start : start + STANDING] for start in range(0, len(made), STANDING)]


def count(contests: list, candidacies: list[list], source) -> list:
    from elections import models as rows

    stamp = {"number": 1, "form": "press", "source": source, "stations_reported": 200, "published_at": PUBLISHED}
    counts = rows.Count.objects.bulk_create([rows.Count(contest=contest, **stamp) for contest in contests], BATCH)
    lines = [
        rows.CountLine(count=made, candidacy=row, votes=60_000 - 9_000 * place - n % 5_000)
        for n, (made, standing) in enumerate(zip(counts, candidacies, strict=True))
        for place, row in enumerate(standing)
    ]
    for start in range(0, len(lines), BATCH):
        rows.CountLine.objects.bulk_create(lines[start : start + BATCH])
    return counts


if __name__ == "__main__":
    django.setup()
    {"delimitation": delimitation, "election": election}[sys.argv[1]](sys.argv[2])
