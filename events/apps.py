from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rewards.reasons import Reason


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Sessions")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "events.series.created",
            "events.series.edited",
            "events.series.stopped",
            "events.event.drafted",
            "events.event.edited",
            "events.event.published",
            "events.event.moved",
            "events.event.cancelled",
            "events.event.begun",
            "events.event.finished",
            "events.event.removed",
            "events.event.seats_changed",
            "events.event.door_renewed",
            "events.registration.seated",
            "events.registration.taken_away",
            "events.registration.checked_in",
            "events.registration.unchecked",
            "events.agenda.edited",
        }
    )
    # What members are thanked for; how much it is worth stands in the tariff.
    reward_reasons = {"session_attended": Reason(_("You came to a session"))}
