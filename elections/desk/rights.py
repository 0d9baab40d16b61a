"""What a user may do at the desk: a permission, and for acts on one seat the limits of who enters only some.

Limits bind whoever has any, whatever the role. Reading is not limited, and what concerns a whole election (a freeze,
a wipe) is a matter of the permission alone.
"""

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet

from elections.models import Contest, DeskLimit
from elections.roles import ACTS

REMEMBERED = "_rights_at_the_desk"


class Rights:
    """The rights of one user, for as long as the object lives: at most one query an election, for any number of seats.

    Django keeps the permissions on the user in the same way.
    """

    def __init__(self, user):
        self.user = user
        self._seats: dict[int, frozenset[int]] = {}

    @classmethod
    def of(cls, user) -> "Rights":
        """The rights remembered on this user object, which lives as long as a request."""
        if not hasattr(user, REMEMBERED):
            setattr(user, REMEMBERED, cls(user))
        return getattr(user, REMEMBERED)

    def may(self, act: str, contest: Contest | None = None) -> bool:
        """Whether the user may do it, in this contest if one is given. Raises LookupError for an unknown act."""
        if act not in ACTS:
            raise LookupError(f"“{act}” is no act of the desk; there are {', '.join(sorted(ACTS))}.")
        if not self.user.is_staff or not self.user.has_perm(f"elections.{act}"):
            return False
        return contest is None or act.startswith("view_") or contest.pk in self.seats(contest.election_id)

    def seats(self, election_id: int) -> frozenset[int]:
        """The keys of the election's contests in which the user may enter; all of them without any limit."""
        if election_id not in self._seats:
            contests = Contest.objects.filter(election_id=election_id).filter(within_limits(self.user))
            self._seats[election_id] = frozenset(contests.order_by().values_list("pk", flat=True))
        return self._seats[election_id]


def within_limits(user) -> Q:
    """A condition on contests: the user has no limit, or one that holds this contest's seat."""
    limits = DeskLimit.objects.filter(user_id=user.pk)
    province = Q(province=None) | Q(province=OuterRef("constituency__district__province"))
    assembly = Q(assembly=None) | Q(assembly=OuterRef("constituency__assembly"))
    return ~Q(Exists(limits)) | Q(Exists(limits.filter(province, assembly)))


def may(user, act: str, contest: Contest | None = None) -> bool:
    """Whether a user may do an act (a permission's codename, such as "publish_count"), in a contest if one is given."""
    return user is not None and Rights.of(user).may(act, contest)


def may_manage(actor, user) -> bool:
    """Whether `actor` may change the account of `user`: nobody touches one that can do more than they can."""
    if actor.is_superuser:
        return True
    return not user.is_superuser and user.get_all_permissions() <= actor.get_all_permissions()


def roles_to_give(actor) -> QuerySet[Group]:
    """The groups that `actor` may put others in: those with no permission that `actor` lacks."""
    if actor.is_superuser:
        return Group.objects.all()
    own = actor.get_all_permissions()
    groups = Group.objects.prefetch_related("permissions__content_type")
    return Group.objects.filter(pk__in=[group.pk for group in groups if names_in(group) <= own])


def names_in(group: Group) -> set[str]:
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in group.permissions.all()}
