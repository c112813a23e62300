"""What members do in the community itself. Every verb may be repeated; repeating changes nothing."""

from community.actions.blocking import set_block
from community.actions.groups import join_group, leave_group, set_hosts
from community.actions.invitations import (
    count_arrival,
    count_opening,
    make_invitation,
    note_arrival,
    renew_invitation,
)
from community.actions.roles import appoint_ambassador, dismiss_ambassador, refresh_marks
from community.actions.rules import accept_rules, check_rules_accepted, publish_rules
from community.actions.telling import drop_delivery, read_all_notifications, read_notifications, retry_delivery
from community.actions.welcome import choose_interests, settle_in

__all__ = [
    "accept_rules",
    "appoint_ambassador",
    "check_rules_accepted",
    "choose_interests",
    "count_arrival",
    "count_opening",
    "dismiss_ambassador",
    "drop_delivery",
    "join_group",
    "leave_group",
    "make_invitation",
    "note_arrival",
    "publish_rules",
    "read_all_notifications",
    "read_notifications",
    "refresh_marks",
    "renew_invitation",
    "retry_delivery",
    "set_block",
    "set_hosts",
    "settle_in",
]
