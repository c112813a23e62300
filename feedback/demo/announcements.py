"""What the demo shows of segments and announcements: half a year of segments, notices past and planned, and a robot
that was switched off because nothing got through."""

from datetime import timedelta

from django.utils import timezone

from community.announcing.actions.publishing import render, words_of_notice
from community.announcing.actions.telling import recipients_of
from community.announcing.models import Announcement, Recipient, Robot, RobotDelivery
from community.models import InterestGroup, Notification
from community.segments.actions import compute_segments, save_segment
from community.segments.models import SavedSegment

WEEKS = 26
State, Audience = Announcement.State, Announcement.Audience


def show_announcements(story, cast, now):
    """In the transaction of the demo, when all that members did is there."""
    words = story.announcements
    if words is None:
        return
    today = timezone.localdate()
    for weeks in range(WEEKS, -1, -1):
        compute_segments(today - timedelta(weeks=weeks))
    name, filters = words.FILTER
    saved = save_segment(SavedSegment(name=name, filters=filters), actor=None)
    groups = {group.slug: group for group in InterestGroup.objects.filter(pk__in=cast.group_ids)}
    made = [write_notice(notice, cast, groups, saved, now) for notice in words.NOTICES]
    show_robot(words, [announcement for announcement in made if announcement.published_at], now)


def write_notice(notice, cast, groups, saved, now):
    kind, _colon, which = notice.audience.partition(":")
    announcement = Announcement(
        title=notice.title,
        title_en=notice.title_en,
        text=notice.text,
        text_en=notice.text_en,
        audience=kind,
        group=groups[which] if kind == Audience.GROUP else None,
        segment=which if kind == Audience.SEGMENT else "",
        saved_segment=saved if kind == Audience.SAVED else None,
        pinned_until=at_the_hour(now, -notice.pinned, 20) if notice.pinned else None,
        author_id=cast.by_name[notice.author],
    )
    render(announcement)
    moment = at_the_hour(now, notice.days, notice.hour)
    if notice.days < 0:
        announcement.state = State.DRAFT if notice.draft else State.PLANNED
        announcement.publish_at, announcement.created_at = moment, now - timedelta(hours=5)
    else:
        announcement.state, announcement.published_at = State.PUBLISHED, moment
        announcement.created_at = moment - timedelta(hours=3)
    announcement.save()
    if announcement.published_at:
        tell_of_the_past(announcement, now)
    if notice.withdrawn:
        take_back(announcement)
    return announcement


def at_the_hour(now, days, hour):
    """That hour of the day so many days before now, in the community's time."""
    return timezone.localtime(now).replace(hour=hour, minute=0, second=0, microsecond=0) - timedelta(days=days)


def tell_of_the_past(announcement, now):
    """Everybody meant was told then, in the inbox; what is older than two weeks they have read. No mail."""
    members = list(recipients_of(announcement).values_list("pk", flat=True))
    moment = announcement.published_at
    if announcement.audience in (Audience.SEGMENT, Audience.SAVED):
        Recipient.objects.bulk_create(Recipient(announcement=announcement, member_id=pk) for pk in members)
    Notification.objects.bulk_create(
        Notification(
            member_id=pk,
            kind="announcing.published",
            cause_key=announcement.cause_key,
            params=words_of_notice(announcement),
            url=announcement.get_absolute_url(),
            created_at=moment,
            read_at=moment + timedelta(hours=9) if now - moment > timedelta(days=14) else None,
        )
        for pk in members
    )
    announcement.told_up_to, announcement.told_count = members[-1] if members else 0, len(members)
    announcement.told_at = moment
    announcement.save(update_fields=["told_up_to", "told_count", "told_at"])


def take_back(announcement):
    """It was withdrawn an hour after it was published."""
    moment = announcement.published_at + timedelta(hours=1)
    Notification.objects.filter(cause_key=announcement.cause_key).delete()
    announcement.state = State.WITHDRAWN
    announcement.withdrawn_at = announcement.taken_back_at = moment
    announcement.save(update_fields=["state", "withdrawn_at", "taken_back_at"])


def show_robot(words, published, now):
    """An example that calls nobody: switched off after the last announcement for all did not get through."""
    last = [one for one in published if one.audience == Audience.ALL and one.state == State.PUBLISHED][-1]
    failed_at = min(now, last.published_at + timedelta(hours=7, minutes=12))
    robot = Robot.objects.create(
        **words.ROBOT,
        is_active=False,
        failed_at=failed_at,
        last_error=words.ROBOT_ERROR,
        created_at=now - timedelta(days=60),
    )
    RobotDelivery.objects.create(
        robot=robot,
        announcement=last,
        state=RobotDelivery.State.DEAD,
        attempts=RobotDelivery.MAX_ATTEMPTS,
        next_try_at=failed_at,
        last_error=words.ROBOT_ERROR,
        began_at=last.published_at,
    )
