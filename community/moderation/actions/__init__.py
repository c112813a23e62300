"""What members and the team do about what breaks the rules. Every verb may be repeated; repeating changes nothing."""

from community.moderation.actions.appealing import appeal, decide_appeal
from community.moderation.actions.deciding import add_case_note, claim_case, decide_case, restore_case
from community.moderation.actions.evidence import delete_files, forget_kept_pictures, let_pictures_go
from community.moderation.actions.group_words import hide_group, show_group
from community.moderation.actions.profiles import hide_profile, show_profile
from community.moderation.actions.reporting import report_thing
from community.moderation.actions.sanctioning import end_sessions, give_sanction, lift_sanction

__all__ = [
    "add_case_note",
    "appeal",
    "claim_case",
    "decide_appeal",
    "decide_case",
    "delete_files",
    "end_sessions",
    "forget_kept_pictures",
    "give_sanction",
    "hide_group",
    "hide_profile",
    "let_pictures_go",
    "lift_sanction",
    "report_thing",
    "restore_case",
    "show_group",
    "show_profile",
]
