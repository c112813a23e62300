"""Lamplight's corners: pictures, what is not out yet, what was mended or hidden, and who had to leave."""

from feedback.demo.academy import sketches
from feedback.demo.shapes import Asked, Reported, Said

# Said like all the talk, and named below.
SAID = [
    Said(
        "等单看课，窗口老往外跳",
        "昨晚送最后一单前听了两节，中间弹了四次“周末活动”。手套没摘，点不掉。是不是就我这样？",
        "雷子",
        1.1,
        replies=(("大熊", "我也弹。去反馈里说一句，他们真的看。"),),
        reactions=("like", 9),
    ),
    Said(
        "简历排版，当天出",
        "九块九一份，前二十位再送一套图标。想要的扫我头像，站内不回。",
        "柚子",
        0.8,
        reactions=("like", 2),
    ),
    Said(
        "说句不好听的",
        "考三次都没过的人，别再占自习室的位子了，把灯留给会学的。",
        "闻达",
        16,
        replies=(("唐一诺", "这句话我截图了，不是为了骂你，是为了记住别这样说话。"),),
        reactions=("like", 0),
    ),
]

# title of a post: the scenes of its pictures.
POST_PICTURES = {
    "我的第一张和第二十张": (sketches.apple, sketches.potato),
    "把两年的菜价画成了一条河": (sketches.river,),
    "五点半的窗口，亮了七盏": (sketches.windows,),
}

# name: what is drawn in the picture.
AVATARS = {
    "许青": sketches.lamp,
    "苏禾": sketches.sprout,
    "杜若": sketches.bubble,
    "阿泽": sketches.moon,
    "岳扬": sketches.bars,
    "叶蓁": sketches.leaf,
    "胡桃": sketches.walnut,
    "雷子": sketches.wheel,
}

# (title, what stood there before, how many hours later it was mended)
EDITED = [
    (
        "夜班学习的四个窍门",
        "熬了两年，留下来的就这几条：\n\n1. 先看目录，再挑一段，别从头看\n2. 凌晨三点以后只做题，不听课\n3. 下班路上听一遍，不记笔记",
        5,
    ),
]

# (author, kind, title, text, group, in how many days it comes out or None for a draft)
UNSAID = [
    (
        "杜若",
        "announcement",
        "下周二的开口角换教室",
        "东门二楼在修空调，改到一楼大厅。门口放一把红椅子，认椅子。",
        "speak-up",
        2,
    ),
    (
        "许青",
        "announcement",
        "年末结课安排",
        "十二月二十号以后不开新课，答疑照常。想补课的同学，先看自己的课表。",
        "",
        4,
    ),
    ("杜若", "share", "", "把“不好意思，我英语不好”换成别的开头，大家有什么好句子？先记三句：", "speak-up", None),
    ("小陶", "question", "下夜班以后，先睡还是先看一节？", "", "night-owls", None),
    (
        "岳扬",
        "share",
        "菜价那条河，画法写出来",
        "第一步：把两年的日期补齐，缺的那天用前一天。第二步还没写。",
        "data-lab",
        None,
    ),
]

# What was said in the talk first: title of the post, title of the item by the same author.
ORIGINS = [("等单看课，窗口老往外跳", "听课时老弹活动窗口")]

# (kind, title of the post or name of the member, what was reported and decided)
CASES = [
    (
        "post",
        "简历排版，当天出",
        Reported("柚子", "", 0.8, (("石榴", "spam", "又来了，这次换成发帖。"), ("乔麦", "spam", ""))),
    ),
    (
        "post",
        "说句不好听的",
        Reported(
            "闻达",
            "",
            16,
            (("老秦", "harassment", "我就是考了三次的人。"), ("冉冉", "harassment", "")),
            outcome="hide",
            reason="harassment",
            answer="自习室的灯是给所有人留的。话先收起来，想说“座位不够”可以另写一条。",
            by="苏禾",
            hours=1.5,
        ),
    ),
    (
        "member",
        "柚子",
        Reported(
            "柚子",
            "",
            9,
            (("雷子", "spam", "简介像广告。"),),
            outcome="none",
            by="叶蓁",
            hours=6,
        ),
    ),
    ("member", "闻达", Reported("闻达", "", 0.5, (("愿愿", "harassment", "换着地方说我笨，请看看他最近的话。"),))),
]

# (who was reported, by whom, hours after the report, what he wrote down for the others): his newest case.
NOTES = [
    ("七七", "温宁", 0.4, "已经打通电话，她姐姐在路上。先不隐藏，回复她的两位同学我私下谢过了。"),
    ("七七", "许青", 0.9, "援助热线发给她了，明天早上我再打一次。"),
    ("柚子", "韩松", 2, "上个月也提醒过一次，没有记警告。她最近确实没活，话说软一点。"),
    ("闻达", "苏禾", 3, "等申诉那边看完再定，别两头催他。"),
]

# (group, who, why, by which host, days ago, for how many days)
REMOVED = [("exam-sprint", "闻达", "在讲题的时候笑话人，提醒过两次。三十天以后欢迎回来听题。", "老秦", 11, 30)]

# A poll on the roadmap that is over: title of the item, question, ballots; the result stands in its log.
CLOSED_POLL = (
    "想开一门方言课",
    "先开哪一门？",
    Asked((("粤语", 31), ("四川话", 26), ("闽南语", 12), ("先听听再说", 5)), closes_in=-6),
)

# (name, how many days ago the digest went out, how many notices it held)
DIGESTS = [
    ("阿泽", 1, 4),
    ("阿泽", 2, 2),
    ("阿泽", 3, 0),
    ("米粒妈", 4, 7),
    ("牧之", 1, 3),
    ("牧之", 2, 5),
    ("苏禾", 1, 6),
    ("Sofia", 6, 8),
]
