"""Backup and restore: from SQLite into the database this suite runs on, byte for byte, and what is refused."""

import errno
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from elections.backup import BackupError, archive, check_restorable, verified
from elections.models import Election
from elections.public import State
from tests import factories, site

LATER = {("elections", "0004_generation"), ("elections", "0005_restore")}
GENERATION = re.compile(r'W/"(?:\d+\.\d+\.(?P<generation>[0-9a-f]{8})|[0-9a-f]{12})-[0-9a-f]{12}"')


def run(act: str, folder: Path, url: str) -> dict:
    environment = site.environment(folder / "unused", DATABASE_URL=url)
    command = [sys.executable, "-m", "tests.elections.copies", act, str(folder)]
    done = subprocess.run(command, cwd=site.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("copies")


@pytest.fixture(scope="module")
def original(folder, shelf) -> dict:
    """A site on SQLite and its backup, also as a Halqa would have made it that knew no generations."""
    found = run("original", folder, f"sqlite:///{site.migrated(folder / 'original.sqlite3', shelf)}")
    as_of_before(folder / "site.zip", folder / "older.zip")
    return found


def as_of_before(path: Path, older: Path) -> None:
    manifest = verified(path)
    migrations = tuple(key for key in manifest.migrations if key not in LATER)
    with archive.opened(path) as source, archive.written(older, False) as target:
        tables = tuple(copied(source, target, table) for table in manifest.tables)
        archive.seal(target, replace(manifest, migrations=migrations, tables=tables))


def copied(source: zipfile.ZipFile, target: zipfile.ZipFile, table: archive.Table) -> archive.Table:
    kept = [index for index, name in enumerate(table.columns) if name != "generation"]
    rows = (json.dumps([row[index] for index in kept]).encode() + b"\n" for row in archive.lines_of(source, table))
    return archive.add(target, table.label, [table.columns[index] for index in kept], rows)


@pytest.fixture(scope="module")
def empty_database(folder, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a new database beside the one that the suite runs on, without tables."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'restored.sqlite3'}"
        return
    parts = {name: connection.settings_dict[name] for name in ("USER", "HOST", "PORT")}
    name = f"{connection.settings_dict['NAME']}_restored_{os.getpid()}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        password = connection.settings_dict["PASSWORD"]
        user = f"{parts['USER']}:{password}" if password else parts["USER"]
        yield f"postgres://{user}@{parts['HOST']}:{parts['PORT']}/{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def restored(folder, original, empty_database) -> dict:
    return run("restored", folder, empty_database)


def bodies(pages: dict) -> dict:
    return {path: body for path, (body, _) in pages.items()}


def tags(pages: dict) -> dict:
    return {path: tag for path, (_, tag) in pages.items() if tag}


def test_a_restored_site_serves_byte_identical_pages(original, restored):
    assert bodies(restored["refilled"]) == bodies(original["pages"])


def test_an_older_backup_is_brought_forward_and_serves_the_same_pages(original, restored):
    assert bodies(restored["rebuilt"]) == bodies(original["pages"])


def test_no_etag_of_before_means_something_else_after(original, restored):
    before, first, second = (tags(pages) for pages in (original["pages"], restored["rebuilt"], restored["refilled"]))
    assert len(before) > 10
    for path, tag in before.items():
        assert len({tag, first[path], second[path]}) == 3, path
    found = {GENERATION.fullmatch(tag)["generation"] for tag in second.values()} - {None}
    # An election that is made or imported later may have been there before, under the same slug.
    assert found == {restored["new"]} == {restored["imported"]}


def test_what_is_imported_after_an_empty_backup_was_restored_is_told_from_what_was_there_before(restored):
    said, generation = restored["bare"]
    assert re.fullmatch("[0-9a-f]{8}", generation)
    assert f"ETags end in “.{generation}”" in said


@pytest.mark.django_db
def test_a_site_that_was_restored_by_an_older_halqa_goes_on_with_its_generation(election):
    Election.objects.update(generation="00ff00ff")
    migration = import_module("elections.migrations.0005_restore")
    migration.keep_the_last(apps, SimpleNamespace(connection=connection))
    assert factories.make_election("later").generation == "00ff00ff"


def test_every_row_is_the_same_from_both_databases_but_for_what_says_that_it_was_restored(folder, restored):
    first, again = ({t.label: t for t in verified(folder / name).tables} for name in ("site.zip", "again.zip"))
    assert {label for label in first if first[label] != again.get(label)} == {
        "admin.LogEntry",
        "auth.User",
        "elections.Election",
    }
    assert first.keys() == again.keys()
    assert first["elections.FormPhoto"].rows == first["elections.Freeze"].rows == first["elections.Draft"].rows == 1


def test_sessions_end_and_the_log_says_that_each_election_was_restored(folder, restored):
    assert restored["sessions"] == 0
    made = f"{verified(folder / 'site.zip').made_at:%Y-%m-%d %H:%M} UTC"
    assert sorted(restored["log"]) == [
        ["Election held", f"Restored from a backup.\n{made}"],
        ["Election night", f"Restored from a backup.\n{made}"],
    ]


def test_elections_are_replaced_only_where_that_is_said_and_a_dry_run_changes_nothing(restored):
    assert "There are elections in this database (2: held, night …)" in restored["refused"]
    assert "--replace" in restored["refused"]
    assert restored["dry"].endswith("Dry run, nothing changed. In the database now: elections 0, accounts 0.\n")
    assert "Replaced: elections 2, accounts 2" in restored["said"]


def test_a_backup_is_readable_by_its_owner_alone_and_says_in_numbers_what_is_in_it(folder, original):
    assert stat.S_IMODE((folder / "site.zip").stat().st_mode) == 0o600
    assert "elections 2, counts 5, calls 2, boundaries 2, accounts 1; rows " in original["said"]
    assert "SECRET_KEY" in original["said"]
    with zipfile.ZipFile(folder / "site.zip") as file:
        assert not {"sessions.Session.jsonl", "maps.DrawnPicture.jsonl"} & set(file.namelist())


def test_a_dry_run_reads_it_all_writes_nothing_and_says_the_same_numbers(folder, original):
    assert original["left"] == []
    path, numbers = original["said"].splitlines()[0].rpartition(",")[0].split(": ")
    assert original["dry"].startswith(f"Dry run, nothing written. {path} would be: {numbers}, 0.")


def test_a_backup_that_a_disk_has_no_room_for_is_refused_also_in_a_dry_run(folder, original):
    sentence = f"Not written: it would leave less than 999999999 MB free on the disk of {folder}. "
    assert [said.startswith(sentence) for said in original["full"]] == [True, True]


def test_older_backups_make_room_before_the_new_one_is_written(original):
    dry, before, said, after = original["thinned"]
    oldest, *older = [f"halqa-{day}T000000Z.zip" for day in ("2019-01-01", "2020-01-01", "2020-01-02")]
    assert dry.startswith(f"Dry run, nothing deleted; superfluous: {oldest}, 0.0 MB.\n")
    assert before == [oldest, *older]
    assert said.startswith(f"Deleted: {oldest}, 0.0 MB.\n")
    assert after[:2] == older and len(after) == 3


def damaged(folder: Path, change) -> Path:
    path = folder / f"{change.__name__}.zip"
    path.write_bytes(change((folder / "site.zip").read_bytes()))
    return path


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def one_byte_else(data: bytes) -> bytes:
    """In what the largest table holds; elsewhere, such as in the hour of a file, it may mean nothing."""
    largest = max(zipfile.ZipFile(io.BytesIO(data)).infolist(), key=lambda info: info.compress_size)
    middle = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def something_else(data: bytes) -> bytes:
    return b"PK, or so it seems"


@pytest.mark.parametrize("change", [cut_short, one_byte_else, something_else])
def test_a_damaged_backup_is_refused_before_anything_is_touched(folder, original, change):
    with pytest.raises(BackupError, match=r"Nothing was changed\.$"):
        verified(damaged(folder, change))


def test_rows_that_are_not_as_they_were_written_are_refused(folder, original, tmp_path):
    """The archive is whole, and its checksums are those of other rows."""
    manifest = verified(folder / "site.zip")
    other = tuple(replace(table, sha256="0" * 64) for table in manifest.tables)
    with archive.opened(folder / "site.zip") as source, archive.written(tmp_path / "x.zip", False) as target:
        for table in manifest.tables:
            copied(source, target, table)
        archive.seal(target, replace(manifest, tables=other))
    with pytest.raises(BackupError, match=r"x\.zip is damaged: \S+ is not as it was written"):
        verified(tmp_path / "x.zip")


def test_a_backup_of_a_newer_halqa_is_refused_with_what_to_do(folder, original):
    manifest = verified(folder / "site.zip")
    newer = replace(manifest, migrations=(*manifest.migrations, ("elections", "9999_later")))
    with pytest.raises(BackupError, match=r"newer Halqa: this one does not know elections\.9999_later\. Install"):
        check_restorable(newer, folder / "site.zip")


def full(file):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_is_overwritten_only_by_force_and_a_failure_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "site.zip"
    path.write_text("old")
    with pytest.raises(BackupError, match="exists already"), archive.written(path, False):
        pass
    with pytest.raises(RuntimeError), archive.written(path, True):
        raise RuntimeError
    with monkeypatch.context() as patch, pytest.raises(BackupError, match="cannot be written: No space left"):
        patch.setattr(archive.os, "fsync", full)
        with archive.written(path, True):
            pass
    assert [file.name for file in tmp_path.iterdir()] == ["site.zip"]
    assert path.read_text() == "old"


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("restore", tmp_path / "none.zip")


def broken(*given):
    raise OperationalError("The disk is full.")


@pytest.mark.parametrize(("command", "place"), [("backup", "backup.save"), ("restore", "restore.verified")])
def test_what_the_database_refuses_is_a_sentence(tmp_path, monkeypatch, command, place):
    monkeypatch.setattr(f"elections.management.commands.{place}", broken)
    with pytest.raises(CommandError, match="disk is full"):
        call_command(command, tmp_path / "site.zip")


@pytest.mark.django_db
def test_after_a_restore_that_failed_new_rows_have_numbers_that_nobody_had(folder, original, monkeypatch):
    """At the very end, when PostgreSQL's sequences stand where the backup's rows end."""
    last = [factories.make_source(f"source-{number}") for number in range(40)][-1]
    assert verified(folder / "site.zip").rows_of("elections.Source") < 40
    monkeypatch.setattr("elections.backup.restoring.mark", broken)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", folder / "site.zip", "--replace")
    assert factories.make_source("later").pk > last.pk


def test_the_name_of_a_state_holds_the_generation_once_there_is_one():
    assert str(State("night", 7, 2, None)) == "7.2"
    assert str(State("night", 7, 2, None, generation="00ff00ff")) == "7.2.00ff00ff"
