"""What is done after a session. Every verb may be repeated; repeating changes nothing."""

from events.minutes.actions.asking import leave_question_out, make_feedback_of, make_feedback_of_rest
from events.minutes.actions.promising import (
    add_promise,
    drop_promise,
    edit_promise,
    is_published,
    keep_promise,
    remove_promise,
    reopen_promise,
)
from events.minutes.actions.reminding import ask_attended, ask_due, remind_owners
from events.minutes.actions.surveying import answer_survey
from events.minutes.actions.writing import Changed, digest, open_minutes, publish_minutes, save_minutes, texts_of

__all__ = [
    "Changed",
    "add_promise",
    "answer_survey",
    "ask_attended",
    "ask_due",
    "digest",
    "drop_promise",
    "edit_promise",
    "is_published",
    "keep_promise",
    "leave_question_out",
    "make_feedback_of",
    "make_feedback_of_rest",
    "open_minutes",
    "publish_minutes",
    "remind_owners",
    "remove_promise",
    "reopen_promise",
    "save_minutes",
    "texts_of",
]
