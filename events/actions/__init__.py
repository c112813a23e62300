"""What is done to sessions. Every verb may be repeated; repeating changes nothing."""

from events.actions.agenda import add_line, edit_line, move_line, remove_line, take_up, take_up_usual
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
from events.actions.series import change_following, make_due_events, resume_series, save_series, stop_series
from events.actions.telling import remind_of, tell, work_telling

__all__ = [
    "add_line",
    "begin_due_event",
    "begin_event",
    "cancel_event",
    "cancel_registration",
    "change_following",
    "check_in",
    "close_calendar",
    "draft_event",
    "edit_line",
    "finish_event",
    "is_door_open",
    "knows_word",
    "make_due_events",
    "move_line",
    "open_calendar",
    "publish_event",
    "register_for",
    "remind_of",
    "remove_event",
    "remove_line",
    "renew_door",
    "resume_series",
    "save_event",
    "save_series",
    "seat_member",
    "set_seats",
    "stop_series",
    "take_up",
    "take_up_usual",
    "tell",
    "undo_check_in",
    "work_telling",
]
