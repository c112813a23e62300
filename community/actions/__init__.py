"""What members do in the community itself. Every verb may be repeated; repeating changes nothing."""

from community.actions.groups import join_group, leave_group, set_hosts
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

__all__ = [
    "accept_rules",
    "check_rules_accepted",
    "choose_mail",
    "drop_delivery",
    "drop_digest",
    "gather_anew",
    "join_group",
    "leave_group",
    "publish_rules",
    "read_all_notifications",
    "read_notifications",
    "retry_delivery",
    "retry_digest",
    "set_hosts",
]
