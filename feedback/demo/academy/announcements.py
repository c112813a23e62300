"""What Lamplight announced, and what it has planned."""

from feedback.demo.shapes import Notice

FILTER = ("最近常在评论里帮人的同学", {"segments": ["core", "active"], "did": ["comment"], "did_days": 30})

NOTICES = [
    Notice(
        "价格页改成三栏，多收的教材费退还",
        "每门课的价格页现在写明**含什么、不含什么、可以不买什么**，最下面一行是全部学完最少花多少钱。\n\n"
        "过去半年因为没写明白多收的教材费，已经原路退回。三天内没收到的，找温宁。",
        "温宁",
        57,
        12,
        title_en="Prices in three columns, and money back",
        text_en="Every course now says **what is included, what is not, and what you need not buy**; the last line is the "
        "least that it costs to finish.\n\nWhat was charged for books without a word in the past half year has been "
        "paid back. If yours is not there in three days, write to Wen Ning.",
    ),
    Notice(
        "规矩新增两条：夜里轻一点；学不动也可以说",
        "六十一位同学一起起草，三百多人投票。晚十一点到早七点不 @ 所有人；有人说“今天学不动”，不劝，不比，听着就好。\n\n"
        "下次登录时会请你看一遍，一分钟读完。",
        "沈之行",
        52,
        19,
        title_en="Two new rules: softly at night; you may say that you cannot today",
        text_en="Sixty-one of you wrote them and more than three hundred voted. Nobody calls everybody between eleven at "
        "night and seven in the morning; and when somebody says “not today”, we listen.\n\nYou will be shown the "
        "rules once when you sign in; it takes a minute.",
    ),
    Notice(
        "夜里十点到十二点，答疑页上有名字了",
        "每晚一位助教轮值，照片在答疑页右上角。提问时勾上“今晚等”，优先回。轮值表每周日更新。",
        "许青",
        33,
        20,
        title_en="Somebody answers from ten to midnight",
        text_en="One tutor is on duty every night; you see who on the questions page. Tick “I am waiting tonight” and yours "
        "comes first. The rota is renewed on Sundays.",
    ),
    Notice(
        "自习室背景声照投票改好了，可以自己关",
        "默认的是票数最多的那一种，票数在阿泽的帖子里。右下角一点就能换，也可以**什么都没有**。\n\n听见雨就想接单的同学，已经替你们留了“翻书声”。",
        "梁予",
        19,
        22,
        "group:night-owls",
    ),
    Notice(
        "会计组：新出的第一套模拟题，周日试做",
        "三位刚考完的同学按新大纲重出，**周日晚八点**一起做，九点半对答案。\n\n"
        "1. 带计算器，别用手机\n2. 做不完就停，记下停在第几题\n3. 觉得哪题超纲，当场写出来",
        "韩松",
        15,
        18,
        "group:exam-sprint",
    ),
    Notice(
        "偶尔来坐坐的你，想问一句",
        "这个月你来过几次，每次坐一小会儿。不是催你学，只想问一句：**多一样什么，你会多来一晚？**\n\n"
        "回放有了目录，直播有了字幕，作业批在原文旁边，都是这样问出来的。写在反馈里就行，一句也算。",
        "许青",
        11,
        20,
        "segment:active",
    ),
    Notice(
        "今晚直播全部取消",
        "机房检修，今晚所有直播课取消，补课时间另行通知。",
        "邵一鸣",
        8,
        17,
        withdrawn=True,
    ),
    Notice(
        "想请你们几位，带一带新同学",
        "你们最近常在评论里帮人，新来的同学都记得。下一批小组缺**带两周的老学员**：每天看一眼，有人没接住就接一句，平均一天十分钟。\n\n"
        "愿意的回复乔麦；忙就算了，不用说理由。",
        "韩松",
        5,
        12,
        "saved",
    ),
    Notice(
        "东门教室周末检修暖气，课改到江边",
        "暖气漏水，周六周日东门教室关门，四节课都改到**江边教室**，时间不变。\n\n"
        "- 从东门走过去十二分钟，大熊在路口举牌子\n- 江边有电梯；要搭把手的，提前跟叶蓁说\n- 改稿会线上照常看屏\n\n毯子和热水都备着。",
        "叶蓁",
        1,
        18,
        pinned=3,
        title_en="East Gate is closed this weekend: classes move to the River room",
        text_en="The heating leaks. All four classes on Saturday and Sunday are in the **River room**, at the same hours.\n\n"
        "- Twelve minutes on foot; Da Xiong stands at the corner with a sign\n"
        "- There is a lift; if you want a hand, tell Ye Zhen beforehand\n"
        "- The drawing table can be watched online as ever\n\nThere are blankets and hot water.",
    ),
    Notice(
        "数据练习场：下周的数据周一早上放出",
        "按投票的结果选。照旧：先看字段说明，再下载；交图，也交数据从哪里来。",
        "邵一鸣",
        -2,
        8,
        "group:data-lab",
    ),
    Notice(
        "下次反馈会：周四晚八点，念你们写的",
        "这次从**作业与批改**念起。想问的先写在反馈里，支持多的先念；来不了的，会后有全文和字幕。",
        "温宁",
        -3,
        12,
        pinned=8,
        title_en="Feedback evening: Thursday at eight",
        text_en="We begin with **homework**. Write your questions on the board before; those with the most support are read "
        "first. Afterwards there is a full record, with captions.",
    ),
    Notice("寒假排课与助教轮休", "等各科老师报完时间再补。助教轮休表由苏禾确认。", "许青", -14, 10, draft=True),
]
ROBOT = {
    "kind": "feishu",
    "name": "灯下学社通知群",
    "address": "https://open.feishu.cn/open-apis/bot/v2/hook/example-not-a-real-key",
}
ROBOT_ERROR = "400: 19001 param invalid: incoming webhook access token invalid"
