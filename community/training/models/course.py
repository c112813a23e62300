"""Courses with their lessons and questions, and who read what."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from community.markdown import render_markdown
from community.text import in_language


class CourseQuerySet(models.QuerySet):
    def listed(self):
        """Those that are offered, in their order."""
        return self.filter(is_active=True).order_by("position", "pk")


class Course(models.Model):
    class Audience(models.TextChoices):
        MODERATORS = "moderators", _("Moderators")
        HOSTS = "hosts", _("Hosts")
        BOTH = "both", _("Moderators and hosts")

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    summary = models.CharField(_("summary"), max_length=300)
    summary_en = models.CharField(_("summary in English"), max_length=400, blank=True)
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience, default=Audience.BOTH)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    pass_percent = models.PositiveSmallIntegerField(
        _("passed from (percent)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    is_active = models.BooleanField(_("offered"), default=True)
    # Raised by every change of what is taught or asked; what was passed stays passed.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    # Fingerprint of the files it was last loaded from; empty for a course written here.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Since somebody changed it here, the files have no say in it.
    edited_at = models.DateTimeField(_("changed here"), null=True, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__range=(1, 100)), name="course_pass_percent_in_range"),
            models.CheckConstraint(condition=Q(valid_months__range=(1, 120)), name="course_valid_months_in_range"),
            models.CheckConstraint(condition=Q(version__gte=1), name="course_version_from_one"),
            models.CheckConstraint(
                condition=Q(audience__in=["moderators", "hosts", "both"]), name="course_audience_known"
            ),
        ]
        indexes = [models.Index(fields=["position", "id"], condition=Q(is_active=True), name="course_listed")]

    def __str__(self):
        return self.display_title

    def get_absolute_url(self):
        return reverse("training:course_detail", args=[self.slug])

    @property
    def display_title(self):
        return in_language(self.title, self.title_en)

    @property
    def display_summary(self):
        return in_language(self.summary, self.summary_en)


class Lesson(models.Model):
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(_("address"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Markdown."))
    text_en = models.TextField(
        _("text in English"), max_length=20_000, blank=True, help_text=_("Empty: the other is shown.")
    )
    rendered = models.TextField(editable=False)
    rendered_en = models.TextField(blank=True, editable=False)
    minutes = models.PositiveSmallIntegerField(
        _("reading time (minutes)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_address_once_per_course"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 120)), name="lesson_minutes_in_range"),
        ]
        indexes = [models.Index(fields=["course", "position", "id"], name="lesson_in_order")]

    def __str__(self):
        return self.display_title

    def save(self, *args, **kwargs):
        self.rendered = str(render_markdown(self.text, top=2))
        self.rendered_en = str(render_markdown(self.text_en, top=2)) if self.text_en else ""
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("training:lesson_detail", args=[self.course.slug, self.slug])

    @property
    def display_title(self):
        return in_language(self.title, self.title_en)

    @property
    def html(self):
        return mark_safe(in_language(self.rendered, self.rendered_en))


class LessonRead(models.Model):
    """That a member went on from a lesson, once."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="reads")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons_read")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "lesson"], name="lesson_read_once")]

    def __str__(self):
        return f"{self.member_id}: {self.lesson_id}"


class QuestionQuerySet(models.QuerySet):
    def answerable(self):
        """Those with a right option."""
        return self.filter(Exists(Option.objects.filter(question=OuterRef("pk"), is_right=True)))


class Question(models.Model):
    """A situation, and what one could do in it."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    scenario = models.TextField(
        _("situation"), max_length=1000, help_text=_("In words, such as a member's message, and what is asked.")
    )
    scenario_en = models.TextField(_("situation in English"), max_length=1500, blank=True)
    is_multiple = models.BooleanField(
        _("several answers"), default=False, help_text=_("More than one can be right; all of them must be chosen.")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["course", "position", "id"], name="question_in_order")]

    def __str__(self):
        return in_language(self.scenario, self.scenario_en)[:60]


class Option(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("what one would do"), max_length=300)
    text_en = models.CharField(_("the same in English"), max_length=500, blank=True)
    is_right = models.BooleanField(_("right"), default=False)
    why = models.CharField(_("why it is right or wrong"), max_length=300)
    why_en = models.CharField(_("why, in English"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "pk"]

    def __str__(self):
        return in_language(self.text, self.text_en)[:60]
