"""Pictures that are sent before the item or comment they belong to, and given to what was sent."""

from community.pictures import forget_pictures, hand_over_pictures, keep_pictures
from feedback.models import Attachment


def keep_draft_images(uploads, *, actor, draft_key):
    """Take in up to 5 pictures for the form with `draft_key`; see community.pictures.keep_pictures."""
    return keep_pictures(Attachment, uploads, actor=actor, draft_key=draft_key)


def attach_pictures(draft_key, **to):
    """Give what waits under `draft_key` to what was sent, in the caller's transaction."""
    hand_over_pictures(Attachment, draft_key, **to)


def forget_old_drafts(before):
    """Delete pictures whose form never came through, sent before `before` (UTC). May run twice."""
    forget_pictures(Attachment.objects.filter(feedback=None, comment=None, seat=None, created_at__lt=before))
