"""The second factor: a code from an authenticator app (TOTP), or one of the recovery codes given out with it."""

from base64 import b32encode, b64encode
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import qrcode
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathFillImage

from . import audit

RECOVERY_CODES = 8
MARGIN = 4  # modules of white around the code, which the standard asks for


class CodeRefused(Exception):
    """A code was wrong, spent or given too soon after a wrong one. Its text is a sentence for people."""


@dataclass(frozen=True)
class Enrolment:
    """What an app needs: a key to type in groups of four, or a picture to scan (an SVG as a data: address)."""

    key: str
    picture: str


def device_of(user) -> TOTPDevice | None:
    """The app that the user enrolled, if any."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).order_by("pk").first()


def enrolment(user) -> Enrolment:
    """The key to enrol with: the same one until it is confirmed, so that a page can be opened again."""
    device = waiting_device(user)
    key = b32encode(device.bin_key).decode()
    return Enrolment(" ".join(key[i : i + 4] for i in range(0, len(key), 4)), picture(device.config_url))


def waiting_device(user) -> TOTPDevice:
    device = TOTPDevice.objects.filter(user_id=user.pk, confirmed=False).order_by("pk").first()
    return device or TOTPDevice.objects.create(user_id=user.pk, name="app", confirmed=False)


def picture(text: str) -> str:
    """A QR code of the text as `data:image/svg+xml`."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage, border=MARGIN).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"


def enrol(user, code: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the waiting app by its first code; the device and the recovery codes, which are shown this once.

    Raises CodeRefused.
    """
    device = checked(waiting_device(user), code)
    with transaction.atomic():
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        device.confirmed = True
        codes = renewed_codes(user)
        audit.note(user, user, _("Enrolled a second factor"))
    return device, codes


def renewed_codes(user) -> list[str]:
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name="recovery")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def verify(user, code: str) -> Device:
    """The device whose code this is: six digits are the app's, anything else is a recovery code. Raises CodeRefused."""
    code = "".join(code.split()).lower()
    if code.isdecimal():
        return checked(device_of(user), code)
    device = checked(StaticDevice.objects.filter(user_id=user.pk, confirmed=True).first(), code)
    audit.note(user, user, _("Signed in with a recovery code"))
    return device


def checked(device: Device | None, code: str) -> Device:
    """The device if the code is right. Wrong ones make it refuse for longer and longer."""
    wrong = CodeRefused(_("This code is not right, or was used already. Wait for the app's next one."))
    if device is None:
        raise wrong
    with transaction.atomic():
        device = type(device).objects.select_for_update().get(pk=device.pk)
        allowed, why = device.verify_is_allowed()
        right = allowed and device.verify_token("".join(code.split()))
    if not allowed:
        raise CodeRefused(too_soon(why))
    if not right:
        raise wrong
    return device


def too_soon(why: dict) -> str:
    until = why.get("locked_until")
    seconds = max(1, ceil((until - timezone.now()).total_seconds())) if until else 1
    return ngettext(
        "Too many wrong codes. Wait %(seconds)d second and try again.",
        "Too many wrong codes. Wait %(seconds)d seconds and try again.",
        seconds,
    ) % {"seconds": seconds}


def reset(user, by) -> None:
    """Take a user's devices away, so that a new one is enrolled at the next sign-in; open sessions end with them."""
    with transaction.atomic():
        for model in (TOTPDevice, StaticDevice):
            model.objects.filter(user_id=user.pk).delete()
        audit.note(by, user, _("Reset the second factor"))
