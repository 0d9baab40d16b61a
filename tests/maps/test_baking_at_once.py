"""A bake by way of a link: readers have one version or the next, and never something of both."""

import os

import pytest
from django.core.management import CommandError, call_command

from maps.baking import BakeRefused, Order, Oven, at_once, contents, folder
from tests.maps.baked import HOUR, E, bake, files_in
from tests.maps.night import OPEN
from tests.maps.walking import one_moment

pytestmark = pytest.mark.django_db
LATER = OPEN + HOUR


@pytest.fixture
def small(quick, night):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "addresses", lambda moment, slugs: [f"/{E}changes/", f"/api/v1/{E}results.json"])
        yield night


@pytest.fixture
def link(tmp_path):
    return tmp_path / "mirror"


def news(night):
    night.count(night.contests[1], {night.candidates[1][0]: 7000, night.candidates[1][1]: 40})
    night.renew()


def test_what_the_link_leads_to_is_whole_until_the_next_version_is(small, link, monkeypatch):
    bake(link, LATER, at_once=True)
    first, seen = files_in(link.resolve()), []
    place = folder.Folder.place

    def slowly(self, paths):
        place(self, paths)
        seen.append(files_in(link.resolve()))

    monkeypatch.setattr(folder.Folder, "place", slowly)
    news(small)
    bake(link, LATER, at_once=True)
    second = files_in(link.resolve())
    assert seen == [first]
    assert second != first and second.keys() == first.keys()
    assert files_in(link.with_name("mirror.1")) == first  # the version before stays as it was
    assert files_in(link.with_name("mirror.2")) == second


def test_what_did_not_change_is_the_same_file_in_both(small, link):
    bake(link, LATER, at_once=True)
    news(small)
    report = bake(link, LATER, at_once=True)
    assert 0 < report.written < report.files
    one, two = (link.with_name(f"mirror.{n}") / "bake.json" for n in (1, 2))
    assert not one.samefile(two)
    style = next(path for path in files_in(link.resolve()) if path.startswith("static/css/"))
    assert (link.with_name("mirror.1") / style).samefile(link.with_name("mirror.2") / style)


def test_where_no_hard_links_are_files_are_copied(small, link, monkeypatch):
    bake(link, LATER, at_once=True)

    def refuse(old, new):
        raise OSError("not on this file system")

    monkeypatch.setattr(os, "link", refuse)
    first = files_in(link.resolve())
    (link / E / "changes" / "index.html").unlink()  # the bake mends what is lost
    bake(link, LATER, at_once=True)
    assert link.resolve().name == "mirror.2"
    assert files_in(link.resolve()) == first


def test_a_bake_that_fails_leaves_the_link_where_it_was_and_the_next_goes_on(small, link, monkeypatch):
    bake(link, LATER, at_once=True)
    first = files_in(link.resolve())
    news(small)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk"):
        patch.setattr(folder.Folder, "remove", lambda self, paths: (_ for _ in ()).throw(OSError("disk")))
        bake(link, LATER, at_once=True)
    assert files_in(link.resolve()) == first
    bake(link, LATER, at_once=True)
    assert link.resolve().name == "mirror.2" and files_in(link.resolve()) != first


def test_nothing_of_others_is_taken_for_the_link_or_its_folders(small, link):
    link.mkdir()
    with pytest.raises(BakeRefused, match="is no link"):
        bake(link, LATER, at_once=True)
    link.rmdir()
    link.with_name("mirror.1").mkdir()
    (link.with_name("mirror.1") / "thesis.txt").write_text("mine")
    with pytest.raises(BakeRefused, match="is not empty and holds no bake.json"):
        bake(link, LATER, at_once=True)
    assert not link.exists() and (link.with_name("mirror.1") / "thesis.txt").read_text() == "mine"


def test_two_at_once_never_take_the_same_link(small, link):
    with at_once.beside(link), pytest.raises(BakeRefused, match="Another bake"):
        bake(link, LATER, at_once=True)


def test_the_command_makes_the_link_and_a_dry_run_does_not(small, link, monkeypatch):
    call_command("bake", link, at_once=True, dry_run=True, processes=1, verbosity=0)
    assert list(link.parent.iterdir()) == []
    call_command("bake", link, at_once=True, processes=1, verbosity=0)
    assert link.is_symlink() and (link / "bake.json").is_file()
    with pytest.raises(CommandError, match="nothing to --force"):
        call_command("bake", link, at_once=True, force=True)


def test_who_follows_looks_through_the_link(small, link):
    bake(link, LATER, at_once=True)
    with one_moment(LATER):
        assert Oven(Order(link, at_once=True)).is_current()
        news(small)
        assert not Oven(Order(link, at_once=True)).is_current()
