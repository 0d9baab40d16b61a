"""Rehearsals are copied from a real election and wiped; a real election never is."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from elections import models
from elections.desk.freezing import freeze
from elections.desk.rehearsals import RECORDED, rehearse, wipe
from elections.models import RuleError
from elections.public import listed, snapshot, states
from tests import factories as make

pytestmark = pytest.mark.django_db
SLUG = "by-2022-10-16"


@pytest.fixture
def busy(race, editor):
    """An election with rows in every table of the desk."""
    count = make.make_count(race, {race.pti: 60, race.ppp: 40})
    count.further_sources.add(make.make_source("second"))
    make.make_call(race, race.pti, count=count).further_sources.add(make.make_source("second"))
    models.Draft.objects.create(contest=race, user=editor, kind="count")
    models.FormPhoto.objects.create(count=count, name="form.jpg", media_type="image/jpeg", data=b"x")
    freeze(race.election, editor, "checking")
    return race


def rows() -> dict[str, int]:
    return {model._meta.model_name: model._base_manager.count() for model, _way in RECORDED}


def test_a_rehearsal_is_wiped_of_all_that_was_recorded(busy, editor):
    models.Election.objects.update(rehearsal=True)
    before, version = rows(), models.Election.objects.get().version
    assert wipe(busy.election, editor) == before
    assert min(before.values()) >= 1 and set(rows().values()) == {0}
    assert (busy.candidacies.count(), models.Source.objects.count()) == (2, 2)
    assert models.Election.objects.get().version == version + 1 == states()[SLUG].version
    assert snapshot(SLUG, make.NIGHT).by_slug["na-22"].status == "awaiting"


def test_a_real_election_is_never_wiped(busy, editor):
    before = rows()
    with pytest.raises(RuleError, match="real election"):
        wipe(busy.election, editor)
    busy.election.rehearsal = True  # what someone holds is not what is stored
    with pytest.raises(RuleError, match="real election"):
        wipe(busy.election, editor)
    assert rows() == before


def test_only_this_rehearsal_is_wiped(busy, editor):
    models.Election.objects.update(rehearsal=True)
    other = make.make_contest(make.make_election("other", rehearsal=True), "NA-31")
    make.make_count(other, {make.make_candidacy(other, "pti"): 5})
    wipe(busy.election, editor)
    assert (rows()["count"], rows()["countline"]) == (1, 1)


def test_the_command_tells_what_it_would_delete(busy):
    models.Election.objects.update(rehearsal=True)
    before, out = rows(), StringIO()
    call_command("wipe_rehearsal", SLUG, "--dry-run", stdout=out)
    assert rows() == before and "Dry run, nothing deleted: formphoto 1, countline 2, call 1" in out.getvalue()
    call_command("wipe_rehearsal", SLUG, stdout=out)
    assert set(rows().values()) == {0}


@pytest.mark.parametrize(("slug", "message"), [(SLUG, "real election"), ("none", "no election")])
def test_the_command_refuses_with_a_sentence(busy, slug, message):
    with pytest.raises(CommandError, match=message):
        call_command("wipe_rehearsal", slug)


def test_an_election_is_copied_without_its_results(busy):
    make.make_bloc(busy.election, "left", "pti")
    moved = make.make_bloc(busy.election, "right")
    models.Candidacy.objects.filter(pk=busy.ppp.pk).update(bloc=moved)
    models.FlagRule.objects.create(election=busy.election, kind="recount-margin", percent=5)
    models.Contest.objects.update(state="void", note="why", polls_close=make.NIGHT)
    at = timezone.now() - timedelta(minutes=1)
    made = rehearse(busy.election, "trial", at)
    assert (made.rehearsal, made.featured, made.results_from - made.polls_close) == (True, False, timedelta(hours=1))
    assert made.name == "Rehearsal: By-elections by-2022-10-16"
    found = snapshot("trial", at + timedelta(hours=2))
    (result,) = found.results
    assert (result.status, result.contest.state, result.contest.note.en) == ("awaiting", "", "")
    blocs = {candidate.person.slug: candidate.bloc.slug for candidate in result.contest.candidates}
    assert blocs == {"imran-khan": "left", "abdul-hakeem": "right"}
    assert (len(found.blocs), len(result.contest.flag_rules), result.contest.polls_close) == (2, 1, at)
    assert [row.slug for row in listed()] == [SLUG]


def test_its_day_is_that_of_the_clocks_there(busy):
    evening = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)  # half past one of the 23rd in Karachi
    assert str(rehearse(busy.election, "trial", evening).date) == "2026-11-23"


def test_the_command_copies_and_refuses_what_is_taken(busy):
    out = StringIO()
    call_command("rehearse", SLUG, "--as", "trial", stdout=out)
    assert "trial: a rehearsal with 1 contests" in out.getvalue()
    for arguments, message in (((SLUG, "--as", "trial"), "already"), (("none", "--as", "x"), "no election")):
        with pytest.raises(CommandError, match=message):
            call_command("rehearse", *arguments)
    with pytest.raises(CommandError, match="small letters"):
        call_command("rehearse", SLUG, "--as", "Not A Slug")
    with pytest.raises(CommandError, match="offset"):
        call_command("rehearse", SLUG, "--as", "later", "--at", "2026-11-22T17:00")
