"""Run inside the served site's own settings: seats to save in, and editors who are signed in already."""

import json
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from elections import models
from tests import factories

SEATS, CANDIDATES = 5, 4


def prepare(editors: int) -> None:
    """Print, as JSON, the session key of each editor, and the candidacies of each seat by its slug."""
    election = factories.make_election()
    source = factories.make_source()
    source.further = factories.make_source("second")
    seats = {}
    for _ in range(SEATS):
        contest = factories.make_contest(election, stations_total=300, registered_voters=400_000)
        rows = [factories.make_candidacy(contest, f"party-{n}") for n in range(CANDIDATES)]
        seats[contest.constituency.slug] = [row.pk for row in rows]
    sessions = [session_of(factories.make_editor(f"editor-{n}")) for n in range(editors)]
    sources = list(models.Source.objects.values_list("pk", flat=True))
    print(json.dumps({"election": election.slug, "sessions": sessions, "seats": seats, "sources": sources}))


def publish(seat: str, votes: int) -> None:
    """A count in that seat, in which every candidate has so many votes."""
    contest = models.Contest.objects.get(constituency__slug=seat)
    count = models.Count(contest=contest, form="press", source=models.Source.objects.first())
    count.votes = {row.pk: votes for row in contest.candidacies.all()}
    count.record(seen=models.Count.last_number(contest))
    count.publish()


def session_of(user) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def recorded() -> None:
    """Print, as JSON, every count as it stands in the database: note, seat, number, votes, further sources."""
    rows = models.Count.objects.select_related("contest__constituency").prefetch_related("lines", "further_sources")
    print(
        json.dumps(
            [
                {
                    "note": row.private_note,
                    "seat": row.contest.constituency.slug,
                    "number": row.number,
                    "votes": {str(line.candidacy_id): line.votes for line in row.lines.all()},
                    "further": [source.pk for source in row.further_sources.all()],
                }
                for row in rows
            ]
        )
    )
