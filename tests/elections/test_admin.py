"""The desk: recording, stamping and correcting by hand, as a member of staff does it."""

import re

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elections import admin as desk
from elections.models import (
    BlocParty,
    Call,
    Candidacy,
    Contest,
    Count,
    Election,
    NumberTaken,
    Party,
    Person,
    PreviousResult,
    Source,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

MODELS = (
    *("assembly", "bloc", "call", "candidacy", "constituency", "contest", "contestevent", "count", "delimitation"),
    *("district", "election", "party", "person", "previousresult", "province", "source"),
)
SINGLE = ("assembly", "delimitation", "district", "election", "province", "source")  # one row serves all tests here
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


def address(model, page="changelist", *args, **query):
    tail = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    return reverse(f"admin:elections_{model}_{page}", args=args) + tail


def said(response) -> str:
    return " | ".join(str(message) for message in get_messages(response.wsgi_request))


def form_of(page) -> dict:
    """What a browser would send back of a page's form."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for inline in page.context["inline_admin_formsets"]:
        for part in (inline.formset.management_form, *inline.formset.forms):
            data |= {part.add_prefix(name): part[name].value() for name in part.fields}
    plain = {}
    for name, value in data.items():
        if value is True:
            plain[name] = "on"
        elif hasattr(value, "strftime"):
            plain |= {name: value, f"{name}_0": f"{value:%Y-%m-%d}", f"{name}_1": f"{value:%H:%M:%S}"}
        elif value is not None and value is not False and value != "":
            plain[name] = value
    return plain


def new_count(client, race):
    return form_of(client.get(address("count", "add", contest=race.pk))) | {"form": "press"}


def send_count(client, race, data):
    return client.post(address("count", "add", contest=race.pk), data)


def votes(race, pti, ppp):
    return {f"votes_{race.pti.pk}": pti, f"votes_{race.ppp.pk}": ppp}


# every page


def populated(contest, bloc="left", party="pti"):
    """A row of every kind, hanging on the contest."""
    source, editor = make.make_source(), get_user_model().objects.first()
    make.make_bloc(contest.election, bloc, party)
    count = make.make_count(contest, {contest.pti: 5}, entered_by=editor)
    make.make_call(contest, contest.pti, count=count, entered_by=editor)
    contest.events.create(kind="withheld", date="2022-10-17", source=source)
    PreviousResult.objects.create(contest=contest, election="2018", source=source)


@pytest.mark.parametrize("model", MODELS)
def test_lists_search_and_forms_open_without_inline_code(client, race, model):
    populated(race)
    admin = next(a for m, a in desk.base.admin.site._registry.items() if m._meta.model_name == model)
    row = admin.model.objects.first()
    for page in (
        client.get(address(model)),
        client.get(address(model, q="a")),
        client.get(address(model, "change", row.pk)),
        client.get(address(model, "add", contest=race.pk)),
    ):
        assert page.status_code == 200
        assert INLINE.findall(page.content.decode()) == []


def test_all_models_of_their_own_have_a_page():
    assert sorted(
        m._meta.model_name for m in desk.base.admin.site._registry if m._meta.app_label == "elections"
    ) == list(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_the_same_queries_however_long_it_is(client, race, model):
    populated(race)
    admin = next(m for m in desk.base.admin.site._registry if m._meta.model_name == model)

    def queries():
        client.get(address(model))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(model)).status_code == 200
        return len(captured)

    before, rows = queries(), admin.objects.count()
    for number in range(3):
        contest = make.make_contest(race.election)
        contest.pti = make.make_candidacy(contest, f"party-{number}")
        populated(contest, f"bloc-{number}", f"party-{number}")
    assert admin.objects.count() > rows or model in SINGLE
    assert queries() == before


# versions


def test_a_name_edit_bumps_the_versions_of_all_elections(client, race):
    make.make_election("other")
    page = client.get(address("person", "change", race.pti.person.pk))
    client.post(address("person", "change", race.pti.person.pk), form_of(page) | {"name": "Imran Ahmad Khan"})
    assert Person.objects.get(pk=race.pti.person.pk).name == "Imran Ahmad Khan"
    assert set(Election.objects.values_list("version", flat=True)) == {2}


def test_saving_without_a_change_bumps_nothing(client, race):
    page = client.get(address("contest", "change", race.pk))
    response = client.post(address("contest", "change", race.pk), form_of(page))
    assert (response.status_code, Election.objects.get().version) == (302, 1)


def test_a_change_in_an_inline_bumps(client, race):
    page = client.get(address("contest", "change", race.pk))
    data = form_of(page) | {"candidacies-0-ballot_name": "Khan"}
    client.post(address("contest", "change", race.pk), data)
    assert Candidacy.objects.filter(ballot_name="Khan").count() == 1
    assert Election.objects.get().version == 2


def test_deleting_bumps(client, race):
    person = make.make_person("nobody")
    client.post(address("person", "delete", person.pk), {"post": "yes"})
    assert not Person.objects.filter(pk=person.pk).exists()
    client.post(
        address("party"),
        {"action": "delete_selected", "_selected_action": [make.make_party("unused").pk], "post": "yes"},
    )
    assert not Party.objects.filter(slug="unused").exists()
    assert Election.objects.get().version == 3


# slugs and deletion


@pytest.mark.parametrize("model", ["person", "party", "election", "source", "constituency", "bloc"])
def test_slugs_are_read_only_once_saved(client, race, model):
    populated(race)
    admin = next(m for m in desk.base.admin.site._registry if m._meta.model_name == model)
    row = admin.objects.first()
    fields = client.get(address(model, "change", row.pk)).context["adminform"].form.fields
    assert not {"slug", "key"} & set(fields)
    assert {"slug", "key"} & set(client.get(address(model, "add")).context["adminform"].form.fields)


def test_what_is_in_use_is_not_deleted_and_the_page_says_where(client, race):
    page = client.post(address("person", "delete", race.pti.person.pk), {"post": "yes"})
    assert page.status_code == 403 or "protected" in page.content.decode().lower()
    page = client.get(address("person", "delete", race.pti.person.pk))
    assert "Imran Khan (PTI)" in page.content.decode()
    assert Person.objects.filter(slug="imran-khan").exists()


def test_what_came_into_use_meanwhile_gets_a_sentence(client, race, monkeypatch):
    monkeypatch.setattr(desk.people.PersonAdmin, "get_deleted_objects", lambda self, rows, request: ([], {}, set(), []))
    person = race.pti.person.pk
    response = client.post(address("person", "delete", person), {"post": "yes"})
    assert (response.status_code, Person.objects.filter(pk=person).exists()) == (302, True)
    assert "was not deleted" in said(response)


@pytest.mark.parametrize("model", ["count", "call"])
def test_counts_and_calls_are_neither_changed_nor_deleted(client, race, model):
    populated(race)
    row = {"count": Count, "call": Call}[model].objects.get()
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(address(model, "change", row.pk), {"number": 7}).status_code == 403
    page = client.get(address(model, "change", row.pk))
    assert not page.context["adminform"].form.fields
    assert "delete_selected" not in client.get(address(model)).content.decode()


# recording a count


def test_a_count_is_recorded_as_a_draft_with_number_and_author(client, race, editor):
    make.make_count(race, {race.pti: 5})
    response = send_count(client, race, new_count(client, race) | votes(race, 10, 0) | {"stations_reported": 3})
    count = Count.objects.get(number=2)
    assert response.url == address("count", "change", count.pk)
    assert dict(count.lines.values_list("candidacy", "votes")) == {race.pti.pk: 10, race.ppp.pk: 0}
    assert (count.entered_by, count.published_at, count.stations_reported) == (editor, None, 3)
    assert Election.objects.get().version == 1
    page = client.get(response.url).content.decode()
    assert "Imran Khan (PTI)" in page
    assert "Publish" in page


def test_a_blank_vote_is_an_absent_line(client, race):
    send_count(client, race, new_count(client, race) | votes(race, 10, ""))
    assert list(Count.objects.get().lines.values_list("candidacy", flat=True)) == [race.pti.pk]


def test_only_candidates_of_the_contest_are_offered(client, race):
    make.make_candidacy(make.make_contest(race.election), "pti")
    page = client.get(address("count", "add", contest=race.pk))
    offered = {name for name in page.context["adminform"].form.fields if name.startswith("votes_")}
    assert offered == {f"votes_{race.pti.pk}", f"votes_{race.ppp.pk}"}


@pytest.mark.parametrize("query", [{}, {"contest": "x"}, {"contest": "٣"}, {"contest": "9" * 30}, {"contest": 0}])
@pytest.mark.parametrize("model", ["count", "call"])
def test_recording_begins_with_a_contest(client, race, model, query):
    response = client.get(address(model, "add", **query))
    assert response.url == address("contest")
    assert "Choose the contest" in said(response)


def test_an_error_of_the_checks_blocks(client, race):
    page = send_count(client, race, new_count(client, race) | votes(race, 60, 50) | {"valid_votes": 100})
    assert "add up to 110, more than the 100 valid votes" in page.content.decode()
    assert not Count.objects.exists()


def test_a_warning_of_the_checks_is_a_message(client, race):
    make.make_count(race, {race.pti: 20})
    response = send_count(client, race, new_count(client, race) | votes(race, 10, 5))
    assert Count.objects.count() == 2
    assert "Imran Khan has 10 votes, fewer than the 20" in said(response)


def test_two_editors_who_save_the_same_number_at_once(client, race, second_editor):
    other = Client()
    other.force_login(second_editor)
    mine, theirs = new_count(client, race), new_count(other, race)
    send_count(other, race, theirs | votes(race, 20, 10))
    page = send_count(client, race, mine | votes(race, 30, 15))
    text = page.content.decode()
    assert "Meanwhile second-editor recorded number 1 here" in text
    assert Count.objects.count() == 1
    again = form_of(page)
    assert (int(again[f"votes_{race.pti.pk}"]), int(again["seen"])) == (30, 1)
    assert send_count(client, race, again).status_code == 302
    assert [count.entered_by.username for count in Count.objects.order_by("number")] == ["second-editor", "editor"]


def test_a_collision_after_the_forms_own_look_is_a_sentence_too(client, race, second_editor, monkeypatch):
    """The other count is recorded between the form's check and the saving, which is rolled back."""
    data = new_count(client, race) | votes(race, 30, 15)
    add_view, raced = ModelAdmin.add_view, []

    def overtaken(*args, **kwargs):
        if raced:
            return add_view(*args, **kwargs)
        raced.append(make.make_count(race, {race.pti: 1}, published=False, entered_by=second_editor))
        raise NumberTaken

    monkeypatch.setattr(ModelAdmin, "add_view", overtaken)
    page = send_count(client, race, data)
    assert "Meanwhile second-editor recorded number 1 here" in page.content.decode()
    assert Count.objects.count() == 1


def test_a_page_that_is_sent_twice_is_recorded_once(client, race):
    data = new_count(client, race) | votes(race, 10, 5)
    first, second = send_count(client, race, data), send_count(client, race, data)
    assert first.url == second.url
    assert "recorded already" in said(second)
    assert Count.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "\x00"])
def test_a_broken_token_is_no_error_of_ours(client, race, token):
    assert send_count(client, race, new_count(client, race) | {"sending": token}).status_code == 200


@pytest.mark.parametrize("votes", ["-1", "12,048 2778", "2147483648", "x"])
def test_a_bad_number_gets_a_sentence(client, race, votes):
    page = send_count(client, race, new_count(client, race) | {f"votes_{race.pti.pk}": votes})
    assert page.context["adminform"].form.errors
    assert not Count.objects.exists()


# stamping


def act(client, row, verb, **data):
    return client.post(address(row._meta.model_name, verb, row.pk), data)


@pytest.fixture(params=["count", "call"])
def row(request, race, second_editor):
    values = {"published": False, "entered_by": second_editor}
    if request.param == "count":
        return make.make_count(race, {race.pti: 5}, **values)
    return make.make_call(race, race.pti, **values)


def test_publish_confirm_and_withdraw(client, row, editor):
    assert "Confirmed" in said(act(client, row, "confirm"))
    assert "Published" in said(act(client, row, "publish"))
    assert "Withdrawn" in said(act(client, row, "withdraw", reason="misread"))
    row = type(row).objects.get()
    assert (row.confirmed_by, row.withdrawn_by, row.withdrawn_reason) == (editor, editor, "misread")
    assert row.published_at
    assert "misread" in client.get(address(row._meta.model_name, "history", row.pk)).content.decode()


def test_withdrawing_without_a_reason_is_refused(client, row):
    act(client, row, "publish")
    assert "Say why this is withdrawn" in said(act(client, row, "withdraw", reason="  "))
    assert type(row).objects.get().withdrawn_at is None


def test_the_one_who_entered_it_cannot_confirm(row, second_editor):
    own = Client()
    own.force_login(second_editor)
    assert "A second person has to confirm" in said(act(own, row, "confirm"))
    assert type(row).objects.get().confirmed_at is None


def test_publishing_waits_for_a_second_person_where_the_election_asks(client, row):
    Election.objects.update(second_person="counts")
    assert "asks for a second person" in said(act(client, row, "publish"))
    act(client, row, "confirm")
    assert "Published" in said(act(client, row, "publish"))


def test_stamps_are_set_by_post_alone_and_with_the_right_to(client, row, db):
    assert client.get(address(row._meta.model_name, "publish", row.pk)).status_code == 405
    onlooker = Client()
    onlooker.force_login(get_user_model().objects.create_user("onlooker", is_staff=True))
    assert act(onlooker, row, "publish").status_code == 403
    assert act(client, type(row)(pk=999), "publish").status_code == 404
    assert type(row).objects.get().published_at is None


@pytest.mark.parametrize("verb", ["publish", "confirm", "withdraw"])
def test_the_same_from_the_list(client, row, verb):
    data = {"action": f"{verb}_chosen", "_selected_action": [row.pk], "reason": "misread", "index": 0}
    client.post(address(row._meta.model_name), data)
    stamp = {"publish": "published_at", "confirm": "confirmed_at", "withdraw": "withdrawn_at"}[verb]
    assert getattr(type(row).objects.get(), stamp)


# calls


def test_a_call_names_a_candidate_and_a_published_count_of_its_contest(client, race, editor):
    count, draft = make.make_count(race, {race.pti: 5}), make.make_count(race, published=False)
    other = make.make_candidacy(make.make_contest(race.election), "pti")
    page = client.get(address("call", "add", contest=race.pk))
    fields = page.context["adminform"].form.fields
    assert set(fields["candidacy"].queryset) == {race.pti, race.ppp}
    assert set(fields["count"].queryset) == {count}
    data = form_of(page) | {"basis": "newsroom", "candidacy": race.pti.pk, "count": count.pk}
    for wrong in ({"candidacy": other.pk}, {"count": draft.pk}, {"basis": "guess"}):
        assert client.post(address("call", "add", contest=race.pk), data | wrong).status_code == 200
    assert not Call.objects.exists()
    client.post(address("call", "add", contest=race.pk), data)
    call = Call.objects.get()
    assert (call.number, call.candidacy, call.count, call.entered_by) == (1, race.pti, count, editor)


# other pages


def test_a_party_cannot_be_put_into_two_alliances(client, race):
    left, right = make.make_bloc(race.election, "left", "pti"), make.make_bloc(race.election, "right")
    page = client.get(address("bloc", "change", right.pk))
    data = form_of(page) | {"members-TOTAL_FORMS": 1, "members-0-party": make.make_party("pti").pk}
    page = client.post(address("bloc", "change", right.pk), data)
    assert "belongs to “Left” in this election already" in page.content.decode()
    ppp = make.make_party("ppp").pk
    twice = data | {"members-TOTAL_FORMS": 2, "members-0-party": ppp, "members-1-party": ppp}
    assert "listed twice" in client.post(address("bloc", "change", right.pk), twice).content.decode()
    assert BlocParty.objects.count() == left.members.count() == 1


def test_a_second_featured_election_gets_a_sentence(client, race):
    make.make_election("featured", featured=True)
    page = client.get(address("election", "change", race.election.pk))
    page = client.post(address("election", "change", race.election.pk), form_of(page) | {"featured": "on"})
    assert "Another election is featured" in page.content.decode()


def test_more_women_than_voters_gets_a_sentence(client, race):
    page = client.get(address("contest", "change", race.pk))
    page = client.post(address("contest", "change", race.pk), form_of(page) | {"registered_women": 1001})
    assert "more registered women than registered voters" in page.content.decode()
    assert Contest.objects.get().registered_women is None


def test_hostile_names_are_shown_as_written(client, race):
    Person.objects.filter(pk=race.pti.person.pk).update(name="<script>alert(1)</script>")
    make.make_count(race, {race.pti: 5})
    for page in (address("candidacy"), address("count", "change", Count.objects.get().pk)):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_the_desk_speaks_urdu_under_its_own_path(client, race):
    assert client.get("/ur" + address("count")).status_code == 200


def test_a_source_is_an_address_on_the_web(client, race):
    data = {"key": "x", "publisher": "X", "url": "javascript:alert(1)"}
    assert client.post(address("source", "add"), data).status_code == 200
    assert not Source.objects.filter(key="x").exists()
