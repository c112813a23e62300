"""Pictures that are sent before the form they belong to, and given to what was sent."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.images import clean_image
from feedback.models import Attachment


def keep_draft_images(uploads, *, actor, draft_key):
    """Take in up to 5 pictures for the form with `draft_key`, before the form itself is through.

    Returns the attachments made; a picture that waits there already is not taken twice. Raises ValidationError for a
    picture that cannot be taken (the good ones before it stay), for more than five, and above the member's daily
    quota. Two sends of one form add up.
    """
    too_many = ValidationError(
        ngettext("%(limit)s picture at most.", "%(limit)s pictures at most.", Attachment.LIMIT)
        % {"limit": Attachment.LIMIT},
        code="too_many_images",
    )
    if len(uploads) > Attachment.LIMIT:
        raise too_many
    waiting = {digest_of(attachment.file) for attachment in Attachment.objects.waiting(draft_key)}
    cleaned, refused = {}, None
    for upload in uploads:
        try:
            content, _width, _height = clean_image(upload)
        except ValidationError as error:
            refused = error
            break
        cleaned[digest_of(content)] = content
    fresh = [content for digest, content in cleaned.items() if digest not in waiting]
    if len(waiting) + len(fresh) > Attachment.LIMIT:
        raise too_many
    if actor is not None:
        day = Attachment.objects.filter(owner=actor, created_at__gt=timezone.now() - timedelta(days=1))
        if day.count() + len(fresh) > settings.IMAGES_PER_DAY:
            raise ValidationError(_("That is enough pictures for one day. Try again tomorrow."), code="image_quota")
    kept = [
        Attachment.objects.create(owner=actor, draft_key=draft_key, file=content, bytes=content.size)
        for content in fresh
    ]
    if refused:
        raise refused
    return kept


def attach_pictures(draft_key, **to):
    """Give what waits under `draft_key` to what was sent, in the caller's transaction; the doubles that two halves of
    a double tap left there stay behind, for the sweep."""
    once = {}
    for attachment in Attachment.objects.waiting(draft_key).order_by("-pk"):
        once[digest_of(attachment.file)] = attachment.pk
    Attachment.objects.filter(pk__in=once.values()).update(draft_key="", **to)


def digest_of(file):
    with file.open("rb") as opened:
        return hashlib.sha256(opened.read()).digest()


def forget_old_drafts(before):
    """Delete pictures whose form never came through, sent before `before` (UTC). May run twice."""
    for attachment in Attachment.objects.filter(feedback=None, comment=None, seat=None, created_at__lt=before)[:500]:
        attachment.file.delete(save=False)
        attachment.delete()
