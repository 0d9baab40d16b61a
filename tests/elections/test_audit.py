"""What the desk did is written down with the deed, and nobody takes it out again through the admin."""

from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from elections.desk import audit, freezing, rehearsals, stamping
from elections.desk import entry as desk
from elections.desk.records import shown_of
from elections.models import Count, Election
from tests import factories as make

pytestmark = pytest.mark.django_db
LOGS = (LogEntry, AccessLog, AccessFailureLog, AccessAttempt)


@pytest.fixture
def root():
    return User.objects.create_superuser("root")


@pytest.fixture
def client(root):
    client = Client()
    client.force_login(root)
    return client


@pytest.fixture
def entry(race, editor):
    count = make.make_count(race, {race.pti: 5}, entered_by=editor)
    return audit.note(editor, count, _("Published"), "two forms\nagree")


def attempt():
    return AccessAttempt.objects.create(username="x", post_data="password typed as a name", failures_since_start=1)


def rows_of(model, entry):
    return {LogEntry: lambda: entry, AccessAttempt: attempt}.get(model, lambda: model.objects.create(username="x"))()


def address(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def test_a_note_says_who_what_to_which_row_and_why(entry, editor, race):
    count = race.counts.get()
    assert (entry.user, entry.get_edited_object(), entry.object_repr) == (editor, count, str(count))
    assert entry.change_message == "Published\ntwo forms\nagree"


def test_a_note_is_kept_in_english_and_read_in_the_reader_s_language(client, editor, race):
    with override("ur"):
        entry = audit.note(editor, race, _("Published."))
        translated = str(_("Published."))
    assert entry.change_message == "Published." != translated
    assert translated in client.get("/ur" + address(LogEntry, "changelist")).content.decode()


def test_an_import_leaves_no_note(race):
    assert audit.note(None, race, "imported") is None
    assert not LogEntry.objects.exists()


def test_a_note_goes_with_the_deed_or_not_at_all(race, editor):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.note(editor, race, "divided")
        1 / 0  # noqa: B018
    assert not LogEntry.objects.exists()


def test_the_page_tells_what_and_why(client, entry):
    page = client.get(address(LogEntry, "changelist")).content.decode()
    assert '<td class="field-what">Published</td>' in page
    assert "two forms" in page and "agree" in page
    assert client.get(address(LogEntry, "change", entry.pk)).status_code == 200


def test_what_the_admin_itself_writes_is_worded_too(client, race):
    client.post(reverse("admin:elections_source_add"), {"key": "a", "publisher": "A", "url": "https://a.example/"})
    assert '<td class="field-what">Added.</td>' in client.get(address(LogEntry, "changelist")).content.decode()


@pytest.mark.parametrize("model", LOGS)
def test_a_log_opens_and_not_even_a_superuser_changes_it(client, entry, model):
    row = rows_of(model, entry)
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {"username": "y", "object_repr": "y"}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model, "changelist"), chosen)
    assert model.objects.filter(pk=row.pk).exists()


def test_what_was_typed_at_a_failed_sign_in_is_not_shown(client):
    pages = [address(AccessAttempt, "changelist"), address(AccessAttempt, "change", attempt().pk)]
    assert not any("typed as a name" in client.get(page).content.decode() for page in pages)


def test_no_page_deletes_what_the_log_hangs_on(client, entry, root):
    """The log goes with a user's row in the database; so no page offers to delete one, nor a content type."""
    request = client.get(reverse("admin:password_change")).wsgi_request
    assert not admin.site._registry[User].has_delete_permission(request, root)
    assert ContentType not in admin.site._registry
    assert LogEntry._meta.get_field("content_type").remote_field.on_delete.__name__ == "SET_NULL"


def written(editor) -> list[tuple[str, str]]:
    """What the log says of an editor, oldest first: sentence and reason."""
    entries = LogEntry.objects.filter(user=editor).order_by("pk")
    return [tuple(entry.change_message.partition("\n")[::2]) for entry in entries]


def decide(row, verb, by, reason=""):
    row.refresh_from_db()
    stamping.decide(row, verb, by, shown_of(row), reason)


def record(race, editor, pti, ppp, reason=""):
    """A count as the entry screen records it, against whatever is warned of."""
    votes = {race.pti.pk: pti, race.ppp.pk: ppp}
    entry = desk.Entry(race, editor, uuid4(), votes, "press", source=make.make_source())
    last = Count.last_number(race)
    found = desk.verdict(entry, last)
    assert bool(found.token) == bool(reason)
    return desk.record(entry, last, found, reason, answered=found.token)


def test_every_deed_of_the_desk_is_written_down(race, editor, second_editor):
    count = record(race, editor, 5, 3)
    decide(count, "confirm", second_editor)
    decide(count, "publish", second_editor)
    decide(count, "withdraw", second_editor, "The form was another seat's.")
    freezing.freeze(race.election, second_editor, "Something is wrong.")
    freezing.lift(race.election, second_editor)
    Election.objects.filter(pk=race.election.pk).update(rehearsal=True)
    rehearsals.wipe(race.election, second_editor)
    assert [sentence for sentence, _reason in written(editor)] == ["Recorded."]
    assert written(second_editor) == [
        ("Confirmed as the second person.", ""),
        ("Published.", ""),
        ("Withdrawn.", "The form was another seat's."),
        ("Frozen.", "Something is wrong."),
        ("Freeze lifted.", ""),
        ("Rehearsal wiped.", ""),
    ]


def test_the_reason_of_an_override_is_written_down(race, editor):
    record(race, editor, 50, 30)
    record(race, editor, 40, 30, "The first form was of another seat.")
    assert written(editor)[1] == ("Recorded.", "The first form was of another seat.")
