from events.live.views.asking import question_ask, question_vote, question_withdraw
from events.live.views.desk import (
    desk,
    desk_agenda,
    desk_begin,
    desk_end,
    desk_now,
    desk_poll,
    desk_poll_new,
    desk_switch,
)
from events.live.views.live import live_code, live_now, live_own, poll_ballot, session_live
from events.live.views.questions import desk_merge, desk_move, desk_question
from events.live.views.screen import screen, screen_now, screen_own

__all__ = [
    "desk",
    "desk_agenda",
    "desk_begin",
    "desk_end",
    "desk_merge",
    "desk_move",
    "desk_now",
    "desk_poll",
    "desk_poll_new",
    "desk_question",
    "desk_switch",
    "live_code",
    "live_now",
    "live_own",
    "poll_ballot",
    "question_ask",
    "question_vote",
    "question_withdraw",
    "screen",
    "screen_now",
    "screen_own",
    "session_live",
]
