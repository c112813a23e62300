"""Whom a post, a reply or an accepted answer concerns, and telling them once."""

import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.blocks import check_not_blocked, muted_by, muters_of
from community.models import MailChoice, Member, Membership
from community.notices import notify
from community.permissions import may_act
from community.posts.mentions import members_named
from community.posts.models import Post, Reply

TALK, GROUPS = MailChoice.Kind.TALK, MailChoice.Kind.GROUPS
# So many members of a group are told in one transaction.
BATCH = 500


def tell_of_post(post, *, seconds=None):
    """Tell the group of an announcement, and of every post those whom it names; then mark it told. Returns whether all
    is told; False means that `seconds` are over, and the next call goes on from there."""
    deadline = time.monotonic() + seconds if seconds else None
    # First: whoever is named in an announcement hears of it once, as a member of the group.
    while post.kind == Post.Kind.ANNOUNCEMENT and post.group_id and tell_next(post.pk):
        if deadline and time.monotonic() > deadline:
            return False
    if post.is_shown and may_act(post.author):
        named = willing(members_named(post.text, group=post.group), by=post.author, post=post)
        tell(post, named, "mentioned", f"post:{post.pk}", words=post, who=post.author)
    Post.objects.filter(pk=post.pk, told_at=None).update(told_at=timezone.now())
    return True


def tell_next(pk):
    """Tell the next members of its group, in the order of their keys, of an announcement; whether there may be more."""
    with transaction.atomic():
        # Held until the batch is written: of two workers the second goes on where the first stopped.
        post = Post.objects.to_tell().select_for_update(no_key=True).filter(pk=pk).first()
        if post is None or not post.is_shown or not may_act(post.author):
            return False
        members = Membership.objects.filter(group=post.group_id, member__gt=post.told_up_to, member__is_active=True)
        keys = list(members.order_by("member_id").values_list("member_id", flat=True)[:BATCH])
        heard = set(keys) - muters_of(post.author_id) - {post.author_id}
        tell(post, heard, "announced", f"post:{post.pk}", words=post, who=post.author, mail=GROUPS)
        Post.objects.filter(pk=pk).update(told_up_to=keys[-1] if keys else F("told_up_to"))
    return len(keys) == BATCH


def tell_of_reply(reply):
    """Tell those whom a reply answers, and those whom it names; then mark it told. Of one who was suspended meanwhile
    nobody is told."""
    post = reply.post
    if reply.is_shown and post.is_shown and may_act(reply.author):
        answered = [post.author, reply.parent.author if reply.parent else None]
        answered = willing([member for member in answered if member], by=reply.author, post=post)
        tell(post, answered, "replied", f"reply:{reply.pk}", words=reply, who=reply.author)
        named = willing(members_named(reply.text, group=post.group), by=reply.author, post=post)
        tell(post, named, "mentioned", f"reply:{reply.pk}", words=reply, who=reply.author)
    Reply.objects.filter(pk=reply.pk, told_at=None).update(told_at=timezone.now())


def tell_of_accepted(reply, *, by):
    """Tell who wrote it that a reply was accepted as the answer; not whoever accepted his own."""
    post = reply.post
    if reply.author_id and reply.author_id != by and reply.is_shown and post.is_shown:
        heard = willing([reply.author], by=None, post=post)
        tell(post, heard, "accepted", f"accepted:{reply.pk}", words=reply, who=None)


def tell_taken_away(words, *, post, reason):
    """Tell an author that those who run the place took his post, or his reply to it, away, and why."""
    tell_author(words, "taken_away", post=post, reason=reason)


def tell_given_back(words, *, post):
    """Tell an author that his post, or his reply to it, which was taken away, is shown again."""
    tell_author(words, "given_back", post=post)


def tell_author(words, name, *, post, **params):
    """Each taking away and giving back is a cause of its own; the caller has claimed it."""
    if words.author_id:
        notify(
            [words.author_id],
            kind=f"posts.{name}",
            cause_key=f"{words._meta.model_name}:{words.pk}:{name}:{timezone.now():%Y%m%d%H%M%S%f}",
            params={"title": post.headline} | params,
            url=words.get_absolute_url(),
            mail_kind=TALK,
            group=post.group,
        )


def tell_returned(post, *, cause_key, reason):
    """Tell an author that his planned post was not published, and why; the notice leads to the draft."""
    if post.author_id:
        notify(
            [post.author_id],
            kind="posts.not_published",
            cause_key=cause_key,
            params={"title": post.headline, "reason": reason},
            url=reverse("posts:post_edit", args=[post.pk]),
            mail_kind=TALK,
        )


def willing(members, *, by, post):
    """The keys of those of these members who want to hear from `by` and may read the post."""
    keys = {member.pk for member in members if member.is_active and not (by and refuses(member, by))}
    if by:
        keys.discard(by.pk)
    if post.group_id and post.group.is_private:
        keys &= set(Membership.objects.filter(group=post.group, member__in=keys).values_list("member_id", flat=True))
    return keys


def refuses(member, by):
    if by.pk in muted_by(member):
        return True
    try:
        check_not_blocked(by, member)
    except ValidationError:
        return True
    return False


def tell(post, keys, name, cause_key, *, words, who, mail=TALK):
    """One notice for each of these members; `words` is the post or reply whose beginning it carries."""
    notify(
        keys,
        kind=f"posts.{name}",
        cause_key=cause_key,
        params={
            "title": post.headline,
            "who": who.name if isinstance(who, Member) else "",
            "group": post.group.name if post.group_id else "",
            "text": words.text[:300],
        },
        url=words.get_absolute_url(),
        mail_kind=mail,
        # So that it is out of sight for whoever leaves a private group.
        group=post.group,
    )
