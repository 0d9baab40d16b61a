"""A process that publishes one count for each line it is given, through the models' own verbs; run by the suite.

`python -m bench.night.editor prepare` empties the election of what was counted: its night begins. Only ever on a
database that was made for the benchmark.
"""

import json
import sys
import time

import django

SLUG = "by-2022-10-16"


def prepare() -> None:
    """Take every count and call out of the election, which no verb could: the base managers do not refuse."""
    from elections.desk.rehearsals import RECORDED
    from elections.models import Election

    for model, way in RECORDED:
        model._base_manager.filter(**{way: Election.objects.get(slug=SLUG)}).delete()
    Election.bump_all()


def contests() -> list:
    from elections.models import Contest

    rows = Contest.objects.filter(election__slug=SLUG, state="").select_related("election", "constituency")
    return [row for row in rows.order_by("pk").prefetch_related("candidacies") if row.candidacies.all()]


def publish(contest, serial: int) -> dict:
    """The seat's next count. The first candidate's votes are a number that no count had before."""
    from elections.models import Count, Source

    first, *others = contest.candidacies.all()
    votes = {first.pk: 20_000 + serial} | {row.pk: 1_000 + place for place, row in enumerate(others)}
    stations = min(serial, contest.stations_total or serial)
    source = Source.objects.first()
    count = Count(contest=contest, form="press", source=source, stations_reported=stations)
    count.votes = votes
    count.record(seen=Count.last_number(contest))
    saved = time.time()  # before the commit: what is said to take a second begins here
    count.publish()
    seat = contest.constituency.slug
    return {
        "seat": seat,
        "code": contest.constituency.code,
        "candidacy": first.pk,
        "votes": 20_000 + serial,
        "at": saved,
    }


def main() -> None:
    django.setup()
    if sys.argv[1:] == ["prepare"]:
        return prepare()
    rows = contests()
    print(json.dumps({"seats": [row.constituency.slug for row in rows]}), flush=True)
    for serial, line in enumerate(sys.stdin, 1):
        seat = line.strip()
        chosen = next((row for row in rows if row.constituency.slug == seat), rows[serial % len(rows)])
        print(json.dumps(publish(chosen, serial)), flush=True)


if __name__ == "__main__":
    main()
