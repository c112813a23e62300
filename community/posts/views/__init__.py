from community.posts.views.hosting import post_pin, post_remove, post_show, reply_remove, reply_show
from community.posts.views.lists import group_polls, group_talk, post_list
from community.posts.views.polls import poll_close, poll_vote
from community.posts.views.post import picture, post_detail, post_history
from community.posts.views.replies import post_react, reply_accept, reply_add, reply_delete, reply_edit, reply_react
from community.posts.views.writing import picture_drop, post_delete, post_edit, post_new

__all__ = [
    "group_polls",
    "group_talk",
    "picture",
    "picture_drop",
    "poll_close",
    "poll_vote",
    "post_delete",
    "post_detail",
    "post_edit",
    "post_history",
    "post_list",
    "post_new",
    "post_pin",
    "post_react",
    "post_remove",
    "post_show",
    "reply_accept",
    "reply_add",
    "reply_delete",
    "reply_edit",
    "reply_react",
    "reply_remove",
    "reply_show",
]
