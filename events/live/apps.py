from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "events.live"
    label = "live"
    verbose_name = _("Sessions, live")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "live.question.asked",
            "live.question.withdrawn",
            "live.question.moved",
            "live.question.answered",
            "live.question.merged",
            "live.question.parted",
            "live.question.hidden",
            "live.question.shown",
            "live.poll.written",
            "live.poll.opened",
            "live.poll.closed",
            "live.poll.shown",
            "live.poll.removed",
            "live.item.begun",
            "live.item.ended",
            "live.event.switched",
        }
    )
