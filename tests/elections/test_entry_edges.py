"""The entry screen at its edges: characters no database takes, years no clock has, late drafts, resends with more."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from elections.admin.entry_screen import results_from
from elections.desk import drafts
from elections.desk import entry as desk
from elections.models import Count, Draft, Election, FormPhoto, NumberTaken, RuleError
from elections.public import snapshot
from tests import factories as make
from tests.elections.test_entry import PNG, address, client, draft, falls, fields, record, send, typed

__all__ = ["client"]  # a fixture
pytestmark = pytest.mark.django_db

CONTROLS = ["\x00", "\x01", "\x1b", "\x7f"]


# characters that no database or page takes


@pytest.mark.parametrize("character", CONTROLS)
@pytest.mark.parametrize("name", ["tab", "note", "votes", "as_of", "further_sources", "override_reason", "form"])
def test_a_control_character_in_a_draft_is_kept_as_a_space(client, race, name, character):
    name = f"votes_{race.pti.pk}" if name == "votes" else name
    sent = {"typed": "yes", "seen": 0, "token": uuid4(), "revision": 0, "tab": "a", name: f"1{character}2"}
    assert draft(client, race, **sent)["kept"]
    kept = Draft.objects.get()
    assert not any(character in text for text in drafts.typed_of(kept).values())
    assert character not in kept.data[drafts.META]["tab"]
    if name != "tab":
        assert drafts.typed_of(kept)[name] == "1 2"
    assert client.get(address(race)).status_code == 200


@pytest.mark.parametrize("name", ["note", "votes", "private_note", "tab", "turnout_reported", "source"])
def test_a_control_character_in_a_refused_save_is_no_error_of_ours(client, race, name):
    name = f"votes_{race.pti.pk}" if name == "votes" else name
    page = send(client, race, typed(client, race, "41", "15 15") | {name: "4\x001"})
    assert page.status_code == 200
    assert not Count.objects.exists()
    assert drafts.typed_of(Draft.objects.get())


# times at the ends of the calendar, and times that no clock shows


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("0001-01-01T00:00", "Asia/Karachi"),
        ("9999-12-31T23:59", "Asia/Karachi"),
        ("0001-01-01T00:00", "America/New_York"),
        ("9999-12-31T23:59", "America/New_York"),
        ("0001-01-01T00:00+14:00", "Asia/Karachi"),
        ("2022-03-13T02:30", "America/New_York"),  # the hour that is left out in spring
        ("2022-11-06T01:30", "America/New_York"),  # the hour that comes twice in autumn
    ],
)
def test_a_time_that_cannot_be_is_an_error_at_its_field(client, race, settings, moment, zone):
    settings.DESK_TIME_ZONE = zone
    data = typed(client, race, "41", "15", as_of=moment)
    make.make_count(race, {race.pti: 5})  # a conflict prints the time as well
    page = send(client, race, data)
    assert page.status_code == 200
    assert ("Check the year of this time." in page.context["form"].errors["as_of"]) is (moment[:4] != "2022")
    assert Count.objects.count() == 1
    answer = client.post(address(race, "check"), data)
    assert "id_as_of" in [error["id"] for error in json.loads(answer.content)["errors"]]
    assert client.get(address(race)).status_code == 200


def test_a_recorded_time_at_the_end_of_the_calendar_is_shown_by_the_admin(client, race, admin_client):
    for year in ("1900-01-01T00:00Z", "2199-12-31T23:59Z"):
        count = make.make_count(race, {race.pti: 5}, as_of=year)
        assert admin_client.get(reverse("admin:elections_count_change", args=[count.pk])).status_code == 200
    assert admin_client.get(reverse("admin:elections_count_changelist")).status_code == 200


# the embargo that the screen names is the gate's


def test_the_moment_from_which_figures_are_public_is_the_gates(race):
    election = race.election
    assert results_from(race) == election.results_from
    race.results_from = election.results_from - timedelta(hours=1)  # never before the election's own
    assert results_from(race) == election.results_from
    race.results_from, race.polls_close = None, election.polls_close + timedelta(hours=2)
    assert results_from(race) == election.results_from + timedelta(hours=2)
    race.results_from = election.results_from + timedelta(minutes=5)
    assert results_from(race) == race.polls_close


# a draft that arrives after its count was recorded


def test_a_draft_on_its_way_while_its_count_is_recorded_does_not_come_back(client, race, monkeypatch):
    data = typed(client, race, "41", "15")
    bounded = drafts.bounded

    def overtaken(*args):
        monkeypatch.setattr(drafts, "bounded", bounded)
        assert record(client, race, data).status_code == 302
        return bounded(*args)

    monkeypatch.setattr(drafts, "bounded", overtaken)
    answer = draft(client, race, typed="yes", token=data["token"], seen=0, revision=0, tab="a", note="x")
    assert answer["recorded"] == 1
    assert answer["token"] != str(data["token"])
    assert "kept" not in answer
    assert not Draft.objects.filter(saved_at__isnull=False).exists()


def test_what_was_recorded_is_not_kept_as_a_draft(race, editor):
    count = make.make_count(race, {race.pti: 5}, entered_by=editor)
    with pytest.raises(drafts.Recorded) as met:
        drafts.keep(race, editor, {"note": "x"}, seen=0, token=count.token)
    assert met.value.number == count.number
    assert not Draft.objects.filter(saved_at__isnull=False).exists()


def test_a_refused_save_under_a_token_that_is_spent_is_kept_under_a_new_one(client, race):
    data = typed(client, race, "41", "15")
    send(client, race, data)
    page = send(client, race, data | {f"votes_{race.pti.pk}": "4 2"})
    assert page.status_code == 200
    kept = Draft.objects.get()
    assert drafts.typed_of(kept)[f"votes_{race.pti.pk}"] == "4 2"
    assert str(kept.token) == str(page.context["form"]["token"].value()) != str(data["token"])


# sent again with more


def again_with(client, race, data, **more):
    assert send(client, race, data).status_code == 302
    return send(client, race, data | more)


def test_a_resend_with_a_further_source_is_not_dropped(client, race):
    geo = make.make_source("geo")
    page = again_with(client, race, typed(client, race, "41", "15"), further_sources=[geo.pk])
    assert page.status_code == 200
    assert page.context["conflict"].count.number == 1
    assert record(client, race, fields(page)).status_code == 302
    assert list(Count.objects.get(number=2).further_sources.all()) == [geo]


def test_a_resend_with_a_photo_is_not_dropped(client, race):
    data = typed(client, race, "41", "15")
    page = again_with(client, race, data, photo=SimpleUploadedFile("form.png", PNG))
    assert page.context["conflict"].count.number == 1


def test_a_resend_of_the_same_photo_or_without_it_is_the_same_count(client, race):
    geo = make.make_source("geo")
    data = typed(client, race, "41", "15", further_sources=[geo.pk])
    for photo in (PNG, PNG, None):
        sent = {"photo": SimpleUploadedFile("form.png", photo)} if photo else {}
        assert send(client, race, data | sent).status_code == 302
    assert (Count.objects.count(), FormPhoto.objects.count()) == (1, 1)


# what may be recorded is the desk's rule, whoever asks


def entry_of(race, editor, votes):
    return desk.Entry(race, editor, uuid4(), {race.pti.pk: votes, race.ppp.pk: 15}, "phone")


def test_the_desk_records_nothing_against_a_warning_without_a_reason(race, editor):
    make.make_count(race, {race.pti: 50, race.ppp: 1})
    entry = entry_of(race, editor, 41)
    found = desk.verdict(entry, 1)
    for reason, answered in (("", ""), ("sure", ""), ("sure", "another"), (" ", found.token)):
        with pytest.raises(desk.Unanswered):
            desk.record(entry, 1, found, reason, 0, answered)
    assert desk.record(entry, 1, found, "sure", 0, found.token).override_reason == "sure"


def test_the_desk_records_nothing_that_contradicts_itself(race, editor):
    entry = desk.Entry(race, editor, uuid4(), {race.pti.pk: 60}, "phone", {"valid_votes": 50})
    found = desk.verdict(entry, 0)
    assert found.of("error")
    with pytest.raises(desk.Unanswered):
        desk.record(entry, 0, found, "sure", 0, found.token)
    assert not Count.objects.exists()


@pytest.mark.parametrize("seen", [0, 2])
def test_the_desk_records_only_after_the_last_number_there_is(race, editor, seen):
    make.make_count(race, {race.pti: 5})
    with pytest.raises(NumberTaken):
        desk.record(entry_of(race, editor, 41), seen, desk.Verdict(()))
    assert Count.objects.count() == 1


# findings are kept apart from the language they were shown in


def test_findings_are_read_in_the_language_of_who_reads_them(client, race):
    page = client.post("/ur" + address(race), falls(client, race))
    data = fields(page) | {"override_reason": "recounted"}
    client.post("/ur" + address(race), data)
    count = Count.objects.get(number=2)
    (item,) = [item for item in count.findings if item["code"] == "votes-fall"]
    assert item["figures"]["name"] == {"en": race.pti.person.name, "ur": race.pti.person.name_ur}
    assert (item["severity"], item["figures"]["before"]) == ("warning", 50)
    with translation.override("en"):
        assert "fewer than the 50 of an earlier count" in desk.kept_sentence(item)
        english = client.get(reverse("review", args=[race.election.slug, "na-22", "count", 2])).content.decode()
    assert "fewer than the 50" in english
    with translation.override("ur"):
        assert "fewer" not in desk.kept_sentence(item)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            {"code": "votes-fall", "severity": "warning", "sentence": "Fewer votes than before."},
            "Fewer votes than before.",
        ),
        ({"code": "votes-fall", "severity": "warning"}, "votes-fall"),
        ({"code": "x", "message": "%(gone)s votes", "figures": {}}, "x"),
        ({}, ""),
    ],
)
def test_findings_kept_otherwise_are_shown_as_far_as_they_go(item, words):
    assert desk.kept_sentence(item) == words


def test_the_conflict_table_tells_figures_from_words(client, race):
    data = typed(client, race, "60", "15", note="by phone")
    make.make_count(race, {race.pti: 5}, stations_reported=3, note="other")
    page = send(client, race, data)
    figures = {side.label: side.is_figure for side in page.context["conflict"].sides}
    assert (figures[str(race.pti)], figures["Polling stations counted"]) == (True, True)
    assert (figures["Form"], figures["Note for readers, in English"]) == (False, False)
    assert page.content.decode().count('<td class="figure">') == 3 * sum(figures.values())


def test_discarding_a_draft_is_asked_once(client, race):
    text = client.get(address(race)).content.decode()
    fold = text.partition("data-discard-fold")[2].partition("</details>")[0]
    assert 'name="discard"' in fold
    assert text.count('name="discard"') == 1


def test_a_page_whose_draft_was_discarded_goes_on_under_another_token(client, race):
    name, page = f"votes_{race.pti.pk}", str(uuid4())
    sent = {"typed": "yes", "seen": 0, "revision": 0, "tab": "a", name: "7"}
    assert draft(client, race, **sent, token=page)["kept"]
    assert client.post(address(race), {"discard": "", "token": page}).status_code == 302
    for more in (sent, {"seen": 0}):
        late = draft(client, race, **more, token=page)
        assert late["discarded"]
        assert "kept" not in late
    assert client.get(address(race)).context["form"][name].value() is None
    assert draft(client, race, **sent, token=late["token"])["kept"]


def test_a_discarded_page_that_is_saved_all_the_same_keeps_its_figures(client, race):
    data = typed(client, race, "12 34", "5")
    client.post(address(race), {"discard": "", "token": data["token"]})
    page = send(client, race, data)
    assert page.context["form"].data["token"] != data["token"]
    assert drafts.typed_of(Draft.objects.get())[f"votes_{race.pti.pk}"] == "12 34"


# a presiding officer's form, of one station


def test_form_45_is_published_only_where_any_result_is(race, editor):
    count = make.make_count(race, {race.pti: 5}, published=False, form="form-45")
    Election.objects.update(publishable="returning-officer")
    count = Count.objects.get(pk=count.pk)
    with pytest.raises(RuleError):
        count.publish(editor)
    Count.objects.filter(pk=count.pk).update(published_at=make.NIGHT)  # as an import does
    assert snapshot(race.election.slug).results[0].count is None
    Election.objects.update(publishable="any")
    assert snapshot(race.election.slug).results[0].count.form == "form-45"
