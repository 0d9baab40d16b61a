"""Rows for tests, each with what it needs. Every argument may be left out; names are made unique by a counter.

`make_contest(code="NA-22")`, `make_candidacy(contest, party="pti")`, `make_count(contest, {candidacy: 76681})`,
`make_call(contest, candidacy)`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count as counter

from django.contrib.auth import get_user_model

from elections import models

POLLS_CLOSE = datetime(2022, 10, 16, 12, tzinfo=UTC)
RESULTS_FROM = datetime(2022, 10, 16, 13, tzinfo=UTC)
NIGHT = datetime(2022, 10, 16, 16, tzinfo=UTC)
serial = counter(1001)  # beyond every real seat, so that a made code never meets a named one


def make_source(key: str = "gazette", **values) -> models.Source:
    values = {"publisher": "The Gazette", "url": "https://example.org/gazette", **values}
    return models.Source.objects.get_or_create(key=key, defaults=values)[0]


def make_election(slug: str = "by-2022-10-16", **values) -> models.Election:
    values = {
        "kind": "by-election",
        "country": "Pakistan",
        "name": f"By-elections {slug}",
        "date": POLLS_CLOSE.date(),
        "polls_close": POLLS_CLOSE,
        "results_from": RESULTS_FROM,
        "time_zone": "Asia/Karachi",
        "second_person": "none",
        **values,
    }
    return models.Election.objects.create(slug=slug, **values)


def make_assembly(slug: str = "na", **values) -> models.Assembly:
    values = {"abbreviation": slug.upper(), "name": f"Assembly {slug}", "name_ur": "اسمبلی", **values}
    return models.Assembly.objects.get_or_create(slug=slug, defaults=values)[0]


def make_district(slug: str = "mardan", province: str = "khyber-pakhtunkhwa") -> models.District:
    names = {"name": province.title(), "name_ur": "صوبہ"}
    home = models.Province.objects.get_or_create(slug=province, defaults=names)[0]
    values = {"province": home, "name": slug.title(), "name_ur": "ضلع"}
    return models.District.objects.get_or_create(slug=slug, defaults=values)[0]


def make_constituency(code: str = "", **values) -> models.Constituency:
    code = code or f"NA-{next(serial)}"
    delimitation = models.Delimitation.objects.get_or_create(slug="2018", defaults={"name": "2018"})[0]
    assembly = values.pop("assembly", None) or make_assembly(code.split("-")[0].lower())
    values = {"name": f"Seat {code}", "district": values.pop("district", None) or make_district(), **values}
    return models.Constituency.objects.create(
        delimitation=delimitation, assembly=assembly, code=code, slug=code.lower(), **values
    )


def make_contest(election: models.Election | None = None, code: str = "", **values) -> models.Contest:
    election = election or models.Election.objects.first() or make_election()
    constituency = values.pop("constituency", None) or make_constituency(code)
    return models.Contest.objects.create(election=election, constituency=constituency, **values)


def make_party(slug: str, **values) -> models.Party:
    values = {"short": slug.upper(), "name": f"Party {slug}", **values}
    return models.Party.objects.get_or_create(slug=slug, defaults=values)[0]


def make_person(slug: str = "", **values) -> models.Person:
    slug = slug or f"person-{next(serial)}"
    values = {"name": slug.replace("-", " ").title(), **values}
    return models.Person.objects.get_or_create(slug=slug, defaults=values)[0]


def make_bloc(election: models.Election, slug: str, *parties: str, **values) -> models.Bloc:
    slot = models.Bloc.objects.filter(election=election).count() + 1
    values = {"name": slug.title(), "short": slug.title(), "slot": slot, **values}
    bloc = models.Bloc.objects.create(election=election, slug=slug, **values)
    for party in parties:
        models.BlocParty.objects.create(bloc=bloc, party=make_party(party))
    return bloc


def make_candidacy(contest: models.Contest, party: str | None = None, person: str = "", **values) -> models.Candidacy:
    """`party` is a slug, None for an independent; `person` a slug."""
    stands_for = make_party(party) if party else None
    return models.Candidacy.objects.create(contest=contest, person=make_person(person), party=stands_for, **values)


def make_count(
    contest: models.Contest, votes: Mapping[models.Candidacy, int] | None = None, published: bool = True, **values
) -> models.Count:
    number = values.pop("number", None) or models.Count.last_number(contest) + 1
    published_at = values.pop("published_at", NIGHT if published else None)
    values = {"form": "press", "source": make_source(), **values}
    count = models.Count.objects.create(contest=contest, number=number, **values)
    for candidacy, figure in (votes or {}).items():
        models.CountLine.objects.create(count=count, candidacy=candidacy, votes=figure)
    if published_at:  # after the lines: a published count gets no further ones
        models.Count.objects.filter(pk=count.pk).update(published_at=published_at)
        count.published_at = published_at
    return count


def make_call(
    contest: models.Contest, candidacy: models.Candidacy, basis: str = "press", published: bool = True, **values
) -> models.Call:
    number = values.pop("number", None) or models.Call.last_number(contest) + 1
    if published:
        values.setdefault("published_at", NIGHT)
    values = {"source": make_source(), **values}
    return models.Call.objects.create(contest=contest, candidacy=candidacy, basis=basis, number=number, **values)


def make_editor(name: str = "editor", **values):
    """A member of staff with every right on the elections app."""
    from django.contrib.auth.models import Permission

    user = get_user_model().objects.create_user(name, password="unused", is_staff=True, **values)  # noqa: S106
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="elections"))
    return user
