"""What there is for points at the market."""

# Name, name in English, kind, cost, stock, description, and fields beyond.
ITEMS = [
    (
        "5 元无门槛券",
        "5 yuan off anything",
        "coupon",
        30,
        300,
        "全场可用，到店出示或下单时选。",
        {"valid_days": 60, "cancel_days": 3},
    ),
    (
        "满 59 减 10",
        "10 yuan off from 59",
        "coupon",
        50,
        120,
        "生鲜、粮油都算，一单用一张。",
        {"valid_days": 30, "cancel_days": 3},
    ),
    (
        "老街面包房抵用券",
        "Old Street bakery voucher",
        "coupon",
        60,
        None,
        "到面包房柜台报码即可。",
        {"partner": "老街面包房", "valid_days": 90},
    ),
    (
        "丹东草莓一盒",
        "A box of strawberries",
        "gift",
        90,
        18,
        "当季到货，自提点领取，坏果包换。",
        {"valid_days": 14, "per_member_limit": 2},
    ),
    ("回音帆布袋", "Huiyin tote bag", "gift", 120, 42, "厚帆布，装得下一周的菜。", {"per_member_limit": 1}),
    ("邻居礼包", "Neighbour's pack", "pack", 160, 9, "一次把心意领齐。", {"cancel_days": 3}),
    (
        "食堂一日体验",
        "A day in the kitchen",
        "gift",
        300,
        4,
        "跟着大厨备菜、炒菜，带一份回家。",
        {"min_points": 200, "per_member_limit": 1},
    ),
]
TERMS = "一次使用，不找零、不兑现；如有疑问，请找管理组。"

# Name and name in English of the campaign that gave everybody the first of them.
CAMPAIGN = ("谢谢每一位开口的人", "Thank you for speaking up")
