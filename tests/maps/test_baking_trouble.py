"""A bake that meets trouble, is refused, or follows the count: what is in the folder is always whole."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from elections import models
from elections.desk.withdrawing import withdraw
from maps.baking import BakeRefused, Oven, asking, contents, folder
from maps.management.commands import bake as bake_command
from tests.maps.baked import HOUR, E, bake, files_in
from tests.maps.night import OPEN, Night

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(quick, night):
    """Few addresses, for what goes wrong."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "addresses", lambda moment, slugs: [f"/{E}changes/", f"/{E}map.png"])
        yield night


def test_a_folder_of_others_is_refused_and_left_alone(small, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty and holds no bake.json"):
        call_command("bake", tmp_path, processes=1, verbosity=0)
    assert files_in(tmp_path) == {"thesis.txt": b"mine"}
    bake(tmp_path, OPEN + HOUR, force=True)
    bake(tmp_path, OPEN + HOUR, slugs=("night",))
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    for foreign in ("{}", '{"files": {"../thesis.txt": "x"}, "made_by": "halqa bake 1"}', "["):
        (tmp_path / "bake.json").write_text(foreign)
        with pytest.raises(BakeRefused, match="not one that this command wrote"):
            bake(tmp_path, OPEN + HOUR)


def test_what_is_gone_from_the_site_goes_from_the_folder_and_nothing_else(small, tmp_path, monkeypatch):
    bake(tmp_path, OPEN + HOUR)
    (tmp_path / E / "note.txt").write_text("mine")
    monkeypatch.setattr(contents, "addresses", lambda moment, slugs: ["/elections/"])
    models.Election.bump_all()
    assert bake(tmp_path, OPEN + HOUR).removed == 3
    files = files_in(tmp_path)
    assert f"{E}note.txt" in files and f"{E}changes/index.html" not in files
    assert not (tmp_path / E / "changes").exists()
    assert "static/css/site.css" in files


def test_what_could_not_be_removed_is_removed_by_the_next_bake(small, tmp_path, monkeypatch):
    def full(self, paths):
        raise OSError("read-only")

    bake(tmp_path, OPEN + HOUR)
    monkeypatch.setattr(contents, "addresses", lambda moment, slugs: ["/elections/"])
    models.Election.bump_all()
    with monkeypatch.context() as trouble, pytest.raises(OSError, match="read-only"):
        trouble.setattr(folder.Folder, "remove", full)
        bake(tmp_path, OPEN + HOUR)
    assert (tmp_path / E / "changes" / "index.html").exists()
    assert bake(tmp_path, OPEN + HOUR).removed == 3
    assert not (tmp_path / E / "changes").exists()


def test_a_damaged_or_missing_file_is_mended(small, tmp_path):
    bake(tmp_path, OPEN + HOUR)
    page = tmp_path / E / "changes" / "index.html"
    good = page.read_bytes()
    page.unlink()
    assert bake(tmp_path, OPEN + HOUR).written == 1
    assert page.read_bytes() == good


def test_a_picture_that_is_not_drawn_is_counted_and_its_link_leads_to_the_site(small, tmp_path, capsys):
    call_command("bake", tmp_path, processes=1, verbosity=0)
    assert "1 pictures are not drawn yet" in capsys.readouterr().out
    assert not (tmp_path / E / "map.png").exists()


def test_a_count_during_the_bake_belongs_to_the_next_one(small, tmp_path, monkeypatch):
    asked, real = [], asking.Asker.ask

    def ask(self, address):
        if not asked:
            small.count(small.contests[0], {small.candidates[0][0]: 7654})
            models.Election.bump_all()
        asked.append(address)
        answer = real(self, address)
        len(asked) < 3 and seen.append(answer.body)
        return answer

    seen = []
    monkeypatch.setattr(asking.Asker, "ask", ask)
    report = bake(tmp_path, OPEN + HOUR)
    assert not report.moved and asked.count(f"/{E}changes/") == 2
    assert b"7,654" not in b"".join(seen)
    assert b"7,654" in (tmp_path / E / "changes" / "index.html").read_bytes()


def test_an_election_taken_off_meanwhile_is_not_published(small, tmp_path, monkeypatch):
    monkeypatch.setattr(asking.Moment, "holds", lambda self: False)
    with pytest.raises(BakeRefused, match="frozen or taken off"):
        bake(tmp_path, OPEN + HOUR)
    assert set(files_in(tmp_path)) == {"bake.json"}


def test_an_error_of_the_site_changes_nothing(small, tmp_path, monkeypatch):
    failed = asking.Answer("/a/", 500, "text/html", b"")
    monkeypatch.setattr(asking.Asker, "ask", lambda self, address: failed)
    with pytest.raises(BakeRefused, match="answers 500"):
        bake(tmp_path, OPEN + HOUR)
    assert set(files_in(tmp_path)) == {"bake.json"}


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("trial", "is a rehearsal"),
        ("nowhere", "There is no election .* night"),
        ("formerly", "was renamed: bake night"),
        ("gone", "gone was taken off the site, so it is not baked"),
    ],
)
def test_what_cannot_be_baked_is_said(small, tmp_path, slug, sentence):
    Night(seats=0, slug="trial", rehearsal=True)
    models.FormerAddress.objects.create(slug="formerly", election=small.election)
    withdraw(Night(seats=0, slug="gone").election, None, "A court ordered it.")
    bake(tmp_path, OPEN + HOUR)
    with pytest.raises(BakeRefused, match=sentence):
        bake(tmp_path, OPEN + HOUR, slugs=("night", slug))


def test_a_database_that_is_away_is_a_sentence(small, tmp_path, monkeypatch):
    def broken(self):
        raise OperationalError("gone")

    monkeypatch.setattr(Oven, "bake", broken)
    with pytest.raises(CommandError, match="gone"):
        call_command("bake", tmp_path, processes=1, verbosity=0)


def test_a_dry_run_writes_nothing(small, tmp_path, capsys):
    call_command("bake", tmp_path / "new", "night", dry_run=True, processes=1, verbosity=0)
    assert "to write" in capsys.readouterr().out
    assert not (tmp_path / "new").exists()


def test_two_bakes_never_write_to_one_folder(small, tmp_path):
    bake(tmp_path, OPEN + HOUR)
    with folder.alone_in(tmp_path), pytest.raises(BakeRefused, match="Another bake"):
        bake(tmp_path, OPEN + 3 * HOUR)


@pytest.mark.parametrize("address", ["mirror.example", "ftp://mirror.example/", "https://mirror.example/?a=1"])
def test_where_the_copy_will_be_is_a_whole_address(tmp_path, address):
    with pytest.raises(CommandError, match="whole address"):
        call_command("bake", tmp_path, base_url=address)


def test_who_follows_bakes_again_when_results_move_and_goes_on_after_trouble(small, tmp_path, monkeypatch, capsys):
    said, steps = [], iter(["nothing", "count", "trouble", "trouble over", "stop"])

    def sleep(seconds):
        said.append(seconds)
        step = next(steps)
        if step == "count":
            small.count(small.contests[0], {small.candidates[0][0]: 7654})
            models.Election.bump_all()
        if step == "stop":
            raise KeyboardInterrupt
        monkeypatch.setattr(Oven, "is_current", broken if step == "trouble" else real)

    def broken(self):
        raise OperationalError("gone.")

    real = Oven.is_current
    monkeypatch.setattr(bake_command.time, "sleep", sleep)
    call_command("bake", tmp_path, processes=1, verbosity=0, follow=True)
    out, err = capsys.readouterr()
    assert said == [bake_command.LOOK] * 3 + [bake_command.REST, bake_command.LOOK]
    assert out.count("files written") == 2 and out.endswith("Stopped.\n")
    assert err == "gone. Trying again in 10 seconds.\n"
    assert b"7,654" in (tmp_path / E / "changes" / "index.html").read_bytes()


def test_pictures_are_drawn_before_anything_is_written_and_never_in_a_dry_run(small, tmp_path, monkeypatch, capsys):
    called = []
    monkeypatch.setattr(
        bake_command.easel, "draw", lambda slugs, told: called.append((slugs, list(tmp_path.iterdir())))
    )
    call_command("bake", tmp_path, "night", processes=1, verbosity=0, draw=True)
    assert called == [(("night",), [])]
    call_command("bake", tmp_path, "night", processes=1, verbosity=0, draw=True, dry_run=True)
    assert len(called) == 1


def test_nothing_is_baked_of_what_only_developers_may_see(night, tmp_path, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="DEBUG is on"):
        call_command("bake", tmp_path)
    assert not files_in(tmp_path)
