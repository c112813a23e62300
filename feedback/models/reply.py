"""Ready words for answers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models.status import Status
from feedback.models.taxonomy import Category
from feedback.placeholders import PLACEHOLDERS, unknown_in

# Where an answer can take an item.
SETTABLE = [
    (status.value, status.label)
    for status in (
        *(Status.UNDER_REVIEW, Status.PLANNED, Status.IN_PROGRESS, Status.NEEDS_INFO),
        *(Status.FIXED, Status.CLOSED, Status.DECLINED),
    )
]


class ReplyTemplateQuerySet(models.QuerySet):
    def offered_for(self, feedback):
        """The active ones, nearest first: those in the item's language before the others, in it those of its category
        before those of none; templates of other categories are left out."""
        fits = Case(When(language=feedback.language, then=Value(0)), default=Value(1), output_field=IntegerField())
        own = Case(When(category=None, then=Value(1)), default=Value(0), output_field=IntegerField())
        active = self.filter(is_active=True).filter(Q(category=None) | Q(category=feedback.category_id))
        return active.order_by(fits, own, "position", "pk")

    def count_use(self):
        """One more answer was sent with these words."""
        return self.update(use_count=F("use_count") + 1)


class ReplyTemplate(models.Model):
    """Words that answers begin from, with placeholders such as {name}; see feedback/placeholders.py."""

    TEXT_LIMIT = 2000

    title = models.CharField(gettext_lazy("title"), max_length=40, help_text=gettext_lazy("Only the team reads it."))
    category = models.ForeignKey(
        Category,
        verbose_name=gettext_lazy("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reply_templates",
        help_text=gettext_lazy("Offered for items of this category only; empty for all."),
    )
    language = models.CharField(gettext_lazy("language"), max_length=7, choices=settings.LANGUAGES, default="zh-hans")
    text = models.TextField(gettext_lazy("text"), max_length=TEXT_LIMIT)
    status = models.CharField(
        gettext_lazy("sets the status"),
        max_length=12,
        choices=SETTABLE,
        blank=True,
        help_text=gettext_lazy("Chosen beside the words where the item can go there."),
    )
    is_active = models.BooleanField(gettext_lazy("active"), default=True)
    use_count = models.PositiveIntegerField(gettext_lazy("used"), default=0, editable=False)
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("reply template")
        verbose_name_plural = gettext_lazy("reply templates")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *(value for value, _label in SETTABLE)]), name="reply_status_known"
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if unknown := unknown_in(self.text or ""):
            raise ValidationError(
                {
                    "text": ValidationError(
                        _("There is no %(unknown)s. What can be filled in: %(known)s."),
                        code="unknown_placeholder",
                        params={
                            "unknown": ", ".join(f"{{{name}}}" for name in unknown),
                            "known": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                        },
                    )
                }
            )
