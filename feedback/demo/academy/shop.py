"""What there is for points at the academy."""

# Name, name in English, kind, cost, stock, description, and fields beyond.
ITEMS = [
    (
        "打印券 20 页",
        "20 pages of print",
        "coupon",
        20,
        None,
        "图书馆一楼自助打印机可用。",
        {"valid_days": 120, "cancel_days": 3},
    ),
    (
        "咖啡一杯",
        "A cup of coffee",
        "coupon",
        40,
        200,
        "一号楼咖啡角，出示二维码。",
        {"valid_days": 30, "partner": "一号楼咖啡角"},
    ),
    (
        "书店抵用券",
        "Bookshop voucher",
        "coupon",
        60,
        None,
        "校内书店结账时报码。",
        {"partner": "校内书店", "valid_days": 90},
    ),
    ("学院笔记本", "Academy notebook", "gift", 80, 36, "硬面，点阵内页。", {"per_member_limit": 2}),
    (
        "自习室靠窗座",
        "A window seat for a day",
        "gift",
        100,
        5,
        "任选一天，前台登记。",
        {"valid_days": 30, "per_member_limit": 1},
    ),
    ("备考礼包", "Exam pack", "pack", 110, 12, "咖啡和打印，一次备好。", {"cancel_days": 3}),
    (
        "与院长午餐",
        "Lunch with the dean",
        "gift",
        300,
        2,
        "聊聊你最想改的一件事。",
        {"min_points": 200, "per_member_limit": 1},
    ),
]
TERMS = "一次使用，不找零、不兑现；如有疑问，请找管理组。"

# Name and name in English of the campaign that gave everybody the first of them.
CAMPAIGN = ("谢谢每一位开口的人", "Thank you for speaking up")
