"""Who looks after what, and when: teams, their duty shifts and absences."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feedback.models.calendar import check_zone


class Team(models.Model):
    name = models.CharField(gettext_lazy("name"), max_length=30, unique=True)
    name_en = models.CharField(gettext_lazy("name in English"), max_length=40, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_teams",
        help_text=gettext_lazy("Hears of every promise that was not kept."),
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="TeamMember", related_name="teams")
    zone = models.CharField(gettext_lazy("time zone"), max_length=40, default="Asia/Shanghai", validators=[check_zone])
    takes_rest = models.BooleanField(gettext_lazy("takes what belongs to no other team"), default=False)
    assigns_itself = models.BooleanField(
        gettext_lazy("gives each new item to somebody on duty"),
        default=True,
        help_text=gettext_lazy("To whoever has the fewest open items; otherwise people take them."),
    )

    class Meta:
        verbose_name = gettext_lazy("team")
        verbose_name_plural = gettext_lazy("teams")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["takes_rest"], condition=Q(takes_rest=True), name="team_takes_rest_once")
        ]

    def __str__(self):
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_seats")
    # When this member was last given an item here: of two with the same load the one who waited longer is next.
    given_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = gettext_lazy("member of a team")
        verbose_name_plural = gettext_lazy("members of the team")
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="team_member_once")]

    def __str__(self):
        return str(self.member)


class Weekday(models.IntegerChoices):
    MONDAY = 0, gettext_lazy("Monday")
    TUESDAY = 1, gettext_lazy("Tuesday")
    WEDNESDAY = 2, gettext_lazy("Wednesday")
    THURSDAY = 3, gettext_lazy("Thursday")
    FRIDAY = 4, gettext_lazy("Friday")
    SATURDAY = 5, gettext_lazy("Saturday")
    SUNDAY = 6, gettext_lazy("Sunday")


class DutyShift(models.Model):
    """Hours of one weekday in which a member is on duty, by the clock of the team; they may run past midnight.

    A team without any shift counts all its members as on duty at all times.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shifts")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("member"),
        on_delete=models.CASCADE,
        related_name="duty_shifts",
    )
    weekday = models.PositiveSmallIntegerField(gettext_lazy("weekday"), choices=Weekday)
    starts_at = models.TimeField(gettext_lazy("from"))
    ends_at = models.TimeField(gettext_lazy("to"))

    class Meta:
        verbose_name = gettext_lazy("duty shift")
        verbose_name_plural = gettext_lazy("duty shifts")
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "member", "weekday", "starts_at"], name="duty_shift_once"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="duty_shift_weekday"),
            models.CheckConstraint(condition=~Q(starts_at=F("ends_at")), name="duty_shift_has_length"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    def clean(self):
        if self.starts_at is not None and self.starts_at == self.ends_at:
            raise ValidationError({"ends_at": _("A shift must end at another time than it begins.")}, code="no_length")


class AbsenceQuerySet(models.QuerySet):
    def at(self, moment):
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Absence(models.Model):
    """From when to when a member is away; what presses goes to somebody else meanwhile."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("member"), on_delete=models.CASCADE, related_name="absences"
    )
    starts_at = models.DateTimeField(gettext_lazy("from"))
    ends_at = models.DateTimeField(gettext_lazy("to"))
    note = models.CharField(gettext_lazy("note"), max_length=80, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("absence")
        verbose_name_plural = gettext_lazy("absences")
        ordering = ["-starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_later")]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="absence_by_time")]

    def __str__(self):
        return f"{self.member} {self.starts_at:%Y-%m-%d}–{self.ends_at:%Y-%m-%d}"

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be later than the beginning.")}, code="ends_first")
