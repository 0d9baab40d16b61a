"""Accounts by command: made with a role and a random password, which is told once."""

import secrets

from django.contrib.auth.models import Group, User
from django.db import transaction

from elections.models import Assembly, DeskLimit, Province

PASSWORD_BYTES = 12


@transaction.atomic
def open_account(
    name: str, role: str, provinces: tuple[Province, ...] = (), assemblies: tuple[Assembly, ...] = ()
) -> str:
    """Make an account of that role, or give an old one that role alone, with a new random password, which is returned.

    Limits are replaced: each province meets each assembly. The group has to be there (`make_roles`).
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user, _made = User.objects.get_or_create(username=name)
    user.is_staff = user.is_active = True
    user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=role)])
    user.user_permissions.clear()
    user.desk_limits.all().delete()
    if provinces or assemblies:
        places = [(province, assembly) for province in provinces or (None,) for assembly in assemblies or (None,)]
        DeskLimit.objects.bulk_create(DeskLimit(user=user, province=p, assembly=a) for p, a in places)
    return password
