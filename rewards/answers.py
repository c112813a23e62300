"""Accepted answers of the talk, which stands on our left and cannot pay: it only says that something changed."""

from community.posts.models import Reply
from rewards.actions import award, restore_awards, reverse_awards


def settle_answer(reply):
    """Bring the ledger in line with a reply (with its post and author): paid while it is shown and accepted by
    somebody else's question, taken back otherwise. May run twice, and late."""
    post, subject = reply.post, f"reply:{reply.pk}"
    if post.accepted_reply_id != reply.pk or reply.state != Reply.State.SHOWN:
        reverse_awards(subject)
    elif reply.author_id != post.author_id:
        url = reply.get_absolute_url()
        award(reply.author, "answer_accepted", key=f"{subject}:accepted", group_id=post.group_id, url=url)
        restore_awards(subject)
