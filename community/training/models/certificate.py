"""What a passed course is worth, until when."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.training.models.attempt import Attempt
from community.training.models.course import Course

# Without what is mistaken for another when read aloud: 0 and O, 1 and I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_number():
    """80 random bits in four groups; knowing it is what lets somebody see a certificate."""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(4)) for _group in range(4))


class CertificateQuerySet(models.QuerySet):
    def valid(self, at=None):
        """Those that count at a moment (now); from the moment at which one expires it does not."""
        return self.filter(expires_at__gt=at or timezone.now())

    def to_remind(self, before):
        """Those not renewed that expire by a moment and whose last reminder is still to come, the next to expire
        first."""
        return self.filter(renewed_at=None, expires_at__lte=before).exclude(reminded=0).order_by("expires_at")


class Certificate(models.Model):
    # Days before expiry at which its holder is told; 0 is the expiry itself.
    REMINDERS = (30, 7, 0)

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="certificates"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="certificates")
    attempt = models.OneToOneField(Attempt, on_delete=models.RESTRICT, related_name="certificate")
    course_version = models.PositiveIntegerField(_("version"))
    number = models.CharField(_("number"), max_length=19, unique=True, default=new_number)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    # When a newer one of the same course took its place.
    renewed_at = models.DateTimeField(null=True, editable=False)
    # The last of REMINDERS that was told; 99 for none yet.
    reminded = models.PositiveSmallIntegerField(default=99, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="certificate_lasts"),
            models.CheckConstraint(condition=Q(reminded__in=[99, 30, 7, 0]), name="certificate_reminder_known"),
            models.UniqueConstraint(
                fields=["member", "course"], condition=Q(renewed_at=None), name="certificate_one_newest"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "course", "expires_at"], name="certificate_of_member"),
            models.Index(
                fields=["expires_at"], condition=Q(renewed_at=None) & ~Q(reminded=0), name="certificate_to_remind"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.member}"

    def get_absolute_url(self):
        return reverse("training:certificate_detail", args=[self.number])

    @property
    def is_valid(self):
        return self.expires_at > timezone.now()

    @property
    def days_left(self):
        """Days until it expires, a begun one counted; 0 when it has."""
        return max(0, -((timezone.now() - self.expires_at) // timedelta(days=1)))

    @property
    def is_near(self):
        """Whether it is time to renew it."""
        return self.is_valid and self.days_left <= self.REMINDERS[0]

    def reminder_due(self, at):
        """The reminder (of REMINDERS) that its holder should have had by a moment and has not, or None. Of several
        only the last is worth telling."""
        left = self.expires_at - at
        due = [days for days in self.REMINDERS if left <= timedelta(days=days) and days < self.reminded]
        return min(due, default=None)
