"""Every right is asked on the server: which role gets which answer at every address of the desk."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from elections.desk.rights import Rights, may
from elections.models import Count, DeskLimit, FormPhoto
from elections.roles import CHIEF, ENTRY, READER, ROLES, make_roles
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

# Who gets in: "limited" is an entry editor of Punjab, "bare" a member of staff without any role, "stranger" no one.
NOBODY = frozenset()
ADMINISTRATOR = frozenset({"administrator"})
CHIEFS = ADMINISTRATOR | {"chief"}
EVERYWHERE = CHIEFS | {"entry"}
THERE = EVERYWHERE | {"limited"}
READERS = THERE | {"reader"}
PEOPLE = (*ROLES, "limited", "bare", "stranger")

NEAR, FAR = "pp-1", "na-22"  # in Punjab, where "limited" enters, and elsewhere
SEAT = "desk/by-2022-10-16/SEAT/"


def seats(name, address, near, far, method="post", **data):
    """The same act in both seats."""
    return [(name, method, address.replace("SEAT", seat), data, who) for seat, who in ((NEAR, near), (FAR, far))]


def stamps(kind, verb, near, far):
    return seats("desk_stamp", f"{SEAT}{kind}/1/{verb}/", near, far, reason="why", seen="")


DESK = [
    ("tables", "get", "tables/", {}, READERS | {"bare"}),
    ("desk", "get", "desk/by-2022-10-16/", {}, READERS),
    ("desk_rows", "get", "desk/by-2022-10-16/rows/", {}, READERS),
    ("desk_freeze", "post", "desk/by-2022-10-16/freeze/", {"reason": "why"}, CHIEFS),
    ("desk_lift", "post", "desk/by-2022-10-16/lift/", {}, CHIEFS),
    ("desk_wipe", "post", "desk/by-2022-10-16/wipe/", {"typed": "by-2022-10-16"}, ADMINISTRATOR),
    *seats("desk_entry", SEAT, THERE, EVERYWHERE, "get"),
    *seats("desk_entry", SEAT, THERE, EVERYWHERE),
    *seats("desk_entry", SEAT, THERE, EVERYWHERE, discard="1"),
    *seats("desk_entry", SEAT, THERE, EVERYWHERE, read="1", message="PTI 5"),
    *seats("desk_check", SEAT + "check/", THERE, EVERYWHERE),
    *seats("desk_draft", SEAT + "draft/", THERE, EVERYWHERE),
    *seats("desk_paste", SEAT + "paste/", THERE, EVERYWHERE, message="PTI 5"),
    *seats("desk_call", SEAT + "call/", THERE, EVERYWHERE, "get"),
    *seats("desk_call", SEAT + "call/", THERE, EVERYWHERE),
    *seats("desk_call_draft", SEAT + "call/draft/", THERE, EVERYWHERE),
    *seats("desk_photo", SEAT + "photo/PHOTO/", READERS, READERS, "get"),
    *seats("review", SEAT + "count/1/", READERS, READERS, "get"),
    *seats("review", SEAT + "call/1/", READERS, READERS, "get"),
    *stamps("count", "publish", THERE, EVERYWHERE),
    *stamps("count", "withdraw", THERE, EVERYWHERE),
    *stamps("count", "confirm", CHIEFS, CHIEFS),
    *stamps("count", "confirm-publish", CHIEFS, CHIEFS),
    *stamps("call", "publish", CHIEFS, CHIEFS),
    *stamps("call", "withdraw", CHIEFS, CHIEFS),
    *stamps("call", "confirm", CHIEFS, CHIEFS),
    *stamps("call", "confirm-publish", CHIEFS, CHIEFS),
]
ELSEWHERE = {"second_factor"}  # before anybody has a role: test_signin

# The tables: who reads, adds, changes and deletes; whatever is not named is an administrator's, if anybody's.
ADDERS = {"source": EVERYWHERE | {"limited"}, "candidacy": CHIEFS, "person": CHIEFS, "contestevent": CHIEFS}
CHANGERS = {"contest": CHIEFS, "candidacy": CHIEFS, "person": CHIEFS, "contestevent": CHIEFS}
RECORDED = ("count", "call")  # by the desk's screens alone
LOGS = ("logentry", "accesslog", "accessfailurelog", "accessattempt")
IMPORTED = ("boundary", "backdrop", "backdropshape")
KEPT = (*RECORDED, *LOGS, *IMPORTED, "user", "group", "contest", "election")


@pytest.fixture
def world(election):
    """Two seats with a count and a call each that nobody in particular recorded, and the people."""
    make_roles()
    for code, province in (("PP-1", "punjab"), ("NA-22", "khyber-pakhtunkhwa")):
        place = make.make_constituency(code, district=make.make_district(province, province))
        contest = make.make_contest(election, constituency=place, registered_voters=1000, stations_total=10)
        winner = make.make_candidacy(contest, "pti")
        count = make.make_count(contest, {winner: 5}, published=False)
        make.make_call(contest, winner, published=False)
        FormPhoto.objects.create(count=count, name="form", media_type="image/png", data=b"x")
    return {name: person(name) for name in PEOPLE}


def person(name):
    client = Client()
    if name == "stranger":
        return client
    user = User.objects.create_user(name, is_staff=True)
    role = ENTRY if name == "limited" else name
    user.groups.set(Group.objects.filter(name=role))
    if name == "limited":
        DeskLimit.objects.create(user=user, province=make.make_district("punjab", "punjab").province)
    client.force_login(user)
    return client


def answer(client, method, address, data):
    """What the server says, undone afterwards."""
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return response


def let_in(response) -> bool:
    assert response.status_code in (200, 302, 303, 400, 403, 409, 422), response.status_code
    return response.status_code != 403 and "/login/" not in response.get("Location", "")


def admitted(world, method, address, data, prefix=""):
    """Who gets in at an address."""
    address = f"{prefix}/admin/{address}"
    return {name for name, client in world.items() if let_in(answer(client, method, address, data))}


@pytest.mark.parametrize(("name", "method", "address", "data", "who"), DESK)
def test_an_address_of_the_desk_lets_in_whom_it_should(world, name, method, address, data, who):
    photos = dict(FormPhoto.objects.values_list("count__contest__constituency__slug", "pk"))
    address = address.replace("PHOTO", str(photos[NEAR if NEAR in address else FAR]))
    assert admitted(world, method, address, data) == who
    outside = {name: client for name, client in world.items() if method == "get" or name not in who}
    assert admitted(outside, method, address, data, prefix="/ur") == (who if method == "get" else NOBODY)


def test_the_table_holds_every_address_of_the_desk():
    own = {pattern.name for pattern in admin.site.get_urls() if not isinstance(pattern, URLResolver)}
    django = {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"}
    django |= {"view_on_site", "app_list", None}
    own |= {name for name in get_resolver().reverse_dict if name == "review"}
    assert own - django - ELSEWHERE == {name for name, *_ in DESK}


def test_with_the_second_factor_on_a_password_alone_lets_in_nowhere(world, settings):
    settings.SECOND_FACTOR = True
    half_way = {"administrator": world["administrator"]}
    for _name, method, address, data, _who in DESK:
        assert admitted(half_way, method, address.replace("PHOTO", "1"), data) == NOBODY, address
    for model in admin.site._registry:
        assert admitted(half_way, "get", f"{model._meta.app_label}/{model._meta.model_name}/", {}) == NOBODY
    assert not admitted(half_way, "get", "password_change/", {}) and not admitted(half_way, "get", "", {})


def test_another_seat_s_number_or_election_in_the_address_leads_nowhere(world):
    """The limit asks the seat in the address, so what is done has to be that seat's own."""
    limited = world["limited"]
    other = make.make_election("another")
    assert limited.post("/admin/" + SEAT.replace("SEAT", FAR) + "count/1/publish/", {"seen": ""}).status_code == 403
    assert limited.post(f"/admin/desk/{other.slug}/{NEAR}/count/1/publish/", {"seen": ""}).status_code == 404
    assert limited.post(f"/admin/desk/by-2022-10-16/{NEAR}/count/2/publish/", {"seen": ""}).status_code == 404
    assert not Count.objects.filter(published_at__isnull=False).exists()


def test_the_call_of_one_who_may_not_override_is_no_matter_of_the_address(world):
    assert {name for name in ROLES if may(User.objects.get(username=name), "override_call")} == CHIEFS


# Tables


def readers_of(model):
    if model._meta.app_label in ("maps", "auth", "axes"):
        return ADMINISTRATOR
    return CHIEFS if model._meta.model_name == "logentry" else READERS


def nothing_but(model, kept, table=None):
    name = model._meta.model_name
    return NOBODY if name in kept else (table or {}).get(name, ADMINISTRATOR)


def tables():
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", tables(), ids=lambda model: model._meta.model_name)
def test_a_table_is_read_added_to_changed_and_deleted_from_by_whom_it_should(world, model):
    name, root = model._meta.model_name, f"{model._meta.app_label}/{model._meta.model_name}/"
    row = getattr(model.objects.first(), "pk", None)
    assert admitted(world, "get", root, {}) == readers_of(model)
    if name not in RECORDED:
        assert admitted(world, "post", f"{root}add/", {}) == nothing_but(model, (*LOGS, *IMPORTED, "group"), ADDERS)
    if row:
        assert admitted(world, "get", f"{root}{row}/history/", {}) == readers_of(model)
        changers = nothing_but(model, (*LOGS, *RECORDED, "group"), CHANGERS)
        assert admitted(world, "post", f"{root}{row}/change/", {}) == changers
        assert admitted(world, "post", f"{root}{row}/delete/", {}) == nothing_but(model, KEPT)


# What is asked


@pytest.fixture
def contests(election):
    return {
        code: make.make_contest(
            election, constituency=make.make_constituency(code, district=make.make_district(province, province))
        )
        for code, province in (("NA-1", "punjab"), ("PP-1", "punjab"), ("NA-2", "sindh"), ("PP-2", "sindh"))
    }


def editor_of(role=ENTRY, **limits):
    make_roles()
    user = User.objects.create_user(f"editor-{User.objects.count()}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if limits:
        DeskLimit.objects.create(user=user, **limits)
    return user


def seats_of(user, contests):
    return {code for code, contest in contests.items() if may(user, "add_count", contest)}


def test_without_a_limit_one_enters_everywhere(contests):
    assert seats_of(editor_of(), contests) == set(contests)


def test_a_limit_is_a_province_an_assembly_or_where_both_meet(contests):
    punjab = contests["NA-1"].constituency.district.province
    national = contests["NA-1"].constituency.assembly
    assert seats_of(editor_of(province=punjab), contests) == {"NA-1", "PP-1"}
    assert seats_of(editor_of(assembly=national), contests) == {"NA-1", "NA-2"}
    assert seats_of(editor_of(province=punjab, assembly=national), contests) == {"NA-1"}


def test_several_limits_add_up(contests):
    user = editor_of(province=contests["NA-1"].constituency.district.province)
    DeskLimit.objects.create(user=user, assembly=contests["PP-2"].constituency.assembly)
    assert seats_of(user, contests) == {"NA-1", "PP-1", "PP-2"}


def test_limits_bind_a_chief_who_has_them_but_not_in_reading_or_for_a_whole_election(contests):
    chief = editor_of(CHIEF, province=contests["NA-1"].constituency.district.province)
    assert may(chief, "add_call", contests["NA-1"]) and not may(chief, "add_call", contests["NA-2"])
    assert may(chief, "view_desk", contests["NA-2"]) and may(chief, "freeze_election")


def test_another_s_limits_are_no_matter(contests):
    editor_of(province=contests["NA-1"].constituency.district.province)
    assert seats_of(editor_of(), contests) == set(contests)


def test_a_permission_is_needed_whatever_the_limits(contests):
    assert not seats_of(editor_of(READER), contests)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_is_switched_off_or_no_staff_may_nothing(change, contests):
    user = editor_of()
    User.objects.filter(pk=user.pk).update(**change)
    assert not may(User.objects.get(pk=user.pk), "view_desk")
    assert not may(None, "view_desk") and not may(AnonymousUser(), "view_desk")


def test_an_act_that_does_not_exist_is_a_mistake_and_no_permission():
    root = User.objects.create_superuser("root")
    with pytest.raises(LookupError, match="“publish_counts” is no act"):
        may(root, "publish_counts")


@pytest.mark.parametrize("number", [3, 30])
def test_rights_in_many_seats_cost_one_query(election, number):
    user = editor_of(province=make.make_district("lahore", "punjab").province)
    rows = [make.make_contest(election) for _ in range(number)]
    user = User.objects.get(pk=user.pk)
    user.has_perm("elections.add_count")  # Django's own two
    with CaptureQueriesContext(connection) as queries:
        assert not any(Rights.of(user).may(act, row) for row in rows for act in ("add_count", "publish_count"))
    assert len(queries) == 1


def test_reverse_of_the_desk_stays_below_the_admin():
    assert reverse("admin:desk", args=["x"]).startswith("/admin/")
