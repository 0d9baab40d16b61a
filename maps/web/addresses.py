"""Whole addresses, and the same page's address in the other language.

The origin comes from the SITE_URL setting and never from a request's Host, so that a stored response is everyone's.
"""

from django.conf import settings

URDU = "/ur"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def in_other_language(path: str) -> str:
    return path.removeprefix(URDU) if is_urdu(path) else URDU + path


def is_urdu(path: str) -> bool:
    return path.startswith(f"{URDU}/")
