"""What members and the team do about what breaks the rules. Every verb may be repeated; repeating changes nothing."""

from community.moderation.actions.appealing import appeal, decide_appeal
from community.moderation.actions.deciding import add_case_note, claim_case, decide_case, restore_case
from community.moderation.actions.profiles import hide_profile, show_profile
from community.moderation.actions.reporting import report_thing
from community.moderation.actions.sanctioning import end_sessions, give_sanction, lift_sanction

__all__ = [
    "add_case_note",
    "appeal",
    "claim_case",
    "decide_appeal",
    "decide_case",
    "end_sessions",
    "give_sanction",
    "hide_profile",
    "lift_sanction",
    "report_thing",
    "restore_case",
    "show_profile",
]
