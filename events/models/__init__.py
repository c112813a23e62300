from events.models.agenda import AgendaItem
from events.models.audience import Audience
from events.models.common import Kind, Language
from events.models.event import COMING, SHOWN, Event, Invitee
from events.models.feed import CalendarFeed
from events.models.registration import Registration
from events.models.series import Series
from events.models.telling import Telling

__all__ = [
    "COMING",
    "SHOWN",
    "AgendaItem",
    "Audience",
    "CalendarFeed",
    "Event",
    "Invitee",
    "Kind",
    "Language",
    "Registration",
    "Series",
    "Telling",
]
