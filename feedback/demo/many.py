"""Any number of plausible items from parts of sentences, for trying the pages under load."""

from datetime import timedelta

from feedback.demo.courses import Draft, Event, Kind
from feedback.models import Status

# (category, thing, what is wrong with it)
THINGS = {
    "delivery": (["自提柜", "取货架", "配送短信", "保温袋", "送货时间", "取货窗口", "冷链车", "代取", "门口卸货", "周末到货"],
                 ["总是晚半小时", "找不到人问", "和写的不一样", "下雨天特别乱", "要排很久", "换了地方没说", "灯又坏了"]),
    "products": (["菠菜", "鸡蛋", "牛奶", "排骨", "草莓", "豆腐", "面粉", "猫粮", "苹果", "馒头", "酸奶", "大米"],
                 ["不够新鲜", "个头比图上小", "包装破了", "涨价没有说", "日期靠后", "少了一份", "味道和上次不一样"]),
    "coupons": (["满减券", "新人券", "拼团", "团长优惠", "积分换券", "生日券"],
                ["用不了", "算出来不对", "过期太快", "规则看不懂", "领了没到账", "不能和活动一起用"]),
    "app": (["搜索", "购物车", "订单页", "登录", "通知", "发票", "地址簿", "深色模式", "收藏夹"],
            ["打开很慢", "点了没反应", "字太小", "总要重来一遍", "更新以后不见了", "在旧手机上会闪退"]),
    "service": (["电话客服", "在线客服", "售后", "退款说明", "投诉进度", "门店店员"],
                ["等得太久", "前后说法不一", "没有下文", "要重说一遍", "下班以后找不到", "答得不清楚"]),
    "other": (["旧电池回收", "门口停车", "试吃活动", "邻居互助", "公告栏", "雨伞架"],
              ["能不能多一点", "希望固定时间", "没人管", "不知道去哪看", "可以再热闹些"]),
}  # fmt: skip
PLACES = ["文一路店", "学院路店", "城西店", "河滨店", "老市场店", "东苑店", "我们楼下", "小区北门"]
WHEN = ["这周", "上周三", "昨天晚上", "连着三次", "最近一个月", "今天早上", "周末", "下雨那天"]
FEELINGS = ["说大不大，就是别扭。", "老人家更不方便。", "希望能看一看。", "我问了两个邻居，也是这样。", "不急，但想有个准话。", "要是能改，我第一个说好。",
            "以前不是这样的。", "别的都挺好。", "拍了照片，需要可以发。", "先谢谢你们。"]  # fmt: skip
WISHES = [
    "能不能提前说一声？",
    "写清楚就行。",
    "换个做法试试？",
    "多一个人就好了。",
    "最好给个时间。",
    "请查一查原因。",
    "可以先在一个店试。",
    "给个选择就好。",
]
ENGLISH = {
    "delivery": (["The locker", "My pickup slot", "The arrival message", "The cold box"], ["came late again", "did not match the order", "was hard to find"]),
    "products": (["The milk", "A bag of rice", "The strawberries", "The tofu"], ["was not fresh", "was smaller than shown", "arrived open"]),
    "app": (["The search", "The cart", "The order page", "Dark mode"], ["is slow on my phone", "forgets what I chose", "shows Chinese only"]),
}  # fmt: skip
ENGLISH_REST = ["It happened twice this month.", "Not urgent, but please have a look.", "My neighbours say the same.", "A short note would help.",
                "Thank you for the rest, it works well."]  # fmt: skip
FIRST = [
    "收到，今天就去看。",
    "谢谢你说，我们查一下再回你。",
    "抱歉让你费心，已经记到当班的单子上。",
    "确实是我们没做好，先给你补上。",
    "问过店里了，情况和你说的一样。",
    "记下了，这周内给你准话。",
]
PLANS = ["排进下个月了。", "方案定了，先在一个店试两周。", "和供应商谈好了，等下一批。"]
DONE = [
    "改好了，麻烦你再看看。",
    "已经换了做法，再遇到请告诉我们。",
    "上线了，新版本里就有。",
    "补齐了，其他店也查了一遍。",
]
NO = [
    ("算过成本，这样每单要多两块，大家都得跟着涨，先不做。", "too_costly"),
    ("这个现在就可以：在“我的—设置”里能打开。", "exists"),
    ("照着做了五遍都没出现，下次遇到请马上告诉我们。", "unclear"),
]
ASKS = ["请告诉我们是哪个店、哪一天。", "方便发一下订单后四位吗？", "是每次都这样，还是偶尔？"]
REMARKS = ["", "", "", "好多了。", "快。", "谢谢！", "说到做到。"]
ECHOES = [
    "我也遇到过。",
    "同意。",
    "我们楼也是。",
    "支持，早该改了。",
    "我这边倒还好。",
    "可以试试早上去，人少。",
    "+1，等消息。",
]


def generate(count, *, rng, now, days, cast):
    """`count` drafts, oldest first, over the last `days`."""
    ages = sorted((days * rng.random() ** 1.15 for _n in range(count)), reverse=True)
    for age in ages:
        yield one(age, rng, now, cast)


def one(age, rng, now, cast):
    slug = rng.choices(list(THINGS), weights=[30, 25, 14, 18, 9, 4])[0]
    title, text = words(slug, rng)
    channel = rng.choices(list(cast.channels), weights=[40 if name == "board" else 6 for name in cast.channels])[0]
    anonymous = channel == "anonymous" or rng.random() < 0.05
    owner_id = cast.owners[slug]
    draft = Draft(
        title=title,
        text=text,
        author_id=None if anonymous else rng.choice(cast.voices),
        category=cast.categories[slug],
        channel=cast.channels[channel],
        created_at=now - timedelta(days=age),
        group_id=rng.choice(cast.group_ids) if rng.random() < 0.2 else None,
        severity=rng.choices([None, 1, 2, 3, 4], weights=[8, 2, 15, 55, 20])[0],
        owner_id=owner_id if rng.random() < 0.85 else None,
    )
    draft.events = course(age, draft.created_at, rng, owner_id)
    votes = min(int(rng.paretovariate(1.1)) - 1 if rng.random() < 0.8 else 0, 60)
    draft.voters = [pk for pk in rng.sample(cast.voices, votes) if pk != draft.author_id]
    if rng.random() < 0.25:
        span = (now - draft.created_at) / 3
        draft.comments = sorted(
            (draft.created_at + span * rng.random(), rng.choice(cast.voices), rng.choice(ECHOES))
            for _n in range(rng.randint(1, 3))
        )
        # The author's own word would answer a question; the echoes here are others'.
        draft.comments = [row for row in draft.comments if row[1] != draft.author_id]
    last = draft.events[-1] if draft.events else None
    if last and last.status == Status.FIXED and rng.random() < 0.4:
        moment = last.moment + (min(now, last.moment + timedelta(days=6)) - last.moment) * rng.random()
        if moment < now and last.moment <= now:
            score = rng.choices([3, 4, 5], weights=[1, 3, 6])[0]
            draft.ratings = [(moment, draft.author_id, score, rng.choice(REMARKS))]
    return draft


def words(slug, rng):
    if slug in ENGLISH and rng.random() < 0.08:
        things, troubles = ENGLISH[slug]
        title = f"{rng.choice(things)} {rng.choice(troubles)}"
        return title, f"{title}. {' '.join(rng.sample(ENGLISH_REST, rng.randint(1, 3)))}"
    things, troubles = THINGS[slug]
    thing, trouble, place = rng.choice(things), rng.choice(troubles), rng.choice(PLACES)
    title = rng.choice([f"{thing}{trouble}", f"{place}的{thing}{trouble}", f"{thing}{trouble},{place}"])
    parts = [f"{rng.choice(WHEN)}在{place},{thing}{trouble}。", *rng.sample(FEELINGS, rng.randint(1, 2))]
    if rng.random() < 0.6:
        parts.append(rng.choice(WISHES))
    return title, "".join(parts)


def course(age, created, rng, actor_id):
    """A course that fits the age: young ones are new, most old ones are settled."""
    if age < 0.1 or (age < 1 and rng.random() < 0.5) or rng.random() < 0.004:
        return []
    hours = rng.expovariate(1 / 5) if rng.random() < 0.96 else rng.uniform(24, 60)
    moment = created + timedelta(hours=min(0.1 + hours, max(age * 24 * 0.9, 0.1)))
    end = rng.choices(
        ["fixed", "declined", "planned", "in_progress", "under_review", "needs_info"], [58, 8, 9, 9, 9, 7]
    )[0]
    if end == "needs_info":
        return [Event(moment, Kind.ANSWER, end, rng.choice(ASKS), actor_id=actor_id)]
    events = [Event(moment, Kind.ANSWER, Status.UNDER_REVIEW, rng.choice(FIRST), actor_id=actor_id)]
    left = created + timedelta(days=age) - moment
    if end in ("planned", "in_progress", "fixed") and age > 2:
        moment += min(timedelta(days=rng.uniform(0.5, 9)), left * 0.4)
        status = Status.PLANNED if end != "in_progress" else Status.IN_PROGRESS
        plan = rng.choice(PLANS) if status == Status.PLANNED else ""
        events.append(Event(moment, Kind.ANSWER if plan else Kind.STATUS, status, plan, actor_id=actor_id))
    if end == "fixed" and age > 2:
        moment += min(timedelta(days=rng.uniform(0.5, 20)), left * 0.5)
        events.append(Event(moment, Kind.ANSWER, Status.FIXED, rng.choice(DONE), actor_id=actor_id))
    elif end == "declined":
        moment += min(timedelta(days=rng.uniform(0.5, 5)), left * 0.5)
        answer, reason = rng.choice(NO)
        events.append(Event(moment, Kind.ANSWER, Status.DECLINED, answer, reason, actor_id=actor_id))
    return events
