"""Who may do what at the desk: four roles, each a Django group with the permissions listed here.

A role is what readers are told of whoever made a change; names never are.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

ADMINISTRATOR, CHIEF, ENTRY, READER = "administrator", "chief", "entry", "reader"
IMPORT = ""  # no person at the desk: an import

READ = tuple(
    f"elections.view_{model}"
    for model in (
        "assembly", "bloc", "blocparty", "call", "candidacy", "constituency", "contest", "contestevent", "count",
        "countline", "delimitation", "district", "election", "electionwithdrawal", "flagrule", "formphoto", "freeze",
        "party", "person", "previousline", "previousresult", "province", "source",
    )
) + ("elections.view_desk",)  # fmt: skip
ENTER = READ + (
    "elections.add_count",
    "elections.add_formphoto",
    "elections.add_source",
    "elections.publish_count",
    "elections.withdraw_count",
    "elections.add_call",  # to put a call forward: a chief confirms and publishes it
)
DECIDE = ENTER + (
    "elections.confirm_count",
    "elections.publish_call",
    "elections.confirm_call",
    "elections.withdraw_call",
    "elections.override_call",
    "elections.freeze_election",
    "elections.change_contest",
    "elections.add_contestevent",
    "elections.change_contestevent",
    "elections.add_candidacy",
    "elections.change_candidacy",
    "elections.add_person",
    "elections.change_person",
    "admin.view_logentry",
)
ADMINISTER = (
    "admin.view_logentry",
    "auth.add_user",
    "auth.change_user",
    "auth.view_user",
    "auth.view_group",
    "axes.view_accessattempt",
    "axes.view_accessfailurelog",
    "axes.view_accesslog",
)
PERMISSIONS = {READER: READ, ENTRY: ENTER, CHIEF: DECIDE, ADMINISTRATOR: ADMINISTER}
WHOLE_APPS = {ADMINISTRATOR: ("elections", "maps")}  # beside the permissions named above
ROLES = tuple(PERMISSIONS)  # from the least rights to the most
# What the desk asks `elections.desk.rights` about; the administrator's alone are named last.
ACTS = frozenset(name.split(".")[1] for name in DECIDE if name.startswith("elections."))
ACTS |= {"wipe_election", "withdraw_election"}


def permissions_of(role: str) -> QuerySet[Permission]:
    """The permissions of a role. Raises KeyError for an unknown one."""
    wanted = Q(content_type__app_label__in=WHOLE_APPS.get(role, ()))
    for name in PERMISSIONS[role]:
        label, code = name.split(".")
        wanted |= Q(content_type__app_label=label, codename=code)
    return Permission.objects.filter(wanted).select_related("content_type")


def role_of(user) -> str:
    """The highest role of a user; "" for an import (None). Whoever is in no group counts as what they may do."""
    if user is None:
        return IMPORT
    if user.is_superuser:
        return ADMINISTRATOR
    groups = set(user.groups.values_list("name", flat=True))
    for role in reversed(ROLES):
        if role in groups:
            return role
    if user.has_perm("elections.confirm_call"):
        return CHIEF
    reads_only = user.has_perm("elections.view_desk") and not user.has_perm("elections.add_count")
    return READER if reads_only else ENTRY


def make_roles() -> dict[str, tuple[int, int, int]]:
    """Create the four groups or set them right: by role how many permissions it has, was given and had taken away.

    Raises LookupError if a permission does not exist: the tables are not migrated.
    """
    made = {}
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role)
        before, wanted = set(group.permissions.all()), set(permissions_of(role))
        if missing := missing_of(role, wanted):
            raise LookupError(f"There is no permission {', '.join(missing)}: run migrate first.")
        group.permissions.set(wanted)
        made[role] = (len(wanted), len(wanted - before), len(before - wanted))
    return made


def missing_of(role: str, found: set[Permission]) -> list[str]:
    """The permissions named for a role that the database does not have."""
    names = {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}
    return sorted(set(PERMISSIONS[role]) - names)
