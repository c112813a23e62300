from events.views.agenda import agenda_add, agenda_edit, agenda_line, agenda_move, agenda_remove, agenda_take
from events.views.groups import group_events
from events.views.guests import guest_export, guest_list, guest_remove, guest_seat, guest_seats
from events.views.hosting import event_cancel, event_edit, event_new, event_publish, event_remove
from events.views.pages import event_detail, event_leave, event_list, event_register

__all__ = [
    "agenda_add",
    "agenda_edit",
    "agenda_line",
    "agenda_move",
    "agenda_remove",
    "agenda_take",
    "event_cancel",
    "event_detail",
    "event_edit",
    "event_leave",
    "event_list",
    "event_new",
    "event_publish",
    "event_register",
    "event_remove",
    "group_events",
    "guest_export",
    "guest_list",
    "guest_remove",
    "guest_seat",
    "guest_seats",
]
