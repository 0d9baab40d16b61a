"""The night of 16 October 2022 before its first count, moved to today: seats, candidates and people, no figure yet."""

import csv
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import site

FIXTURES = site.ROOT / "fixtures"
ELECTION = "by-2022-10-16"
ZONE = ZoneInfo("Asia/Karachi")
PASSWORD = "a long pass phrase 22"  # noqa: S105
PEOPLE = {"first-editor": "entry", "second-editor": "entry", "chief-editor": "chief"}
FIGURES = ("counts.csv", "count_lines.csv", "calls.csv")


def folder_without_figures(folder: Path, now: datetime) -> Path:
    """A copy of the demo's files whose polls closed three hours ago and whose results have been free for two."""
    copy = shutil.copytree(FIXTURES, folder / "night")
    for name in FIGURES:
        (copy / ELECTION / name).unlink()
    close = now.astimezone(ZONE) - timedelta(hours=3)
    times = {"polls_close": close, "results_from": close + timedelta(hours=1)}
    rewrite(
        copy / ELECTION / "election.csv",
        lambda row: {**row, "date": f"{close:%Y-%m-%d}", **{k: f"{v:%Y-%m-%dT%H:%M%z}" for k, v in times.items()}},
    )
    return copy


def rewrite(file: Path, change) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [change(row) for row in csv.DictReader(lines)]
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def reports() -> dict[tuple[str, int], dict]:
    """The real partial counts by seat and number: stations, and votes by the person's slug."""
    found = {}
    for row in read(FIXTURES / ELECTION / "counts.csv"):
        found[row["constituency"].lower(), int(row["number"])] = {"stations": row["stations_reported"], "votes": {}}
    for row in read(FIXTURES / ELECTION / "count_lines.csv"):
        found[row["constituency"].lower(), int(row["number"])]["votes"][row["person"]] = int(row["votes"])
    return found


def read(file: Path) -> list[dict]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def night_database(folder: Path, shelf: Path | None = None) -> Path:
    """A new database on the evening itself, with its people."""
    database = site.migrated(folder / "night.sqlite3", shelf)
    site.manage(database, "import_csv", str(folder_without_figures(folder, datetime.now(ZONE))))
    site.manage(database, "make_roles")
    make = "from tests.browser.night.stage import make_people; make_people()"
    site.manage(database, "shell", "--verbosity=0", "-c", make)
    return database


def make_people() -> None:
    """Runs inside the site: accounts with the desk's roles."""
    from django.contrib.auth.models import Group, User

    for name, role in PEOPLE.items():
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))


def candidacies() -> None:
    """Runs inside the site: print, as JSON, the candidacy ids by seat and person."""
    from elections.models import Candidacy

    rows = Candidacy.objects.values_list("contest__constituency__slug", "person__slug", "pk")
    print(json.dumps([[seat, person, key] for seat, person, key in rows]))
