from rewards.honours.actions.awarding import award_badge, revoke_badge
from rewards.honours.actions.listing import set_listed
from rewards.honours.actions.reviewing import mark_due, review_due
from rewards.honours.actions.titling import rename_title

__all__ = ["award_badge", "mark_due", "rename_title", "review_due", "revoke_badge", "set_listed"]
