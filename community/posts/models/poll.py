"""Polls: what is asked, what can be chosen, who took part and, of open ones, who chose what.

Of an anonymous poll the choice of a member is nowhere: Participation says that he took part and neither when nor what,
the options carry figures alone, and nothing of a row leads from one to the other.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.posts.models.post import Post


class PollQuerySet(models.QuerySet):
    def to_close(self):
        """Whose time is over and which nobody has closed yet; drafts do not run."""
        running = Q(post=None) | Q(post__state="published")
        return self.filter(running, closed_at=None, closes_at__lte=timezone.now()).order_by("closes_at", "pk")


class Poll(models.Model):
    class Results(models.TextChoices):
        ALWAYS = "always", _("At any time")
        VOTED = "voted", _("After voting")
        CLOSED = "closed", _("When the poll is over")

    OPTIONS_MIN, OPTIONS_MAX = 2, 10
    # With fewer ballots than this the figures of an anonymous poll would say who chose what.
    CROWD = 3

    # None for a poll that stands elsewhere, on an item of the roadmap.
    post = models.OneToOneField(Post, null=True, on_delete=models.CASCADE, related_name="poll")
    # Of a poll in a post the post's title is the question.
    question = models.CharField(_("question"), max_length=80, blank=True)
    max_choices = models.PositiveSmallIntegerField(_("choices at most"), default=1)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    results = models.CharField(_("results are shown"), max_length=6, choices=Results, default=Results.VOTED)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    # How many took part.
    voter_count = models.PositiveIntegerField(default=0)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(condition=Q(max_choices__range=(1, 10)), name="poll_choices_in_range"),
            models.CheckConstraint(condition=Q(post__isnull=False) | ~Q(question=""), name="poll_asks_something"),
        ]
        indexes = [models.Index(fields=["closes_at", "id"], condition=Q(closed_at=None), name="poll_to_close")]

    def __str__(self):
        return self.heading

    @property
    def heading(self):
        return self.question or (self.post.title if self.post_id else "")

    @property
    def is_open(self):
        return self.closed_at is None and (self.closes_at is None or self.closes_at > timezone.now())

    @property
    def is_single(self):
        return self.max_choices == 1

    @property
    def is_crowd(self):
        """Whether figures betray nobody."""
        return not self.is_anonymous or self.voter_count >= self.CROWD

    def shows_results(self, *, has_voted):
        """Whether a reader sees the figures now."""
        if not self.is_crowd:
            return False
        if not self.is_open or self.results == self.Results.ALWAYS:
            return True
        return self.results == self.Results.VOTED and has_voted


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80)
    vote_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="poll_option_once_per_place")]

    def __str__(self):
        return self.text


class Participation(models.Model):
    """That a member took part in a poll. Its key is drawn, and there is no time: the rows tell no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="participations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="participation_once")]

    def __str__(self):
        return f"{self.member_id}: {self.poll_id}"


class PollVote(models.Model):
    """What a member chose in an open poll, for all to see."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("vote in a poll")
        verbose_name_plural = _("votes in polls")
        constraints = [models.UniqueConstraint(fields=["option", "member"], name="poll_vote_once")]
        indexes = [models.Index(fields=["poll", "member"], name="poll_vote_of_member")]

    def __str__(self):
        return f"{self.member_id}: {self.option_id}"
