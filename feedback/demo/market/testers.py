"""Who tries what at Qinghe Market: one call that is open, one that has ended, and who wants mail when."""

# The title of the item, what to try, seats, and (name, outcome or "" for still testing, words, public, named).
OPEN_CALL = (
    "字能不能再大一号",
    "把手机的字号调到最大，打开**应用 2.14 测试版**，走一遍你平时的路：首页、拼团、下单、订单。\n\n1. 每一页的字都跟着变大了吗？\n2. 有没有字叠在一起、按钮被挤出屏幕的地方？截个图最好。\n3. 字号调回来，版面跟着回来吗？",
    12,
    (
        ("陈秀英", "works", "四个页面都大了，老花镜摘了也看得见价钱。", True, True),
        ("小鱼", "partly", "首页和拼团好了。**优惠券那页**“立即使用”被挤到第二行，点得到，就是丑。", True, True),
        ("Mei", "partly", "Works on my phone. On the map of pick-up points the labels stay small.", True, True),
        ("老赵", "", "", True, True),
        ("许多多", "", "", True, True),
    ),
)
ENDED_CALL = (
    "付完钱才想起有券没用",
    "下单页会先替你选好最划算的券。请用真的订单试：有两张以上的券、券和满减一起用、最后一刻换一张。\n\n看看选得对不对，换的时候钱数跟着变没有。",
    8,
    (
        ("吴凯", "works", "三单都选对了，换券也快。", True, True),
        ("林小满", "works", "以前要来回点三次，现在一次。满减和券能叠的也替我叠上了。", True, True),
        ("Kevin", "works", "Two coupons, it took the better one. Total updates at once.", True, True),
        ("钱进", "partly", "选得对。发票上的金额还是没减券之前的，请看一下。", True, True),
        ("周周妈", "works", "带着孩子一只手也能点完。", True, True),
        ("郭老师", "works", "“可用优惠卷”写错了，是“券”。别的都好。", False, True),
        ("大刘", "fails", "我这台旧手机点“换一张”没反应，安卓 9。", True, False),
    ),
    "钱进说的发票金额周四改好，大刘那台旧手机上的按钮也修了。“卷”字已经改成“券”。谢谢七位邻居，这个功能今天起对所有人开放。",
)

# (name, how often for each kind, hour, weekday); everybody else gets everything at once.
MAIL = [
    ("林小满", {"answers": "at_once", "progress": "daily", "comments": "daily", "ratings": "weekly"}, 8, 0),
    ("钱进", {"answers": "daily", "progress": "weekly", "comments": "weekly", "ratings": "weekly"}, 18, 4),
    ("阿布", {"answers": "daily", "progress": "daily", "comments": "never"}, 22, 0),
    ("Kevin", {"progress": "weekly", "comments": "weekly"}, 9, 6),
    ("陈秀英", {"progress": "never", "comments": "never"}, 8, 0),
    ("陈默", {"duties": "at_once", "comments": "daily", "progress": "daily"}, 8, 0),
]
