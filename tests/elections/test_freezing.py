"""A freeze holds what is public at one version, and lets all of it go at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from elections.desk.freezing import freeze, lift
from elections.models import Contest, ContestEvent, Election, FlagRule, Freeze, Party, Person, RuleError
from elections.public import listed, snapshot, states
from elections.public.record import converter, held
from elections.public.shelf import Shelf
from tests import factories as make
from tests.factories import NIGHT, POLLS_CLOSE, RESULTS_FROM

SLUG = "by-2022-10-16"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def rich(race, editor):
    """A seat with every kind of value that a freeze has to keep."""
    source = make.make_source("paper", published=race.election.date)
    make.make_bloc(race.election, "left", "pti")
    FlagRule.objects.create(election=race.election, kind="recount-margin", percent="5.00", law="Act", public=True)
    Contest.objects.update(registered_source=source, previous_party=make.make_party("ppp"))
    other = make.make_election("later")
    ContestEvent.objects.create(
        contest=race,
        kind="postponed",
        date=race.election.date,
        source=source,
        postponed_to=other,
        person=race.pti.person,
    )
    count = make.make_count(race, {race.pti: 60, race.ppp: 0}, turnout_reported="29.02", as_of=NIGHT)
    make.make_call(race, race.pti, count=count)
    make.make_call(race, race.ppp, withdrawn_at=NIGHT, withdrawn_reason="misread", withdrawn_by=editor)
    return race


def unchanged(before, after):
    """Two snapshots are the same but for their version and the mark of the freeze."""
    assert after.results == before.results
    assert (after.changes, after.blocs, after.total) == (before.changes, before.blocs, before.total)


@pytest.mark.django_db
def test_a_freeze_keeps_every_value_as_it_was(rich, editor, django_assert_num_queries):
    before = snapshot(SLUG, NIGHT)
    freeze(rich.election, editor, "checking")
    held.cache_clear()
    unchanged(before, snapshot(SLUG, NIGHT))
    with django_assert_num_queries(15):
        snapshot(SLUG, NIGHT)


@pytest.mark.django_db
def test_nothing_moves_while_it_lasts_and_everything_when_it_is_lifted(rich, editor):
    frozen = freeze(rich.election, editor, "checking")
    before, state = snapshot(SLUG, NIGHT), str(states(NIGHT)[SLUG])
    make.make_count(rich, {rich.pti: 1, rich.ppp: 99}, published=False).publish(by=editor)
    rich.calls.get(number=1).withdraw(editor, "misread")
    Person.objects.update(name="Renamed")
    Party.objects.update(short="Renamed")
    Election.bump_all()
    for warm in (True, False):
        if not warm:
            held.cache_clear()
        now = snapshot(SLUG, NIGHT)
        unchanged(before, now)
        assert str(states(NIGHT)[SLUG]) == now.election.state == state == f"{frozen.version}.2"
        assert (now.election.frozen_at, listed(NIGHT)[0].frozen_at) == (frozen.at, frozen.at)
    lift(rich.election, editor)
    after = snapshot(SLUG)
    assert (after.by_slug["na-22"].winner, after.by_slug["na-22"].leader.person.name.en) == (None, "Renamed")
    assert (after.election.frozen_at, states()[SLUG].frozen) == (None, None)
    assert after.election.version > frozen.version + 3


@pytest.mark.django_db
def test_it_moves_the_version_once_at_each_end(race, editor):
    versions = [Election.objects.get().version]
    for act in (lambda: freeze(race.election, editor, "checking"), lambda: lift(race.election, editor)):
        act()
        versions.append(states()[SLUG].version)
    assert versions == [1, 2, 3]


@pytest.mark.django_db
def test_phases_pass_and_what_was_embargoed_stays_out(race, editor, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: POLLS_CLOSE - HOUR)
    make.make_count(race, {race.pti: 60, race.ppp: 40}, published_at=POLLS_CLOSE - HOUR)
    freeze(race.election, editor, "checking")
    found = [snapshot(SLUG, at).by_slug["na-22"] for at in (POLLS_CLOSE - SECOND, POLLS_CLOSE, RESULTS_FROM)]
    assert [(result.status, result.count) for result in found] == [
        ("scheduled", None),
        ("awaiting", None),
        ("awaiting", None),
    ]
    assert [states(at)[SLUG].phase for at in (POLLS_CLOSE - SECOND, POLLS_CLOSE, RESULTS_FROM)] == [0, 1, 2]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)
    lift(race.election, editor)
    assert snapshot(SLUG, NIGHT).by_slug["na-22"].status == "counting"


@pytest.mark.django_db
def test_an_own_time_that_changes_underneath_moves_no_phase(race, editor):
    freeze(race.election, editor, "checking")
    Contest.objects.update(results_from=NIGHT - HOUR)
    race.election.bump()
    assert states(NIGHT)[SLUG].phase == snapshot(SLUG, NIGHT).election.phase == 2


@pytest.mark.django_db
def test_the_desks_preview_looks_past_a_freeze(race, editor):
    freeze(race.election, editor, "checking")
    draft = make.make_count(race, {race.pti: 60, race.ppp: 40}, published=False)
    assert snapshot(SLUG, NIGHT, draft).by_slug["na-22"].status == "counting"
    assert snapshot(SLUG, NIGHT).by_slug["na-22"].count is None


@pytest.mark.django_db
def test_other_elections_move_on(race, editor):
    other = make.make_election("other")
    freeze(race.election, editor, "checking")
    other.bump()
    assert (states()["other"].version, states()["other"].frozen) == (2, None)
    assert snapshot("other").election.frozen_at is None


@pytest.mark.django_db
def test_an_election_is_frozen_once_with_a_reason_and_lifted_once(race, editor):
    with pytest.raises(RuleError, match="why"):
        freeze(race.election, editor, " ")
    with pytest.raises(RuleError, match="not frozen"):
        lift(race.election, editor)
    first = freeze(race.election, editor, "checking")
    with pytest.raises(RuleError, match="already"):
        freeze(race.election, editor, "again")
    assert (lift(race.election, editor).pk, Freeze.objects.get().lifted_by) == (first.pk, editor)
    assert freeze(race.election, editor, "again").pk != first.pk


@pytest.mark.django_db
def test_a_freeze_that_cannot_be_read_shows_no_figures_and_no_error(rich, editor, caplog):
    frozen = freeze(rich.election, editor, "checking")
    Freeze.objects.update(contents=b"written by an older version")
    held.cache_clear()
    found = snapshot(SLUG, NIGHT)
    result = found.by_slug["na-22"]
    assert (result.count, result.winner, result.contest.corrections, found.changes) == (None, None, (), ())
    assert (found.election.state, found.election.frozen_at) == (f"{frozen.version}.2", frozen.at)
    assert [state.version for state in states(NIGHT).values() if state.slug == SLUG] == [frozen.version]
    assert listed(NIGHT)[0].frozen_at == frozen.at
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
def test_values_come_back_from_json_as_they_were(rich):
    before = snapshot(SLUG, NIGHT).by_slug["na-22"].contest
    text = converter.dumps(before)
    assert converter.loads(text, type(before)) == before


@pytest.mark.django_db
def test_a_field_that_came_later_has_its_default(rich):
    before = snapshot(SLUG, NIGHT).by_slug["na-22"].contest
    plain = converter.unstructure(before)
    del plain["flag_rules"], plain["counts"][0]["role"]
    plain["gone"] = "a field of an older version"
    assert converter.structure(plain, type(before)).flag_rules == ()


@pytest.mark.django_db(transaction=True)
def test_it_locks_the_election_before_it_reads_so_that_a_publication_is_wholly_in_or_out(race, editor):
    """A publication is one transaction that bumps the election: it cannot end between the lock and the last read."""
    with CaptureQueriesContext(connection) as queries:
        freeze(race.election, editor, "checking")
    begin, first, *rest = [query["sql"] for query in queries if "roles" not in query["sql"]]
    assert begin.startswith("BEGIN") and first.startswith("SELECT") and '"elections_election"' in first
    assert ("IMMEDIATE" in begin) if connection.vendor == "sqlite" else ("FOR UPDATE" in first)
    assert rest[-1] == "COMMIT" and not any(sql in ("BEGIN", "COMMIT") for sql in rest[:-1])


@pytest.mark.django_db
def test_a_reader_who_began_before_the_freeze_sees_nothing_published_behind_it(race, editor, monkeypatch):
    plain = Shelf._previous

    def meanwhile(shelf):
        monkeypatch.setattr(Shelf, "_previous", plain)
        freeze(race.election, editor, "checking")
        make.make_count(race, {race.pti: 60, race.ppp: 40})
        return plain(shelf)

    monkeypatch.setattr(Shelf, "_previous", meanwhile)
    assert snapshot(SLUG, NIGHT).election.frozen_at is not None


@pytest.mark.django_db
def test_what_had_to_wait_for_a_freeze_is_dated_after_it_and_nobody_saw_it(race, editor, monkeypatch):
    """The moment is taken once the election's row is locked: until then a freeze may still be under way."""
    drafts = [make.make_count(race, {race.pti: n, race.ppp: 1}, published=False) for n in (60, 70)]
    clock = [timezone.now()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[-1])
    plain = Election.objects.select_for_update

    def waits_for_a_freeze():
        monkeypatch.setattr(Election.objects, "select_for_update", plain)
        clock.append(clock[-1] + SECOND)
        freeze(race.election, editor, "checking")
        return plain()

    monkeypatch.setattr(Election.objects, "select_for_update", waits_for_a_freeze)
    for draft in drafts:
        draft.publish(by=editor)
    clock.append(clock[-1] + SECOND)
    drafts[1].withdraw(editor, "misread")
    clock.append(clock[-1] + SECOND)
    ended = lift(race.election, editor).lifted_at
    assert drafts[0].published_at == Freeze.objects.get().at
    assert [(c.kind, c.number, c.at) for c in snapshot(SLUG).changes] == [("count", 1, ended)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_stamp_locks_the_election_first_as_a_freeze_does(race, editor, verb):
    """In one order everywhere, so that no two of them wait for each other."""
    count = make.make_count(race, {race.pti: 60, race.ppp: 40}, published=False)
    with CaptureQueriesContext(connection) as queries:
        count.publish(by=editor) if verb == "publish" else count.withdraw(editor, "misread")
    inside = [query["sql"] for query in queries]
    begin = next(number for number, sql in enumerate(inside) if sql.startswith("BEGIN"))
    assert inside[begin + 1].startswith("SELECT") and 'FROM "elections_election"' in inside[begin + 1]
    assert connection.vendor == "sqlite" or "FOR UPDATE" in inside[begin + 1]
