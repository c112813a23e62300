"""Invitations: a link of each member, links of campaigns, and who came by which."""

import secrets

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.group import InterestGroup
from community.models.member import Member

# No 0/o, 1/i/l, u: a code may be read from a poster and typed by thumb. 16 letters are 78 bits.
CODE_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 16


def make_code():
    return "".join(secrets.choice(CODE_ALPHABET) for _n in range(CODE_LENGTH))


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those by which somebody can still come: within their days, not used up, of a member who is still here."""
        now = timezone.now()
        unended = Q(ends_at=None) | Q(ends_at__gt=now)
        return self.filter(unended, is_active=True, starts_at__lte=now, joined_count__lt=F("limit")).exclude(
            member__is_active=False
        )


class Invitation(models.Model):
    """A link that brings people in: of a member, or of a campaign, which has a name instead."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, editable=False)
    member = models.OneToOneField(
        Member, null=True, on_delete=models.CASCADE, related_name="invitation", editable=False
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("For the team; those who come do not see it."))
    group = models.ForeignKey(
        InterestGroup,
        verbose_name=_("group to join"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text=_("Whoever comes is in it from the start."),
    )
    limit = models.PositiveIntegerField(_("people at most"), default=100, validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: without end."))
    is_active = models.BooleanField(_("active"), default=True)
    # How often it was opened by a browser that did not know it: a mere number, kept of nobody.
    opened_count = models.PositiveIntegerField(_("opened"), default=0, editable=False)
    # How many came since the link was made; a member's new link counts from nought.
    joined_count = models.PositiveIntegerField(_("signed up"), default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation campaign")
        verbose_name_plural = _("invitation campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) & ~Q(name="") | Q(member__isnull=False, name="", group=None),
                name="invitation_of_member_or_campaign",
            ),
            models.CheckConstraint(condition=Q(joined_count__lte=F("limit")), name="invitation_within_limit"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="invitation_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(member=None), name="invitation_campaigns")]

    def __str__(self):
        return self.name or str(_("Link of %(name)s") % {"name": self.member})

    def save(self, *args, **kwargs):
        self.code = self.code or make_code()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("community:invitation_detail", args=[self.code])

    @property
    def is_over(self):
        """Whether its days are over."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def places_left(self):
        return self.limit - self.joined_count


class ArrivalQuerySet(models.QuerySet):
    def counted(self):
        """Those who are here: their address is proven where that is asked for. The newest first."""
        return self.filter(arrived_at__isnull=False).order_by("-pk")


class Arrival(models.Model):
    """Who brought a member, once and for all. It counts from `arrived_at` on."""

    member = models.OneToOneField(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="arrival")
    invitation = models.ForeignKey(
        Invitation, verbose_name=_("invitation"), null=True, on_delete=models.SET_NULL, related_name="arrivals"
    )
    # Empty where a campaign did.
    brought_by = models.ForeignKey(
        Member, verbose_name=_("brought by"), null=True, on_delete=models.SET_NULL, related_name="brought"
    )
    signed_up_at = models.DateTimeField(_("signed up"), default=timezone.now)
    arrived_at = models.DateTimeField(_("arrived"), null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_by=None) | ~Q(brought_by=F("member")), name="arrival_not_by_oneself"
            )
        ]
        indexes = [
            models.Index(fields=["brought_by", "-id"], name="arrival_by_member"),
            models.Index(fields=["invitation", "-id"], name="arrival_by_invitation"),
        ]

    def __str__(self):
        return str(self.member)
