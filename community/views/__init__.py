from community.views.blocks import block_list, member_block
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
from community.views.invitations import invitation_detail, invitation_new, my_invitation, my_invitation_code
from community.views.rules import rules_accept, rules_page
from community.views.welcome import welcome, welcome_groups, welcome_join, welcome_settle

__all__ = [
    "avatar",
    "block_list",
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
    "invitation_detail",
    "invitation_new",
    "mail_choices",
    "member_block",
    "my_invitation",
    "my_invitation_code",
    "profile_edit",
    "rules_accept",
    "rules_page",
    "safe_next",
    "set_language_choice",
    "set_theme",
    "unsubscribe",
    "welcome",
    "welcome_groups",
    "welcome_join",
    "welcome_settle",
]
