"""Permission groups whose rights rest until courses are passed."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.training.models.certificate import Certificate
from community.training.models.course import Course

KNOWN = {"moderators": _("Moderators"), "leads": _("Leads"), "ambassadors": _("Ambassadors")}


class GroupRequirementQuerySet(models.QuerySet):
    def in_use(self):
        """Those of courses that are offered: what nobody can pass is asked of nobody."""
        return self.filter(course__is_active=True)

    def missing_to(self, member):
        """Those of this member's permission groups whose course he has not passed, or no longer."""
        passed = Certificate.objects.valid().filter(member=member, course=OuterRef("course"))
        return self.in_use().filter(~Exists(passed), group__in=member.groups.values("pk"))


class GroupRequirement(models.Model):
    group = models.ForeignKey(
        Group, verbose_name=_("permission group"), on_delete=models.CASCADE, related_name="requirements"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="requirements")
    introduced_at = models.DateTimeField(_("introduced"), default=timezone.now, editable=False)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=21,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "So long after its introduction the rights of the group stay without a certificate; "
            "who joins it later passes first."
        ),
    )
    # introduced_at and the days of grace, so that the database can compare.
    binding_from = models.DateTimeField(editable=False)

    objects = GroupRequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.UniqueConstraint(fields=["group", "course"], name="requirement_once"),
            models.CheckConstraint(condition=Q(grace_days__lte=365), name="requirement_grace_bounded"),
            models.CheckConstraint(
                condition=Q(binding_from__gte=F("introduced_at")), name="requirement_binds_after_introduction"
            ),
        ]

    def __str__(self):
        return f"{self.group}: {self.course}"

    def save(self, *args, **kwargs):
        self.binding_from = self.introduced_at + timedelta(days=self.grace_days)
        super().save(*args, **kwargs)

    @property
    def group_label(self):
        """What the group is called among people; those that migrations made carry plain names."""
        return KNOWN.get(self.group.name, self.group.name)

    @property
    def is_binding(self):
        return self.binding_from <= timezone.now()


def seats_in_force():
    """Rows of member and group: who is in which permission group with its rights in force at this moment. Left out
    are those who lack a certificate that the group requires, once its grace is over."""
    passed = Certificate.objects.valid().filter(member=OuterRef(OuterRef("member")), course=OuterRef("course"))
    unmet = GroupRequirement.objects.in_use().filter(
        ~Exists(passed), group=OuterRef("group"), binding_from__lte=timezone.now()
    )
    return Member.groups.through.objects.filter(~Exists(unmet))
