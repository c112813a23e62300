"""What a member got for points or as a gift: a redemption, and a coupon with a code for each part of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.prepared import prepared
from rewards.shop.models.campaign import Campaign
from rewards.shop.models.item import Item


class RedemptionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state=Redemption.State.LIVE)


class Redemption(models.Model):
    """That a member got one item, and what it cost then. The points are an entry of the ledger with the key
    `paid_key`."""

    class State(models.TextChoices):
        LIVE = "live", _("Given")
        CANCELLED = "cancelled", _("Cancelled")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="redemptions",
    )
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="redemptions")
    cost = models.PositiveIntegerField(_("points"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.LIVE)
    # Of a gift; then it cost nothing and counts against no limit.
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        on_delete=models.PROTECT,
        related_name="redemptions",
    )
    # One send of one form is one redemption.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    # Copied from the item, so that a later change of it takes nothing away.
    cancel_until = models.DateTimeField(_("may be given back until"), null=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("cancelled by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancel_reason = models.CharField(_("why"), max_length=300, blank=True)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        permissions = [("cancel_redemption", _("May cancel redemptions of others"))]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "member"], condition=Q(campaign__isnull=False), name="campaign_gives_once"
            ),
            models.CheckConstraint(condition=Q(campaign=None) | Q(cost=0), name="campaign_costs_nothing"),
            models.CheckConstraint(
                condition=Q(state="live", cancelled_at=None) | Q(state="cancelled", cancelled_at__isnull=False),
                name="redemption_cancelled_at",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "member"], condition=Q(state="live"), name="redemption_live"),
            models.Index(fields=["member", "-id"], name="redemption_of_member"),
        ]

    def __str__(self):
        return f"{self.item} #{self.pk}"

    @property
    def subject(self):
        return f"redemption:{self.pk}"

    @property
    def paid_key(self):
        """The key of the entry that took the points."""
        return f"{self.subject}:paid"


class CouponQuerySet(models.QuerySet):
    def given(self):
        """Those that somebody got, the newest first."""
        return self.exclude(state=Coupon.State.FREE).order_by("-pk")

    def usable(self, at=None):
        """Those that can be used at a moment (now)."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at or timezone.now()), state=Coupon.State.LIVE)

    def count_usable(self, member):
        """How many a member can use now; most have none, so they are first asked for that alone."""
        return self.usable().filter(member=member).count() if live_coupons_of(member.pk) else 0

    def past(self, at=None):
        """Those that were used, cancelled, or are over."""
        ended = Q(state=Coupon.State.LIVE, valid_until__lte=at or timezone.now())
        return self.filter(ended | Q(state__in=[Coupon.State.USED, Coupon.State.CANCELLED]))

    def to_remind(self, days, at):
        """Those that end within so many days of a moment and whose holder was not told so yet."""
        return self.filter(
            state=Coupon.State.LIVE,
            valid_until__gt=at,
            valid_until__lte=at + timedelta(days=days),
            reminded__gt=days,
            member__isnull=False,
        ).order_by("valid_until", "pk")


class Coupon(models.Model):
    """One code: free on a partner's list, or given to somebody who shows it at the counter.

    That one is over follows from `valid_until` and is no state. The code is kept as it is, for its holder reads it
    again; it is found by `code_key`, stands in no address and no log, and the audit trail names the row alone.
    """

    class State(models.TextChoices):
        FREE = "free", _("Free")
        LIVE = "live", _("Valid")
        USED = "used", _("Used")
        CANCELLED = "cancelled", _("Cancelled")

    # Days before the end at which the holder is told; each once.
    REMINDERS = (7, 1)

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="coupons")
    redemption = models.ForeignKey(
        Redemption, verbose_name=_("redemption"), null=True, on_delete=models.PROTECT, related_name="coupons"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), null=True, on_delete=models.SET_NULL, related_name="coupons"
    )
    code = models.CharField(_("code"), max_length=80)
    code_key = models.CharField(max_length=60, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.FREE)
    given_at = models.DateTimeField(_("given"), null=True)
    valid_until = models.DateTimeField(_("valid until"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken in by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The last of REMINDERS that was told; 99 for none yet.
    reminded = models.PositiveSmallIntegerField(default=99, editable=False)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        permissions = [("verify_coupon", _("May verify and use coupons at the counter"))]
        constraints = [
            models.CheckConstraint(condition=~Q(code_key=""), name="coupon_has_code"),
            models.CheckConstraint(
                condition=Q(state="free", redemption=None, given_at=None)
                | (Q(state__in=["live", "used", "cancelled"], redemption__isnull=False, given_at__isnull=False)),
                name="coupon_free_or_given",
            ),
            models.CheckConstraint(
                condition=Q(state="used", used_at__isnull=False) | (~Q(state="used") & Q(used_at=None)),
                name="coupon_used_at",
            ),
            models.CheckConstraint(condition=Q(reminded__in=[99, 7, 1]), name="coupon_reminder_known"),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="coupon_of_member"),
            models.Index(fields=["item", "id"], condition=Q(state="free"), name="coupon_free"),
            models.Index(fields=["item", "state"], name="coupon_of_item"),
            models.Index(
                fields=["valid_until", "id"], condition=Q(state="live") & ~Q(reminded=1), name="coupon_to_remind"
            ),
        ]

    def __str__(self):
        return f"{self.item} #{self.pk}"

    def get_absolute_url(self):
        return reverse("shop:coupon_detail", args=[self.pk])

    @property
    def is_over(self):
        return self.valid_until is not None and self.valid_until <= timezone.now()

    @property
    def standing(self):
        """What it is now: "live", "used", "cancelled", "expired" or "free"."""
        return "expired" if self.state == self.State.LIVE and self.is_over else self.state

    @property
    def is_usable(self):
        return self.standing == "live"

    @property
    def days_left(self):
        """Days until it ends, a begun one counted; None where it does not."""
        if self.valid_until is None:
            return None
        return max(0, -((timezone.now() - self.valid_until) // timedelta(days=1)))

    @property
    def is_near(self):
        return self.is_usable and self.days_left is not None and self.days_left <= self.REMINDERS[0]

    @property
    def masked(self):
        """The end of the code, for tables that staff look at."""
        return f"····{self.code_key[-4:]}" if len(self.code_key) > 8 else "····"


@prepared
def live_coupons_of(member):
    return Coupon.objects.filter(member=member, state=Coupon.State.LIVE).values_list("pk")[:1]
