"""What was said in the talk becomes feedback, said by the one who said it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.notices import notify
from feedback.actions.saying import submit_feedback
from feedback.models import Origin


def origin_of(post):
    """The Origin that a post has become, or None; an item that was taken back is none."""
    return Origin.objects.standing().select_related("feedback").filter(post=post).first()


def say_post_as_feedback(post, *, actor, text, title="", category=None):
    """Say a post of one's own as feedback; returns the item. Once for each post: a second call answers with the first
    item, unless that was taken back: then it is said anew. What was said in a private group leaves it only with these
    words, and without the group's name. Raises ValidationError('not_yours') and what submit_feedback refuses."""
    if post.author_id != actor.pk:
        raise ValidationError(_("Only who said it can say it as feedback."), code="not_yours")
    if origin := origin_of(post):
        return origin.feedback
    group = post.group if post.group_id and not post.group.is_private else None
    gone = Origin.objects.filter(post=post).first()
    try:
        with transaction.atomic():
            receipt = submit_feedback(
                text,
                actor=actor,
                channel="board",
                title=title,
                category=category,
                group=group,
                submit_key=key_of(post, gone),
            )
            Origin.objects.taken_back().filter(post=post).delete()
            Origin.objects.create(post=post, feedback=receipt.feedback, made_by=actor)
            record("feedback.feedback.said_in_talk", receipt.feedback, actor=actor, changes={"post": [None, post.pk]})
    except IntegrityError:
        # The other half of a double tap was faster.
        if origin := origin_of(post):
            return origin.feedback
        raise
    return receipt.feedback


def key_of(post, gone=None):
    """One key for each saying: the same words after the item was taken back, `gone`, are a new one."""
    return f"said-in-talk-{post.pk}-{gone.feedback_id}" if gone else f"said-in-talk-{post.pk}"


def offer_as_feedback(post, *, actor):
    """Ask the author of a post to say it as feedback; he is asked once, whoever asks. Without effect for a post that is
    feedback already or has no author. Returns whether he was asked now."""
    if post.author_id in (None, actor.pk) or origin_of(post):
        return False
    asked = notify(
        [post.author_id],
        kind="feedback.offered",
        cause_key=f"offered:{post.pk}",
        params={"title": post.headline, "who": actor.name},
        url=reverse("feedback:feedback_from_post", args=[post.pk]),
        mail_kind=MailChoice.Kind.TALK,
        group=post.group,
    )
    return bool(asked)
