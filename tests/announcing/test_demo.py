"""The demo's announcements and segments keep what the verbs keep."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from community.announcing.models import Announcement, RobotDelivery
from community.announcing.tasks import publish_due, sweep_announcements, sweep_robots
from community.models import Delivery, Member, Notification
from community.segments.models import MemberSegment, SegmentDay


@pytest.mark.django_db
def test_the_demo_of_announcements(settings, tmp_path, queue, visitor, mailoutbox):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", "market")
    now = timezone.now()
    for announcement in Announcement.objects.all():
        told = Notification.objects.filter(cause_key=announcement.cause_key)
        assert told.count() == (announcement.told_count if announcement.state == "published" else 0)
        assert not told.exclude(created_at=announcement.published_at).exists()
        assert announcement.created_at <= now
        if announcement.state == "planned":
            assert announcement.publish_at > now
        elif announcement.published_at:
            assert announcement.published_at < now
            assert announcement.told_at
    assert set(Announcement.objects.values_list("state", flat=True)) == set(Announcement.State.values)
    assert set(Announcement.objects.values_list("audience", flat=True)) == set(Announcement.Audience.values)
    assert MemberSegment.objects.count() == Member.objects.filter(is_active=True).count()
    assert SegmentDay.objects.count() == 5 * 27
    # Nothing of the past is told, sent or published anew.
    queue.lose()
    for sweep in (publish_due, sweep_announcements, sweep_robots):
        sweep()
    assert queue.names() == []
    assert not Delivery.objects.filter(notification__kind="announcing.published").exists()
    assert RobotDelivery.objects.get().state == "dead"
    assert len(visitor.get("/").context["pinned"]) == 1
