"""Whom a post, a reply or an accepted answer concerns, and telling them once."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from community.blocks import check_not_blocked, muted_by
from community.models import MailChoice, Member, Membership
from community.notices import notify
from community.permissions import may_act
from community.posts.mentions import members_named
from community.posts.models import Post, Reply

TALK, GROUPS = MailChoice.Kind.TALK, MailChoice.Kind.GROUPS


def tell_of_post(post):
    """Tell the group of an announcement, and of every post those whom it names; then mark it told. Of one who was
    suspended meanwhile nobody is told."""
    if post.is_shown and may_act(post.author):
        if post.kind == Post.Kind.ANNOUNCEMENT and post.group_id:
            # First: whoever is named in it hears of it once, as a member of the group.
            members = Membership.objects.filter(group=post.group, member__is_active=True).exclude(member=post.author)
            keys = members.order_by("pk").values_list("member_id", flat=True)
            tell(post, keys, "announced", f"post:{post.pk}", words=post, who=post.author, mail=GROUPS)
        named = willing(members_named(post.text, group=post.group), by=post.author, post=post)
        tell(post, named, "mentioned", f"post:{post.pk}", words=post, who=post.author)
    Post.objects.filter(pk=post.pk, told_at=None).update(told_at=timezone.now())


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


def tell_taken_away(words, *, title, reason):
    """Tell an author that those who run the place took his post or reply away, and why."""
    tell_author(words, "taken_away", title=title, reason=reason)


def tell_given_back(words, *, title):
    """Tell an author that his post or reply, which was taken away, is shown again."""
    tell_author(words, "given_back", title=title)


def tell_author(words, name, **params):
    """Each taking away and giving back is a cause of its own; the caller has claimed it."""
    if words.author_id:
        notify(
            [words.author_id],
            kind=f"posts.{name}",
            cause_key=f"{words._meta.model_name}:{words.pk}:{name}:{timezone.now():%Y%m%d%H%M%S%f}",
            params=params,
            url=words.get_absolute_url(),
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
    )
