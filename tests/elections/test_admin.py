"""The desk: recording, stamping and correcting by hand, as a member of staff does it."""

import re

import pytest
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
    ElectionWithdrawal,
    Party,
    Person,
    PreviousResult,
    Source,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

MODELS = (
    *("assembly", "bloc", "call", "candidacy", "constituency", "contest", "contestevent", "count", "delimitation"),
    *("district", "election", "electionwithdrawal", "party", "person", "previousresult", "province", "source"),
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


# every page


def populated(contest, bloc="left", party="pti"):
    """A row of every kind, hanging on the contest."""
    source, editor = make.make_source(), get_user_model().objects.first()
    make.make_bloc(contest.election, bloc, party)
    count = make.make_count(contest, {contest.pti: 5}, entered_by=editor)
    make.make_call(contest, contest.pti, count=count, entered_by=editor)
    contest.events.create(kind="withheld", date="2022-10-17", source=source)
    PreviousResult.objects.create(contest=contest, election="2018", source=source)
    ElectionWithdrawal.objects.create(election=contest.election, reason="Tried out.", restored_at=make.NIGHT)


@pytest.mark.parametrize("model", MODELS)
def test_lists_search_and_forms_open_without_inline_code(client, race, model):
    populated(race)
    admin = next(a for m, a in desk.base.admin.site._registry.items() if m._meta.model_name == model)
    row = admin.model.objects.first()
    for page in (
        client.get(address(model)),
        client.get(address(model, q="a")),
        client.get(address(model, "change", row.pk)),
        client.get(address(model, "add", contest=race.pk), follow=True),
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


# counts and calls: made and decided on the desk's own screens, read here


@pytest.mark.parametrize("query", [{}, {"contest": "x"}, {"contest": "٣"}, {"contest": "9" * 30}, {"contest": 0}])
@pytest.mark.parametrize("model", ["count", "call"])
def test_recording_begins_with_a_contest(client, race, model, query):
    response = client.get(address(model, "add", **query))
    assert response.url == address("contest")
    assert "Choose the contest" in said(response)


@pytest.mark.parametrize(("model", "screen"), [("count", "desk_entry"), ("call", "desk_call")])
def test_the_old_address_of_adding_leads_to_the_desks_screen(client, race, model, screen):
    for method in (client.get, client.post):
        response = method(address(model, "add", contest=race.pk))
        assert response.url == reverse(f"admin:{screen}", args=[race.election.slug, "na-22"])
    assert not {"count": Count, "call": Call}[model].objects.exists()


@pytest.mark.parametrize("model", ["count", "call"])
def test_adding_takes_its_right_there_too(race, model):
    onlooker = Client()
    onlooker.force_login(get_user_model().objects.create_user("onlooker", is_staff=True))
    assert onlooker.get(address(model, "add", contest=race.pk), follow=True).status_code == 403


@pytest.mark.parametrize("model", ["count", "call"])
def test_a_record_shows_all_that_is_known_and_leads_to_its_review(client, race, model):
    populated(race)
    row = {"count": Count, "call": Call}[model].objects.get()
    page = client.get(address(model, "change", row.pk)).content.decode()
    assert reverse("review", args=[race.election.slug, "na-22", model, 1]) in page
    assert "Imran Khan (PTI)" in page


@pytest.mark.parametrize("model", ["count", "call"])
def test_nothing_is_published_confirmed_or_withdrawn_from_a_list(client, race, model, second_editor):
    make.make_count(race, published=False, entered_by=second_editor)
    make.make_call(race, race.pti, published=False, entered_by=second_editor)
    row = {"count": Count, "call": Call}[model].objects.get()
    assert "_selected_action" not in client.get(address(model)).content.decode()
    for verb in ("publish", "confirm", "withdraw"):
        data = {"action": f"{verb}_chosen", "_selected_action": [row.pk], "reason": "misread", "index": 0}
        client.post(address(model), data)
        client.post(address(model).replace("?", "") + f"{row.pk}/{verb}/")
    row.refresh_from_db()
    assert (row.published_at, row.confirmed_at, row.withdrawn_at) == (None, None, None)


@pytest.mark.parametrize("model", ["count", "call"])
def test_a_list_is_narrowed_by_state(client, race, editor, second_editor, model):
    def make_one(published=False, **values):
        values |= {"published": published, "entered_by": editor}
        if model == "count":
            return make.make_count(race, **values)
        return make.make_call(race, race.pti, **values)

    make_one(), make_one(published=True, override_reason="read twice")
    make_one().confirm(second_editor)
    make_one(published=True).withdraw(second_editor, "misread")

    def numbers(state):
        page = client.get(address(model, state=state))
        return sorted(row.number for row in page.context["cl"].result_list)

    assert numbers("waiting") == [1, 3]
    assert numbers("confirmed") == [3]
    assert numbers("published") == numbers("overridden") == [2]
    assert numbers("withdrawn") == [4]
    assert client.get(address(model, state="nonsense")).status_code == 200


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


def test_a_rehearsal_stays_one_once_anything_was_recorded(client, race):
    def fields():
        return client.get(address("election", "change", race.election.pk)).context["adminform"].form.fields

    assert "rehearsal" in fields()
    make.make_count(race, published=False)
    assert "rehearsal" not in fields()
    page = client.get(address("election", "change", race.election.pk))
    client.post(address("election", "change", race.election.pk), form_of(page) | {"rehearsal": "on"})
    assert Election.objects.get().rehearsal is False


def test_an_election_shows_its_board_its_flags_and_how_long_results_are_held(client, race):
    page = client.get(address("election", "change", race.election.pk))
    text = page.content.decode()
    assert reverse("admin:desk", args=[race.election.slug]) in text
    assert page.context["adminform"].fieldsets[0][1]["fields"].index("minutes_held")
    assert '<div class="readonly">60</div>' in text
    flag = {"kind": "recount-margin", "percent": 5, "law": "Elections Act 2017, section 95(5)"}
    flag = {"flag_rules-TOTAL_FORMS": 1, **{f"flag_rules-0-{name}": value for name, value in flag.items()}}
    client.post(address("election", "change", race.election.pk), form_of(page) | flag)
    assert race.election.flag_rules.get().percent == 5


def test_a_contest_leads_to_its_page_its_board_and_its_screens(client, race):
    text = client.get(address("contest", "change", race.pk)).content.decode()
    place = [race.election.slug, "na-22"]
    for found in (reverse("seat", args=place), reverse("admin:desk", args=place[:1])):
        assert found in text
    for screen in ("desk_entry", "desk_call"):
        assert f'href="{reverse(f"admin:{screen}", args=place)}"' in text


def test_polling_is_extended_on_the_contests_page(client, race):
    page = client.get(address("contest", "change", race.pk))
    later = {"polls_close_0": "2022-10-16", "polls_close_1": "19:00:00"}
    client.post(address("contest", "change", race.pk), form_of(page) | later)
    assert Contest.objects.get().polls_close == make.POLLS_CLOSE.replace(hour=14)  # 7pm in Karachi
    assert Election.objects.get().version == 2


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
