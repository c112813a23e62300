from events.views.calendars import calendar_feed, event_file, my_calendar, my_calendar_close, my_calendar_open
from events.views.checking import door_renew, event_door, event_here, event_here_by_code, guest_check_in
from events.views.pages import event_detail, event_list, event_month, event_past
from events.views.seats import event_leave, event_register

__all__ = [
    "calendar_feed",
    "door_renew",
    "event_detail",
    "event_door",
    "event_file",
    "event_here",
    "event_here_by_code",
    "event_leave",
    "event_list",
    "event_month",
    "event_past",
    "event_register",
    "guest_check_in",
    "my_calendar",
    "my_calendar_close",
    "my_calendar_open",
]
