"""What Qinghe Market announced, and what it has planned."""

from feedback.demo.shapes import Notice

FILTER = ("最近投过票的核心成员", {"segments": ["core", "active"], "did": ["vote"], "did_days": 30})

NOTICES = [
    Notice(
        "国庆期间照常取货，时间略有调整",
        "10 月 1 日到 3 日，六个自提点都开门，时间改为 **10:00–19:00**。\n\n"
        "- 生鲜当天没取走的，晚上统一放回冷柜，第二天还能取\n"
        "- 快递类不受影响\n\n10 月 4 日起恢复平时的时间。",
        "周岚",
        58,
        10,
        title_en="Pick-up over the October holiday",
        text_en="All six pick-up points are open from 1 to 3 October, **10:00–19:00**.\n\n"
        "- Fresh food that nobody collected goes back into the cold store and can be had the next day\n"
        "- Parcels are not affected\n\nFrom 4 October the usual hours are back.",
    ),
    Notice(
        "优惠券规则改了：到期前三天会提醒",
        "很多人说券“不知不觉就过期了”。从今天起，到期前三天会在站内提醒一次，可以在通知设置里关掉。\n\n"
        "已经过期、但过期前没收到提醒的，本月内找客服可以补一次。",
        "陈默",
        41,
        9,
        title_en="Coupons now remind you three days before they end",
        text_en="Many of you said that coupons lapse without a word. From today you are reminded once, three days before "
        "the end; the mail settings can turn it off.\n\nFor one that lapsed unannounced, ask the service this month.",
    ),
    Notice(
        "烘焙角 11 月试吃：南瓜吐司",
        "本月第一个周六下午两点，文一路店门口。宋阿姨会带两款南瓜吐司，一款少糖。\n\n想带孩子来的请在组里说一声，好备小围裙。",
        "周岚",
        24,
        15,
        "group:baking-corner",
    ),
    Notice(
        "文一路店货架重新排了，先看这张说明",
        "按大家的建议，货架从 A 到 F 重新排过，号码牌也换成了大字。\n\n"
        "1. 靠门的 A、B 架放当天的生鲜\n2. C、D 架放常温\n3. E、F 架放大件和整箱\n\n找不到就按门铃，值班的人会出来帮忙。",
        "何静",
        17,
        11,
        "group:wenyi-road",
    ),
    Notice(
        "好久不见，最近改了这些",
        "有一阵子没看到你了。这一个月，取货架、退款和筛选都改过，多半就是你以前提过的那几件。\n\n"
        "有空回来看看“改进”那一页；还有不顺手的，直接说。",
        "周岚",
        12,
        18,
        "segment:at_risk",
    ),
    Notice(
        "系统维护：本周三凌晨两点到三点",
        "维护期间不能下单，已经下好的单照常配送。",
        "程远",
        9,
        16,
        withdrawn=True,
    ),
    Notice(
        "请常来的几位帮忙看看新的下单页",
        "新的下单页下周上线，想请最近常来、常投票的各位先看一眼。**十分钟就够**，哪里别扭就在反馈里写一句，注明“新下单页”。",
        "何静",
        6,
        12,
        "saved",
    ),
    Notice(
        "本周末降温，生鲜配送提前到上午",
        "周六周日最低气温在零度以下。为了不冻坏叶菜，生鲜改在**上午十点前**送到自提点，中午前取最好。\n\n"
        "- 上午没空的，可以在订单里改成周一\n- 老人和行动不便的邻居，打客服电话可以送到楼下\n\n给大家添麻烦了。",
        "吴师傅",
        1,
        17,
        pinned=3,
        title_en="Frost this weekend: fresh food comes in the morning",
        text_en="It freezes on Saturday and Sunday. To keep the greens whole, fresh food is at the pick-up points **before "
        "ten in the morning**; best collected before noon.\n\n- No time in the morning? Move the order to Monday\n"
        "- Elderly neighbours and those who cannot walk well: ring the service, and we bring it to your door\n\n"
        "Sorry for the trouble.",
    ),
    Notice(
        "毛孩子口粮团：十二月团单开始登记",
        "猫粮、狗粮、猫砂照旧，这次多了一款低敏的。登记到下周日，满三十份开团。",
        "周岚",
        -2,
        10,
        "group:pets",
    ),
    Notice(
        "十二月反馈会：配送与自提",
        "这次专门说配送和自提。想问的先在反馈里写下来，支持多的先答；到不了的，会后有文字记录。",
        "周岚",
        -4,
        9,
        pinned=9,
        title_en="Feedback session in December: delivery and pick-up",
        text_en="This one is about delivery and pick-up. Write down your questions on the board before; those with the most "
        "support come first. Whoever cannot come reads the minutes afterwards.",
    ),
    Notice(
        "元旦值班安排",
        "元旦三天，文一路和翠苑两个点开门，其余休息。值班电话不变。",
        "陈默",
        -4,
        9,
    ),
    Notice("春节停运与最后下单日", "停运日期等仓库确认后补上。", "陈默", -12, 10, draft=True),
]
ROBOT = {
    "kind": "wecom",
    "name": "青禾集市大群",
    "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=example-not-a-real-key",
}
ROBOT_ERROR = "200: 93000 invalid webhook url"
