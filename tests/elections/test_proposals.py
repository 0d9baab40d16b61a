"""What a recorded count or call would change, old → new, and what may be done with it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from elections.desk.freezing import freeze
from elections.desk.proposals import proposal, proposal_of
from elections.desk.records import UnknownRecord, shown_of, state_of
from elections.models import Election
from elections.roles import make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(race):
    """PTI leads in 40 stations of a seat of two alliances."""
    make.make_bloc(race.election, "left", "pti"), make.make_bloc(race.election, "right", "ppp")
    race.first = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=4)
    return race


def person(name: str, role: str):
    make_roles()
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


def test_a_count_is_shown_as_what_it_changes(night, editor):
    new = make.make_count(night, {night.pti: 600, night.ppp: 750}, published=False, stations_reported=9)
    found = proposal(new, editor)
    assert [(line.candidate.person.slug, line.old, line.new, line.more) for line in found.lines] == [
        ("abdul-hakeem", 400, 750, 350),
        ("imran-khan", 500, 600, 100),
    ]
    assert (found.now.leader.person.slug, found.then.leader.person.slug) == ("imran-khan", "abdul-hakeem")
    assert (found.now.margin_votes, found.then.margin_votes) == (100, 150)
    assert (found.now.stations_reported, found.then.stations_reported) == (4, 9)
    assert {(seats.group.slug, seats.won, seats.leading) for seats in found.seats} == {
        ("left", (0, 0), (1, 0)),
        ("right", (0, 0), (0, 1)),
    }


def test_a_call_is_shown_as_the_seat_it_wins(night, editor):
    call = make.make_call(night, night.pti, published=False, count=night.first)
    found = proposal(call, editor)
    assert (found.now.status, found.then.status) == ("counting", "unofficial")
    assert {seats.group.slug: (seats.won, seats.leading) for seats in found.seats if seats.moves} == {
        "left": ((0, 1), (1, 0))
    }
    assert found.snapshot.by_slug["na-22"].winner.person.slug == "imran-khan"


def test_a_figure_that_is_not_known_has_no_difference(night, editor):
    new = make.make_count(night, {night.pti: 0}, published=False)
    lines = {line.candidate.person.slug: line for line in proposal(new, editor).lines}
    assert (lines["imran-khan"].new, lines["imran-khan"].more) == (0, -500)
    assert (lines["abdul-hakeem"].new, lines["abdul-hakeem"].more) == (None, None)


def test_under_embargo_it_is_drawn_for_the_moment_readers_can_see_it(night, editor):
    now = timezone.now()
    Election.objects.update(polls_close=now, results_from=now + timedelta(hours=1))
    new = make.make_count(night, {night.pti: 600, night.ppp: 450}, published=False)
    found = proposal(new, editor)
    assert found.embargoed_until == found.at == Election.objects.get().results_from
    assert (found.now.margin_votes, found.then.margin_votes) == (100, 150)
    assert proposal(night.first, editor).then.count.number == 1


def test_a_freeze_does_not_hide_what_is_compared(night, editor):
    freeze(night.election, editor, "figures doubted")
    make.make_count(night, {night.pti: 700, night.ppp: 400})
    new = make.make_count(night, {night.pti: 800, night.ppp: 400}, published=False)
    found = proposal(new, editor)
    assert (found.now.margin_votes, found.then.margin_votes) == (300, 400)


def test_what_the_desk_alone_knows_comes_along(night, editor, second_editor):
    finding = {"code": "votes-fall", "severity": "warning", "sentence": "Fewer votes than before."}
    extra = {"findings": [finding], "override_reason": "read twice", "private_note": "call back"}
    new = make.make_count(night, published=False, entered_by=second_editor, **extra)
    found = proposal(new, editor)
    assert (found.warnings, found.override_reason) == (("Fewer votes than before.",), "read twice")
    assert (found.entered.by, found.private_note, found.own) == ("second-editor", "call back", False)
    assert proposal(new, second_editor).own


def test_a_call_that_rests_on_a_hidden_count_says_so(night, editor):
    hidden = make.make_count(night, published=False)
    assert proposal(make.make_call(night, night.pti, published=False, count=hidden), editor).rests_on_hidden == 2
    assert (
        proposal(make.make_call(night, night.pti, published=False, count=night.first), editor).rests_on_hidden is None
    )


def test_each_state_of_a_life(night, editor):
    draft = make.make_count(night, {night.pti: 600}, published=False, form="phone")
    assert (state_of(night.first), state_of(draft)) == ("public", "publish")
    for change, state in (
        ({"second_person": "counts"}, "confirm"),
        ({"publishable": "returning-officer"}, "held"),
    ):
        Election.objects.update(**change)
        draft.contest.election.refresh_from_db()
        assert state_of(draft) == state
    make.make_count(night, {night.pti: 700})
    assert (state_of(night.first), state_of(draft)) == ("replaced", "replaced")
    night.first.withdraw(editor, "misread")
    assert state_of(night.first) == "withdrawn"


def test_what_is_past_is_shown_with_its_own_figures(night, editor):
    make.make_count(night, {night.pti: 700, night.ppp: 600})
    found = proposal(night.first, editor)
    assert not found.shows
    assert {(line.old, line.new) for line in found.lines} == {(700, 500), (600, 400)}
    assert found.then == found.now


def moves(row, change) -> bool:
    """Whether a change, undone by nobody, gives what the screen shows another name."""
    before = shown_of(row)
    change()
    return shown_of(row) != before


def test_what_a_screen_shows_has_a_name_that_moves_with_it(night, editor):
    row = make.make_count(night, {night.pti: 600}, published=False)
    call = make.make_call(night, night.pti, published=False, count=night.first)
    assert shown_of(row) != shown_of(call)
    pti = night.pti
    assert moves(row, lambda: type(pti.person).objects.filter(pk=pti.person.pk).update(name="Another"))
    assert moves(row, lambda: type(pti).objects.filter(pk=pti.pk).update(party=make.make_party("new")))
    assert moves(row, lambda: type(night).objects.filter(pk=night.pk).update(state="void"))
    assert moves(row, lambda: make.make_call(night, night.ppp))
    assert moves(call, lambda: night.first.withdraw(editor, "misread"))
    assert moves(row, lambda: freeze(night.election, editor, "figures doubted"))


def test_the_name_of_what_a_screen_shows_stays_as_long_as_nothing_moves(night, editor, monkeypatch):
    now = timezone.now()
    Election.objects.update(polls_close=now, results_from=now + timedelta(hours=1))
    row = make.make_count(night, {night.pti: 600}, published=False)
    before = shown_of(row)
    make.make_count(make.make_contest(night.election), {})
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    assert shown_of(row) == before == proposal(row, editor).seen


def test_an_address_that_names_nothing(night, editor):
    assert proposal_of("by-2022-10-16", "na-22", "count", 1, editor).number == 1
    for address in (
        ("by-2022-10-16", "na-22", "count", 2),
        ("by-2022-10-16", "na-22", "call", 1),
        ("x", "na-22", "count", 1),
    ):
        with pytest.raises(UnknownRecord):
            proposal_of(*address, editor)


@pytest.mark.parametrize(
    ("role", "rule", "count_acts", "call_acts"),
    [
        ("reader", "none", (), ()),
        ("entry", "none", ("publish", "withdraw"), ()),
        ("entry", "counts", ("withdraw",), ()),
        ("chief", "none", ("publish", "confirm", "withdraw"), ("publish", "confirm", "withdraw")),
        ("chief", "counts", ("confirm-publish", "confirm", "withdraw"), ("confirm-publish", "confirm", "withdraw")),
    ],
)
def test_what_each_role_can_do_with_what_another_entered(night, second_editor, role, rule, count_acts, call_acts):
    Election.objects.update(second_person=rule)
    night.election.refresh_from_db()
    user = person("someone", role)
    count = make.make_count(night, {night.pti: 600}, published=False, entered_by=second_editor)
    call = make.make_call(night, night.pti, published=False, entered_by=second_editor)
    assert proposal(count, user).acts == count_acts
    assert proposal(call, user).acts == call_acts


def test_nobody_is_offered_to_confirm_what_they_entered(night):
    Election.objects.update(second_person="counts")
    night.election.refresh_from_db()
    chief = person("chief", "chief")
    own = make.make_count(night, {night.pti: 600}, published=False, entered_by=chief)
    assert proposal(own, chief).acts == ("withdraw",)


def test_limits_hold_for_decisions_too(night):
    entry = person("entry", "entry")
    entry.desk_limits.create(assembly=make.make_assembly("pp"))
    assert proposal(make.make_count(night, published=False), entry).acts == ()
