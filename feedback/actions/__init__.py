"""What people do with feedback. Every verb may be repeated; repeating changes nothing."""

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
    set_follow,
    withdraw_vote,
)
from feedback.actions.saying import (
    Receipt,
    edit_feedback,
    find_submitted,
    follow_up,
    keep_draft_images,
    remove_feedback,
    submit_feedback,
)
from feedback.actions.triage import (
    UNSET,
    add_note,
    close_silent_feedback,
    hide_feedback,
    show_feedback,
    triage_feedback,
)

__all__ = [
    "UNSET",
    "Receipt",
    "add_comment",
    "add_note",
    "cast_vote",
    "close_silent_feedback",
    "delete_comment",
    "edit_comment",
    "edit_feedback",
    "find_comment",
    "find_submitted",
    "follow_up",
    "hide_feedback",
    "keep_draft_images",
    "publish_fix_note",
    "rate_feedback",
    "remove_feedback",
    "remove_fix_note",
    "return_fix_note",
    "save_fix_note",
    "schedule_fix_note",
    "set_follow",
    "show_feedback",
    "submit_feedback",
    "triage_feedback",
    "withdraw_vote",
]
