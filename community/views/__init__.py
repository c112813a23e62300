from community.views.choices import mail_choices, profile_edit, set_language_choice, set_theme, unsubscribe
from community.views.coming_back import safe_next
from community.views.files import avatar, image_response
from community.views.groups import group_join, group_leave, group_list
from community.views.inbox import inbox, inbox_read, inbox_read_all
from community.views.rules import rules_accept, rules_page

__all__ = [
    "avatar",
    "group_join",
    "group_leave",
    "group_list",
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
