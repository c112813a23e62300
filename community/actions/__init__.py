"""What members do in the community itself. Every verb may be repeated; repeating changes nothing."""

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
from community.actions.rules import accept_rules, check_rules_accepted, publish_rules
from community.actions.telling import drop_delivery, read_all_notifications, read_notifications, retry_delivery

__all__ = [
    "accept_invitation",
    "accept_rules",
    "approve_request",
    "ask_to_join",
    "check_rules_accepted",
    "decline_request",
    "dismiss_host",
    "drop_delivery",
    "edit_group",
    "enter_group",
    "found_group",
    "invite_member",
    "join_group",
    "leave_group",
    "make_link",
    "name_host",
    "publish_rules",
    "read_all_notifications",
    "read_notifications",
    "remove_member",
    "retry_delivery",
    "revoke_invitation",
    "set_hosts",
    "withdraw_request",
]
