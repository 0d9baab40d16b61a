"""The entry screen: typed in any digits, checked, recorded once; a conflict, a warning or an error loses nothing."""

import json
import re
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elections.desk import drafts
from elections.desk import entry as desk
from elections.models import Count, Draft, Election, FormPhoto, NumberTaken
from tests import factories as make

pytestmark = pytest.mark.django_db

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def colleague(second_editor):
    client = Client()
    client.force_login(second_editor)
    return client


def address(race, verb="entry", *more):
    return reverse(f"admin:desk_{verb}", args=[race.election.slug, race.constituency.slug, *more])


def fields(page) -> dict:
    """What a browser would send back of the form on a page."""
    form, data = page.context["form"], {}
    for name in form.fields:
        value = form[name].value()
        data[name] = [] if name == "further_sources" and not value else "" if value is None else value
    return {**data, "photo": "", "revision": page.context.get("revision") or 0}


def typed(client, race, pti="", ppp="", **more):
    """The form as it is opened, with these votes typed into it."""
    votes = {f"votes_{race.pti.pk}": pti, f"votes_{race.ppp.pk}": ppp}
    return fields(client.get(address(race))) | {"form": "phone"} | votes | more


def send(client, race, data):
    return client.post(address(race), data)


def record(client, race, data):
    """Send it, and answer whatever the checks ask about it."""
    page = send(client, race, data)
    if page.status_code == 200 and page.context["warnings"] and not page.context["problems"]:
        return send(client, race, fields(page) | {"override_reason": "It is so."})
    return page


def votes_of(count):
    return dict(count.lines.values_list("candidacy_id", "votes"))


# typing and recording


@pytest.mark.parametrize(
    ("text", "number"),
    [("76,681", 76681), ("76 681", 76681), ("1,07,327", 107327), ("٧٦٬٦٨١", 76681), ("۷۶۶۸۱", 76681)]
    + [("57 ہزار 824", 57824), ("0", 0)],
)
def test_a_number_is_read_however_it_is_typed(client, race, text, number):
    assert record(client, race, typed(client, race, text, "")).status_code == 302
    assert votes_of(Count.objects.get()) == {race.pti.pk: number}


@pytest.mark.parametrize("text", ["12,048 2778", "-1", "2147483648", "x"])
def test_what_is_no_number_is_an_error_at_its_field_and_stays_as_typed(client, race, text):
    page = send(client, race, typed(client, race, "10", text))
    assert not Count.objects.exists()
    assert list(page.context["form"].errors) == [f"votes_{race.ppp.pk}"]
    assert f'href="#id_votes_{race.ppp.pk}"' in page.content.decode()
    assert page.context["form"][f"votes_{race.ppp.pk}"].value() == text


def test_a_count_is_recorded_whole_and_leads_to_the_screen_where_it_is_published(client, race, editor):
    source, other = make.make_source("dawn"), make.make_source("geo")
    more = {"stations_reported": "3", "rejected_votes": "5", "ballots_cast": "66", "valid_votes": "61", "form": "press"}
    more |= {"source": source.pk, "further_sources": [other.pk], "note": "Of three stations.", "private_note": "by Ali"}
    page = record(client, race, typed(client, race, "41", "20", as_of="2022-10-16T20:00", **more))
    count = Count.objects.get()
    assert page.url == reverse("review", args=[race.election.slug, "na-22", "count", 1])
    assert votes_of(count) == {race.pti.pk: 41, race.ppp.pk: 20}
    assert (count.entered_by, count.published_at, count.form, count.source) == (editor, None, "press", source)
    assert (count.stations_reported, count.rejected_votes, count.ballots_cast, count.valid_votes) == (3, 5, 66, 61)
    assert list(count.further_sources.all()) == [other]
    assert f"{count.as_of:%H:%M}" == "15:00"  # typed on the newsroom's clock, five hours ahead
    assert Election.objects.get().version == 1
    assert not Draft.objects.exists()


def test_saving_can_lead_to_the_next_seat(client, race):
    make.make_contest(race.election, "NA-101")
    page = send(client, race, typed(client, race, "41", "20") | {"next": ""})
    assert page.url == reverse("admin:desk_entry", args=[race.election.slug, "na-101"])


def test_a_blank_vote_is_unknown_and_a_zero_is_none(client, race):
    record(client, race, typed(client, race, "41", "", note="The other figure is garbled."))
    assert votes_of(Count.objects.get()) == {race.pti.pk: 41}


def test_form_and_source_are_those_of_the_editors_last_count(client, race, editor, second_editor):
    dawn, geo = make.make_source("dawn"), make.make_source("geo")
    other = make.make_contest(race.election)
    make.make_count(other, form="form-47", source=dawn, entered_by=editor)
    make.make_count(race, form="press", source=geo, entered_by=second_editor)
    page = client.get(address(race))
    assert [page.context["form"][name].value() for name in ("form", "source")] == ["form-47", dawn.pk]
    make.make_count(race, form="phone", source=None, entered_by=editor)
    page = client.get(address(race))
    assert [page.context["form"][name].value() for name in ("form", "source")] == ["phone", None]


def test_without_such_a_habit_the_form_has_to_be_chosen(client, race):
    page = send(client, race, typed(client, race, "41", "15", form=""))
    assert "Say which form" in page.content.decode()
    assert not Count.objects.exists()


def test_recording_is_in_the_audit_log(client, race, editor):
    send(client, race, typed(client, race, "41", "15"))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.change_message) == (editor, "NA-22 #1", "Recorded.")


def test_the_count_before_stands_beside_each_field_and_a_withdrawn_one_does_not(client, race, editor):
    make.make_count(race, {race.pti: 45411}, stations_reported=4)
    make.make_count(race, {race.pti: 99999}).withdraw(editor, "misread")
    text = client.get(address(race)).content.decode()
    assert 'data-before="45411"' in text
    assert "99,999" not in text


# what the checks say


def test_an_error_of_the_checks_blocks_and_keeps_what_was_typed(client, race):
    page = send(client, race, typed(client, race, "60", "50", valid_votes="100"))
    assert not Count.objects.exists()
    assert page.context["problems"]
    assert page.context["form"]["valid_votes"].value() == "100"


def falls(client, race, **more):
    """A count that a warning is due for: fewer votes than before."""
    make.make_count(race, {race.pti: 50, race.ppp: 1})
    return typed(client, race, "41", "15", **more)


def test_a_warning_passes_with_a_reason_alone_and_both_are_kept(client, race):
    page = send(client, race, falls(client, race))
    assert page.context["warnings"]
    assert Count.objects.count() == 1
    again = fields(page)
    assert send(client, race, again).status_code == 200
    assert send(client, race, again | {"override_reason": "  "}).status_code == 200
    assert Count.objects.count() == 1
    assert send(client, race, again | {"override_reason": "Recounted at two stations."}).status_code == 302
    count = Count.objects.get(number=2)
    assert count.override_reason == "Recounted at two stations."
    assert [desk.kept_sentence(finding) for finding in count.findings] == page.context["warnings"]
    assert {finding["severity"] for finding in count.findings} == {"warning"}


def test_a_reason_given_before_the_warning_was_seen_is_none(client, race):
    page = send(client, race, falls(client, race, override_reason="in advance"))
    assert page.status_code == 200
    assert Count.objects.count() == 1


def test_a_reason_for_one_warning_is_none_for_another(client, race):
    page = send(client, race, falls(client, race))
    data = fields(page) | {"override_reason": "sure", f"votes_{race.pti.pk}": "39"}
    page = send(client, race, data)
    assert Count.objects.count() == 1
    assert page.context["asked_again"]
    assert record(client, race, fields(page)).status_code == 302


# sent twice, or by two


def test_sending_twice_makes_one_count(client, race):
    data = typed(client, race, "41", "15")
    assert send(client, race, data).url == send(client, race, data).url
    assert Count.objects.count() == 1


def test_other_figures_under_the_same_token_are_a_conflict_and_not_lost(client, race):
    data = typed(client, race, "41", "15")
    send(client, race, data)
    page = send(client, race, data | {f"votes_{race.pti.pk}": "42"})
    assert page.context["conflict"].count.number == 1
    assert page.context["form"][f"votes_{race.pti.pk}"].value() == "42"
    assert record(client, race, fields(page)).status_code == 302
    assert votes_of(Count.objects.get(number=2)) == {race.pti.pk: 42, race.ppp.pk: 15}


def test_a_second_sending_that_overtakes_the_first_is_the_same_count(race, editor):
    """Both had looked before either saved."""
    entry = desk.Entry(race, editor, uuid4(), {race.pti.pk: 5}, "phone", dict.fromkeys(desk.FIGURES))
    assert desk.record(entry, 0, desk.Verdict(())) == desk.record(entry, 0, desk.Verdict(()))
    assert Count.objects.count() == 1


def test_two_editors_meet_and_nothing_typed_is_lost(client, colleague, race):
    make.make_count(race, {race.pti: 5, race.ppp: 4})
    mine, theirs = typed(client, race, "60", "15"), typed(colleague, race, "41", "13")
    send(colleague, race, theirs)
    page = send(client, race, mine)
    assert Count.objects.count() == 2
    conflict = page.context["conflict"]
    sides = {side.label: (side.before, side.theirs, side.mine, side.differs) for side in conflict.sides}
    assert sides[str(race.pti)] == ("5", "41", "60", True)
    assert sides["Form"][3] is False
    assert "second-editor recorded count 2" in page.content.decode()
    assert record(client, race, fields(page)).status_code == 302
    assert [count.entered_by.username for count in Count.objects.filter(number__gt=1)] == ["second-editor", "editor"]


def test_a_collision_after_the_look_is_a_conflict_too(client, race, second_editor, monkeypatch):
    record = desk.record

    def overtaken(*args):
        if not Count.objects.exists():
            make.make_count(race, {race.pti: 1}, published=False, entered_by=second_editor)
        return record(*args)

    data = typed(client, race, "30", "15")
    monkeypatch.setattr(desk, "record", overtaken)
    page = send(client, race, data)
    assert page.context["conflict"].count.entered_by == second_editor
    assert Count.objects.count() == 1


def test_recording_is_all_or_nothing(race, editor, monkeypatch):
    token = uuid4()
    drafts.keep(race, editor, {"note": "x"}, seen=0, token=token)
    photo = desk.Photo("form.png", "image/png", PNG)
    entry = desk.Entry(race, editor, token, {race.pti.pk: 5}, "phone", photo=photo)

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(drafts, "settle", broken)
    with pytest.raises(RuntimeError):
        desk.record(entry, 0, desk.Verdict(()))
    assert (Count.objects.count(), FormPhoto.objects.count(), Draft.objects.count()) == (0, 0, 1)


def test_a_number_someone_else_took_is_refused(race, editor, second_editor):
    make.make_count(race, entered_by=second_editor)
    with pytest.raises(NumberTaken):
        desk.record(desk.Entry(race, editor, uuid4(), {race.pti.pk: 5}, "phone"), 0, desk.Verdict(()))


@pytest.mark.parametrize("name", ["token", "seen", "revision", "tab", "answered"])
@pytest.mark.parametrize("value", ["", "x", "\x00", "9" * 30, "-1"])
def test_broken_hidden_fields_are_no_error_of_ours(client, race, name, value):
    data = typed(client, race, "41", "15") | {name: value}
    assert send(client, race, data).status_code in (200, 302)


# drafts


def draft(client, race, **data):
    return json.loads(client.post(address(race, "draft"), data).content)


def test_a_draft_comes_back_until_it_is_discarded(client, race):
    name = f"votes_{race.pti.pk}"
    answer = draft(client, race, typed="yes", seen=0, token=uuid4(), revision=0, tab="a", **{name: "12,048 2778"})
    assert answer["kept"]
    assert "Draft kept" in answer["state"]
    page = client.get(address(race))
    assert page.context["form"][name].value() == "12,048 2778"
    assert page.context["restored"]
    client.post(address(race), {"discard": ""})
    assert client.get(address(race)).context["form"][name].value() is None


def test_a_failed_save_is_a_draft_and_a_good_one_takes_it_away(client, race):
    name = f"votes_{race.pti.pk}"
    page = send(client, race, typed(client, race, "12 34", "75"))
    assert client.get(address(race)).context["form"][name].value() == "12 34"
    record(client, race, fields(page) | {name: "123"})
    assert Count.objects.count() == 1
    assert drafts.find(race, Count.objects.get().entered_by) is None


def test_a_draft_remembers_the_number_it_was_begun_at(client, race, second_editor):
    data = {"typed": "yes", "seen": 0, "token": uuid4(), "revision": 0, "tab": "a", f"votes_{race.pti.pk}": "10"}
    draft(client, race, **data)
    make.make_count(race, {race.pti: 5}, entered_by=second_editor)
    page = client.get(address(race))
    assert send(client, race, fields(page) | {"form": "phone"}).context["conflict"]


def test_the_draft_tells_who_else_is_here_and_what_was_recorded(client, colleague, race, second_editor):
    colleague.get(address(race))
    count = make.make_count(race, {race.pti: 5}, entered_by=second_editor)
    answer = draft(client, race, seen=0)
    assert "second-editor" in answer["others"]
    assert "second-editor recorded count 1" in answer["newer"]["sentence"]
    assert answer["newer"]["look"] == reverse("review", args=[race.election.slug, "na-22", "count", count.number])
    assert "kept" not in answer
    assert draft(client, race, seen=1)["newer"] is None


def test_another_tab_is_told_and_gets_the_other_text(client, race):
    name, data = f"votes_{race.pti.pk}", {"typed": "yes", "seen": 0, "token": uuid4()}
    first = draft(client, race, **data, revision=0, tab="a", **{name: "1"})
    draft(client, race, **data, revision=first["revision"], tab="b", **{name: "2"})
    answer = draft(client, race, **data, revision=first["revision"], tab="a", **{name: "3"})
    assert "another tab" in answer["clash"]
    assert answer["theirs"][name] == "2"
    assert "kept" not in answer
    assert draft(client, race, **data, revision=0, tab="a", mine="yes", **{name: "3"})["kept"]


def test_a_draft_of_what_was_recorded_is_not_kept_again(client, race):
    data = typed(client, race, "41", "15")
    send(client, race, data)
    answer = draft(client, race, typed="yes", token=data["token"], seen=0, revision=0, tab="a")
    assert answer["recorded"] == 1
    assert answer["token"] != str(data["token"])
    assert drafts.find(race, Count.objects.get().entered_by) is None


def test_a_draft_is_bounded(client, race):
    data = {"typed": "yes", "seen": 0, "token": uuid4(), "revision": 0, "tab": "a"}
    assert "too long" in draft(client, race, **data, note="x" * 5000)["clash"]
    assert client.post(address(race, "draft"), {"typed": "yes", "note": "x" * 200_000}).status_code == 413
    assert not drafts.typed_of(Draft.objects.first())


# live answers


def test_the_check_says_what_saving_would_say_and_saves_nothing(client, race):
    make.make_count(race, {race.pti: 50, race.ppp: 1})
    data = typed(client, race, "41", "15")
    answer = json.loads(client.post(address(race, "check"), data).content)
    assert "fewer than the 50" in " ".join(answer["warnings"])
    assert answer["errors"] == []
    answer = json.loads(client.post(address(race, "check"), data | {f"votes_{race.pti.pk}": "1 2"}).content)
    assert [error["id"] for error in answer["errors"]] == [f"id_votes_{race.pti.pk}"]
    answer = json.loads(client.post(address(race, "check"), {f"votes_{race.pti.pk}": "52"}).content)
    assert answer["errors"] == []  # the form, further down, was not reached yet
    assert Count.objects.count() == 1


def test_a_message_fills_the_form_and_saves_nothing(client, race):
    answer = json.loads(client.post(address(race, "paste"), {"message": "NA-22 2/10\nPTI 411\nPPP 85\nzzz"}).content)
    filled = {f"votes_{race.pti.pk}": "411", f"votes_{race.ppp.pk}": "85", "stations_reported": "2"}
    assert answer["fields"] == filled
    assert [piece["text"] for piece in answer["pieces"] if piece["reason"]] == ["zzz"]
    assert "".join(piece["text"] for piece in answer["pieces"]) == "NA-22 2/10\nPTI 411\nPPP 85\nzzz"
    assert not Count.objects.exists()


def test_a_message_is_read_without_a_script_too_and_keeps_what_was_typed(client, race):
    data = typed(client, race, "1", "", note="typed before") | {"read": "", "message": "PPP 85\n<b>zzz</b>"}
    page = client.post(address(race), data)
    form = page.context["form"]
    assert [form[name].value() for name in (f"votes_{race.pti.pk}", f"votes_{race.ppp.pk}")] == ["1", "85"]
    assert form["note"].value() == "typed before"
    assert "<b>zzz" not in page.content.decode()
    assert not Count.objects.exists()
    assert record(client, race, fields(page)).status_code == 302


# photos


def test_a_photo_is_kept_by_its_first_bytes_and_shown_to_the_desk_alone(client, race, editor):
    sent = SimpleUploadedFile("form.exe", PNG, content_type="text/html")
    assert send(client, race, typed(client, race, "41", "15") | {"photo": sent}).status_code == 302
    photo = FormPhoto.objects.get()
    assert (photo.count, photo.media_type, photo.added_by) == (Count.objects.get(), "image/png", editor)
    page = client.get(address(race, "photo", photo.pk))
    assert (page.content, page["Content-Type"], page["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert "private" in page["Cache-Control"]
    assert Client().get(address(race, "photo", photo.pk)).status_code == 302
    editor.user_permissions.remove(*editor.user_permissions.filter(codename="view_formphoto"))
    assert client.get(address(race, "photo", photo.pk)).status_code == 403


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"GIF89a", b"RIFF0000WAVE"])
def test_what_is_no_photo_is_refused(client, race, data):
    page = send(client, race, typed(client, race, "41", "15") | {"photo": SimpleUploadedFile("form.png", data)})
    assert "photo" in page.context["form"].errors
    assert "choose the photo again" in page.content.decode()
    assert not Count.objects.exists()


def test_a_photo_of_another_seat_is_not_found_here(client, race):
    send(client, race, typed(client, race, "41", "15") | {"photo": SimpleUploadedFile("form.png", PNG)})
    make.make_contest(race.election, "NA-31")
    place = reverse("admin:desk_photo", args=[race.election.slug, "na-31", FormPhoto.objects.get().pk])
    assert client.get(place).status_code == 404


# rights, languages, safety


@pytest.mark.parametrize("verb", ["entry", "draft", "check", "paste"])
def test_who_may_not_enter_counts_gets_nothing(client, race, editor, verb):
    editor.user_permissions.remove(*editor.user_permissions.filter(codename="add_count"))
    assert client.post(address(race, verb), {}).status_code == 403
    assert Client().post(address(race, verb), {}).status_code == 302
    assert not Draft.objects.exists()


def test_an_editor_limited_to_another_province_gets_nothing(client, race, editor):
    editor.desk_limits.create(assembly=make.make_assembly("pp"))
    assert client.get(address(race)).status_code == 403


def test_an_unknown_seat_is_not_found(client, race):
    assert client.get(address(race).replace("na-22", "na-999")).status_code == 404


@pytest.mark.parametrize("language", ["", "/ur"])
def test_the_screen_has_nothing_inline_and_shows_hostile_names_as_written(client, race, language):
    race.pti.ballot_name = race.pti.symbol = "<script>alert(1)</script>"
    race.pti.save()
    page = client.get(language + address(race))
    text = page.content.decode()
    assert page.status_code == 200
    assert INLINE.findall(text) == []
    assert "<script>alert" not in text


def test_the_screen_says_what_is_public_and_what_is_not_yet(client, race, editor):
    make.make_count(race, {race.pti: 5})
    make.make_count(race, {race.pti: 6}, published=False, entered_by=editor)
    Election.objects.update(results_from="2099-01-01T13:00Z", polls_close="2099-01-01T12:00Z")
    text = client.get(address(race)).content.decode()
    assert "Public: count 1" in text
    assert "Count 2 of editor waits" in text
    assert "Nothing is public before 6:00pm" in text


def test_the_screen_takes_the_same_queries_however_many_seats_there_are(client, race):
    def queries():
        client.get(address(race))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(race)).status_code == 200
        return len(captured)

    before = queries()
    for _number in range(3):
        contest = make.make_contest(race.election)
        make.make_count(contest, {make.make_candidacy(contest, "pti"): 5})
        make.make_candidacy(race, "pml-n")
    assert queries() == before
