from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncingConfig(AppConfig):
    name = "community.announcing"
    label = "announcing"
    verbose_name = _("Announcing")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "announcing.announcement.drafted",
            "announcing.announcement.edited",
            "announcing.announcement.removed",
            "announcing.announcement.planned",
            "announcing.announcement.returned",
            "announcing.announcement.published",
            "announcing.announcement.withdrawn",
            "announcing.robot.created",
            "announcing.robot.edited",
            "announcing.robot.removed",
            "announcing.robot.tested",
            "announcing.robot.switched_on",
            "announcing.robot.switched_off",
            "announcing.robotdelivery.retried",
            "announcing.robotdelivery.dropped",
        }
    )
