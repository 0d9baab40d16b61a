"""Calling a seat: what the screen knows, what is refused, what takes the chief, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elections.desk.calling import standpoint
from elections.models import Call, Contest, Draft, Election
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


@pytest.fixture
def chief(db):
    return signed_in(person("chief", "chief"))


@pytest.fixture
def clerk(db):
    """One who may put a call forward, and neither publish it nor pass a warning that takes the chief."""
    return signed_in(person("clerk", "entry"))


@pytest.fixture
def counted(race):
    """All ten stations in, PTI ahead."""
    race.last = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=10)
    return race


@pytest.fixture
def partial(race):
    """Four of ten stations in; the rest may bring 1,350 votes, the lead is 100."""
    race.last = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=4)
    return race


def address(contest) -> str:
    return reverse("admin:desk_call", args=[contest.election.slug, contest.constituency.slug])


def typed(client, contest, **changes) -> dict:
    """What a browser would send of the screen as it opens, with the winner chosen."""
    form = client.get(address(contest)).context["form"]
    data = {name: form[name].value() for name in form.fields}

    data |= {"candidacy": contest.pti.pk, "source": make.make_source().pk, **changes}
    return {name: value for name, value in data.items() if value not in (None, "")}


def send(client, contest, **changes):
    return client.post(address(contest), typed(client, contest, **changes))


def after_warning(page, **changes) -> dict:
    """The same page sent once more, with what it was given to send."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value()} | changes


# what the screen shows


def test_candidates_stand_in_the_order_of_the_count_with_their_votes(chief, partial):
    make.make_count(partial, {partial.pti: 600, partial.ppp: 750}, stations_reported=6)
    page = chief.get(address(partial))
    text = page.content.decode()
    assert text.index("Abdul Hakeem") < text.index("750") < text.index("600")
    assert page.context["form"]["count"].value() == partial.counts.get(number=2).pk


def test_nobody_is_chosen_until_somebody_chooses(chief, counted):
    text = chief.get(address(counted)).content.decode()
    assert "checked" not in text


def test_it_says_whether_the_lead_can_be_overtaken(chief, partial):
    text = chief.get(address(partial)).content.decode()
    assert "can still be overtaken" in text
    assert "6 stations are out" in text
    assert "1,350" in text
    make.make_count(partial, {partial.pti: 900, partial.ppp: 400}, stations_reported=10)
    assert "Every station is in" in chief.get(address(partial)).content.decode()


def test_it_knows_what_is_published_and_still_embargoed(partial):
    now = timezone.now()
    Election.objects.update(polls_close=now, results_from=now + timedelta(hours=1))
    assert standpoint(Contest.objects.get()).result.count.number == 1


def test_a_call_in_review_says_why_and_offers_each_way_out(chief, counted):
    make.make_call(counted, counted.pti, count=counted.last)
    make.make_count(counted, {counted.pti: 500, counted.ppp: 600}, stations_reported=10)
    text = chief.get(address(counted)).content.decode()
    assert "Count 2 does not show the winner" in text
    place = [counted.election.slug, "na-22"]
    for kind, number in (("call", 1), ("count", 2)):
        assert reverse("review", args=[*place, kind, number]) in text
    counted.last.withdraw(person("boss", "chief"), "misread")
    assert "Count 1, on which it rests, was withdrawn" in chief.get(address(counted)).content.decode()


def test_seats_of_the_same_person_are_shown_together(chief, counted):
    other = make.make_contest(counted.election, "NA-31")
    won = make.make_candidacy(other, "pti", "imran-khan")
    make.make_call(other, won)
    text = chief.get(address(counted)).content.decode()
    assert "Imran Khan stands in two seats and has won one so far." in text
    assert reverse("admin:desk_call", args=[counted.election.slug, "na-31"]) in text


def test_opening_it_is_seen_by_others(chief, counted):
    chief.get(address(counted))
    assert Draft.objects.get().kind == "call"
    other = signed_in(person("other", "chief"))
    assert "Open now: chief" in other.get(address(counted)).content.decode()


# recording


def test_a_call_is_recorded_and_not_public(chief, counted):
    response = send(chief, counted, private_note="seen the form", note="By a wide margin.")
    call = Call.objects.get()
    assert response.url == reverse("review", args=[counted.election.slug, "na-22", "call", 1])
    assert (call.candidacy, call.basis, call.count, call.entered_by.username) == (
        counted.pti, "newsroom", counted.last, "chief",
    )  # fmt: skip
    assert (call.published_at, call.private_note, call.note) == (None, "seen the form", "By a wide margin.")
    assert (call.findings, call.override_reason) == ([], "")
    assert LogEntry.objects.get().object_id == str(call.pk)
    assert not Draft.objects.exists()


def test_a_winner_has_to_be_chosen_among_those_who_stand_there(chief, counted):
    stranger = make.make_candidacy(make.make_contest(counted.election), "pti")
    for candidacy in ("", stranger.pk, "x"):
        page = send(chief, counted, candidacy=candidacy)
        assert page.status_code == 200
        assert page.context["form"].errors["candidacy"]
    assert not Call.objects.exists()


def test_only_published_counts_of_the_seat_can_be_rested_on(chief, counted, editor):
    draft = make.make_count(counted, published=False)
    gone = make.make_count(counted, {counted.pti: 500, counted.ppp: 400})
    gone.withdraw(editor, "misread")
    for count in (draft, gone):
        assert send(chief, counted, count=count.pk).context["form"].errors["count"]
    assert not Call.objects.exists()


def test_an_error_of_the_checks_stands_at_its_field_and_nothing_is_lost(chief, race):
    make.make_count(race, {race.pti: 500, race.ppp: 500}, stations_reported=10)
    page = send(chief, race, note="Wait for it")
    assert "until the lots are drawn" in " ".join(page.context["form"].errors["basis"])
    assert "Wait for it" in page.content.decode()
    assert not Call.objects.exists()
    assert send(chief, race, basis="lots").status_code == 302


def test_a_call_names_who_says_so(chief, counted):
    page = send(chief, counted, source="", basis="press")
    assert page.context["form"].errors["source"]


def test_a_lead_that_can_be_overtaken_takes_a_reason_that_is_kept(chief, partial):
    page = send(chief, partial)
    assert "can still be overtaken" in " ".join(page.context["warnings"])
    assert not Call.objects.exists()
    page = chief.post(address(partial), after_warning(page, override_reason="  "))
    assert page.status_code == 200
    chief.post(address(partial), after_warning(page, override_reason="strongholds alone are out"))
    call = Call.objects.get()
    assert [finding["code"] for finding in call.findings] == ["overtakable"]
    assert "can still be overtaken" in call.findings[0]["sentence"]
    assert call.override_reason == "strongholds alone are out"
    assert "strongholds" in LogEntry.objects.get().change_message


def test_a_reason_answers_only_the_warnings_that_were_shown(chief, partial):
    page = send(chief, partial)
    make.make_count(partial, {partial.pti: 500, partial.ppp: 450}, stations_reported=5)
    page = chief.post(address(partial), after_warning(page, override_reason="strongholds alone are out"))
    assert page.status_code == 200
    assert not Call.objects.exists()


def test_a_reason_given_unasked_is_no_answer(chief, partial):
    assert send(chief, partial, override_reason="sure").status_code == 200
    assert not Call.objects.exists()


def test_only_the_chief_passes_such_a_warning(clerk, partial):
    page = send(clerk, partial)
    assert "Only the chief" in page.content.decode()
    page = clerk.post(address(partial), after_warning(page, override_reason="sure"))
    assert page.status_code == 200
    assert not Call.objects.exists()


def test_who_may_call_may_put_forward_what_is_settled_and_publishes_nothing(clerk, counted):
    page = send(clerk, counted)
    assert page.status_code == 302
    text = clerk.get(page.url).content.decode()
    assert "<button" not in text.split("</section>")[0]
    assert "it waits for someone who can" in text
    assert Call.objects.get().published_at is None


# two people, two sendings


def test_a_page_that_is_sent_twice_is_recorded_once(chief, counted):
    data = typed(chief, counted)
    first, second = chief.post(address(counted), data), chief.post(address(counted), data)
    assert first.url == second.url
    assert Call.objects.count() == 1


def test_the_second_of_two_is_refused_with_both_side_by_side_and_then_decides(chief, counted):
    other = signed_in(person("other", "chief"))
    mine, theirs = typed(chief, counted, note="Mine"), typed(other, counted, candidacy=counted.ppp.pk, basis="press")
    page = other.post(address(counted), theirs)
    page = other.post(address(counted), after_warning(page, override_reason="we know more"))
    assert page.status_code == 302
    page = chief.post(address(counted), mine)
    text = page.content.decode()
    assert "Meanwhile other recorded call 1 here" in text
    assert "Mine" in text
    assert [text.count(name) >= 2 for name in ("Imran Khan", "Abdul Hakeem")] == [True, True]
    assert Call.objects.count() == 1
    chief.post(address(counted), after_warning(page))
    assert [call.candidacy for call in Call.objects.order_by("number")] == [counted.ppp, counted.pti]


@pytest.mark.parametrize("broken", [{"seen": "x"}, {"token": "x"}, {"seen": "-1"}, {"token": ""}, {"seen": 10**40}])
def test_a_broken_page_is_no_error_of_ours(chief, counted, broken):
    data = typed(chief, counted) | broken
    page = chief.post(address(counted), data)
    assert page.status_code == 200
    assert "out of date" in page.content.decode()


def test_a_control_character_is_refused(chief, counted):
    assert send(chief, counted, note="a\x0bb").context["form"].errors["note"]


# rights


@pytest.mark.parametrize("role", ["reader", ""])
def test_calling_takes_its_own_right(counted, role):
    client = signed_in(person("someone", role))
    assert client.get(address(counted)).status_code == 403
    assert client.post(address(counted), {"candidacy": counted.pti.pk}).status_code == 403
    assert not Call.objects.exists()


def test_a_limit_holds_for_calling(counted):
    chief = person("chief", "chief")
    chief.desk_limits.create(assembly=make.make_assembly("pp"))
    assert signed_in(chief).get(address(counted)).status_code == 403


def test_a_seat_that_is_not_there(chief, counted):
    assert chief.get(address(counted).replace("na-22", "na-999")).status_code == 404
    assert Client().get(address(counted)).status_code == 302


def test_the_call_screen_speaks_urdu_under_its_own_path(chief, counted):
    assert chief.get("/ur" + address(counted)).status_code == 200


def test_names_on_the_call_screen_are_shown_as_written(chief, counted):
    counted.pti.person.name = "<script>alert(1)</script>"
    counted.pti.person.save()
    text = chief.get(address(counted)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
