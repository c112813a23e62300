"""Pictures of posts: sent before the post they belong to, and left out again."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from community.models import Community
from community.moderation.actions import delete_files, let_pictures_go
from community.pictures import forget_pictures, hand_over_pictures, keep_pictures
from community.posts.models import Picture, Post


def keep_draft_pictures(uploads, *, actor, draft_key):
    """Take in up to 9 pictures for the form with `draft_key`; see community.pictures.keep_pictures."""
    return keep_pictures(Picture, uploads, actor=actor, draft_key=draft_key)


def attach_pictures(post, draft_key):
    """Give a post the pictures that wait under this key, in the caller's transaction. Raises
    ValidationError('too_many_images') where it has some already and they are too many together."""
    hand_over_pictures(Picture, draft_key, post=post)
    count = Picture.objects.filter(post=post).count()
    if count > Picture.LIMIT:
        raise ValidationError(
            ngettext("%(limit)s picture at most.", "%(limit)s pictures at most.", Picture.LIMIT)
            % {"limit": Picture.LIMIT},
            code="too_many_images",
        )
    post.picture_count = count
    Post.objects.filter(pk=post.pk).update(picture_count=count)


def drop_picture(picture, *, actor):
    """Leave one picture of one's own out, of a draft or a post. May run twice."""
    with transaction.atomic():
        deleted, files = let_pictures_go("post", picture.post_id, Picture.objects.filter(pk=picture.pk))
        if deleted and picture.post_id:
            Post.count(picture.post_id, picture_count=-1)
            Community.bump()
    delete_files(files)


def forget_lost_pictures():
    """Delete pictures whose form never came through within a day. May run twice."""
    forget_pictures(Picture.objects.filter(post=None, created_at__lt=timezone.now() - timedelta(days=1)))
