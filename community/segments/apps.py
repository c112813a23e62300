from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "community.segments"
    label = "segments"
    verbose_name = _("Segments")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "segments.savedsegment.created",
            "segments.savedsegment.edited",
            "segments.savedsegment.removed",
        }
    )
