from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rewards.reasons import Reason


class MinutesConfig(AppConfig):
    name = "events.minutes"
    label = "minutes"
    verbose_name = _("After sessions")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "minutes.minutes.saved",
            "minutes.minutes.published",
            "minutes.question.made_feedback",
            "minutes.promise.made",
            "minutes.promise.edited",
            "minutes.promise.kept",
            "minutes.promise.dropped",
            "minutes.promise.reopened",
            "minutes.promise.removed",
        }
    )
    # What members are thanked for; how much it is worth stands in the tariff.
    reward_reasons = {"session_survey_answered": Reason(_("You said how a session was"), is_contribution=False)}
