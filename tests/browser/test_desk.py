"""The admin works under the same strict policy."""

import pytest

from tests import site
from tests.browser.visits import Visitor

NAME, PASSWORD = "editor", "a long pass phrase 22"
MAKE = f"from django.contrib.auth.models import User; User.objects.create_superuser({NAME!r}, password={PASSWORD!r})"
LISTS = ["elections/count/", "elections/contest/", "elections/person/", "elections/party/"]


@pytest.fixture(scope="module")
def desk(chromium, demo, address):
    site.manage(demo, "shell", "--verbosity=0", "-c", MAKE)
    with Visitor(chromium, address) as visitor:
        visitor.open("/admin/login/?next=/admin/")
        visitor.page.locator("#id_username").fill(NAME)
        visitor.page.locator("#id_password").fill(PASSWORD)
        visitor.page.locator("#id_password").press("Enter")
        visitor.page.wait_for_url("**/admin/")
        assert visitor.complaints() == []
        yield visitor


def test_sign_in_is_quiet_and_sets_a_cookie_for_scripts_to_leave_alone(desk):
    assert {cookie["name"]: cookie["httpOnly"] for cookie in desk.context.cookies()}["sessionid"]


@pytest.mark.parametrize("path", LISTS)
def test_a_change_list_and_its_first_form_are_quiet(desk, path):
    for address in (f"/admin/{path}", f"/ur/admin/{path}"):
        assert desk.open(address).status == 200
        assert desk.complaints() == []
    desk.open(f"/admin/{path}")
    first = desk.page.locator("#result_list tbody th a").first
    assert first.count()
    first.click()
    desk.page.wait_for_load_state()
    assert desk.page.locator("form").count()
    assert desk.complaints() == []


def test_nothing_public_is_different_for_who_is_signed_in(desk, visitor):
    desk.open("/")
    visitor.open("/")
    assert desk.page.content() == visitor.page.content()
