from rewards.shop.models.campaign import Campaign
from rewards.shop.models.coupon import Coupon, Redemption
from rewards.shop.models.item import Item, MemberItemCount, PackPart

__all__ = ["Campaign", "Coupon", "Item", "MemberItemCount", "PackPart", "Redemption"]
