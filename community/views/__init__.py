from community.views.choices import mail_choices, profile_edit, set_language_choice, set_theme, unsubscribe
from community.views.coming_back import safe_next
from community.views.files import avatar, image_response
from community.views.groups import (
    group_ask,
    group_ask_withdraw,
    group_cover,
    group_invited,
    group_join,
    group_leave,
    group_list,
    group_members,
)
from community.views.hosting import (
    group_edit,
    group_host,
    group_invitation_revoke,
    group_invite,
    group_link_add,
    group_member_remove,
    group_member_role,
    group_new,
    group_request_decide,
)
from community.views.inbox import inbox, inbox_read, inbox_read_all
from community.views.rules import rules_accept, rules_page

__all__ = [
    "avatar",
    "group_ask",
    "group_ask_withdraw",
    "group_cover",
    "group_edit",
    "group_host",
    "group_invitation_revoke",
    "group_invite",
    "group_invited",
    "group_join",
    "group_leave",
    "group_link_add",
    "group_list",
    "group_member_remove",
    "group_member_role",
    "group_members",
    "group_new",
    "group_request_decide",
    "image_response",
    "inbox",
    "inbox_read",
    "inbox_read_all",
    "mail_choices",
    "profile_edit",
    "rules_accept",
    "rules_page",
    "safe_next",
    "set_language_choice",
    "set_theme",
    "unsubscribe",
]
