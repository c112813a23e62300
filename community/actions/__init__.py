"""What members do in the community itself. Every verb may be repeated; repeating changes nothing."""

from community.actions.addresses import end_sessions, set_address
from community.actions.blocking import set_block
from community.actions.founding import edit_group, found_group
from community.actions.groups import (
    dismiss_host,
    enter_group,
    join_group,
    leave_group,
    name_host,
    remove_member,
    set_hosts,
)
from community.actions.invitations import (
    count_arrival,
    count_opening,
    make_invitation,
    note_arrival,
    renew_invitation,
)
from community.actions.joining import (
    accept_invitation,
    approve_request,
    ask_to_join,
    decline_request,
    invite_member,
    make_link,
    revoke_invitation,
    withdraw_request,
)
from community.actions.roles import appoint_ambassador, dismiss_ambassador, refresh_marks
from community.actions.rules import accept_rules, check_rules_accepted, publish_rules
from community.actions.telling import (
    choose_mail,
    drop_delivery,
    drop_digest,
    gather_anew,
    read_all_notifications,
    read_notifications,
    retry_delivery,
    retry_digest,
)
from community.actions.welcome import choose_interests, settle_in

__all__ = [
    "accept_invitation",
    "accept_rules",
    "appoint_ambassador",
    "approve_request",
    "ask_to_join",
    "check_rules_accepted",
    "choose_interests",
    "choose_mail",
    "count_arrival",
    "count_opening",
    "decline_request",
    "dismiss_ambassador",
    "dismiss_host",
    "drop_delivery",
    "drop_digest",
    "edit_group",
    "end_sessions",
    "enter_group",
    "found_group",
    "gather_anew",
    "invite_member",
    "join_group",
    "leave_group",
    "make_invitation",
    "make_link",
    "name_host",
    "note_arrival",
    "publish_rules",
    "read_all_notifications",
    "read_notifications",
    "refresh_marks",
    "remove_member",
    "renew_invitation",
    "retry_delivery",
    "retry_digest",
    "revoke_invitation",
    "set_address",
    "set_block",
    "set_hosts",
    "settle_in",
    "withdraw_request",
]
