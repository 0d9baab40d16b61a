"""Confirming, publishing and withdrawing at the desk: by whom, on what they saw, and that it is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from elections.desk.records import public_record
from elections.models import Call, Count, Election
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
    return client.post(address(row, verb), {"seen": public_record(row.contest), **data})


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
    return make.make_call(race, race.pti, **values)


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
    seen = public_record(row.contest)
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
    assert client.post(address(row, "publish"), {"seen": public_record(row.contest)}).status_code == 403
    assert not again(row).published_at


def test_a_withdrawn_count_leaves_the_last_good_one(chief, race):
    make.make_count(race, {race.pti: 400, race.ppp: 300})
    wrong = make.make_count(race, {race.pti: 4000, race.ppp: 300})
    act(chief, wrong, "withdraw", reason="a digit too many")
    text = Client().get(reverse("seat", args=[race.election.slug, "na-22"])).content.decode()
    assert "400" in text
    assert "4,000" not in text
    assert "a digit too many" in text
    assert (Count.objects.count(), Call.objects.count()) == (2, 0)
