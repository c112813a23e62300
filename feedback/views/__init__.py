from feedback.views.again import decline_reasons, feedback_again
from feedback.views.board import feedback_board, feedback_similar
from feedback.views.fixing import (
    feedback_rate,
    fix_note_detail,
    fix_note_image,
    fix_note_list,
    fix_note_month,
    roadmap,
)
from feedback.views.groups import group_feedback, group_figures
from feedback.views.item import (
    attachment,
    comment_add,
    comment_delete,
    comment_edit,
    feedback_delete,
    feedback_detail,
    feedback_edit,
    feedback_follow,
    feedback_vote,
)
from feedback.views.origins import feedback_from_post, post_offer
from feedback.views.polls import feedback_poll_vote
from feedback.views.receipt import receipt_detail, receipt_leave, receipt_open
from feedback.views.saying import feedback_new
from feedback.views.testing import (
    test_call_detail,
    test_call_join,
    test_call_leave,
    test_call_list,
    test_call_report,
)

__all__ = [
    "attachment",
    "comment_add",
    "comment_delete",
    "comment_edit",
    "decline_reasons",
    "feedback_again",
    "feedback_board",
    "feedback_delete",
    "feedback_detail",
    "feedback_edit",
    "feedback_follow",
    "feedback_from_post",
    "feedback_new",
    "feedback_poll_vote",
    "feedback_rate",
    "feedback_similar",
    "feedback_vote",
    "fix_note_detail",
    "fix_note_image",
    "fix_note_list",
    "fix_note_month",
    "group_feedback",
    "group_figures",
    "post_offer",
    "receipt_detail",
    "receipt_leave",
    "receipt_open",
    "roadmap",
    "test_call_detail",
    "test_call_join",
    "test_call_leave",
    "test_call_list",
    "test_call_report",
]
