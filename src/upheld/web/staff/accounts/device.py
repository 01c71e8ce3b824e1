"""Who signed in last with a browser, told to its scripts by a cookie that names nobody.

What a phone keeps of one person is erased before it is shown to another, without a connection too.
Whoever signs in again, after a session that ended, finds it: an assessment that is not sent yet.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpResponse

SALT = "upheld.accounts.device"
KEPT = timedelta(days=90)


def person(username: str) -> str:
    """The same for one person, and it names nobody."""
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()[:32]


def handed_to(username: str, response: HttpResponse) -> HttpResponse:
    """The answer to a sign-in."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, person(username), max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE, samesite=settings.SESSION_COOKIE_SAMESITE,
    )  # fmt: skip
    return response
