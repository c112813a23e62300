"""On which device somebody signs in, as far as fairness needs it and no further: see docs/fairness.md.

A random number lives in a cookie that the browser sends to the sign-in pages alone. Kept is a hash of it under a key
that is drawn each month and forgotten afterwards: no address, no name of a browser, no time.
"""

import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.utils import timezone

from rewards.fairness.models import DeviceUse, MonthSecret
from rewards.times import month_of, months_before

COOKIE = "device"
# Nothing outside of signing in ever sees it.
COOKIE_PATH = "/accounts/"
# As long as anything is kept of it.
COOKIE_SECONDS = 62 * 24 * 3600
NUMBER = re.compile(r"[\w-]{22}", re.ASCII)


def note_sign_in(request, user, response=None, **_rest):
    """After every sign-in and sign-up: note that this member uses this device, and give the browser its number."""
    if request is None or response is None:
        return
    known = request.COOKIES.get(COOKIE, "")
    number = known if NUMBER.fullmatch(known) else secrets.token_urlsafe(16)
    note_device(user, number)
    response.set_cookie(
        COOKIE,
        number,
        max_age=COOKIE_SECONDS,
        path=COOKIE_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def note_device(member, number):
    """Keep that a member uses the device with this number this month; may run twice."""
    month = month_of(timezone.localdate())
    DeviceUse.objects.bulk_create(
        [DeviceUse(hash=hash_of(number, month), member=member, month=month)], ignore_conflicts=True
    )


def hash_of(number, month):
    row, _created = MonthSecret.objects.get_or_create(month=month, defaults={"secret": secrets.token_hex(32)})
    key = f"{settings.SECRET_KEY}{row.secret}".encode()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def forget_devices(today=None):
    """Delete the keys of past months, and what was kept before the last one; returns how many rows went. For the
    sweep; may run twice."""
    month = month_of(today or timezone.localdate())
    keys, _each = MonthSecret.objects.filter(month__lt=month).delete()
    uses, _each = DeviceUse.objects.filter(month__lt=months_before(month, 1)).delete()
    return keys + uses
