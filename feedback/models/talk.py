"""What members add to an item: votes, follows, comments and pictures."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from community.text import is_key
from feedback.models.feedback import Feedback


class Vote(models.Model):
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["feedback", "member"], name="vote_once")]
        indexes = [models.Index(fields=["member", "-id"], name="vote_of_member")]

    def __str__(self):
        return f"{self.member_id} → #{self.feedback_id}"


class FollowQuerySet(models.QuerySet):
    def told(self):
        """Those who want to hear of an item."""
        return self.exclude(level=Follow.Level.NONE)


class Follow(models.Model):
    class Level(models.TextChoices):
        ALL = "all", _("Every step")
        STATUS = "status", _("Status only")
        NONE = "none", _("Nothing")

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="follows")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    level = models.CharField(_("tell me"), max_length=6, choices=Level, default=Level.ALL)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["feedback", "member"], name="follow_once")]
        indexes = [models.Index(fields=["member", "-id"], name="follow_of_member")]

    def __str__(self):
        return f"{self.member_id} → #{self.feedback_id}: {self.level}"


class CommentQuerySet(models.QuerySet):
    def shown(self):
        """Neither taken back nor hidden, oldest first."""
        return self.filter(deleted_at=None, hidden_at=None).order_by("pk")

    def newest(self, limit, before=""):
        """(comments, key): the newest that are shown, oldest first, with authors and pictures; only those before the
        key `before` where it is one. The returned key is where still older ones begin, None at the beginning."""
        pictures = Prefetch("attachments", Attachment.objects.order_by("pk"))
        rows = self.shown().select_related("author").prefetch_related(pictures).order_by("-pk")
        if is_key(before):
            rows = rows.filter(pk__lt=int(before))
        rows = list(rows[: limit + 1])
        return rows[:limit][::-1], rows[limit - 1].pk if len(rows) > limit else None


class Comment(models.Model):
    EDIT_HOURS = 1
    TEXT_LIMIT = 2000

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    # The anonymous author speaking through the receipt; `author` is then empty.
    by_author = models.BooleanField(default=False)
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(TEXT_LIMIT)])
    # Rendered and cleaned when written; see community/markdown.py.
    rendered = models.TextField(editable=False)
    submit_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Taken out of sight by moderators; the words stay for the team, and for an appeal.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Outbox: null until the followers were told.
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(by_author=False) | Q(author=None), name="comment_by_anonymous_has_no_author"
            )
        ]
        indexes = [
            models.Index(fields=["feedback", "id"], name="comment_of_feedback"),
            models.Index(fields=["author", "-id"], condition=Q(deleted_at=None), name="comment_of_author"),
            models.Index(fields=["id"], condition=Q(announced_at=None), name="comment_to_announce"),
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def html(self):
        return mark_safe(self.rendered)

    def may_be_edited_at(self, moment):
        return (moment - self.created_at).total_seconds() < self.EDIT_HOURS * 3600


class AttachmentQuerySet(models.QuerySet):
    def waiting(self, draft_key):
        """Pictures sent with a form that is not through yet, in the order they came."""
        return self.filter(draft_key=draft_key, feedback=None).order_by("pk") if draft_key else self.none()


class Attachment(models.Model):
    """A picture of an item, a comment or a tester's report; until the form is through it belongs to its draft key."""

    LIMIT = 5

    feedback = models.ForeignKey(Feedback, null=True, on_delete=models.CASCADE, related_name="attachments")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="attachments")
    # A tester's, who may keep it to the team: it is no picture of the item.
    seat = models.ForeignKey("feedback.TestSeat", null=True, on_delete=models.CASCADE, related_name="attachments")
    # Whose daily quota it counts against; empty for anonymous pictures.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    draft_key = models.CharField(max_length=64, blank=True)
    file = models.ImageField(upload_to="feedback/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(fields=["draft_key"], condition=Q(feedback=None), name="attachment_waiting"),
            models.Index(fields=["owner", "created_at"], name="attachment_quota"),
        ]

    def __str__(self):
        return self.file.name

    def get_absolute_url(self):
        return reverse("feedback:attachment", args=[self.pk])
