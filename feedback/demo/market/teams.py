"""Who looks after what at Qinghe Market, and what they promise."""

from datetime import time

from feedback.demo.shapes import Teamwork

TEAMS = [
    ("客服组", "Service team", "周岚", ["coupons", "service"], ["陈默", "何静", "周岚"], True),
    ("配送组", "Delivery team", "周岚", ["delivery"], ["吴师傅", "陈默"], False),
    ("商品和应用组", "Products and app", "程远", ["products", "app"], ["陈默", "何静", "程远"], False),
]
WEEK = range(5)
SHIFTS = [
    ("客服组", "陈默", WEEK, time(8), time(18)),
    ("客服组", "何静", WEEK, time(18), time(2)),
    ("客服组", "何静", (5, 6), time(8), time(23)),
    ("客服组", "周岚", WEEK, time(9), time(17)),
    ("配送组", "吴师傅", range(7), time(5), time(15)),
    ("配送组", "陈默", range(7), time(15), time(22)),
]
# Wishes take longer than mistakes.
POLICIES = {1: (1, 72), 2: (8, 2160), 3: (24, 4320), 4: (24, 4320), None: (24, 4320)}
VIEWS = [
    ("陈默", "配送还没完的", "view=open&category=delivery"),
    ("陈默", "盯着付款", "view=new&q=付款"),
    ("何静", "机器人收到的", "view=new&channel=bot"),
    ("周岚", "优惠券超时的", "view=overdue&category=coupons"),
]
TEAMWORK = Teamwork(
    teams=TEAMS,
    shifts=SHIFTS,
    policies=POLICIES,
    office=("办公时间", "09:00-12:00, 13:30-18:00"),
    office_policies=[("coupons", 4, 16, 320)],
    absences=[("周岚", 1, 3, "去基地看新米")],
    views=VIEWS,
)
