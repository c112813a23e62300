"""Announcing, and carrying announcements into group chats. Every verb may be repeated; repeating changes nothing."""

from community.announcing.actions.publishing import (
    plan_announcement,
    publish_announcement,
    publish_due_announcement,
    remove_announcement,
    return_announcement,
    save_announcement,
    withdraw_announcement,
)
from community.announcing.actions.robots import (
    carry_post,
    deliver_to_robot,
    drop_robot_delivery,
    remove_robot,
    retry_robot_delivery,
    save_robot,
    switch_robot,
    test_robot,
)
from community.announcing.actions.telling import take_back_announcement, tell_announcement

__all__ = [
    "carry_post",
    "deliver_to_robot",
    "drop_robot_delivery",
    "plan_announcement",
    "publish_announcement",
    "publish_due_announcement",
    "remove_announcement",
    "remove_robot",
    "retry_robot_delivery",
    "return_announcement",
    "save_announcement",
    "save_robot",
    "switch_robot",
    "take_back_announcement",
    "tell_announcement",
    "test_robot",
    "withdraw_announcement",
]
