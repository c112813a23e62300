"""Rules that sort what comes in, and what each of them did."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import AppendOnlyQuerySet, InterestGroup
from feedback.models.feedback import Feedback
from feedback.models.reading import AlarmReason, ReadingDecision
from feedback.models.reply import ReplyTemplate
from feedback.models.status import Mood, Severity, Status
from feedback.models.taxonomy import Category, Channel
from feedback.models.team import Team


class RoutingRuleQuerySet(models.QuerySet):
    def in_force(self):
        """The active ones in their order, with all that they name."""
        related = ("channel", "category", "group", "set_category", "set_team", "set_owner", "reply")
        return self.filter(is_active=True).order_by("position", "pk").select_related(*related)


class RoutingRule(models.Model):
    """When all of its conditions fit, all of its effects happen. A condition that is left empty fits everything.

    What people chose stays: a category, team and owner are set only where there is none, and a severity only rises.
    """

    CONDITIONS = ("channel", "category", "group", "severity", "mood", "alarms", "words", "language", "author_is")
    EFFECTS = ("set_severity", "set_category", "set_team", "set_owner", "tells_duty", "reply")
    WORDS_LIMIT, LINES_LIMIT = 2000, 100

    class AuthorIs(models.TextChoices):
        ANONYMOUS = "anonymous", gettext_lazy("anonymous")
        NEWCOMER = "newcomer", gettext_lazy("new here")

    name = models.CharField(gettext_lazy("name"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)
    is_active = models.BooleanField(gettext_lazy("active"), default=True)
    stops = models.BooleanField(
        gettext_lazy("no further rules after it"),
        default=False,
        help_text=gettext_lazy("Those below are not asked any more once this one has hit."),
    )

    channel = models.ForeignKey(
        Channel,
        verbose_name=gettext_lazy("it came by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    category = models.ForeignKey(
        Category,
        verbose_name=gettext_lazy("its category is"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    group = models.ForeignKey(
        InterestGroup,
        verbose_name=gettext_lazy("it is from the group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    severity = models.PositiveSmallIntegerField(
        gettext_lazy("its severity is"), choices=Severity, null=True, blank=True
    )
    mood = models.CharField(gettext_lazy("its mood is"), max_length=8, choices=Mood, blank=True)
    # Names of AlarmReason, divided by commas: any of them.
    alarms = models.CharField(gettext_lazy("it alarms because"), max_length=60, blank=True)
    words = models.TextField(
        gettext_lazy("it says one of these"),
        max_length=WORDS_LIMIT,
        blank=True,
        help_text=gettext_lazy("One to a line. Chinese is found anywhere, Latin words only whole, in any case."),
    )
    language = models.CharField(gettext_lazy("it is in"), max_length=7, choices=settings.LANGUAGES, blank=True)
    author_is = models.CharField(gettext_lazy("its author is"), max_length=9, choices=AuthorIs, blank=True)

    set_severity = models.PositiveSmallIntegerField(
        gettext_lazy("severity at least"), choices=Severity, null=True, blank=True
    )
    set_category = models.ForeignKey(
        Category,
        verbose_name=gettext_lazy("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=gettext_lazy("Where the author chose none."),
    )
    set_team = models.ForeignKey(
        Team,
        verbose_name=gettext_lazy("team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    set_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("owner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    tells_duty = models.BooleanField(
        gettext_lazy("tell the lead and those on duty at once"),
        default=False,
    )
    reply = models.ForeignKey(
        ReplyTemplate,
        verbose_name=gettext_lazy("answer automatically with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=gettext_lazy(
            "Said at once where the language is the same and somebody hears it. It is marked as automatic, and the "
            "first answer is still owed."
        ),
    )

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("routing rule")
        verbose_name_plural = gettext_lazy("routing rules")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__isnull=False)
                | Q(category__isnull=False)
                | Q(group__isnull=False)
                | Q(severity__isnull=False)
                | ~Q(mood="")
                | ~Q(alarms="")
                | ~Q(words="")
                | ~Q(language="")
                | ~Q(author_is=""),
                name="routing_rule_has_condition",
            ),
            models.CheckConstraint(
                condition=Q(set_severity__isnull=False)
                | Q(set_category__isnull=False)
                | Q(set_team__isnull=False)
                | Q(set_owner__isnull=False)
                | Q(tells_duty=True)
                | Q(reply__isnull=False),
                name="routing_rule_has_effect",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def reasons(self):
        """The alarm reasons any of which fits, in the order in which they press."""
        chosen = self.alarms.split(",")
        return [reason for reason in AlarmReason if reason in chosen]

    @property
    def lines(self):
        """The words any of which fits, each once."""
        lines = (" ".join(line.split()) for line in self.words.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self):
        if not any(getattr(self, name) for name in self.CONDITIONS):
            raise ValidationError(_("Say at least one thing by which it is known."), code="no_condition")
        if not any(getattr(self, name) for name in self.EFFECTS):
            raise ValidationError(_("Say at least one thing that is to happen."), code="no_effect")
        if len(self.lines) > self.LINES_LIMIT:
            refused = ValidationError(
                _("At most %(limit)s lines."), code="too_many_lines", params={"limit": self.LINES_LIMIT}
            )
            raise ValidationError({"words": refused})
        if self.reply and self.reply.status not in ("", Status.UNDER_REVIEW):
            refused = ValidationError(
                _("These words set the status “%(status)s”, which needs a person."),
                code="reply_settles",
                params={"status": self.reply.get_status_display()},
            )
            raise ValidationError({"reply": refused})


class RoutingHitQuerySet(AppendOnlyQuerySet):
    def to_tell(self):
        """Hits of which those on duty were not told yet, the oldest first."""
        return self.filter(tells_duty=True, told_at=None).order_by("pk")

    def called_wrong(self):
        """Hits of which the latest word of a person is that the rule was wrong."""
        latest = ReadingDecision.objects.filter(hit=OuterRef("pk")).order_by("-pk").values("chosen")[:1]
        return self.annotate(verdict=Subquery(latest)).filter(verdict=ReadingDecision.NO)

    def mark_told(self):
        """Those on duty were told. Returns how many rows it claimed."""
        return super(AppendOnlyQuerySet, self.filter(told_at=None)).update(told_at=timezone.now())

    def forget_words(self):
        """The words that made these hits were taken back by their author."""
        return super(AppendOnlyQuerySet, self).update(conditions=[])


class RoutingHit(models.Model):
    """One rule that fitted one item, why, and what it did. Append-only but for having been told and for words that
    were taken back."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="routing_hits")
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.SET_NULL, related_name="hits", db_index=False)
    rule_name = models.CharField(max_length=40)
    # [{"what": a condition's name, "value": by name, "words": [...] as they stand in the text}]
    conditions = models.JSONField(default=list)
    # {effect's name: [before, after]}; people, teams and categories by name.
    effects = models.JSONField(default=dict)
    # Outbox of "tell those on duty".
    tells_duty = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = RoutingHitQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("hit of a rule")
        verbose_name_plural = gettext_lazy("hits of rules")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "rule"], name="routing_hit_once"),
            models.UniqueConstraint(fields=["feedback"], condition=Q(tells_duty=True), name="routing_hit_tells_once"),
        ]
        indexes = [
            models.Index(fields=["rule", "at"], name="routing_hit_of_rule"),
            models.Index(fields=["id"], condition=Q(tells_duty=True, told_at=None), name="routing_hit_to_tell"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.rule_name}"
