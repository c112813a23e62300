"""What points are given for, and how many there are of it."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.text import in_language


class ItemQuerySet(models.QuerySet):
    def on_sale(self, at=None):
        """What is offered at a moment (now), whether or not any is left."""
        at = at or timezone.now()
        over = PackPart.objects.filter(pack=OuterRef("pk"), part__valid_until__lte=at)
        return self.filter(
            Q(sale_from=None) | Q(sale_from__lte=at),
            Q(sale_until=None) | Q(sale_until__gt=at),
            Q(valid_until=None) | Q(valid_until__gt=at),
            ~Exists(over),
            is_active=True,
        )

    def with_left(self, number=1):
        """Those of which so many are left."""
        return self.filter(Q(stock=None) | Q(taken__lte=F("stock") - number))

    def cheapest_first(self):
        return self.order_by("cost", "pk")


class Item(models.Model):
    """One thing of the catalogue. `taken` is kept by conditional UPDATE beside every coupon that is given or comes
    back, so that what is left needs no counting."""

    class Kind(models.TextChoices):
        COUPON = "coupon", _("Coupon")
        GIFT = "gift", _("Gift")
        PACK = "pack", _("Gift pack")

    class Codes(models.TextChoices):
        MADE = "made", _("Made by us, one for each redemption")
        UPLOADED = "uploaded", _("A partner's, from a list")

    COST_MAX = 1_000_000
    STOCK_MAX = 10_000_000

    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.COUPON)
    codes = models.CharField(_("codes"), max_length=8, choices=Codes, default=Codes.MADE)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    picture = models.ImageField(_("picture"), upload_to="rewards/", blank=True, editable=False)
    # In points; 0 is a gift for the asking.
    cost = models.PositiveIntegerField(_("cost in points"), validators=[MaxValueValidator(COST_MAX)])
    # How many there are in all, given ones included; of uploaded codes as many as were uploaded.
    stock = models.PositiveIntegerField(
        _("how many there are"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(STOCK_MAX)],
        help_text=_("With those that are given already. Empty: no limit."),
    )
    # How many of them are given: coupons that are not cancelled, of uploaded codes all that a member has seen.
    taken = models.PositiveIntegerField(_("given"), default=0, editable=False)
    per_member_limit = models.PositiveSmallIntegerField(
        _("most for one member"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    # Levels that open it; points count as earned, whether or not they were spent.
    min_points = models.PositiveIntegerField(_("for those who earned so many points"), default=0)
    min_contributions = models.PositiveIntegerField(_("for those with so many contributions"), default=0)
    valid_days = models.PositiveSmallIntegerField(
        _("valid for so many days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(3650)],
        help_text=_("From the redemption on. Empty: no limit."),
    )
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    cancel_days = models.PositiveSmallIntegerField(
        _("days in which members may give it back unused"), default=0, help_text=_("0: they cannot.")
    )
    sale_from = models.DateTimeField(_("offered from"), null=True, blank=True)
    sale_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    is_active = models.BooleanField(_("on the shelf"), default=True)
    partner = models.CharField(_("partner"), max_length=60, blank=True)
    terms = models.TextField(_("terms"), max_length=1000, blank=True)
    terms_en = models.TextField(_("terms in English"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of the catalogue")
        verbose_name_plural = _("catalogue")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["coupon", "gift", "pack"]), name="item_kind_known"),
            models.CheckConstraint(condition=Q(codes__in=["made", "uploaded"]), name="item_codes_known"),
            models.CheckConstraint(condition=Q(taken__gte=0), name="item_taken_not_negative"),
            # Nothing is given twice.
            models.CheckConstraint(
                condition=Q(stock=None) | Q(taken__lte=F("stock")), name="item_not_more_than_there_is"
            ),
            models.CheckConstraint(
                condition=~Q(codes="uploaded") | (Q(stock__isnull=False) & ~Q(kind="pack")),
                name="item_uploaded_are_counted",
                violation_error_message=_("The codes of a gift pack are those of its parts."),
            ),
            models.CheckConstraint(
                condition=Q(per_member_limit=None) | Q(per_member_limit__gte=1), name="item_limit_lets_one"
            ),
            models.CheckConstraint(condition=Q(valid_days=None) | Q(valid_days__gte=1), name="item_valid_a_day"),
            models.CheckConstraint(
                condition=Q(sale_from=None) | Q(sale_until=None) | Q(sale_until__gt=F("sale_from")),
                name="item_sale_ends_later",
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]
        indexes = [models.Index(fields=["cost", "id"], condition=Q(is_active=True), name="item_by_cost")]

    def __str__(self):
        return self.display_name

    def get_absolute_url(self):
        return reverse("shop:item_detail", args=[self.pk])

    @property
    def picture_url(self):
        """Changes with the picture, which browsers keep."""
        return f"{reverse('shop:item_picture', args=[self.pk])}?v={self.picture.name.rpartition('/')[2][:8]}"

    @property
    def display_name(self):
        return in_language(self.name, self.name_en)

    @property
    def display_description(self):
        return in_language(self.description, self.description_en)

    @property
    def display_terms(self):
        return in_language(self.terms, self.terms_en)

    @property
    def stock_left(self):
        """How many are left; None where there is no end of them."""
        return None if self.stock is None else self.stock - self.taken

    @property
    def is_sold_out(self):
        return self.stock_left == 0

    @property
    def is_pack(self):
        return self.kind == self.Kind.PACK

    @property
    def is_uploaded(self):
        return self.codes == self.Codes.UPLOADED

    def is_on_sale(self, at=None):
        """What ItemQuerySet.on_sale asks, of this row."""
        at = at or timezone.now()
        return (
            self.is_active
            and (self.sale_from is None or self.sale_from <= at)
            and (self.sale_until is None or self.sale_until > at)
            and not self.is_over(at)
        )

    def is_over(self, at=None):
        """Whether a coupon given at a moment (now), or one of the pack's, could not be used any more."""
        at = at or timezone.now()
        if self.valid_until is not None and self.valid_until <= at:
            return True
        return self.is_pack and self.parts.filter(part__valid_until__lte=at).exists()

    @property
    def days_to_give_back(self):
        """Days in which a member may give it back; 0 where he cannot. A partner's code that he has seen works at the
        partner's, whatever we say of it."""
        return 0 if self.gives_partner_codes else self.cancel_days

    @property
    def gives_partner_codes(self):
        return self.is_uploaded or (self.is_pack and self.parts.filter(part__codes=self.Codes.UPLOADED).exists())

    def coupon_ends_at(self, at):
        """Until when a coupon given at a moment is good: the end of its last day in the community, or the end of all
        of them; None for ever."""
        ends = [self.valid_until] if self.valid_until else []
        if self.valid_days:
            day = timezone.localtime(at).date() + timedelta(days=self.valid_days)
            ends.append(timezone.make_aware(datetime.combine(day, time(23, 59, 59))))
        return min(ends, default=None)


class PackPart(models.Model):
    """What is in a gift pack, and how many of it."""

    pack = models.ForeignKey(Item, verbose_name=_("gift pack"), on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Item, verbose_name=_("part"), on_delete=models.PROTECT, related_name="packs")
    quantity = models.PositiveSmallIntegerField(
        _("how many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )

    class Meta:
        verbose_name = _("part of a gift pack")
        verbose_name_plural = _("parts of the gift pack")
        constraints = [
            models.UniqueConstraint(fields=["pack", "part"], name="pack_part_once"),
            models.CheckConstraint(condition=~Q(pack=F("part")), name="pack_is_no_part_of_itself"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=20), name="pack_part_some"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.part}"

    def clean(self):
        if self.part_id and self.part.is_pack:
            raise ValidationError({"part": _("A gift pack holds no other pack.")}, code="pack_in_pack")


class MemberItemCount(models.Model):
    """How many of an item a member redeemed and did not give back, against the limit for one member."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="member_counts")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)
    # The limit by which the last one was let through, so that the database can hold it too.
    most = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("count by member")
        verbose_name_plural = _("counts by member")
        constraints = [
            models.UniqueConstraint(fields=["member", "item"], name="member_item_count_once"),
            models.CheckConstraint(condition=Q(count__gte=0), name="member_item_count_not_negative"),
            models.CheckConstraint(condition=Q(most=None) | Q(count__lte=F("most")), name="member_item_within_limit"),
        ]

    def __str__(self):
        return f"{self.member_id} {self.item_id}: {self.count}"
