from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "community.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset()
