"""How the groups of the market show themselves, who asks to join, and what is said among those who try new versions."""

from feedback.demo.market import covers
from feedback.demo.shapes import Item

# slug: the rules of the group.
RULES = {
    "wenyi-road": """- 缺货、到晚了，先写店名和取货码后四位，别写手机号
- 帮人代取，当面点清再走
- 找人拼单请说清截止时间，过了就不再改""",
    "family-table": """# 我们这桌的规矩

- 推荐一样菜，也说说**怎么做**、给几个人吃
- 过敏和忌口写在最前面
- 不发养生偏方，不卖东西""",
    "baking-corner": """- 晒失败的作品不许笑
- 配方写克数，不写“适量”
- 试吃每人一小块，给后面的邻居留一点""",
    "pets": """- 换粮要七天，别一下子换
- 看病找医生，组里只说经验
- 大袋分装先报名，满十户再开团""",
    "testers": """# 先试的人

- 新版本里看到的，**先在这里说**，别往外发截图
- 一条只说一件事，写清手机型号
- 骂得对也算功劳""",
}

# slug, who asks, how many days ago, why.
REQUESTS = [
    ("family-table", "周周妈", 0.3, "两个孩子一个挑食一个过敏，想跟大家学学怎么搭。"),
    ("family-table", "Kevin", 1.2, "I cook on Sundays and would like to learn some home dishes."),
    ("family-table", "许多多", 2.6, ""),
]

# slug, how many came by the link that stands on the hosts' page, of how many it lets in.
LINKS = [("testers", 4, 20)]

COVERS = {
    "wenyi-road": covers.street,
    "family-table": covers.table,
    "baking-corner": covers.baking,
    "pets": covers.pets,
    "testers": covers.trial,
}

ITEMS = [
    Item(
        "新版首页把“再来一单”藏得太深",
        "2.8 试用版里，再来一单从首页挪进了“我的—订单”。我妈找了五分钟没找到，最后重新选了一遍。",
        "陈秀英",
        "app",
        9,
        votes=6,
        group="testers",
        course=(
            (0.2, "under_review", "谢谢，这正是让大家先试的原因。我们看一看挪动之后有多少人还点得到。"),
            (3, "in_progress", "下一个试用版放回首页，和“今天到货”并排。"),
        ),
        comments=(
            ("吴凯", "我也是搜了半天。"),
            ("阿布", "夜里下单全靠它，放回来好。"),
        ),
    ),
    Item(
        "自提柜扫码新流程，手上有袋子就扫不了",
        "要先点“开始取货”再举手机。两只手都提着袋子的时候，屏幕已经自己灭了。",
        "顾北",
        "delivery",
        5,
        votes=4,
        group="testers",
        severity=2,
        course=((0.4, "planned", "改成走近就亮，扫完自动开。先在文一路那台柜子上换。"),),
        comments=(("小鱼", "轮椅上更够不着那个按钮。"),),
    ),
    Item(
        "The trial version shows prices without units",
        "In the trial version the list says 6.9 but not whether it is per jin or per box. Pixel 7, English.",
        "Mei",
        "app",
        2,
        votes=3,
        group="testers",
        course=((0.3, "under_review", "Thank you, the unit went missing in English only. We are on it."),),
    ),
    Item(
        "深色模式下优惠券看不清",
        "试用版的券是深红底配黑字，晚上完全看不见金额。",
        "阿布",
        "coupons",
        0.6,
        votes=2,
        group="testers",
    ),
]
