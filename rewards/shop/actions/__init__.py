from rewards.shop.actions.campaigns import give_batch, start_campaign, stop_campaign, work_campaign
from rewards.shop.actions.cancelling import cancel_redemption, give_back
from rewards.shop.actions.redeeming import redeem_item
from rewards.shop.actions.stocking import add_codes, set_stock
from rewards.shop.actions.using import find_coupon, remind_of_end, use_coupon

__all__ = [
    "add_codes",
    "cancel_redemption",
    "find_coupon",
    "give_back",
    "give_batch",
    "redeem_item",
    "remind_of_end",
    "set_stock",
    "start_campaign",
    "stop_campaign",
    "use_coupon",
    "work_campaign",
]
