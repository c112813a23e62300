"""What is done while a session runs. Every verb may be repeated; repeating changes nothing.

The session's row is held first, always: all of one session happens one thing after the other. Behind that stand the
conditional UPDATEs and the constraints of the tables.
"""

from events.live.actions.agenda import begin_item, begin_session, end_item, end_session, set_switch, tidy_ended
from events.live.actions.asking import ask_question, find_asked, withdraw_question
from events.live.actions.merging import merge_question, part_question
from events.live.actions.moving import answer_question, hide_question, move_question, show_question
from events.live.actions.polling import (
    cast_session_ballot,
    close_session_poll,
    open_session_poll,
    remove_session_poll,
    show_session_poll,
    write_session_poll,
)
from events.live.actions.voting import cast_question_vote, withdraw_question_vote

__all__ = [
    "answer_question",
    "ask_question",
    "begin_item",
    "begin_session",
    "cast_question_vote",
    "cast_session_ballot",
    "close_session_poll",
    "end_item",
    "end_session",
    "find_asked",
    "hide_question",
    "merge_question",
    "move_question",
    "open_session_poll",
    "part_question",
    "remove_session_poll",
    "set_switch",
    "show_question",
    "show_session_poll",
    "tidy_ended",
    "withdraw_question",
    "withdraw_question_vote",
    "write_session_poll",
]
