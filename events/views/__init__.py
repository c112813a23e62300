from events.views.agenda import agenda_add, agenda_edit, agenda_line, agenda_move, agenda_remove, agenda_take
from events.views.calendars import calendar_feed, event_file, my_calendar, my_calendar_close, my_calendar_open
from events.views.checking import door_renew, event_door, event_here, event_here_by_code, guest_check_in
from events.views.groups import group_events
from events.views.guests import guest_export, guest_list, guest_remove, guest_seat, guest_seats
from events.views.hosting import event_cancel, event_edit, event_new, event_publish, event_remove
from events.views.pages import event_detail, event_list, event_month, event_past
from events.views.seats import event_leave, event_register

__all__ = [
    "agenda_add",
    "agenda_edit",
    "agenda_line",
    "agenda_move",
    "agenda_remove",
    "agenda_take",
    "calendar_feed",
    "door_renew",
    "event_cancel",
    "event_detail",
    "event_door",
    "event_edit",
    "event_file",
    "event_here",
    "event_here_by_code",
    "event_leave",
    "event_list",
    "event_month",
    "event_new",
    "event_past",
    "event_publish",
    "event_register",
    "event_remove",
    "group_events",
    "guest_check_in",
    "guest_export",
    "guest_list",
    "guest_remove",
    "guest_seat",
    "guest_seats",
    "my_calendar",
    "my_calendar_close",
    "my_calendar_open",
]
