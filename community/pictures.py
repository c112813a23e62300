"""Pictures that are sent before the form they belong to, and given to what was sent.

The tables of pictures differ by what they belong to, and have in common: `owner`, `draft_key`, `file`, `bytes`,
`created_at`, a LIMIT for one form, and the question `objects.waiting(draft_key)`.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.images import clean_image


def keep_pictures(model, uploads, *, actor, draft_key):
    """Take in up to model.LIMIT pictures for the form with `draft_key`, before the form itself is through.

    Returns the rows made; a picture that waits there already is not taken twice. Raises ValidationError for a picture
    that cannot be taken (the good ones before it stay), for too many, and above the member's daily quota. Two sends
    of one form add up.
    """
    too_many = ValidationError(
        ngettext("%(limit)s picture at most.", "%(limit)s pictures at most.", model.LIMIT) % {"limit": model.LIMIT},
        code="too_many_images",
    )
    if len(uploads) > model.LIMIT:
        raise too_many
    waiting = {digest_of(row.file) for row in model.objects.waiting(draft_key)}
    cleaned, refused = {}, None
    for upload in uploads:
        try:
            content, _width, _height = clean_image(upload)
        except ValidationError as error:
            refused = error
            break
        cleaned[digest_of(content)] = content
    fresh = [content for digest, content in cleaned.items() if digest not in waiting]
    if len(waiting) + len(fresh) > model.LIMIT:
        raise too_many
    if actor is not None:
        day = model.objects.filter(owner=actor, created_at__gt=timezone.now() - timedelta(days=1))
        if day.count() + len(fresh) > settings.IMAGES_PER_DAY:
            raise ValidationError(_("That is enough pictures for one day. Try again tomorrow."), code="image_quota")
    kept = [
        model.objects.create(owner=actor, draft_key=draft_key, file=content, bytes=content.size) for content in fresh
    ]
    if refused:
        raise refused
    return kept


def hand_over_pictures(model, draft_key, **to):
    """Give what waits under `draft_key` to what was sent, in the caller's transaction; the doubles that two halves of
    a double tap left there stay behind, for the sweep."""
    once = {}
    for row in model.objects.waiting(draft_key).order_by("-pk"):
        once[digest_of(row.file)] = row.pk
    model.objects.filter(pk__in=once.values()).update(draft_key="", **to)


def digest_of(file):
    with file.open("rb") as opened:
        return hashlib.sha256(opened.read()).digest()


def forget_pictures(rows):
    """Delete these rows with their files, 500 at a time. May run twice."""
    for row in rows[:500]:
        row.file.delete(save=False)
        row.delete()
