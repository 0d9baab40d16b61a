"""Calling a seat: what the screen knows, what is refused, what takes the chief, and that nothing is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elections.desk.calling import standpoint
from elections.desk.entry import kept_sentence
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
    race.last = make.make_count(race, {race.pti: 500, race.ppp: 400}, stations_reported=4, valid_votes=900)
    return race


def address(contest) -> str:
    return reverse("admin:desk_call", args=[contest.election.slug, contest.constituency.slug])


def review(call) -> str:
    return reverse("review", args=[call.contest.election.slug, "na-22", "call", call.number])


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
    assert "Stations still out: 6, about 1,350 votes at the rate so far. The lead is 100." in " ".join(text.split())
    make.make_count(partial, {partial.pti: 899, partial.ppp: 1}, stations_reported=8, valid_votes=900)
    text = chief.get(address(partial)).content.decode()
    assert "overtaken" not in text.split("desk-lead")[1].split("</div>")[0]
    assert "Stations still out: 2, about 225 votes at the rate so far. The lead is 898." in " ".join(text.split())
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
    assert "can still be overtaken" in kept_sentence(call.findings[0])
    assert call.override_reason == "strongholds alone are out"
    assert "strongholds" in LogEntry.objects.get().change_message


def test_a_reason_answers_only_the_warnings_that_were_shown(chief, partial):
    page = send(chief, partial)
    make.make_count(partial, {partial.pti: 500, partial.ppp: 450}, stations_reported=5, valid_votes=950)
    page = chief.post(address(partial), after_warning(page, override_reason="strongholds alone are out"))
    assert page.status_code == 200
    assert not Call.objects.exists()


def test_a_reason_given_unasked_is_no_answer(chief, partial):
    assert send(chief, partial, override_reason="sure").status_code == 200
    assert not Call.objects.exists()


def test_who_may_call_records_against_such_a_warning_and_it_waits_for_a_chief(clerk, chief, partial):
    page = send(clerk, partial)
    assert "A chief has to confirm this" in page.content.decode()
    page = clerk.post(address(partial), after_warning(page, override_reason="strongholds alone are out"))
    call = Call.objects.get()
    assert (page.url, call.override_reason) == (review(call), "strongholds alone are out")
    assert "A chief has to confirm this" in clerk.get(page.url).content.decode()
    assert "A chief has to confirm this" not in send(chief, partial).content.decode()


def test_what_a_chief_recorded_waits_for_no_other(chief, partial):
    page = chief.post(address(partial), after_warning(send(chief, partial), override_reason="strongholds alone"))
    assert "A chief has to confirm this" not in chief.get(page.url).content.decode()


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


@pytest.mark.parametrize("change", ["candidacy", "note", "private_note", "basis"])
def test_a_page_that_is_sent_again_with_something_else_in_it_is_another_call(chief, counted, change):
    data = typed(chief, counted)
    other = {"candidacy": counted.ppp.pk, "basis": "press"}.get(change, "another word")
    chief.post(address(counted), data)
    page = chief.post(address(counted), data | {change: other})
    assert "Meanwhile chief recorded call 1 here" in page.content.decode()
    assert Call.objects.count() == 1
    again = after_warning(page)
    assert again["token"] != data["token"]
    page = chief.post(address(counted), again)
    if change == "candidacy":  # he is not ahead
        page = chief.post(address(counted), after_warning(page, override_reason="we know more"))
    assert Call.objects.count() == 2
    recorded = getattr(Call.objects.get(number=2), change)
    assert getattr(recorded, "pk", recorded) == other


def test_a_token_that_another_editor_used_is_no_error_of_ours(chief, counted):
    data = typed(chief, counted)
    chief.post(address(counted), data)
    other = signed_in(person("other", "chief"))
    page = other.post(address(counted), data | {"seen": 1})
    assert page.status_code == 302
    assert [call.entered_by.username for call in Call.objects.order_by("number")] == ["chief", "other"]


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


# what is typed and not recorded


def kept(client, contest, **data):
    page = {"typed": "yes", "token": str(uuid4()), "seen": "0", "revision": "0", "tab": "one", **data}
    return client.post(reverse("admin:desk_call_draft", args=[contest.election.slug, "na-22"]), page)


def test_what_was_typed_is_there_again_after_a_reload_and_can_be_discarded(chief, counted):
    answer = kept(chief, counted, candidacy=counted.ppp.pk, note="By a wide \x00 margin.", basis="press").json()
    assert (answer["kept"], answer["revision"]) == (True, 1)
    page = chief.get(address(counted))
    form = page.context["form"]
    assert (form["candidacy"].value(), form["basis"].value()) == (str(counted.ppp.pk), "press")
    assert "By a wide" in page.content.decode()
    assert "This is your draft" in page.content.decode()
    page = {"discard": "", "token": str(uuid4())}
    assert chief.post(address(counted), page).status_code == 302
    assert "By a wide" not in chief.get(address(counted)).content.decode()
    assert kept(chief, counted, note="By a wide margin.", token=page["token"]).json()["discarded"]
    assert "By a wide" not in chief.get(address(counted)).content.decode()


def test_a_beat_keeps_the_seat_open_and_tells_of_a_call_recorded_meanwhile(chief, counted):
    other = signed_in(person("other", "chief"))
    kept(other, counted, typed="")
    draft = Draft.objects.get()
    assert (draft.kind, draft.saved_at) == ("call", None)
    make.make_call(counted, counted.pti, published=False, entered_by=draft.user)
    answer = kept(chief, counted, typed="").json()
    assert answer["others"] == "Open now: other"
    assert answer["newer"]["sentence"].startswith("other recorded call 1 at ")


def test_a_refused_call_is_a_draft_and_a_recorded_one_is_none_any_more(chief, partial):
    page = send(chief, partial, note="Wait for it")
    assert Draft.objects.get().data["note"] == "Wait for it"
    chief.post(address(partial), after_warning(page, override_reason="strongholds alone are out"))
    assert Call.objects.get().note == "Wait for it"
    assert not Draft.objects.exists()


def test_another_tab_is_told_and_loses_nothing(chief, counted):
    kept(chief, counted, note="first", tab="one")
    answer = kept(chief, counted, note="second", tab="two").json()
    assert answer["theirs"]["note"] == "first"
    assert kept(chief, counted, note="second", tab="two", mine="yes").json()["kept"]


def test_what_was_recorded_is_kept_no_more(chief, counted):
    data = typed(chief, counted)
    chief.post(address(counted), data)
    assert kept(chief, counted, token=data["token"], note="late").json()["recorded"] == 1
    assert not Draft.objects.exists()


def test_keeping_takes_the_right_to_call(counted):
    assert kept(signed_in(person("someone", "reader")), counted).status_code == 403


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
