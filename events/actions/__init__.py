"""What is done to sessions. Every verb may be repeated; repeating changes nothing."""

from events.actions.calendars import close_calendar, open_calendar
from events.actions.checking import check_in, is_door_open, knows_word, renew_door, undo_check_in
from events.actions.publishing import (
    begin_due_event,
    begin_event,
    cancel_event,
    draft_event,
    finish_event,
    publish_event,
    remove_event,
    save_event,
)
from events.actions.seats import cancel_registration, register_for, seat_member, set_seats
from events.actions.telling import remind_of, tell, work_telling

__all__ = [
    "begin_due_event",
    "begin_event",
    "cancel_event",
    "cancel_registration",
    "check_in",
    "close_calendar",
    "draft_event",
    "finish_event",
    "is_door_open",
    "knows_word",
    "open_calendar",
    "publish_event",
    "register_for",
    "remind_of",
    "remove_event",
    "renew_door",
    "save_event",
    "seat_member",
    "set_seats",
    "tell",
    "undo_check_in",
    "work_telling",
]
