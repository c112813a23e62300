"""One thing that a member tells the others: a share, a question, a poll, an announcement."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import InterestGroup
from community.posts.models.queries import PostQuerySet

_SHOWN = Q(state="published") & ~Q(visibility="hidden") & ~Q(visibility="removed")
_PUBLIC = Q(state="published", visibility="public")
_OPEN_QUESTION = _PUBLIC & Q(kind="question", accepted_reply=None)
_GROUP_QUESTION = _SHOWN & Q(kind="question", accepted_reply=None)


def was_taken_by_host(words):
    """Whether a hidden post or reply was taken away, with a reason, by somebody who is not of the team."""
    return bool(words.hidden_reason and words.hidden_by_id and not words.hidden_by.is_staff)


class Post(models.Model):
    class Kind(models.TextChoices):
        SHARE = "share", pgettext_lazy("kind of post", "Share")
        QUESTION = "question", pgettext_lazy("kind of post", "Question")
        POLL = "poll", pgettext_lazy("kind of post", "Poll")
        ANNOUNCEMENT = "announcement", pgettext_lazy("kind of post", "Announcement")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PLANNED = "planned", pgettext_lazy("of a post", "Planned")
        PUBLISHED = "published", _("Published")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        # Said in a private group.
        GROUP = "group", _("Members of the group")
        HIDDEN = "hidden", _("Its author and the team")
        REMOVED = "removed", _("Nobody")

    TITLE_LIMIT = 80
    TEXT_LIMIT = 5000
    # So many of one group stand above its others.
    PINS = 3

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    # None: said to the whole community.
    group = models.ForeignKey(InterestGroup, verbose_name=_("interest group"), null=True, on_delete=models.CASCADE)
    # May be empty for a share; of a poll it is the question.
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True)
    text = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    # Rendered and cleaned when written, mentions as links; see community/markdown.py.
    rendered = models.TextField(blank=True, editable=False)
    # One line for lists and shares, made when written.
    excerpt = models.CharField(max_length=120, blank=True, editable=False)
    language = models.CharField(max_length=7, default="zh-hans")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    # Why hosts or moderators took it away; its author reads it.
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_pinned = models.BooleanField(_("pinned"), default=False)
    # Not one to one: who changes a unique column holds the row for its key, and whoever points at the post, to react or
    # to reply, would wait for it.
    accepted_reply = models.ForeignKey(
        "posts.Reply", verbose_name=_("accepted answer"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    # Counted by conditional UPDATE in the verbs, so that lists never count.
    reply_count = models.PositiveIntegerField(default=0)
    reaction_count = models.PositiveIntegerField(default=0)
    picture_count = models.PositiveSmallIntegerField(default=0)
    revision_count = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    # When a planned one publishes itself.
    publish_at = models.DateTimeField(_("publish at"), null=True)
    published_at = models.DateTimeField(null=True)
    # The last time that something was said here.
    lively_at = models.DateTimeField(null=True)
    # Outbox: null until those who are named, and for an announcement the group, were told.
    told_at = models.DateTimeField(null=True)
    # How far telling the group came: the highest key of a member in line.
    told_up_to = models.PositiveBigIntegerField(default=0, editable=False)
    # One key per shown form: a double tap or a retry finds the post it already made.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [("announce_post", _("May announce to the whole community"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["share", "question", "poll", "announcement"]), name="post_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, lively_at__isnull=False),
                name="post_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", publish_at__isnull=False) | ~Q(state="planned"),
                name="post_planned_for_a_time",
            ),
            models.CheckConstraint(condition=~Q(visibility="group") | Q(group__isnull=False), name="post_group_known"),
            models.CheckConstraint(
                condition=Q(accepted_reply=None) | Q(kind="question"), name="post_question_has_answer"
            ),
            models.CheckConstraint(condition=Q(is_pinned=False) | _SHOWN, name="post_pinned_is_shown"),
        ]
        indexes = [
            # All that is public, in both orders, plain and by kind.
            models.Index(fields=["-published_at", "-id"], name="talk_new", condition=_PUBLIC),
            models.Index(fields=["-lively_at", "-id"], name="talk_lively", condition=_PUBLIC),
            models.Index(fields=["kind", "-published_at", "-id"], name="talk_kind_new", condition=_PUBLIC),
            models.Index(fields=["kind", "-lively_at", "-id"], name="talk_kind_lively", condition=_PUBLIC),
            models.Index(fields=["-published_at", "-id"], name="talk_unanswered_new", condition=_OPEN_QUESTION),
            models.Index(fields=["-lively_at", "-id"], name="talk_unanswered_lively", condition=_OPEN_QUESTION),
            # One group.
            models.Index(fields=["group", "-published_at", "-id"], name="talk_group_new", condition=_SHOWN),
            models.Index(fields=["group", "-lively_at", "-id"], name="talk_group_lively", condition=_SHOWN),
            models.Index(fields=["group", "kind", "-published_at", "-id"], name="talk_group_kind", condition=_SHOWN),
            models.Index(
                fields=["group", "kind", "-lively_at", "-id"], name="talk_group_kind_lively", condition=_SHOWN
            ),
            models.Index(fields=["group", "-published_at", "-id"], name="talk_group_open", condition=_GROUP_QUESTION),
            models.Index(
                fields=["group", "-lively_at", "-id"], name="talk_group_open_lively", condition=_GROUP_QUESTION
            ),
            models.Index(fields=["group"], name="talk_pinned", condition=Q(is_pinned=True)),
            # "Mine".
            models.Index(fields=["author", "-published_at", "-id"], name="talk_mine", condition=_SHOWN),
            models.Index(fields=["author", "-id"], name="post_of_author"),
            models.Index(fields=["publish_at", "id"], name="post_planned", condition=Q(state="planned")),
            models.Index(fields=["id"], name="post_to_tell", condition=Q(state="published", told_at=None)),
        ]

    def __str__(self):
        return self.headline[:60]

    def get_absolute_url(self):
        return reverse("posts:post_detail", args=[self.pk])

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def headline(self):
        """What it is called: its title, or for a share without one its first words."""
        return self.title or self.excerpt or str(self.get_kind_display())

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_hidden(self):
        return self.visibility == self.Visibility.HIDDEN

    @property
    def is_taken_by_host(self):
        """Whether hosts of its group took it away, and may show it again themselves."""
        return self.is_hidden and was_taken_by_host(self)

    @property
    def is_shown(self):
        """Published, and neither hidden nor taken back."""
        return self.is_published and self.visibility in (self.Visibility.PUBLIC, self.Visibility.GROUP)

    @property
    def is_public(self):
        """Whether everybody may read it."""
        open_group = not self.group_id or (self.group.is_active and not self.group.is_private)
        return self.is_published and self.visibility == self.Visibility.PUBLIC and open_group

    @property
    def proper_visibility(self):
        """Who sees it while nobody hides it."""
        private = self.group_id and self.group.is_private
        return self.Visibility.GROUP if private else self.Visibility.PUBLIC

    @property
    def words(self):
        """Title and text in one piece, for search."""
        return f"{self.title}\n{self.text}"

    @classmethod
    def count(cls, pk, **steps):
        """Move counters of one post by these steps."""
        cls.objects.filter(pk=pk).update(**{name: F(name) + step for name, step in steps.items()})


class Revision(models.Model):
    """What stood in a post before it was changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=Post.TITLE_LIMIT, blank=True)
    text = models.TextField(blank=True)
    rendered = models.TextField(blank=True)
    # When these words gave way to others.
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        indexes = [models.Index(fields=["post", "-id"], name="revision_of_post")]

    def __str__(self):
        return f"{self.post_id}: {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def html(self):
        return mark_safe(self.rendered)
