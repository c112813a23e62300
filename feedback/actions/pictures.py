"""Pictures that are sent before the item or comment they belong to, and given to what was sent."""

from community.moderation.actions import let_pictures_go
from community.pictures import forget_pictures, hand_over_pictures, keep_pictures
from feedback.models import Attachment


def keep_draft_images(uploads, *, actor, draft_key):
    """Take in up to 5 pictures for the form with `draft_key`; see community.pictures.keep_pictures."""
    return keep_pictures(Attachment, uploads, actor=actor, draft_key=draft_key)


def attach_pictures(draft_key, **to):
    """Give what waits under `draft_key` to what was sent, in the caller's transaction."""
    hand_over_pictures(Attachment, draft_key, **to)


def let_item_pictures_go(feedback):
    """Delete the pictures of an item and of what was said under it, in the caller's transaction and first of all it
    writes; returns the files to delete once it is through. See let_pictures_go."""
    files = []
    for comment in feedback.attachments.exclude(comment=None).order_by("comment").values_list("comment").distinct():
        files += let_pictures_go("comment", comment[0], feedback.attachments.filter(comment=comment))[1]
    return files + let_pictures_go("feedback", feedback.pk, feedback.attachments.filter(comment=None))[1]


def forget_old_drafts(before):
    """Delete pictures whose form never came through, sent before `before` (UTC). May run twice."""
    forget_pictures(Attachment.objects.filter(feedback=None, comment=None, seat=None, created_at__lt=before))
