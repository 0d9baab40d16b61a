"""The demo is loaded, safe to load again, and makes its editor only where that is asked for and safe."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from elections.desk.board import is_on
from elections.desk.rights import may
from elections.models import Constituency, Election
from elections.roles import role_of
from maps.models import Backdrop, Boundary

pytestmark = pytest.mark.django_db


def load(**options) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=out, **options)
    return out.getvalue()


def passwords(out: str) -> dict[str, str]:
    """By account what was printed for it."""
    return dict(re.findall(r"(\S+) +with the password (\S+)", out))


def test_the_demo_is_loaded_and_says_so_in_numbers():
    out = load()
    assert "rows created, 0 changed" in out
    assert "Wrote 9 seats." in out
    assert "Wrote 23 seats." in out
    assert (Election.objects.count(), Backdrop.objects.count()) == (3, 2)
    assert Boundary.objects.filter(approximate=True).count() == Constituency.objects.count() == 32
    assert not get_user_model().objects.exists()


def test_loading_it_again_is_safe_and_renews_the_passwords():
    first, second = load(with_editor=True), load(with_editor=True)
    assert "fixtures/: 0 rows created, 0 changed" in second
    assert (Election.objects.filter(rehearsal=False).count(), Boundary.objects.count()) == (3, 32)
    old, new = passwords(first), passwords(second)
    for name in ("demo-editor", "demo-chief"):
        account = get_user_model().objects.get(username=name)
        assert (account.is_staff, account.is_superuser) == (True, False)
        assert account.check_password(new[name]) and not account.check_password(old[name])


def test_its_accounts_are_enough_to_enter_a_count_and_to_call_a_seat_with_two_people():
    load(with_editor=True)
    by_name = {user.username: user for user in get_user_model().objects.all()}
    editor, chief = by_name["demo-editor"], by_name["demo-chief"]
    assert (role_of(editor), role_of(chief), len(by_name)) == ("entry", "chief", 2)
    assert may(editor, "publish_count") and may(editor, "add_call") and not may(editor, "confirm_call")
    assert may(chief, "confirm_call") and may(chief, "publish_call") and not chief.has_perm("auth.add_user")


def test_an_account_of_an_earlier_demo_keeps_no_right_beyond_its_role():
    load(with_editor=True)
    editor = get_user_model().objects.get(username="demo-editor")
    editor.user_permissions.add(Permission.objects.get(codename="wipe_election"))
    load(with_editor=True)
    assert not editor.user_permissions.exists()


def test_a_public_site_gets_no_demo_editor_unless_forced(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="public site"):
        load(with_editor=True)
    assert not Election.objects.exists()
    assert passwords(load(with_editor=True, force=True))


def test_the_desk_can_be_tried_at_once_in_a_rehearsal_that_is_made_once_and_listed_nowhere(client):
    said = load(with_editor=True)
    night = Election.objects.get(rehearsal=True)
    assert f"/admin/desk/{night.slug}/" in said
    assert is_on(night, timezone.now()) and night.results_from < timezone.now()
    assert f"/admin/desk/{night.slug}/" in load(with_editor=True)
    assert Election.objects.filter(rehearsal=True).count() == 1
    assert "Rehearsal" not in client.get("/elections/").content.decode()
