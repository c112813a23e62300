"""What members ask before and during a session, and how many want to hear the answer."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event
from events.models.agenda import ANSWER_MAX
from feedback.models import Feedback

TEXT_MAX = 300


class State(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("question", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("question", "Asked")
    NOW = "now", pgettext_lazy("question", "Being answered")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    LATER = "later", pgettext_lazy("question", "For later")
    DECLINED = "declined", pgettext_lazy("question", "Not taken up")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Taken back")


# Whom others see, and whom nobody has answered yet.
SEEN = (State.APPROVED, State.NOW, State.ANSWERED, State.LATER)
OPEN = (State.APPROVED, State.NOW, State.LATER)
UNANSWERED = (State.SUBMITTED, *OPEN)


class QuestionQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not merged into another one, and that nobody took back or hid."""
        return self.filter(merged_into=None, hidden_at=None).exclude(state=State.WITHDRAWN)

    def shown(self):
        """What all who may know of the session see."""
        return self.filter(merged_into=None, hidden_at=None, state__in=SEEN)

    def open(self):
        """Of what is shown what still hopes for an answer."""
        return self.filter(merged_into=None, hidden_at=None, state__in=OPEN)

    def unanswered(self):
        """What nobody has answered or turned down, seen by others or not: it is owed an answer after the session."""
        return self.filter(merged_into=None, hidden_at=None, state__in=UNANSWERED)

    def most_wanted(self):
        return self.order_by("-vote_count", "pk")

    def of(self, member):
        """What this member asked under the name."""
        return self.filter(author=member).exclude(state=State.WITHDRAWN).order_by("-pk")


class Question(models.Model):
    """A question to a session. `vote_count` is the number of people besides its author who voted for it, or for what
    was merged into it, or asked that; it is moved by conditional UPDATE while the session's row is held."""

    State = State

    event = models.ForeignKey(Event, verbose_name=_("session"), on_delete=models.CASCADE, related_name="questions")
    # Of one without a name nothing leads back: no author, no activity, no trail with a name.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_nameless = models.BooleanField(_("without a name"), default=False)
    text = models.CharField(_("question"), max_length=TEXT_MAX, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SUBMITTED)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    vote_count = models.PositiveIntegerField(_("votes"), default=0)
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(ANSWER_MAX)])
    answer_rendered = models.TextField(blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("answered by")
    )
    # What became of it.
    feedback = models.ForeignKey(
        Feedback, verbose_name=_("feedback"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_at = models.DateTimeField(_("hidden at"), null=True)
    # One send of one form makes one question.
    submit_key = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("session", "question")
        verbose_name_plural = pgettext_lazy("session", "questions")
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(state="now"), name="question_one_now"),
            models.CheckConstraint(condition=Q(is_nameless=False) | Q(author=None), name="question_nameless_has_none"),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", text="")) | (~Q(state="withdrawn") & ~Q(text="")),
                name="question_says_something",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False)
                | (~Q(state="answered") & Q(answered_at=None, answer="")),
                name="question_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state__in=["submitted", "approved", "later"]),
                name="question_merged_is_open",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="question_not_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "-vote_count", "id"], name="question_most_wanted"),
            models.Index(fields=["author", "-id"], condition=Q(author__isnull=False), name="question_of_author"),
        ]

    def __str__(self):
        return f"?{self.pk}"

    def get_absolute_url(self):
        return f"{self.event.get_absolute_url()}#question-{self.pk}"

    @property
    def is_open(self):
        return self.state in OPEN and not self.merged_into_id and not self.hidden_at

    @property
    def is_shown(self):
        return self.state in SEEN and not self.merged_into_id and not self.hidden_at

    @property
    def is_unanswered(self):
        return self.state in UNANSWERED

    @property
    def answer_html(self):
        return mark_safe(self.answer_rendered)


class QuestionVote(models.Model):
    """That a member wants to hear the answer."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("vote for a question")
        verbose_name_plural = _("votes for questions")
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="question_vote_once")]
        indexes = [models.Index(fields=["member", "question"], name="question_vote_of_member")]

    def __str__(self):
        return f"{self.member_id}: {self.question_id}"
