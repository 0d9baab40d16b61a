"""Row facts: every named constraint violated once, append-only rows, stamps that are set once."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db import models as db
from django.db.models import ProtectedError
from django.utils import timezone

from elections.models import (
    AppendOnlyError,
    BlocParty,
    Call,
    Constituency,
    ContestEvent,
    Count,
    CountLine,
    DeskLimit,
    Draft,
    Election,
    ElectionWithdrawal,
    FlagRule,
    Freeze,
    NumberTaken,
    PreviousLine,
    PreviousResult,
    RuleError,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def again(row, **changes):
    """A second row that differs from this one by the changes alone."""
    copy = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.fields if not f.primary_key})
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def previous(race):
    result = PreviousResult.objects.create(contest=race, election="2018", source=make.make_source())
    PreviousLine.objects.create(previous=result, name="Ali", votes=1)
    return result


def event(race, **values):
    values = {"kind": "withheld", "date": "2022-10-17", "source": make.make_source(), **values}
    return ContestEvent(contest=race, **values)


def flag_rule(race, **values):
    return FlagRule.objects.create(election=race.election, **{"kind": "recount-margin", "percent": 5, **values})


def draft(race, user):
    return Draft.objects.create(contest=race, user=user, kind="count")


def frozen(race):
    return Freeze.objects.create(election=race.election, version=1, contents=b"")


def withdrawn(race, **values):
    return ElectionWithdrawal.objects.create(**{"election": race.election, "reason": "why", **values})


VIOLATIONS = {
    "withdrawal_one_open_per_election": lambda race: [withdrawn(race) for _ in range(2)],
    "withdrawal_has_reason": lambda race: withdrawn(race, reason=""),
    "withdrawal_leads_elsewhere": lambda race: withdrawn(race, instead=race.election),
    "flagrule_kind_once": lambda race: [flag_rule(race) for _ in range(2)],
    "flagrule_has_threshold": lambda race: flag_rule(race, kind="women-share", percent=None),
    "draft_once_per_editor": lambda race: [draft(race, user) for user in [make.make_editor("drafter")] * 2],
    "freeze_one_open_per_election": lambda race: [frozen(race) for _ in range(2)],
    "desklimit_names_a_place": lambda race: DeskLimit.objects.create(user=make.make_editor("limited")),
    "source_url_is_web": lambda race: make.make_source("ftp", url="ftp://example.org"),
    "assembly_majority_within_size": lambda race: make.make_assembly("pp", size=10, majority=11),
    "constituency_code_unique": lambda race: again(race.constituency, slug="other").save(),
    "constituency_slug_unique": lambda race: again(race.constituency, code="NA-OTHER").save(),
    "election_results_after_polls": lambda race: make.make_election("early", results_from=make.POLLS_CLOSE - HOUR),
    "election_one_featured": lambda race: [make.make_election(slug, featured=True) for slug in ("one", "two")],
    "bloc_slug_unique": lambda race: [make.make_bloc(race.election, "left", slot=s) for s in (1, 2)],
    "bloc_slot_unique": lambda race: [make.make_bloc(race.election, slug, slot=1) for slug in ("left", "right")],
    "bloc_slot_from_one": lambda race: make.make_bloc(race.election, "left", slot=0),
    "bloc_slug_not_reserved": lambda race: make.make_bloc(race.election, "independent"),
    "party_in_one_bloc": lambda race: [make.make_bloc(race.election, slug, "pti") for slug in ("left", "right")],
    "contest_once_per_election": lambda race: make.make_contest(race.election, constituency=race.constituency),
    "contest_women_within_registered": lambda race: make.make_contest(
        race.election, registered_voters=5, registered_women=6
    ),
    "contest_previous_party_or_independent": lambda race: make.make_contest(
        race.election, previous_party=make.make_party("pti"), previous_independent=True
    ),
    "event_once_a_day": lambda race: [event(race).save() for _ in range(2)],
    "event_only_postponed_moves": lambda race: event(race, postponed_to=race.election).save(),
    "event_only_repoll_has_stations": lambda race: event(race, stations=3).save(),
    "candidacy_once_per_contest": lambda race: make.make_candidacy(race, "pti", "imran-khan"),
    "candidacy_bloc_or_outside": lambda race: make.make_candidacy(
        race, bloc=make.make_bloc(race.election, "left"), outside_blocs=True
    ),
    "previous_line_once": lambda race: again(previous(race).lines.get()).save(),
    "count_number_from_one": lambda race: Count(contest=race, number=0, form="press").save(),
    "count_number_unique": lambda race: [make.make_count(race, number=1) for _ in range(2)],
    "count_confirmed_by_another": lambda race: make.make_count(
        race, entered_by=(one := make.make_editor()), confirmed_by=one
    ),
    "count_withdrawn_with_reason": lambda race: make.make_count(race, withdrawn_at=make.NIGHT),
    "countline_once_per_candidacy": lambda race: [
        CountLine.objects.create(
            count=race.counts.get_or_create(number=1, form="press")[0], candidacy=race.pti, votes=1
        )
        for _ in range(2)
    ],
    "call_number_from_one": lambda race: Call(contest=race, candidacy=race.pti, number=0, basis="press").save(),
    "call_number_unique": lambda race: [make.make_call(race, race.pti, number=1) for _ in range(2)],
    "call_confirmed_by_another": lambda race: make.make_call(
        race, race.pti, entered_by=(one := make.make_editor()), confirmed_by=one
    ),
    "call_withdrawn_with_reason": lambda race: make.make_call(race, race.pti, withdrawn_at=make.NIGHT),
}


MODELS = apps.get_app_config("elections").get_models()
CONSTRAINTS = {constraint.name: constraint for model in MODELS for constraint in model._meta.constraints}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(race, name):
    constraint = CONSTRAINTS[name]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        VIOLATIONS[name](race)
    if isinstance(constraint, db.CheckConstraint):
        assert name in str(refused.value)
        assert "violated" not in constraint.violation_error_message
    else:  # SQLite names the columns of a broken unique constraint, PostgreSQL the constraint
        assert name in str(refused.value) or all(column in str(refused.value) for column in constraint.fields)


def test_every_named_constraint_is_violated_above():
    assert set(CONSTRAINTS) == set(VIOLATIONS)


@pytest.mark.parametrize("text", ["NA-22", "na 22", "na--22", "na-", "این-اے", "na-22\n", ""])
def test_a_slug_can_stand_in_an_address(db, text):
    with pytest.raises(ValidationError):
        again(make.make_constituency("NA-1"), slug=text).clean_fields()


def test_a_slug_is_read_only_once_saved(election):
    election.slug = "other"
    with pytest.raises(ValidationError, match="cannot change"):
        election.full_clean()


def test_equal_codes_of_two_delimitations_are_two_seats(race):
    other = again(race.constituency)
    other.delimitation = type(race.constituency.delimitation).objects.create(slug="2024", name="2024")
    other.save()
    assert Constituency.objects.filter(code="NA-22").count() == 2


@pytest.mark.parametrize("name", ["polls_close", "results_from"])
def test_a_contests_own_time_is_only_later(race, name):
    setattr(race, name, getattr(race.election, name) - HOUR)
    with pytest.raises(ValidationError, match="only be later"):
        race.clean()
    setattr(race, name, getattr(race.election, name) + HOUR)
    race.clean()


def test_a_bloc_of_another_election_is_refused(race):
    race.pti.bloc = make.make_bloc(make.make_election("other"), "left")
    with pytest.raises(ValidationError, match="another election"):
        race.pti.clean()


def test_a_party_in_two_alliances_is_refused_with_a_sentence(race):
    make.make_bloc(race.election, "left", "pti")
    second = BlocParty(bloc=make.make_bloc(race.election, "right"), party=make.make_party("pti"))
    with pytest.raises(ValidationError, match="belongs to “Left” in this election already"):
        second.full_clean(exclude=["election"])


def test_a_call_names_a_candidate_and_a_count_of_its_own_contest(race):
    other = make.make_contest(race.election)
    with pytest.raises(ValidationError, match="another contest"):
        Call(contest=other, candidacy=race.pti).clean()
    with pytest.raises(ValidationError, match="another contest"):
        Call(contest=race, candidacy=race.pti, count=make.make_count(other)).clean()


# append-only


def stamped(race, kind, **values):
    if kind == "count":
        return make.make_count(race, {race.pti: 1}, published=False, **values)
    return make.make_call(race, race.pti, published=False, **values)


@pytest.fixture(params=["count", "call"])
def row(request, race):
    return stamped(race, request.param)


def test_what_was_recorded_is_never_saved_again_or_deleted(row):
    for act in (row.save, row.delete, type(row).objects.all().delete):
        with pytest.raises(AppendOnlyError):
            act()
    with pytest.raises(AppendOnlyError):
        type(row).objects.update(number=5)
    line = CountLine.objects.first()
    if line:
        with pytest.raises(AppendOnlyError):
            CountLine.objects.update(votes=5)
        with pytest.raises(AppendOnlyError):
            line.save()


def test_a_line_names_a_candidate_of_the_counts_own_contest(race):
    stranger = make.make_candidacy(make.make_contest(race.election))
    count = make.make_count(race, published=False)
    line = CountLine(count=count, candidacy=stranger, votes=1)
    for act in (line.save, lambda: CountLine.objects.bulk_create([line])):
        with pytest.raises(RuleError, match="another contest"):
            act()
    recorded = Count(contest=race, form="press")
    recorded.votes = {stranger.pk: 1}
    with pytest.raises(RuleError, match="another contest"):
        recorded.record(seen=1)
    assert (Count.objects.count(), CountLine.objects.count()) == (1, 0)


def test_a_published_count_gets_no_further_lines(race):
    count = make.make_count(race, {race.pti: 1})
    line = CountLine(count=count, candidacy=race.ppp, votes=1)
    for act in (line.save, lambda: CountLine.objects.bulk_create([line])):
        with pytest.raises(AppendOnlyError, match="no further lines"):
            act()
    stale = make.make_count(race, published=False)
    Count.objects.get(pk=stale.pk).publish()
    with pytest.raises(AppendOnlyError, match="no further lines"):
        CountLine.objects.create(count=stale, candidacy=race.ppp, votes=1)


def test_a_draft_may_still_get_a_line(race):
    count = make.make_count(race, {race.pti: 1}, published=False)
    CountLine.objects.create(count=count, candidacy=race.ppp, votes=0)
    assert count.lines.count() == 2


@pytest.mark.parametrize("values", [{"published_at": None}, {"withdrawn_reason": ""}, {"confirmed_by": None}])
def test_no_update_takes_a_stamp_off(row, values):
    with pytest.raises(AppendOnlyError, match="never taken off"):
        type(row).objects.update(**values)


def test_an_update_leaves_stamps_alone_that_are_set(race, row):
    assert type(row).objects.update(published_at=make.NIGHT) == 1
    assert type(row).objects.update(published_at=make.NIGHT + HOUR) == 0
    withdrawn = {"withdrawn_at": make.NIGHT, "withdrawn_reason": "misread"}
    assert type(row).objects.update(**withdrawn) == 1
    assert type(row).objects.update(**{**withdrawn, "withdrawn_reason": "another"}) == 0
    row.refresh_from_db()
    assert (row.published_at, row.withdrawn_reason) == (make.NIGHT, "misread")


def test_no_bulk_writing_overwrites_what_is_recorded(row):
    with pytest.raises(AppendOnlyError):
        type(row).objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["number"])


def test_nothing_is_published_ahead(row):
    with pytest.raises(RuleError, match="lies in the future"):
        row.publish(at=timezone.now() + HOUR)
    assert type(row).objects.get().published_at is None
    row.publish(at=make.NIGHT)
    assert type(row).objects.get().published_at == make.NIGHT


def test_contests_with_counts_cannot_be_deleted(race):
    make.make_count(race, {race.pti: 1})
    with pytest.raises((ProtectedError, AppendOnlyError)):
        race.delete()


def test_publishing_sets_its_stamp_once_and_bumps_the_version(row):
    row.publish()
    published = type(row).objects.get(pk=row.pk)
    assert published.published_at == row.published_at is not None
    assert Election.objects.get().version == 2
    with pytest.raises(RuleError, match="already done"):
        row.publish()
    assert Election.objects.get().version == 2


def test_withdrawing_needs_a_reason(row, editor):
    row.publish()
    for reason in ("", "  \n"):
        with pytest.raises(RuleError, match="Say why"):
            row.withdraw(editor, reason)
    row.withdraw(editor, " misread ")
    withdrawn = type(row).objects.get(pk=row.pk)
    assert (withdrawn.withdrawn_reason, withdrawn.withdrawn_by) == ("misread", editor)
    assert Election.objects.get().version == 3


def test_what_is_withdrawn_stays_withdrawn(row, editor, second_editor):
    row.withdraw(editor, "misread")
    for act in (row.publish, lambda: row.confirm(second_editor), lambda: row.withdraw(editor, "again")):
        with pytest.raises(RuleError):
            act()


def test_the_second_person_is_never_the_same(race, editor, second_editor):
    for kind in ("count", "call"):
        row = stamped(race, kind, entered_by=editor)
        with pytest.raises(RuleError, match="second person"):
            row.confirm(editor)
        row.confirm(second_editor)
        with pytest.raises(RuleError, match="already done"):
            row.confirm(second_editor)


@pytest.mark.parametrize(("rule", "needing"), [("none", set()), ("calls", {"call"}), ("counts", {"count", "call"})])
def test_what_needs_a_second_person_is_the_elections_rule(race, editor, second_editor, rule, needing):
    Election.objects.update(second_person=rule)
    race.refresh_from_db()
    for kind in ("count", "call"):
        row = stamped(race, kind, entered_by=editor)
        if kind in needing:
            with pytest.raises(RuleError, match="second person"):
                row.publish()
            row.confirm(second_editor)
        row.publish()
        assert row.published_at


def test_the_number_is_the_one_the_editor_saw_plus_one(race):
    first = Count(contest=race, form="press")
    first.votes = {race.pti.pk: 10, race.ppp.pk: 0}
    first.record(seen=0)
    assert (first.number, dict(first.lines.values_list("candidacy", "votes"))) == (1, {race.pti.pk: 10, race.ppp.pk: 0})
    with pytest.raises(NumberTaken):
        Count(contest=race, form="press").record(seen=0)
    Count(contest=race, form="press").record(seen=1)
    assert Count.last_number(race) == 2


def test_a_resend_with_the_same_token_records_nothing(race):
    first = Count(contest=race, form="press")
    first.record(seen=0)
    resent = Count(contest=race, form="press", token=first.token)
    with pytest.raises(IntegrityError), transaction.atomic():
        resent.record(seen=1)
    assert Count.objects.count() == 1


# roles, and what may be published


def test_a_stamp_keeps_who_set_it_and_in_which_role(race, editor):
    count = make.make_count(race, {race.pti: 1}, published=False)
    count.publish(by=editor)
    count.withdraw(editor, "misread")
    stored = Count.objects.get(pk=count.pk)
    assert (stored.published_by, stored.published_role) == (editor, "chief")  # who may confirm calls
    assert (stored.withdrawn_by, stored.withdrawn_role) == (editor, "chief")


def test_an_import_publishes_as_nobody(race):
    count = make.make_count(race, {race.pti: 1}, published=False)
    count.publish()
    stored = Count.objects.get(pk=count.pk)
    assert (stored.published_by, stored.published_role, bool(stored.published_at)) == (None, "", True)


def by_the_returning_officer_alone(race):
    Election.objects.update(publishable="returning-officer")
    race.election.refresh_from_db()


@pytest.mark.parametrize(("form", "allowed"), [("phone", False), ("press", False), ("form-47", True)])
def test_only_a_returning_officers_count_is_published_where_the_rule_says_so(race, form, allowed):
    by_the_returning_officer_alone(race)
    published(make.make_count(race, {race.pti: 1}, published=False, form=form), allowed)


@pytest.mark.parametrize(("basis", "allowed"), [("press", False), ("newsroom", False), ("returning-officer", True)])
def test_only_a_returning_officers_call_is_published_where_the_rule_says_so(race, basis, allowed):
    by_the_returning_officer_alone(race)
    published(make.make_call(race, race.pti, basis, published=False), allowed)


def published(row, allowed):
    if allowed:
        row.publish()
    else:
        with pytest.raises(RuleError, match="returning officer"):
            row.publish()
    assert bool(type(row).objects.get(pk=row.pk).published_at) is allowed
