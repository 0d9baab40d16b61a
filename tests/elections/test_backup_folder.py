"""Many backups in one folder: which stay, and that a disk is not filled with them."""

import os
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from elections.backup import BackupError, archive, name_at, thin

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHERS = ("halqa-2020-01-01.zip", "halqa-2020-1-1T000000Z.zip", "halqa-2020-01-01T000000Z.zip.gz", "site.zip")
OTHERS += ("before-halqa-2020-01-01T000000Z.zip", ".halqa-2020-01-01T000000Z.zip", "halqa-2020-13-01T000000Z.zip")


def made(folder: Path, *moments: datetime) -> None:
    for moment in moments:
        (folder / name_at(moment)).write_text("whole")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def days(folder: Path) -> Counter:
    """How many backups there are of each day, by how long ago it was."""
    moments = [datetime.strptime(name, "halqa-%Y-%m-%dT%H%M%SZ.zip").replace(tzinfo=UTC) for name in names(folder)]
    return Counter((NOW.date() - moment.date()).days for moment in moments)


def test_hourly_backups_are_thinned_to_one_a_day_after_two_days_and_end_after_two_weeks(tmp_path):
    for hour in range(40 * 24, -1, -1):
        thin(tmp_path, NOW - hour * HOUR, dry_run=False)
        made(tmp_path, NOW - hour * HOUR)
    found = days(tmp_path)
    assert sorted(found) == list(range(15))
    assert {found[ago] for ago in range(3, 15)} == {1}
    every = {name_at(NOW - hour * HOUR) for hour in range(49)}
    assert every <= names(tmp_path) and len(names(tmp_path)) <= 62
    last_of_a_day = NOW.replace(hour=23) - 5 * DAY
    assert name_at(last_of_a_day) in names(tmp_path)


def test_nothing_goes_while_no_new_ones_are_made(tmp_path):
    made(tmp_path, *(NOW - ago * DAY for ago in range(10)))
    assert thin(tmp_path, NOW + 400 * DAY, dry_run=False) == {}
    assert len(names(tmp_path)) == 10


@pytest.mark.parametrize("wrong", [NOW + 3000 * DAY, NOW - 3000 * DAY])
def test_one_backup_under_a_wrong_clock_takes_no_other_with_it(tmp_path, wrong):
    made(tmp_path, NOW - DAY, NOW - 5 * DAY)
    thin(tmp_path, wrong, dry_run=False)
    made(tmp_path, wrong)
    thin(tmp_path, NOW, dry_run=False)
    assert {name_at(NOW - DAY), name_at(NOW - 5 * DAY)} <= names(tmp_path)


def test_the_newest_stays_however_old_it_is(tmp_path):
    made(tmp_path, NOW - 900 * DAY, NOW - 901 * DAY, NOW - 950 * DAY)
    thin(tmp_path, NOW, dry_run=False)
    assert names(tmp_path) == {name_at(NOW - 900 * DAY), name_at(NOW - 901 * DAY)}


def test_only_files_go_that_were_named_by_a_backup(tmp_path):
    for name in OTHERS:
        (tmp_path / name).write_text("mine")
    (tmp_path / name_at(NOW - 300 * DAY)).mkdir()
    kept = names(tmp_path)
    made(tmp_path, NOW)
    thin(tmp_path, NOW, dry_run=False)
    assert names(tmp_path) == kept | {name_at(NOW)}


def test_what_a_broken_off_backup_left_goes_too_but_not_what_may_be_being_written(tmp_path):
    old, running = f".{name_at(NOW - 3 * DAY)}.77", f".{name_at(NOW - HOUR)}.78"
    for name in (old, running):
        (tmp_path / name).write_text("half")
    made(tmp_path, NOW)
    thin(tmp_path, NOW, dry_run=False)
    assert names(tmp_path) == {running, name_at(NOW)}


def test_a_dry_run_deletes_nothing_and_says_the_same(tmp_path):
    made(tmp_path, NOW, NOW - 30 * DAY)
    old = {tmp_path / name_at(NOW - 30 * DAY): len("whole")}
    assert thin(tmp_path, NOW, dry_run=True) == old and len(names(tmp_path)) == 2
    assert thin(tmp_path, NOW, dry_run=False) == old and len(names(tmp_path)) == 1


def test_a_dry_run_counts_on_the_room_that_older_ones_would_leave(tmp_path, monkeypatch):
    def weigh(path, force, reserve, progress, freed):
        raise BackupError(f"{reserve} and {freed} bytes")

    monkeypatch.setattr("elections.management.commands.backup.weigh", weigh)
    made(tmp_path, NOW, NOW - 30 * DAY)
    with pytest.raises(CommandError, match="^1000000 and 5 bytes"):
        call_command("backup", tmp_path, "--thin", "--reserve=1", "--dry-run")


@pytest.mark.parametrize(("size", "freed", "fits"), [(0, 0, False), (0, 5, True), (1, 5, False), (10, 10**9, True)])
def test_what_is_freed_may_be_written_and_no_more(tmp_path, monkeypatch, size, freed, fits):
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda folder: SimpleNamespace(free=999_995))
    weighed = archive.weighed(tmp_path / "site.zip", False, 1_000_000, freed)
    refused = pytest.raises(BackupError, match="less than 1 MB free on the disk of")
    with nullcontext() if fits else refused, weighed as (_file, scale):
        scale.size = size
        monkeypatch.setattr(archive.Scale, "write", lambda scale, data: len(data))


def test_a_folder_that_is_not_there_is_said_to_be_so_and_no_file_gets_its_name(tmp_path):
    with pytest.raises(CommandError, match="there is no folder .*backups/"):
        call_command("backup", f"{tmp_path}/backups/")
    assert names(tmp_path) == set()


def test_a_file_is_no_folder_to_be_thinned(tmp_path):
    with pytest.raises(CommandError, match=r"Old backups in .*site\.zip cannot be deleted"):
        call_command("backup", tmp_path / "site.zip", "--thin")


def test_a_backup_that_would_take_the_reserve_of_a_disk_leaves_nothing(tmp_path, monkeypatch):
    """Found while it is written: how long it gets nobody knows before."""
    free = [3_000_000, 2_000_000]

    def disk(folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=free.pop() if free else 1_000_000)

    monkeypatch.setattr(archive.shutil, "disk_usage", disk)
    refused = pytest.raises(BackupError, match="less than 1 MB free on the disk of")
    with refused, archive.written(tmp_path / "site.zip", False, reserve=1_000_000) as file:
        for number in range(20):
            file.writestr(str(number), os.urandom(20_000))
    assert (names(tmp_path), free) == (set(), [])


def test_a_dry_run_refuses_a_folder_that_is_not_there(tmp_path):
    path = tmp_path / "none" / "site.zip"
    with pytest.raises(BackupError, match="its folder is not there"), archive.weighed(path, False, 0, 0):
        pass


@pytest.mark.parametrize("number", ["-1", "much", "1.5"])
def test_a_reserve_is_a_number_of_megabytes(tmp_path, number):
    with pytest.raises(CommandError, match=f"“{number}” is no number of megabytes"):
        call_command("backup", tmp_path, f"--reserve={number}")
