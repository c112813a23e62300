"""What people do with posts. Every verb may be repeated; repeating changes nothing."""

from community.posts.actions.hosting import (
    give_post_back,
    give_reply_back,
    hide_post,
    pin_post,
    show_post,
    take_post_away,
    take_reply_away,
    unpin_post,
)
from community.posts.actions.pictures import drop_picture, keep_draft_pictures
from community.posts.actions.polling import cast_ballot, close_poll
from community.posts.actions.reacting import react, take_reaction_back
from community.posts.actions.replying import (
    accept_reply,
    add_reply,
    edit_reply,
    find_reply,
    hide_reply,
    remove_reply,
    show_reply,
    withdraw_acceptance,
)
from community.posts.actions.writing import (
    Ballot,
    ballot_of,
    edit_post,
    find_written,
    plan_post,
    publish_post,
    remove_post,
    return_to_draft,
    save_draft,
    write_post,
)

__all__ = [
    "Ballot",
    "accept_reply",
    "add_reply",
    "ballot_of",
    "cast_ballot",
    "close_poll",
    "drop_picture",
    "edit_post",
    "edit_reply",
    "find_reply",
    "find_written",
    "give_post_back",
    "give_reply_back",
    "hide_post",
    "hide_reply",
    "keep_draft_pictures",
    "pin_post",
    "plan_post",
    "publish_post",
    "react",
    "remove_post",
    "remove_reply",
    "return_to_draft",
    "save_draft",
    "show_post",
    "show_reply",
    "take_post_away",
    "take_reaction_back",
    "take_reply_away",
    "unpin_post",
    "withdraw_acceptance",
    "write_post",
]
