"""The pages before the desk, with the second factor on: quiet, accessible and whole on a phone, in both languages."""

import time
from base64 import b32decode

import pytest
from django_otp.oath import totp

from tests import site
from tests.browser.visits import LANGUAGES, PHONE, Visitor

PASSWORD = "a long pass phrase 22"  # noqa: S105
MAKE = "from django.contrib.auth.models import User; User.objects.create_superuser({name!r}, password={password!r})"
TABLES = "/admin/tables/"


@pytest.fixture(scope="module")
def guarded(demo):
    with site.serving(demo, SECOND_FACTOR="on") as address:
        yield address


def sign_in(visitor, prefix, name, password=PASSWORD):
    visitor.open(f"{prefix}/admin/login/?next={prefix}{TABLES}", PHONE)
    visitor.page.locator("#id_username").fill(name)
    visitor.page.locator("#id_password").fill(password)
    visitor.page.locator("#id_password").press("Enter")
    visitor.page.wait_for_load_state()


def give(visitor, code):
    visitor.page.locator("#id_code").fill(code)
    visitor.page.locator("#id_code").press("Enter")
    visitor.page.wait_for_load_state()


def is_whole(visitor) -> bool:
    """Nothing said in the console but a status that is meant, nothing found by axe, nothing wider than the phone."""
    own = [message for message in visitor.complaints() if "429" not in message]
    assert (own, visitor.accessibility_faults(), visitor.overflow(), visitor.strangers()) == ([], [], 0, [])
    return True


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_failing_and_being_locked_out(chromium, guarded, language):
    prefix = LANGUAGES[language]
    with Visitor(chromium, guarded) as visitor:
        visitor.open(f"{prefix}/admin/login/", PHONE)
        assert is_whole(visitor)
        for _attempt in range(5):
            sign_in(visitor, prefix, f"nobody-{language}", "wrong")
        assert visitor.page.locator("#login-form").count() == 0
        assert "15" in visitor.page.locator("[role=alert]").inner_text()
        assert is_whole(visitor)


@pytest.mark.parametrize("language", LANGUAGES)
def test_enrolling_and_coming_back_with_a_recovery_code(chromium, guarded, demo, language):
    prefix, name = LANGUAGES[language], f"editor-{language}"
    site.manage(demo, "shell", "--verbosity=0", "-c", MAKE.format(name=name, password=PASSWORD))
    with Visitor(chromium, guarded) as visitor:
        sign_in(visitor, prefix, name)
        picture = visitor.page.locator(".qr img")
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert is_whole(visitor)
        key = b32decode(visitor.page.locator(".key").inner_text().replace(" ", ""))
        give(visitor, f"{totp(key, t0=0, step=30):06d}")
        assert is_whole(visitor)
        spare = visitor.page.locator(".codes code").first.inner_text()
        visitor.page.locator("#content-main .button").click()
        visitor.page.wait_for_url(f"**{prefix}{TABLES}")
    with Visitor(chromium, guarded) as visitor:
        sign_in(visitor, prefix, name)
        assert is_whole(visitor)
        give(visitor, spare)
        visitor.page.wait_for_url(f"**{prefix}{TABLES}")


def test_a_wrong_code_is_said_at_its_field(chromium, guarded, demo):
    site.manage(demo, "shell", "--verbosity=0", "-c", MAKE.format(name="careless", password=PASSWORD))
    with Visitor(chromium, guarded) as visitor:
        sign_in(visitor, "", "careless")
        give(visitor, "000000")
        assert visitor.page.locator(".errorlist").count() == 1
        assert is_whole(visitor)
        time.sleep(1.1)  # a wrong code makes the next one wait
        key = b32decode(visitor.page.locator(".key").inner_text().replace(" ", ""))
        give(visitor, f"{totp(key):06d}")
        assert visitor.page.locator(".codes code").count() == 8
