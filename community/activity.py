"""Noting that a member took part."""

from django.utils import timezone

from community.models import Activity


def record_activity(member, kind, *, group_id=None, channel_slug="", day=None):
    """Note one act of `member` on a day, today (community time) unless told otherwise. Nothing is noted for
    nobody, so anonymous stays so."""
    if member is None:
        return
    Activity.objects.create(
        member=member, kind=kind, group_id=group_id, channel_slug=channel_slug, day=day or timezone.localdate()
    )
