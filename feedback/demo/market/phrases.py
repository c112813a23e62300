"""Parts of sentences from which any number of the market's items are made."""

from feedback.demo.shapes import Phrases

# By category: things, and what is wrong with them.
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

PHRASES = Phrases(
    weights={"delivery": 30, "products": 25, "coupons": 14, "app": 18, "service": 9, "other": 4},
    things=THINGS,
    places=PLACES,
    when=WHEN,
    titles=("{thing}{trouble}", "{place}的{thing}{trouble}", "{thing}{trouble},{place}"),
    sentence="{when}在{place},{thing}{trouble}。",
    feelings=FEELINGS,
    wishes=WISHES,
    english=ENGLISH,
    english_rest=ENGLISH_REST,
    first=FIRST,
    plans=PLANS,
    done=DONE,
    no=NO,
    asks=ASKS,
    remarks=REMARKS,
    echoes=ECHOES,
)
