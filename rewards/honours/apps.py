from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HonoursConfig(AppConfig):
    name = "rewards.honours"
    label = "honours"
    verbose_name = _("Honours")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "honours.badge.created",
            "honours.badge.edited",
            "honours.badge.removed",
            "honours.title.created",
            "honours.title.edited",
            "honours.title.removed",
            "honours.badgeaward.given",
            "honours.badgeaward.taken_back",
        }
    )
