"""Four roles, made by a command that may be run again, and which of them a person's deeds are told under."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command

from elections.desk.rights import may
from elections.models import DeskLimit
from elections.roles import ACTS, ADMINISTRATOR, CHIEF, ENTRY, READER, ROLES, make_roles, permissions_of, role_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def run(command, *arguments, **options) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue()


def member(role, name="someone"):
    make_roles()
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_the_command_says_in_numbers_what_it_did():
    first = run("make_roles").splitlines()
    assert [line.split(":")[0] for line in first] == [READER, ENTRY, CHIEF, ADMINISTRATOR]
    number = permissions_of(READER).count()
    assert first[0] == f"reader: {number} permissions ({number} given, 0 taken away)"


def test_running_it_again_changes_nothing_and_puts_right_what_was_changed_by_hand():
    make_roles()
    reader = Group.objects.get(name=READER)
    reader.permissions.add(Permission.objects.get(codename="wipe_election"))
    reader.permissions.remove(Permission.objects.get(codename="view_desk"))
    number = permissions_of(READER).count()
    assert make_roles()[READER] == (number, 1, 1)
    assert {changed for _, *changes in make_roles().values() for changed in changes} == {0}
    assert Group.objects.count() == 4


def test_a_dry_run_writes_nothing():
    assert "Nothing was written" in run("make_roles", dry_run=True)
    assert not Group.objects.exists()


def test_a_permission_that_is_not_there_is_named():
    Permission.objects.get(codename="view_desk").delete()
    with pytest.raises(CommandError, match=r"no permission elections\.view_desk: run migrate"):
        run("make_roles")
    assert not Group.objects.exists()


def test_each_role_may_all_that_the_one_before_may():
    members = [member(role, role) for role in ROLES]
    allowed = [{act for act in ACTS if may(user, act)} for user in members]
    assert all(less < more for less, more in zip(allowed, allowed[1:], strict=False))
    assert allowed[-1] == ACTS
    assert {"publish_count", "withdraw_count", "add_call"} <= allowed[1] - allowed[0]
    chiefs = {"confirm_count", "confirm_call", "publish_call", "withdraw_call", "override_call", "freeze_election"}
    assert chiefs <= allowed[2] - allowed[1]
    assert allowed[3] - allowed[2] == {"wipe_election", "withdraw_election"}


def test_nobody_is_given_the_right_to_delete_accounts_or_the_log():
    for role in ROLES:
        codes = set(permissions_of(role).values_list("codename", flat=True))
        assert not codes & {"delete_user", "delete_logentry", "change_logentry", "add_permission", "delete_accesslog"}


@pytest.mark.parametrize("role", ROLES)
def test_a_member_of_a_group_has_that_role(role):
    assert role_of(member(role)) == role


def test_of_several_roles_the_highest_counts_and_a_superuser_is_an_administrator():
    user = member(ENTRY)
    user.groups.add(Group.objects.get(name=CHIEF), Group.objects.get(name=READER))
    assert role_of(user) == CHIEF
    user.is_superuser = True
    assert role_of(user) == ADMINISTRATOR


def test_without_a_group_the_role_is_what_one_may_do():
    assert role_of(None) == ""
    for codes, role in ((["view_desk"], READER), (["view_desk", "add_count"], ENTRY), (["confirm_call"], CHIEF)):
        user = User.objects.create_user(role, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
        assert role_of(user) == role


def test_an_account_is_made_with_role_and_limits_and_a_password_told_once():
    make.make_district("lahore", "punjab")
    make.make_assembly("na")
    out = run("make_editor", "night-editor", role="entry", province=["punjab"], assembly=["na"])
    assert out.startswith("night-editor: entry, Punjab, Assembly na. Password, shown this once: ")
    user = User.objects.get()
    assert user.check_password(out.split()[-1])
    assert (user.is_staff, user.is_superuser, role_of(user)) == (True, False, ENTRY)
    limit = DeskLimit.objects.get(user=user)
    assert (limit.province.slug, limit.assembly.slug) == ("punjab", "na")


def test_an_account_that_exists_is_left_alone_unless_asked_for_and_then_gets_that_role_alone():
    run("make_editor", "night-editor", role="chief")
    with pytest.raises(CommandError, match="exists already"):
        run("make_editor", "night-editor", role="entry")
    run("make_editor", "night-editor", role="entry", again=True)
    assert [group.name for group in User.objects.get().groups.all()] == [ENTRY]


def test_an_account_that_may_do_everything_is_given_no_role():
    root = User.objects.create_superuser("root")
    before = root.password
    with pytest.raises(CommandError, match="may do everything"):
        run("make_editor", "root", role="entry", again=True)
    root.refresh_from_db()
    assert root.password == before and not root.groups.exists()


def test_an_unknown_place_or_name_is_refused_with_a_sentence():
    make.make_district("lahore", "punjab")
    with pytest.raises(CommandError, match="no province “sindh”; there are: punjab"):
        run("make_editor", "night-editor", province=["sindh"])
    with pytest.raises(CommandError, match="cannot be a name"):
        run("make_editor", "a b")
    assert not User.objects.exists()
