"""A bake into a folder that holds an election which was taken off the site since: nothing of it stays."""

import pytest
from django.core.management import call_command

from elections.desk.renaming import rename
from elections.desk.withdrawing import restore, withdraw
from maps.baking import BakeRefused, Order, Oven, contents, easel, folder
from maps.management.commands import bake as bake_command
from tests.maps.baked import HOUR, bake, files_in
from tests.maps.night import OPEN, Night

pytestmark = pytest.mark.django_db
LATER = OPEN + HOUR
REASON = "A court ordered it."
LEFT = {"404.html", "ur/404.html", "bake.json"}


@pytest.fixture
def small(quick, night):
    """One page of each election."""
    every = contents.addresses

    def pages(moment, slugs):
        return [f"/elections/{slug}/changes/" for slug in slugs] or every(moment, slugs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "addresses", pages)
        yield night


def own(out) -> set[str]:
    """The files in a folder but for static and packed ones."""
    return {name for name in files_in(out) if not name.startswith("static/") and not name.endswith((".br", ".gz"))}


@pytest.mark.parametrize("slugs", [(), ("night",)])
def test_the_last_election_goes_from_the_folder_and_comes_back(small, tmp_path, slugs):
    oven = Oven(Order(tmp_path, slugs))
    bake(tmp_path, LATER, slugs=slugs)
    before = own(tmp_path)
    withdraw(small.election, None, REASON)
    assert not oven.is_current()
    assert bake(tmp_path, LATER, slugs=slugs, dry_run=True).withdrawn == ["night"]
    assert own(tmp_path) == before
    report = bake(tmp_path, LATER, slugs=slugs)
    assert (report.withdrawn, report.elections, own(tmp_path)) == (["night"], {}, LEFT)
    assert oven.is_current()
    again = bake(tmp_path, LATER, slugs=slugs)
    assert (again.withdrawn, again.rendered) == (["night"], 0)
    restore(small.election, None)
    assert bake(tmp_path, LATER, slugs=slugs).withdrawn == []
    assert own(tmp_path) == before


def test_who_follows_several_is_told_that_one_went_and_goes_on_with_the_others(small, tmp_path, monkeypatch, capsys):
    other = Night(seats=0, slug="other").election
    steps, drawn = iter([lambda: withdraw(other, None, REASON), lambda: None, bake_command.sys.exit]), []
    monkeypatch.setattr(bake_command.time, "sleep", lambda seconds: next(steps)())
    monkeypatch.setattr(easel, "draw", lambda slugs, told: drawn.append(slugs))
    with pytest.raises(SystemExit):
        call_command("bake", tmp_path, "night", "other", processes=1, verbosity=0, follow=True, draw=True)
    said, wrong = capsys.readouterr()
    assert said.splitlines()[-1] == "other was taken off the site: none of its files stays here."
    assert said.count("taken off") == 1 and wrong == ""
    assert drawn == [("other", "night"), ("night",)] or drawn == [("night", "other"), ("night",)]
    assert (tmp_path / "elections" / "night").exists() and not (tmp_path / "elections" / "other").exists()


def test_a_folder_that_no_longer_is_to_hold_it_has_forgotten_it(small, tmp_path):
    Night(seats=0, slug="other")
    bake(tmp_path, LATER)
    withdraw(small.election, None, REASON)
    assert bake(tmp_path, LATER, slugs=("other",)).withdrawn == []
    with pytest.raises(BakeRefused, match="night was taken off the site"):
        bake(tmp_path, LATER, slugs=("night",))
    assert (tmp_path / "elections" / "other").exists()


def test_a_renamed_election_is_refused_until_it_is_taken_off(small, tmp_path):
    bake(tmp_path, LATER, slugs=("night",))
    rename(small.election, "later", None)
    with pytest.raises(BakeRefused, match="night was renamed: bake later"):
        bake(tmp_path, LATER, slugs=("night",))
    withdraw(small.election, None, REASON)
    assert bake(tmp_path, LATER, slugs=("night",)).withdrawn == ["night"]
    assert own(tmp_path) == LEFT


def test_what_a_bake_left_halfway_is_known_to_be_of_that_election(small, tmp_path, monkeypatch):
    def full(self, paths):
        raise OSError("full")

    with monkeypatch.context() as trouble, pytest.raises(OSError, match="full"):
        trouble.setattr(folder.Folder, "remove", full)
        bake(tmp_path, LATER)
    withdraw(small.election, None, REASON)
    assert bake(tmp_path, LATER).withdrawn == ["night"]
    assert own(tmp_path) == LEFT
