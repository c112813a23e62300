from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FairnessConfig(AppConfig):
    name = "rewards.fairness"
    label = "fairness"
    verbose_name = _("Fairness")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "fairness.suspicion.found",
            "fairness.suspicion.held",
            "fairness.suspicion.released",
            "fairness.suspicion.reversed",
            "fairness.suspicion.dismissed",
            "fairness.suspicion.answered",
        }
    )

    def ready(self):
        """Hear of every sign-in and sign-up, with the answer that goes to the browser."""
        from allauth.account.signals import user_logged_in

        from rewards.fairness.devices import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="fairness.note_sign_in")
