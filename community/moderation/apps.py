from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "community.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "moderation.case.reported",
            "moderation.case.claimed",
            "moderation.case.noted",
            "moderation.case.decided",
            "moderation.case.restored",
            "moderation.sanction.given",
            "moderation.sanction.lifted",
            "moderation.appeal.made",
            "moderation.appeal.decided",
            "moderation.profile.hidden",
            "moderation.profile.shown",
            "moderation.group.hidden",
            "moderation.group.shown",
            "moderation.word.created",
            "moderation.word.edited",
            "moderation.word.removed",
        }
    )
