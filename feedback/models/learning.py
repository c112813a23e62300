"""What the machine knows of categories: counts of tokens, and every decision that taught it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import AppendOnlyQuerySet
from feedback.models.feedback import Feedback
from feedback.models.taxonomy import Category


class CategoryTally(models.Model):
    """How many texts, and tokens in them, were put into a category by moderators. Whoever learns holds this row."""

    category = models.OneToOneField(Category, on_delete=models.CASCADE, related_name="tally")
    labels = models.PositiveIntegerField(default=0)
    tokens = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.category_id}: {self.labels}"


class CategoryToken(models.Model):
    """In how many of a category's texts a token stands. Tokens are numbers below 2**17 (feedback/learning/bayes.py), so
    that the table has at most as many rows as that times the categories, however much is learnt."""

    token = models.PositiveIntegerField()
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_index=False)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "category"], name="category_token_once")]

    def __str__(self):
        return f"{self.token} in {self.category_id}: {self.count}"


class CategoryDecision(models.Model):
    """What a moderator chose, and what was suggested at that moment."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="category_decisions")
    chosen = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    suggested = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    confidence = models.FloatField(null=True)
    # "bayes-1", "neighbours-1", or empty where the machine was silent.
    method = models.CharField(max_length=12, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 1)), name="category_decision_confidence_is_share"
            ),
        ]
        indexes = [models.Index(fields=["feedback", "-id"], name="category_decision_latest")]

    def __str__(self):
        return f"#{self.feedback_id} → {self.chosen_id}"
