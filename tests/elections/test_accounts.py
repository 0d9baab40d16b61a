"""Who may change whose account: nobody makes one stronger than their own, and none is deleted."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from elections.desk import second_factor
from elections.roles import ADMINISTRATOR, CHIEF, ENTRY, make_roles
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:auth_user_changelist", "admin:auth_user_add"


@pytest.fixture
def administrator():
    make_roles()
    user = User.objects.create_user("boss", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    return user


@pytest.fixture
def root():
    return User.objects.create_superuser("root")


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk", is_staff=True)


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def page(user, name="change"):
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def send(client, user, **data):
    limits = {f"desk_limits-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    return client.post(page(user), {"username": user.username, "is_active": "on", "is_staff": "on", **limits, **data})


def test_an_administrator_gives_a_role_but_neither_superuser_nor_single_permissions(client, clerk):
    chief, wipe = Group.objects.get(name=CHIEF), Permission.objects.get(codename="add_session")
    answer = send(client, clerk, groups=[chief.pk], is_superuser="on", user_permissions=[wipe.pk])
    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert [group.name for group in clerk.groups.all()] == [CHIEF]
    assert not clerk.is_superuser and not clerk.user_permissions.exists()


def test_an_administrator_cannot_become_a_superuser(client, administrator):
    send(client, administrator, groups=[administrator.groups.get().pk], is_superuser="on")
    administrator.refresh_from_db()
    assert administrator.groups.get().name == ADMINISTRATOR
    assert not administrator.is_superuser


def test_a_group_with_more_than_one_s_own_permissions_cannot_be_given(client, clerk):
    strong = Group.objects.create(name="strong")
    strong.permissions.add(Permission.objects.get(codename="delete_session"))
    answer = send(client, clerk, groups=[strong.pk])
    assert answer.status_code == 200  # the form again, with its error
    assert not clerk.groups.exists()


def test_an_account_that_can_do_more_is_out_of_reach(client, root, clerk):
    clerk.user_permissions.add(Permission.objects.get(codename="delete_session"))
    for user in (root, clerk):
        assert send(client, user, username="taken").status_code == 403
        assert client.get(page(user, "password_change")).status_code == 403
        secrets = {"password1": "another pass phrase", "password2": "another pass phrase", "usable_password": "true"}
        assert client.post(page(user, "password_change"), secrets).status_code == 403
        for action in ("deactivate", "reset_second_factor"):
            client.post(reverse(LIST), {"action": action, "_selected_action": [user.pk]})
        user.refresh_from_db()
        assert user.is_active and user.username in ("root", "clerk")


def test_an_administrator_sets_a_password_and_makes_an_account(client, clerk):
    secrets = {"password1": "another pass phrase", "password2": "another pass phrase", "usable_password": "true"}
    assert client.post(page(clerk, "password_change"), secrets).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password("another pass phrase")
    assert client.post(reverse(ADD), {"username": "new", **secrets}).status_code == 302
    assert User.objects.filter(username="new", is_superuser=False, is_staff=False).exists()


def test_limits_are_set_on_the_account_s_page(client, clerk):
    home = make.make_district("lahore", "punjab").province
    rows = {"desk_limits-TOTAL_FORMS": 1, "desk_limits-0-province": home.pk, "desk_limits-0-user": clerk.pk}
    assert send(client, clerk, **rows).status_code == 302
    assert clerk.desk_limits.get().province == home


def test_a_role_is_for_reading_but_to_a_superuser(client, root, administrator):
    group = Group.objects.get(name=ENTRY)
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "renamed"}).status_code == 403
    assert client.get(reverse("admin:auth_group_add")).status_code == 403


def test_no_account_is_deleted_by_anybody(root, clerk):
    client = Client()
    client.force_login(root)
    assert client.post(page(clerk, "delete"), {"post": "yes"}).status_code == 403
    answer = client.post(reverse(LIST), {"action": "delete_selected", "_selected_action": [clerk.pk], "post": "yes"})
    assert answer.status_code in (200, 302)
    assert User.objects.filter(pk=clerk.pk).exists()


def test_switching_off_ends_the_session_keeps_the_history_and_never_hits_oneself(client, administrator, clerk):
    hers = Client()
    hers.force_login(clerk)
    assert hers.get(reverse("admin:password_change")).status_code == 200
    chosen = {"action": "deactivate", "_selected_action": [clerk.pk, administrator.pk]}
    client.post(reverse(LIST), chosen)
    assert hers.get(reverse("admin:password_change")).status_code == 302
    clerk.refresh_from_db()
    administrator.refresh_from_db()
    assert (clerk.is_active, administrator.is_active) == (False, True)
    assert LogEntry.objects.get(object_id=str(clerk.pk)).change_message == "Switched the account off"


def test_an_administrator_takes_a_lost_phone_away(client, clerk):
    second_factor.waiting_device(clerk)
    second_factor.renewed_codes(clerk)
    client.post(reverse(LIST), {"action": "reset_second_factor", "_selected_action": [clerk.pk]})
    assert not clerk.totpdevice_set.exists() and not clerk.staticdevice_set.exists()
    assert LogEntry.objects.get(object_id=str(clerk.pk)).change_message == "Reset the second factor"


def test_the_pages_of_accounts_open_and_say_who_signed_in_last(client, clerk):
    for address in (reverse(LIST), reverse(LIST) + "?enrolled=no", page(clerk), reverse("admin:auth_group_changelist")):
        assert client.get(address).status_code == 200
    assert "last_login" in client.get(reverse(LIST)).context["cl"].list_display


def test_no_page_shows_the_key_of_a_device():
    assert not [model for model in admin.site._registry if model._meta.app_label.startswith("otp")]
