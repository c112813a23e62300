"""Who lives and works around Qinghe Market."""

from feedback.demo.shapes import Group, Person

COMMUNITY = {
    "name": "青禾集市",
    "name_en": "Qinghe Market",
    "tagline": "邻居一起买，有话直接说",
    "tagline_en": "Neighbours buying together, and saying what is wrong",
}

# slug, name, name in English; "other" is there from the start.
CATEGORIES = [
    ("delivery", "配送自提", "Delivery & pickup"),
    ("products", "商品", "Products"),
    ("coupons", "优惠券", "Coupons"),
    ("app", "应用", "App"),
    ("service", "客服", "Service"),
]

# Channels in which something waits for approval; everywhere else it is public at once.
PUBLISHING = {"widget": "newcomers", "social": "nothing"}

PEOPLE = [
    Person("程远", "chengyuan", "admin", "站点管理"),
    Person("周岚", "zhoulan", "lead", "门店运营负责人", "六个自提点的事都可以找我。"),
    Person("陈默", "chenmo", "moderator", "客服", "早八点到晚六点在线。"),
    Person("吴师傅", "wushifu", "moderator", "配送", "开了九年冷链车。"),
    Person("何静", "hejing", "moderator", "值班", "周末和晚上值班。"),
    Person("林小满", "linxiaoman", "host", bio="爱凑单，也爱提意见。"),
    Person("老赵", "laozhao", "host", bio="退休前在粮站，豆制品一看就知道好坏。"),
    Person("宋阿姨", "songayi", "host", bio="文一路店门口的烘焙角是我张罗的。"),
    Person("江一白", "jiangyibai", "host", bio="养两只猫，一只狗。"),
    Person("陈秀英", "chenxiuying", bio="七十一岁，会自己下单了。"),
    Person("吴凯", "wukai", bio="拼团下手快。"),
    Person("Mei", "mei", bio="New here, living above the Wenyi Road shop.", language="en"),
    Person("Kevin", "kevin", bio="Teacher. Cooks on Sundays.", language="en"),
    Person("钱进", "qianjin", bio="小公司会计，发票多。"),
    Person("小鱼", "xiaoyu"),
    Person("阿布", "abu", bio="夜班，十点以后才有空取货。"),
    Person("周周妈", "zhouzhouma", bio="两个孩子的妈妈。"),
    Person("豆豆爸", "doudouba"),
    Person("大刘", "daliu"),
    Person("郭老师", "guolaoshi", bio="教语文，看不得错字。"),
    Person("方方", "fangfang"),
    Person("李雪", "lixue"),
    Person("许多多", "xuduoduo"),
    Person("顾北", "gubei", bio="轮椅出行，留意每一道坎。"),
    Person("丁一", "dingyi", bio="刚搬到文一路。"),
]

# Nothing of theirs is published yet.
NEWCOMERS = ["丁一"]

# Who answers for which category unless an item says otherwise.
OWNERS = {
    "delivery": "吴师傅",
    "products": "陈默",
    "coupons": "陈默",
    "app": "何静",
    "service": "陈默",
    "other": "周岚",
}

GROUPS = [
    Group(
        "wenyi-road",
        "文一路自提点",
        "文一路店取货的邻居：几点到货、货架怎么摆、谁能帮忙代取，都在这里说。",
        4,
        ("林小满",),
    ),
    Group(
        "family-table",
        "一家人的饭桌",
        "给老人孩子买菜做饭的人：什么新鲜、什么少盐、怎么搭着买不浪费。",
        1,
        ("老赵",),
        policy="request",
    ),
    Group("baking-corner", "烘焙角", "面粉、黄油和模具一起团。每月第一个周六在文一路店门口试吃。", 8, ("宋阿姨",)),
    Group("pets", "毛孩子口粮团", "猫粮狗粮猫砂一起买，大袋分装，过敏的互相提醒。", 10, ("江一白",)),
    Group(
        "testers",
        "新版试用组",
        "应用和自提柜的新版本，先给我们试。好用不好用，在这里直说。",
        7,
        ("林小满",),
        policy="invitation",
        is_private=True,
        members=("江一白", "陈秀英", "吴凯", "阿布", "小鱼", "顾北", "方方", "Mei", "大刘"),
    ),
]

# Words from which the names of the quiet neighbours are put together.
SURNAMES = "王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁"
GIVEN = ["佳宁", "子涵", "文博", "雨桐", "建国", "秀兰", "思远", "嘉怡", "志强", "晓燕", "明轩", "欣然", "海峰"]


def neighbour_names(count):
    """`count` distinct names of neighbours who vote and seldom speak; at most 260."""
    names = [f"{surname}{given}" for given in GIVEN for surname in SURNAMES]
    return names[:count]
