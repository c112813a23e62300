"""When a member's next digest goes out, and putting notices into it.

A digest belongs to one day of its member's calendar, and what is daily and what is weekly meet in the same one on the
weekly day: there is no second.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.models import Delivery, Digest, MailChoice, Member


def moment_of(day, *, zone, hour):
    """When a day's digest goes out (UTC). An hour that the change of clocks leaves out comes right after it; one that
    comes twice counts the first time."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def next_digest(frequency, *, zone, hour, weekday, after):
    """(day, moment) of the first digest of this frequency later than `after` (UTC): the day of the member's calendar,
    and when it goes out (UTC)."""
    day = after.astimezone(ZoneInfo(zone)).date()
    while True:
        moment = moment_of(day, zone=zone, hour=hour)
        if moment > after and (frequency == MailChoice.Frequency.DAILY or day.weekday() == weekday):
            return day, moment
        day += timedelta(days=1)


def hold_back(notices, frequencies):
    """Let these notices wait for the next digests of their members, in the caller's transaction; what waits already,
    or was sent, stays as it is. `frequencies` is {member id: DAILY or WEEKLY}."""
    if not notices:
        return
    members = Member.objects.in_bulk({notice.member_id for notice in notices})
    held = digests_for(members, frequencies)
    Delivery.objects.bulk_create(
        [
            Delivery(notification=notice, digest_id=held[notice.member_id], state=Delivery.State.HELD)
            for notice in notices
        ],
        ignore_conflicts=True,
    )


def digests_for(members, frequencies):
    """{member id: key of the digest} that takes in what comes now for these members ({id: Member}); made where there
    is none yet, and kept from going out until the caller's transaction ends.

    A digest that is on its way takes nothing more: what comes too late goes into the next.
    """
    found, after = {}, dict.fromkeys(members, timezone.now())
    while after:
        places = {pk: place_of(members[pk], frequencies[pk], after=moment) for pk, moment in after.items()}
        found |= still_gathering(places)
        after = {pk: moment for pk, (_day, moment) in places.items() if pk not in found}
    return found


def place_of(member, frequency, *, after):
    return next_digest(
        frequency, zone=member.time_zone, hour=member.digest_hour, weekday=member.digest_weekday, after=after
    )


def still_gathering(places):
    """{member id: key} of those digests of these days that still take something in, made where there is none; `places`
    is {member id: (day, moment)}."""
    Digest.objects.bulk_create(
        [Digest(member_id=pk, period=day, next_try_at=moment) for pk, (day, moment) in sorted(places.items())],
        ignore_conflicts=True,
    )
    days = {day for day, _moment in places.values()}
    gathering = Digest.objects.gathering().filter(member__in=places, period__in=days)
    rows = gathering.select_for_update(no_key=True).order_by("pk")
    return {row.member_id: row.pk for row in rows if row.period == places[row.member_id][0]}
