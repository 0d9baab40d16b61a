"""The demo is loaded, safe to load again, and makes its editor only where that is asked for and safe."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from elections.models import Constituency, Election
from maps.models import Backdrop, Boundary

pytestmark = pytest.mark.django_db


def load(**options) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, stderr=out, **options)
    return out.getvalue()


def password(out: str) -> str:
    return out.split("with the password ")[1].split()[0]


def test_the_demo_is_loaded_and_says_so_in_numbers():
    out = load()
    assert "rows created, 0 changed" in out
    assert "Wrote 9 seats." in out
    assert "Wrote 23 seats." in out
    assert (Election.objects.count(), Backdrop.objects.count()) == (3, 2)
    assert Boundary.objects.filter(approximate=True).count() == Constituency.objects.count() == 32
    assert not get_user_model().objects.exists()


def test_loading_it_again_is_safe_and_renews_the_editors_password():
    first, second = load(with_editor=True), load(with_editor=True)
    assert "fixtures/: 0 rows created, 0 changed" in second
    assert (Election.objects.count(), Boundary.objects.count()) == (3, 32)
    assert authenticate(username="demo-editor", password=password(first)) is None
    editor = authenticate(username="demo-editor", password=password(second))
    assert (editor.is_staff, editor.is_superuser) == (True, False)
    assert editor.has_perms(["elections.add_count", "elections.change_call", "elections.view_contest"])
    assert not editor.has_perm("auth.add_user")
    another = authenticate(username="demo-second", password=second.split("with the password ")[2].split()[0])
    assert another.pk != editor.pk and another.has_perm("elections.change_call")


def test_a_public_site_gets_no_demo_editor_unless_forced(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="public site"):
        load(with_editor=True)
    assert not Election.objects.exists()
    assert password(load(with_editor=True, force=True))
