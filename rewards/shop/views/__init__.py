from rewards.shop.views.catalogue import item_detail, item_list, item_picture, item_redeem
from rewards.shop.views.counter import coupon_show, verify, verify_use
from rewards.shop.views.mine import coupon_detail, coupon_give_back, coupon_list

__all__ = [
    "coupon_detail",
    "coupon_give_back",
    "coupon_list",
    "coupon_show",
    "item_detail",
    "item_list",
    "item_picture",
    "item_redeem",
    "verify",
    "verify_use",
]
