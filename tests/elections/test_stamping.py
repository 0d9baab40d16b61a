"""Confirming, publishing and withdrawing at the desk: by whom, on what they saw, and that it is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from elections.desk.records import shown_of
from elections.models import Call, Contest, Count, Election, Person
from elections.roles import make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db


def person(name: str, role: str = ""):
    make_roles()
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(row, verb: str = "") -> str:
    place = [row.contest.election.slug, row.contest.constituency.slug, row._meta.model_name, row.number]
    return reverse("admin:desk_stamp", args=[*place, verb]) if verb else reverse("review", args=place)


def act(client, row, verb, **data):
    return client.post(address(row, verb), {"seen": shown_of(row), **data})


def said(response) -> str:
    return " | ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def chief(db):
    return signed_in(person("chief", "chief"))


@pytest.fixture(params=["count", "call"])
def row(request, race, second_editor):
    values = {"published": False, "entered_by": second_editor}
    if request.param == "count":
        return make.make_count(race, {race.pti: 5}, **values)
    return make.make_call(race, race.pti, basis="returning-officer", **values)


def again(row):
    return type(row).objects.get(pk=row.pk)


def board(row) -> str:
    return reverse("admin:desk", args=[row.contest.election.slug])


def test_confirm_then_publish_then_withdraw(chief, row):
    response = act(chief, row, "confirm")
    assert (response.url, again(row).confirmed_by.username) == (address(row), "chief")
    assert again(row).published_at is None
    response = act(chief, row, "publish")
    assert response.url == board(row)
    assert "published" in said(response)
    row = again(row)
    assert (row.published_by.username, row.published_role) == ("chief", "chief")
    assert act(chief, row, "withdraw", reason="misread").url == board(row)
    row = again(row)
    assert (row.withdrawn_by.username, row.withdrawn_role, row.withdrawn_reason) == ("chief", "chief", "misread")


def test_confirm_and_publish_is_one_act(chief, row):
    Election.objects.update(second_person="counts")
    act(chief, row, "confirm-publish")
    assert again(row).confirmed_at
    assert again(row).published_at


def test_every_act_is_written_into_the_log_with_its_reason(chief, row):
    act(chief, row, "confirm"), act(chief, row, "publish"), act(chief, row, "withdraw", reason="misread by us")
    entries = LogEntry.objects.filter(object_id=row.pk).order_by("pk")
    assert [entry.user.username for entry in entries] == ["chief"] * 3
    told = [entry.change_message for entry in entries]
    assert "Confirmed" in told[0]
    assert "Published" in told[1]
    assert "Withdrawn" in told[2]
    assert "misread by us" in told[2]


def test_nobody_confirms_what_they_entered_alone_or_with_publishing(row, second_editor):
    Election.objects.update(second_person="counts")
    own = signed_in(second_editor)
    for verb in ("confirm", "confirm-publish"):
        response = act(own, row, verb)
        assert "A second person has to confirm" in said(response)
        assert response.url == address(row)
    assert not again(row).confirmed_at
    assert not again(row).published_at


def test_publishing_waits_for_the_second_person(chief, row):
    Election.objects.update(second_person="counts")
    assert "asks for a second person" in said(act(chief, row, "publish"))
    assert again(row).published_at is None
    assert not LogEntry.objects.exists()


def test_what_moved_meanwhile_is_refused_and_shown_afresh(chief, row):
    seen = shown_of(row)
    other = make.make_count(row.contest, {row.contest.pti: 4}, number=7)
    for verb in ("confirm", "publish", "confirm-publish", "withdraw"):
        response = act(chief, row, verb, seen=seen, reason="misread")
        assert (response.url, "Nothing was done" in said(response)) == (address(row), True)
    assert not {again(row).confirmed_at, again(row).published_at, again(row).withdrawn_at} - {None}
    assert "Nothing was done" in chief.get(address(row)).content.decode()
    assert other.number == 7


def test_without_having_seen_anything_nothing_is_done(chief, row):
    assert "Nothing was done" in said(chief.post(address(row, "publish")))
    assert again(row).published_at is None


def test_a_count_that_a_later_public_one_overtook_is_not_published(chief, race):
    old = make.make_count(race, {race.pti: 5}, published=False)
    make.make_count(race, {race.pti: 6})
    assert "would change nothing" in said(act(chief, old, "publish"))
    assert again(old).published_at is None
    act(chief, old, "withdraw", reason="overtaken")
    assert again(old).withdrawn_at


def test_withdrawing_takes_a_reason(chief, row):
    assert "Say why this is withdrawn" in said(act(chief, row, "withdraw", reason="  "))
    assert again(row).withdrawn_at is None


def test_a_second_time_is_refused_in_words(chief, row):
    act(chief, row, "publish")
    assert "already done" in said(act(chief, row, "publish"))
    assert LogEntry.objects.count() == 1


@pytest.fixture
def called(race, second_editor):
    """PTI leads with all stations in; a call of it that rests on that count waits."""
    race.count = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=10)
    return make.make_call(race, race.pti, published=False, entered_by=second_editor, count=race.count)


@pytest.mark.parametrize("verb", ["confirm", "publish", "confirm-publish"])
def test_a_call_whose_count_was_withdrawn_since_is_refused(chief, called, editor, verb):
    called.count.withdraw(editor, "misread")
    assert "was withdrawn" in said(act(chief, called, verb))
    assert not again(called).confirmed_at
    assert not again(called).published_at
    act(chief, called, "withdraw", reason="its count is gone")
    assert again(called).withdrawn_at


@pytest.mark.parametrize("state", ["void", "postponed", "terminated", "withheld"])
def test_a_call_in_a_seat_without_a_poll_by_now_is_refused(chief, called, state):
    Contest.objects.update(state=state)
    assert "no winner to call" in said(act(chief, called, "publish"))
    assert not again(called).published_at


@pytest.mark.parametrize("state", ["void", "postponed", "terminated"])
def test_no_count_of_a_poll_that_does_not_stand_is_published(chief, race, second_editor, state):
    count = make.make_count(race, {race.pti: 5}, published=False, entered_by=second_editor)
    Contest.objects.update(state=state)
    for verb in ("confirm", "publish", "confirm-publish"):
        assert "no count of it can be published" in said(act(chief, count, verb))
    assert not again(count).confirmed_at
    assert not again(count).published_at


def test_what_was_not_known_when_a_call_was_recorded_takes_a_new_one(chief, called):
    make.make_count(called.contest, {called.contest.pti: 500, called.contest.ppp: 600}, published=False)
    sentence = said(act(chief, called, "publish"))
    assert "is not ahead in the latest count" in sentence
    assert "call the seat anew" in sentence
    assert not again(called).published_at


def against_a_warning(race, by) -> Call:
    """Four of ten stations in; a call recorded in the knowledge that the lead can be overtaken."""
    count = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=4, valid_votes=900)
    kept = [{"code": "overtakable", "severity": "warning", "sentence": "The lead can still be overtaken."}]
    values = {"findings": kept, "override_reason": "strongholds alone are out", "count": count}
    return make.make_call(race, race.pti, "newsroom", published=False, entered_by=by, **values)


def one_who_decides(name: str):
    """An editor who confirms and publishes calls, and is no chief."""
    user = person(name, "entry")
    names = ["confirm_call", "publish_call"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_a_call_against_a_known_warning_is_published_by_a_chief(chief, race):
    call = against_a_warning(race, person("clerk", "entry"))
    act(chief, call, "publish")
    assert again(call).published_at


@pytest.mark.parametrize("verb", ["confirm", "publish", "confirm-publish"])
def test_a_call_against_a_warning_waits_for_a_chief_whoever_else_may_publish(race, verb):
    call = against_a_warning(race, person("clerk", "entry"))
    assert "A chief has to confirm this" in said(act(signed_in(one_who_decides("night")), call, verb))
    assert not again(call).confirmed_at
    assert not again(call).published_at


def test_once_a_chief_confirmed_it_or_recorded_it_others_may_publish_it(chief, race, second_editor):
    call = against_a_warning(race, person("clerk", "entry"))
    act(chief, call, "confirm")
    act(signed_in(one_who_decides("night")), again(call), "publish")
    assert again(call).published_at
    own = against_a_warning(race, person("second-chief", "chief"))
    act(signed_in(one_who_decides("day")), own, "confirm-publish")
    assert again(own).published_at


def test_a_desk_with_one_chief_can_make_such_a_call_under_the_rule_of_two(chief, race):
    Election.objects.update(second_person="calls")
    call = against_a_warning(race, person("clerk", "entry"))
    act(chief, call, "confirm-publish")
    assert again(call).published_at


def test_a_changed_name_party_or_state_is_something_else_than_what_was_seen(chief, row):
    for change in ({"name": "Another"}, {"name": "A third"}):
        seen = shown_of(row)
        Person.objects.filter(pk=row.contest.pti.person_id).update(**change)
        assert "Nothing was done" in said(act(chief, row, "publish", seen=seen))
    assert again(row).published_at is None


def test_a_reason_that_was_refused_stays_typed_until_it_was_shown_once(chief, row):
    act(chief, row, "withdraw", seen="something else", reason="misread <by> us")
    assert 'value="misread &lt;by&gt; us"' in chief.get(address(row)).content.decode()
    assert "misread" not in chief.get(address(row)).content.decode()


def test_control_characters_in_a_reason_are_no_error_of_ours(chief, row):
    act(chief, row, "withdraw", reason="mis\x00read\x0b")
    assert again(row).withdrawn_reason == "mis read"
    assert "mis read" in LogEntry.objects.get().change_message
    assert "\x00" not in LogEntry.objects.get().change_message


RIGHTS = {
    "reader": {"count": set(), "call": set()},
    "entry": {"count": {"publish", "withdraw"}, "call": set()},
    "chief": {"count": {"confirm", "publish", "withdraw"}, "call": {"confirm", "publish", "withdraw"}},
}


@pytest.mark.parametrize("verb", ["confirm", "publish", "withdraw"])
@pytest.mark.parametrize("role", RIGHTS)
def test_each_verb_takes_its_own_right(row, role, verb):
    response = act(signed_in(person("someone", role)), row, verb, reason="misread")
    may = verb in RIGHTS[role][row._meta.model_name]
    stamp = {"confirm": "confirmed_at", "publish": "published_at", "withdraw": "withdrawn_at"}[verb]
    assert response.status_code == (302 if may else 403)
    assert bool(getattr(again(row), stamp)) is may


def test_confirming_and_publishing_takes_both_rights(row):
    half = person("half", "entry")
    assert act(signed_in(half), row, "confirm-publish").status_code == 403
    assert not again(row).published_at


def test_a_limit_holds_for_publishing(race, second_editor):
    count = make.make_count(race, {race.pti: 5}, published=False, entered_by=second_editor)
    entry = person("entry", "entry")
    entry.desk_limits.create(assembly=make.make_assembly("pp"))
    assert act(signed_in(entry), count, "publish").status_code == 403
    entry.desk_limits.update(assembly=race.constituency.assembly)
    act(signed_in(entry), count, "publish")
    assert again(count).published_at


def test_stamps_are_set_by_post_alone_for_members_of_staff_and_on_what_exists(chief, row):
    assert chief.get(address(row, "publish")).status_code == 405
    assert Client().post(address(row, "publish")).status_code == 302
    assert not again(row).published_at
    missing = type(row)(contest=row.contest, number=99)
    assert chief.post(address(missing, "publish")).status_code == 404
    assert chief.post(address(row, "publish").replace("publish", "delete")).status_code == 404
    assert signed_in(person("stranger")).post(address(row, "publish")).status_code == 403


def test_a_page_without_the_token_against_forgery_changes_nothing(row):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("chief", "chief"))
    assert client.post(address(row, "publish"), {"seen": shown_of(row)}).status_code == 403
    assert not again(row).published_at


def test_a_withdrawn_count_leaves_the_last_good_one(chief, race):
    make.make_count(race, {race.pti: 400, race.ppp: 300})
    wrong = make.make_count(race, {race.pti: 4000, race.ppp: 300})
    act(chief, wrong, "withdraw", reason="a digit too many")
    text = Client().get(reverse("seat", args=[race.election.slug, "na-22"])).content.decode()
    assert "400" in text
    assert text.count("4,000") == text.count("<del>4,000</del>")  # told of as what was withdrawn, and nothing else
    assert "a digit too many" in text
    assert (Count.objects.count(), Call.objects.count()) == (2, 0)
