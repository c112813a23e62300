"""Noting that a member took part."""

from django.utils import timezone

from community.models import Activity


def record_activity(member, kind, *, group_id=None, channel_slug=""):
    """Note one act of `member` today (community time). Nothing is noted for nobody, so anonymous stays so."""
    if member is None:
        return
    Activity.objects.create(
        member=member, kind=kind, group_id=group_id, channel_slug=channel_slug, day=timezone.localdate()
    )
