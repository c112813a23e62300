"""How Lamplight's groups show themselves, and who asks to join."""

from feedback.demo.academy import covers

# slug: the rules of the group.
RULES = {
    "speak-up": """- 先说，再想对不对
- 改别人一处，先说一处**说得好的**
- 笑可以，不学口音
- English speakers: slow down, and we will speed up""",
    "night-owls": """- 进门静音，翻书声可以留着
- 凌晨一点以后不约聊天，**想睡就走，不用说再见**
- 夜班的同学按你的“早上”打招呼""",
    "exam-sprint": """# 周日晚上八点

- 对错题，不对分数
- 讲题的人只讲**第一步怎么想到的**
- 不传来路不明的“押题”，看见了告诉组长""",
    "postgrad": """- 早上五点半打卡，发一张窗外就行
- 断了几天，回来接着打，没人问
- 学校和专业愿意说就说，不打听""",
    "parents": """- “今天学不动”也是一条进度
- 不比孩子，不发成绩单
- 晚九点以后再 @ 人，先等孩子睡""",
    "career-change": """# 说实话的地方

1. 简历发出来前，抹掉电话、住址和公司名
2. 说薪水可以说区间，别打听别人的
3. 不发“内推要交押金”的链接，一次就请出去""",
    "data-lab": """- 交图，也交**数据从哪里来**
- 不放含个人信息的表，名字和手机号先删
- 报错请贴全，截图不如文字""",
    "redraw": """- 带没画完的来，画完的留着自己挂
- 只说“我看到了什么”，不说“你应该”
- 拍别人的稿子，先问一句""",
    "tutors-room": """- 学员的作业只在这里说难处，**不截图，不点名**
- 下周要请假的，周四以前写出来，谁替谁写清楚
- 难答的问题先写自己的答法，再问别人""",
}

# slug, who asks, how many days ago, why. Nobody of them is in the group, or speaks there.
REQUESTS = [
    ("postgrad", "小陶", 0.4, "想考护理管理，三班倒，五点半有时候是下班，能算打卡吗？"),
    ("postgrad", "柚子", 1.3, "自由职业做了六年，想回去正经读两年设计理论。"),
    (
        "postgrad",
        "Priya",
        2.1,
        "I want to apply for a master's degree taught in Chinese. Half past five is fine, I have a toddler.",
    ),
    ("postgrad", "愿愿", 3.5, ""),
]

# slug, how many came by the link that stands on the hosts' page, of how many it lets in.
LINKS = [("tutors-room", 3, 8)]

COVERS = {
    "speak-up": covers.speaking,
    "night-owls": covers.night,
    "exam-sprint": covers.sprint,
    "postgrad": covers.dawn,
    "parents": covers.bedtime,
    "career-change": covers.crossing,
    "data-lab": covers.laboratory,
    "redraw": covers.easel,
    "tutors-room": covers.staff_room,
}
