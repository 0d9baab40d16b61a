"""Run inside the settings of one database: a site to back up, and what a restored one says."""

import hashlib
import json
import sys
from io import StringIO
from pathlib import Path

import django


def main(act: str, folder: Path) -> None:
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    print(json.dumps({"original": original, "restored": restored}[act](folder)))


def manage(*arguments) -> str:
    from django.core.management import call_command

    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def original(folder: Path) -> dict:
    """Make a site with all that is hard to copy, and a backup of it."""
    from elections.desk.freezing import freeze
    from elections.models import Draft, FormPhoto
    from tests import factories
    from tests.endurance.prepare import session_of
    from tests.maps.night import Night

    manage("backup", folder / "bare.zip")
    night, held = Night(seats=2), Night(seats=2, slug="held")
    night.shapes()
    editor = factories.make_editor()
    session_of(editor)
    freeze(held.election, editor, "Under review.")
    behind = held.count(held.contests[0], {held.candidates[0][0]: 900, held.candidates[0][1]: 0})
    FormPhoto.objects.create(count=behind, name="form.jpg", media_type="image/jpeg", data=bytes(range(256)))
    Draft.objects.create(contest=night.contests[0], user=editor, kind="count", data={"note": "“٤٢”\n", "b": 1, "a": 2})
    manage("warm")
    site, much = folder / "site.zip", "--reserve=999999999"
    found = {"dry": manage("backup", site, "--dry-run"), "thinned": thinned(folder / "many")}
    found["full"] = [refusal("backup", site, much), refusal("backup", site, much, "--dry-run")]
    found["left"] = [path.name for path in folder.glob("*site.zip*")]
    return {**found, "said": manage("backup", site), "pages": pages()}


def thinned(folder: Path) -> list:
    """What is said, and there, after a dry run and after a backup that deletes older ones."""
    folder.mkdir()
    for day in (1, 2):
        (folder / f"halqa-2020-01-0{day}T000000Z.zip").write_text("older")
    (folder / "halqa-2019-01-01T000000Z.zip").write_text("oldest")
    found = []
    for dry in (("--dry-run",), ()):
        found += [manage("backup", folder, "--thin", *dry), sorted(path.name for path in folder.iterdir())]
    return found


def restored(folder: Path) -> dict:
    """Restore the older backup into an empty database, then the present one in the place of what was done since."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.models import Session

    from elections.models import Election
    from tests.endurance.prepare import session_of
    from tests.factories import make_source

    dry = manage("restore", folder / "older.zip", "--dry-run")
    manage("restore", folder / "older.zip")
    found = {"dry": dry, "rebuilt": pages(), "refused": refusal("restore", folder / "site.zip")}
    session_of(get_user_model().objects.get(username="editor"))
    Election.objects.get(slug="night").bump()
    found["said"] = manage("restore", folder / "site.zip", "--replace")
    found["refilled"] = pages()
    found["log"] = [[row.object_repr, row.change_message] for row in LogEntry.objects.order_by("pk")[1:]]
    found["sessions"] = Session.objects.count()
    manage("backup", folder / "again.zip")
    make_source("later")  # gets a number: fails where numbers begin at 1 again
    found["new"] = Election.objects.create(slug="new", **parts(Election.objects.get(slug="night"))).generation
    found["imported"] = imported(folder)
    found["bare"] = [manage("restore", folder / "bare.zip", "--replace"), imported(folder)]
    return found


def imported(folder: Path) -> str:
    """The generation of an election that comes from a file."""
    from elections.models import Election
    from tests.elections import csv_folder

    csv_folder.write(folder, "by-2/election.csv", csv_folder.clean(csv_folder.FILES["by-2/election.csv"]))
    manage("import_csv", folder / "by-2")
    return Election.objects.get(slug="by-2").generation


def parts(row) -> dict:
    names = ("kind", "country", "name", "date", "polls_close", "results_from", "time_zone")
    return {name: getattr(row, name) for name in names}


def refusal(*arguments) -> str:
    from django.core.management import CommandError

    try:
        return manage(*arguments)
    except CommandError as refused:
        return str(refused)


def pages() -> dict[str, list]:
    """[hash of the body, ETag] of public addresses of every kind."""
    from django.test import Client

    found = {}
    for election in ("night", "held"):
        page, api = f"/elections/{election}/", f"/api/v1/elections/{election}/"
        seat = f"{page}seats/pp-1/"
        paths = [page, f"/ur{seat}", f"{page}changes/", f"/embed{page}", f"{page}explore/explore.js"]
        for path in [*paths, f"{api}results.json", f"{api}map.geojson", f"{api}results.csv", "/", "/search/?q=place"]:
            response = Client().get(path)
            assert response.status_code == 200, (path, response.status_code)
            found[path] = [hashlib.sha256(response.getvalue()).hexdigest(), response.headers.get("ETag")]
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
