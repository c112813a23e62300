from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "community.training"
    label = "training"
    verbose_name = _("Training")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset()
