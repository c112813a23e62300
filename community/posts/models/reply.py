"""What others say under a post, at most one level deep."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from community.posts.models.post import Post, was_taken_by_host


class ReplyQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(state="shown")

    def taken_back_by(self, member):
        """What a member said and took back."""
        return self.filter(author=member, state="removed")

    def threads(self, hidden=None):
        """As the page shows them: each reply followed by those that answer it, all in the order in which they came,
        with `thread`. What was taken away stands there without its words while something under it is shown; with
        `hidden`, a Q, those hidden ones are there in any case."""
        answers = Reply.objects.filter(parent=OuterRef("pk"), state="shown")
        rows, seen = self.select_related("author"), Q(state="shown") | Exists(answers)
        if hidden is not None:
            rows, seen = rows.select_related("hidden_by"), seen | Q(hidden, state="hidden")
        rows = rows.filter(seen)
        return rows.annotate(thread=Coalesce("parent_id", "pk")).order_by("thread", "pk")

    def to_tell(self):
        """Nobody was told yet, the oldest first."""
        return self.filter(told_at=None).order_by("pk")


class Reply(models.Model):
    class State(models.TextChoices):
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Hidden")
        REMOVED = "removed", _("Taken back")

    EDIT_HOURS = 1
    TEXT_LIMIT = 2000

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="replies")
    # None, or a reply that answers the post itself.
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="post_replies"
    )
    text = models.TextField(_("reply"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    rendered = models.TextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.SHOWN)
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of a hidden one: it was the accepted answer, and is again when it is shown while there is no other.
    was_accepted = models.BooleanField(default=False, editable=False)
    reaction_count = models.PositiveIntegerField(default=0)
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    # Outbox: null until those it concerns were told.
    told_at = models.DateTimeField(null=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="reply_not_to_itself"),
            models.CheckConstraint(condition=Q(state__in=["shown", "hidden", "removed"]), name="reply_state_known"),
        ]
        indexes = [
            models.Index(F("post"), Coalesce("parent", "id"), F("id"), name="reply_threads"),
            models.Index(fields=["author", "-id"], name="reply_of_author"),
            models.Index(fields=["id"], condition=Q(told_at=None), name="reply_to_tell"),
        ]

    def __str__(self):
        return self.text[:40]

    def get_absolute_url(self):
        return f"{self.post.get_absolute_url()}?from={self.parent_id or self.pk}#reply-{self.pk}"

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def is_shown(self):
        return self.state == self.State.SHOWN

    @property
    def is_hidden(self):
        return self.state == self.State.HIDDEN

    @property
    def is_taken_by_host(self):
        """Whether hosts of its group took it away, and may show it again themselves."""
        return self.is_hidden and was_taken_by_host(self)

    @property
    def may_be_edited(self):
        return self.may_be_edited_at(timezone.now())

    def may_be_edited_at(self, moment):
        return (moment - self.created_at).total_seconds() < self.EDIT_HOURS * 3600
