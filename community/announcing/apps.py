from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncingConfig(AppConfig):
    name = "community.announcing"
    label = "announcing"
    verbose_name = _("Announcing")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset()
