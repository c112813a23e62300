from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "rewards.shop"
    label = "shop"
    verbose_name = _("Coupons and gifts")
    # What may stand in the audit trail; audit.record refuses every other name.
    audit_actions = frozenset(
        {
            "shop.item.created",
            "shop.item.edited",
            "shop.item.filled",
            "shop.redemption.made",
            "shop.redemption.cancelled",
            "shop.coupon.used",
            "shop.campaign.created",
            "shop.campaign.edited",
            "shop.campaign.removed",
            "shop.campaign.started",
            "shop.campaign.stopped",
            "shop.campaign.finished",
        }
    )
