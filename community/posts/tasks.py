"""Entry points for the workers; each takes keys, may run twice, and the sweeps repair what was lost."""

import logging
import time
from contextlib import ExitStack
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django_q.tasks import async_task

from community.posts import actions
from community.posts.actions import telling
from community.posts.actions.pictures import forget_lost_pictures
from community.posts.models import Poll, Post, Reply

# A worker is killed after 60 s.
SECONDS = 25

logger = logging.getLogger(__name__)


def tell_of_post(pk):
    """Tell those whom a post concerns, as many as there is time for; another job goes on. Gone or told is fine."""
    post = Post.objects.to_tell().select_related("author", "group").filter(pk=pk).first()
    if post and not telling.tell_of_post(post, seconds=SECONDS):
        async_task("community.posts.tasks.tell_of_post", pk)


def tell_of_reply(pk):
    """Tell those whom a reply concerns; gone or told is fine."""
    related = ("author", "parent__author", "post__author", "post__group")
    if reply := Reply.objects.to_tell().select_related(*related).filter(pk=pk).first():
        telling.tell_of_reply(reply)


def tell_of_accepted(pk, by):
    """Tell the writer of a reply that it was accepted, by the member with the key `by`."""
    related = ("author", "post__author", "post__group")
    if reply := Reply.objects.select_related(*related).filter(pk=pk).first():
        telling.tell_of_accepted(reply, by=by)


def sweep_telling():
    """Every minute: posts and replies whose job was lost are told of now. What takes longer than there is
    time for goes on in jobs of its own."""
    deadline = time.monotonic() + SECONDS
    late = timezone.now() - timedelta(seconds=30)
    for pk in Post.objects.to_tell().filter(published_at__lt=late).values_list("pk", flat=True)[:200]:
        tell_of_post(pk)
        if time.monotonic() > deadline:
            return
    for pk in Reply.objects.to_tell().filter(created_at__lt=late).values_list("pk", flat=True)[:200]:
        tell_of_reply(pk)


def publish_due_posts():
    """Every minute: planned posts whose hour has come."""
    for post in Post.objects.due().select_related("author", "group")[:200]:
        try:
            with reading_as(post.author):
                actions.publish_post(post)
        except ValidationError as refused:
            # It must not hold up the posts behind it, nor fail anew each minute.
            logger.warning("post %s could not be published: %s", post.pk, refused.messages)
            actions.return_to_draft(post, reason=refused.messages[0])


def reading_as(member):
    """A context in which a refusal is worded for this member (None: nobody reads it)."""
    stack = ExitStack()
    if member:
        stack.enter_context(translation.override(member.language))
        stack.enter_context(timezone.override(ZoneInfo(member.time_zone)))
    return stack


def close_due_polls():
    """Every minute: polls whose time is over."""
    for poll in Poll.objects.to_close().select_related("post")[:200]:
        actions.close_poll(poll)


def forget_drafts():
    """Every hour: pictures of forms that never came through within a day."""
    forget_lost_pictures()
