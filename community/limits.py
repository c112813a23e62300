"""How often something may be done: one counter for sign-in, codes, submitting, votes and all other doors.

    hit("sign-in", client_address(request), limit=20, seconds=600)      # raises TooMany
    @limited("vote", limit=300, seconds=3600)                           # POSTs of a view

A hit is one conditional statement, so that parallel tries cannot pass together. Call it before the action's own
transaction: what is rolled back is not counted. Refused tries are not counted, so whoever waits as told gets in.
Counts are kept under a hash whose key is drawn each day and forgotten afterwards, and their ends are rounded: they
lead back to nobody, and no limit can be longer than a day.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import UTC, datetime
from functools import wraps
from math import ceil

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from community.models import DaySecret, RateCount

DAY = 24 * 60 * 60


class TooMany(Exception):
    """The limit is reached; `retry_after` is in seconds. Answered with 429 by middleware.answer_limits."""

    def __init__(self, retry_after):
        super().__init__(f"too many, again in {retry_after} s")
        self.retry_after = retry_after


def hit(scope, key, *, limit, seconds):
    """Count one try of `key` in `scope`, or raise TooMany when `limit` tries were made.

    The first try opens a window of 90 to 100 % of `seconds` (at most a day; a new day (UTC) begins afresh).
    """
    if seconds > DAY:
        raise ValueError("a limit spans at most one day")
    now = timezone.now()
    hashed = keyed_hash(f"{scope}\n{key}")
    ends_at = window_end(now, seconds)
    ended = RateCount.objects.filter(scope=scope, key_hash=hashed, ends_at__gt=now, count__gte=limit)
    # Looking first keeps a flood of refused tries away from the database's one writer.
    if limit < 1 or ended.exists() or not count_one(scope, hashed, now, ends_at, limit):
        until = ended.values_list("ends_at", flat=True).first() or ends_at
        raise TooMany(max(1, ceil((until - now).total_seconds())))


def window_end(now, seconds):
    """`seconds` from now, rounded down to a tenth of the window: the end must not betray the beginning."""
    step = max(1, seconds // 10)
    moment = int(now.timestamp()) + seconds
    return datetime.fromtimestamp(max(moment - moment % step, int(now.timestamp()) + 1), UTC)


def count_one(scope, key_hash, now, ends_at, limit):
    """Count one try unless the limit is reached; whether it was counted. Atomic in itself."""
    now, ends_at = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, ends_at))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO community_ratecount AS r (scope, key_hash, count, ends_at) VALUES (%s, %s, 1, %s)
            ON CONFLICT (scope, key_hash) DO UPDATE SET
                count = CASE WHEN r.ends_at <= %s THEN 1 ELSE r.count + 1 END,
                ends_at = CASE WHEN r.ends_at <= %s THEN excluded.ends_at ELSE r.ends_at END
            WHERE r.ends_at <= %s OR r.count < %s
            RETURNING count""",
            [scope, key_hash, ends_at, now, now, now, limit],
        )
        return cursor.fetchone() is not None


def limited(scope, *, limit, seconds):
    """Decorator: so many POSTs in so many seconds for each member, or for each address of those not signed in."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            if request.method == "POST":
                hit(scope, who(request), limit=limit, seconds=seconds)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def who(request):
    if request.user.is_authenticated:
        return f"member:{request.user.pk}"
    return f"address:{client_address(request)}"


def client_address(request):
    """The address of the client as far as our own proxies vouch for it (settings.TRUSTED_PROXIES of them).

    Of IPv6 the network of one customer (/64): within it addresses are free to choose.
    """
    chain = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXIES:
        chain = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), *chain]
    # Each proxy wrote down who called it: the outermost of ours saw the client.
    claimed = chain[max(0, len(chain) - 1 - settings.TRUSTED_PROXIES)].strip()
    try:
        address = ipaddress.ip_address(claimed)
    except ValueError:
        return chain[-1].strip() or "unknown"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def daily_hash(value):
    """A hash of `value` that is the same for one day (UTC) and cannot be computed by anybody afterwards."""
    return keyed_hash(f"daily\n{value}")


def keyed_hash(value):
    key = f"{settings.SECRET_KEY}{secret_of(timezone.now().astimezone(UTC).date())}".encode()
    return hmac.new(key, value.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def secret_of(day):
    """The secret of a day, the same for all processes. Only one is kept in memory, so that a new day's replaces it."""
    kept_day, secret = caches["fragments"].get("day-secret", (None, ""))
    if kept_day != day:
        row, _ = DaySecret.objects.get_or_create(day=day, defaults={"secret": secrets.token_hex(32)})
        secret = row.secret
        caches["fragments"].set("day-secret", (day, secret))
    return secret


def forget_old_counts():
    """Delete counts whose time is over and the secrets of past days; returns how many rows went. For the sweep."""
    now = timezone.now()
    counts, _ = RateCount.objects.filter(ends_at__lte=now).delete()
    days, _ = DaySecret.objects.filter(day__lt=now.astimezone(UTC).date()).delete()
    return counts + days
