from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rewards.reasons import Reason


class RewardsConfig(AppConfig):
    name = "rewards"
    verbose_name = _("Rewards")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "rewards.rule.edited",
            "rewards.bank.edited",
            "rewards.adjustment.asked",
            "rewards.adjustment.approved",
            "rewards.adjustment.declined",
            "rewards.adjustment.withdrawn",
        }
    )
    # What members are thanked for, see rewards.reasons: of the wings on our left, who cannot ask for it themselves.
    reward_reasons = {"answer_accepted": Reason(_("Your answer solved a question"))}
