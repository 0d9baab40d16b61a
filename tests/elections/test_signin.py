"""Signing in: throttled by name and address, for a night at most, with a second factor where it is switched on."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings as site
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import totp

from config.clients import client_address, trusted_networks
from elections.admin.signin import seconds_left
from elections.desk import second_factor

pytestmark = pytest.mark.django_db
PASSWORD, LOGIN, INSIDE, CODES = (
    "a long pass phrase 22",
    "/admin/login/",
    "/admin/password_change/",
    "/admin/second-factor/",
)


@pytest.fixture
def night_editor():
    return User.objects.create_superuser("night_editor", password=PASSWORD)


def sign_in(client, password=PASSWORD, name="night_editor", prefix="", **extra):
    return client.post(
        f"{prefix}{LOGIN}?next={INSIDE}", {"username": name, "password": password, "next": INSIDE}, **extra
    )


def fail(client, times=1, **extra):
    return [sign_in(client, "wrong", **extra).status_code for _ in range(times)]


def text_of(response) -> str:
    return response.content.decode()


# Throttling


def test_the_fifth_failure_locks_out_and_says_for_how_long(night_editor, client):
    assert fail(client, 5) == [200, 200, 200, 200, 429]
    locked = sign_in(client)  # the right password does not help now
    assert locked.status_code == 429
    assert "Wait 15 minutes" in text_of(locked)
    assert 0 < int(locked["Retry-After"]) <= 900
    assert locked["Cache-Control"] == "no-store"
    assert not Session.objects.exists()


def test_the_lockout_speaks_urdu_below_ur(night_editor, client):
    assert 'dir="rtl"' in text_of([sign_in(client, "wrong", prefix="/ur") for _ in range(5)][-1])


def test_another_name_and_another_address_are_not_locked_out(night_editor, client):
    User.objects.create_superuser("bilal", password=PASSWORD)
    fail(client, 5)
    assert sign_in(client, name="bilal").status_code == 302
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_it_ends_after_a_quarter_of_an_hour_and_trying_meanwhile_does_not_prolong_it(night_editor, client):
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert fail(client, 2) == [429, 429]
    assert seconds_left("night_editor", "127.0.0.1") <= 60
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client).status_code == 302


def test_success_forgets_the_failures_that_count_and_both_are_remembered(night_editor, client):
    fail(client, 4)
    assert sign_in(client).status_code == 302
    assert fail(Client(), 4) == [200] * 4
    assert AccessLog.objects.filter(username="night_editor").count() == 1
    assert AccessFailureLog.objects.filter(username="night_editor").count() == 8


def test_no_password_is_kept_of_a_failure(night_editor, client):
    sign_in(client, "a secret of mine")
    assert "secret" not in str(AccessAttempt.objects.values().get())


def test_a_wrong_name_reads_like_a_wrong_password(night_editor, client):
    wrong_name = text_of(sign_in(client, name="nobody")).replace("nobody", "night_editor")
    wrong_password = text_of(sign_in(client, "wrong"))
    alert = "Name or password is wrong"
    assert alert in wrong_name and alert in wrong_password


# Whose address


@pytest.mark.parametrize(
    ("trusted", "remote", "header", "client"),
    [
        ([], "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (["127.0.0.1"], "127.0.0.1", "198.51.100.1", "198.51.100.1"),
        (["127.0.0.1"], "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (["127.0.0.1", "198.51.100.0/24"], "127.0.0.1", "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (["127.0.0.1"], "127.0.0.1", "nonsense", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        ([], "", "", None),
    ],
)
def test_the_address_is_the_nearest_that_a_trusted_proxy_vouches_for(settings, trusted, remote, header, client):
    settings.TRUSTED_PROXIES = trusted_networks(trusted)
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == client


def test_a_proxy_that_is_no_address_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        trusted_networks(["proxy.local"])


def test_lying_about_one_s_address_does_not_escape_the_throttle(night_editor, client):
    answers = [fail(client, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")[0] for n in range(5)]
    assert answers[-1] == 429


# Sessions


def test_a_session_ends_with_the_browser_and_after_twelve_hours(night_editor, client):
    cookie = sign_in(client).cookies["sessionid"]
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_cookies_are_for_https_alone_where_the_site_is():
    assert site.SESSION_COOKIE_SECURE == site.CSRF_COOKIE_SECURE == site.HTTPS


def test_a_new_password_signs_every_other_session_out(night_editor, client):
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    new = {"new_password1": "another phrase 22", "new_password2": "another phrase 22"}
    assert client.post(INSIDE, {"old_password": PASSWORD, **new}).status_code == 302
    assert client.get(INSIDE).status_code == 200
    assert elsewhere.get(INSIDE).status_code == 302


def test_no_public_page_asks_the_database_who_reads_it(client, night_editor, django_assert_num_queries):
    sign_in(client)
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200


# Second factor


@pytest.fixture
def switched_on(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def phone(night_editor):
    """Her app, enrolled, with recovery codes."""
    device = second_factor.waiting_device(night_editor)
    device.confirmed = True
    device.save()
    device.codes = second_factor.renewed_codes(night_editor)
    return device


def code_of(device, steps=0) -> str:
    return f"{totp(device.bin_key, drift=steps):06d}"


def give(client, code, **data):
    return client.post(CODES, {"code": code, "next": INSIDE, **data})


def test_switched_off_nobody_is_asked(night_editor, client):
    sign_in(client)
    assert client.get(INSIDE).status_code == 200
    assert client.get(CODES).status_code == 302


def test_a_password_alone_opens_nothing(switched_on, phone, client):
    sign_in(client)
    asked = client.get(INSIDE, follow=True)
    assert [address for address, _ in asked.redirect_chain][-1].startswith(CODES)
    assert client.get("/admin/elections/count/").status_code == 302
    assert give(client, "000000").status_code == 200
    assert client.get(INSIDE).status_code == 302


def test_the_code_opens_and_the_session_gets_a_new_key(switched_on, phone, client):
    sign_in(client)
    before = client.session.session_key
    assert give(client, code_of(phone))["Location"] == INSIDE
    assert client.get(INSIDE).status_code == 200
    assert client.session.session_key != before


def test_a_code_works_once(switched_on, phone, client):
    code = code_of(phone)
    sign_in(client)
    give(client, code)
    another = Client()
    sign_in(another)
    assert "used already" in text_of(give(another, code))


def test_eastern_digits_and_spaces_are_a_code_too(switched_on, phone, client):
    sign_in(client)
    code = code_of(phone).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert give(client, f"{code[:3]} {code[3:]}").status_code == 302


def test_another_s_code_is_refused(switched_on, phone, client):
    bilal = User.objects.create_superuser("bilal", password=PASSWORD)
    theirs = second_factor.waiting_device(bilal)
    theirs.confirmed = True
    theirs.save()
    sign_in(client)
    assert give(client, code_of(theirs), otp_device=theirs.persistent_id).status_code == 200


def test_guessing_is_slowed_down_and_says_how_long(switched_on, phone, client):
    sign_in(client)
    give(client, "000000")
    assert "Wait 1 second " in text_of(give(client, "111111"))
    assert give(client, code_of(phone)).status_code == 200  # even the right one waits


def test_a_recovery_code_opens_once(switched_on, phone, client):
    sign_in(client)
    assert give(client, phone.codes[0].upper()).status_code == 302
    another = Client()
    sign_in(another)
    assert give(another, phone.codes[0]).status_code == 200
    phone.refresh_from_db()
    assert phone.throttling_failure_count == 0  # the app is not slowed down by it


def test_without_an_app_one_is_enrolled_after_the_password(switched_on, night_editor, client):
    sign_in(client)
    page = client.get(CODES)
    key = page.context["enrolment"].key
    assert key in text_of(page) and "data:image/svg+xml;base64," in text_of(page)
    assert "no-store" in page["Cache-Control"]
    assert client.get(CODES).context["enrolment"].key == key  # opened again it is the same
    device = second_factor.waiting_device(night_editor)
    codes = give(client, code_of(device))
    assert len(codes.context["codes"]) == 8 and codes.context["codes"][0] in text_of(codes)
    assert client.get(INSIDE).status_code == 200
    assert key not in text_of(client.get(CODES, follow=True))


def test_who_has_an_app_cannot_enrol_another_with_the_password_alone(switched_on, phone, client):
    sign_in(client)
    assert "enrolment" not in client.get(CODES).context
    waiting = second_factor.waiting_device(phone.user)
    assert give(client, code_of(waiting)).status_code == 200


def test_a_reset_shuts_the_open_session_until_a_new_app_is_enrolled(switched_on, phone, client):
    sign_in(client)
    give(client, code_of(phone))
    second_factor.reset(phone.user, by=phone.user)
    assert client.get(INSIDE).status_code == 302
    assert "enrolment" in client.get(CODES).context


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_no_code_leads_off_the_site(switched_on, phone, client, wanted):
    sign_in(client)
    assert give(client, code_of(phone), next=wanted)["Location"] == "/admin/"


def test_strangers_are_sent_to_the_sign_in_page(switched_on, client):
    assert client.get(CODES)["Location"] == LOGIN
