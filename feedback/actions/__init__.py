"""What people do with feedback. Every verb may be repeated; repeating changes nothing."""

from feedback.actions.again import ask_to_look_again
from feedback.actions.approving import approve_feedback, pause_author, trust_author, withhold_feedback
from feedback.actions.assigning import assign_feedback, assign_unowned, end_absence, hand_on_feedback, report_absence
from feedback.actions.behalf import Behalf, note_consent
from feedback.actions.desk import drop_view, save_view
from feedback.actions.fixing import (
    publish_fix_note,
    rate_feedback,
    remove_fix_note,
    return_fix_note,
    save_fix_note,
    schedule_fix_note,
)
from feedback.actions.joining import (
    add_comment,
    cast_vote,
    delete_comment,
    edit_comment,
    find_comment,
    hide_comment,
    set_follow,
    show_comment,
    vote_on_behalf,
    withdraw_vote,
)
from feedback.actions.learning import learn_reading, lessons_due
from feedback.actions.merging import merge_feedback, unmerge_feedback
from feedback.actions.origins import offer_as_feedback, origin_of, say_post_as_feedback
from feedback.actions.pairing import dismiss_pair, find_pairs
from feedback.actions.pictures import keep_draft_images
from feedback.actions.polling import attach_poll, close_attached, write_result
from feedback.actions.reading import decide_alarm, decide_mood, judge_hit, read_unread
from feedback.actions.routing import move_rule, remove_rule, switch_rule, tell_duty
from feedback.actions.saying import (
    Receipt,
    edit_feedback,
    find_submitted,
    follow_up,
    remove_feedback,
    submit_feedback,
)
from feedback.actions.second import decide_second_look, draw_second_looks
from feedback.actions.sessions import note_session_outcome
from feedback.actions.testing import (
    call_for_testers,
    change_test_call,
    end_due_test_calls,
    end_test_call,
    hide_test_report,
    join_test,
    leave_test,
    report_test,
    show_test_report,
)
from feedback.actions.triage import (
    UNSET,
    add_note,
    close_silent_feedback,
    hide_feedback,
    show_feedback,
    triage_feedback,
)
from feedback.actions.watching import watch_promises

__all__ = [
    "UNSET",
    "Behalf",
    "Receipt",
    "add_comment",
    "add_note",
    "approve_feedback",
    "ask_to_look_again",
    "assign_feedback",
    "assign_unowned",
    "attach_poll",
    "call_for_testers",
    "cast_vote",
    "change_test_call",
    "close_attached",
    "close_silent_feedback",
    "decide_alarm",
    "decide_mood",
    "decide_second_look",
    "delete_comment",
    "dismiss_pair",
    "draw_second_looks",
    "drop_view",
    "edit_comment",
    "edit_feedback",
    "end_absence",
    "end_due_test_calls",
    "end_test_call",
    "find_comment",
    "find_pairs",
    "find_submitted",
    "follow_up",
    "hand_on_feedback",
    "hide_comment",
    "hide_feedback",
    "hide_test_report",
    "join_test",
    "judge_hit",
    "keep_draft_images",
    "learn_reading",
    "leave_test",
    "lessons_due",
    "merge_feedback",
    "move_rule",
    "note_consent",
    "note_session_outcome",
    "offer_as_feedback",
    "origin_of",
    "pause_author",
    "publish_fix_note",
    "rate_feedback",
    "read_unread",
    "remove_feedback",
    "remove_fix_note",
    "remove_rule",
    "report_absence",
    "report_test",
    "return_fix_note",
    "save_fix_note",
    "save_view",
    "say_post_as_feedback",
    "schedule_fix_note",
    "set_follow",
    "show_comment",
    "show_feedback",
    "show_test_report",
    "submit_feedback",
    "switch_rule",
    "tell_duty",
    "triage_feedback",
    "trust_author",
    "unmerge_feedback",
    "vote_on_behalf",
    "watch_promises",
    "withdraw_vote",
    "withhold_feedback",
    "write_result",
]
