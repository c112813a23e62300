"""Who learns and teaches at Lamplight."""

from feedback.demo.shapes import Group, Person

COMMUNITY = {
    "name": "灯下学社",
    "name_en": "Lamplight Academy",
    "tagline": "下了班，点一盏灯，一起把一件事学会",
    "tagline_en": "After work, one lamp, one thing learnt properly",
}

# slug, name, name in English; "other" is there from the start.
CATEGORIES = [
    ("content", "课程内容", "Course content"),
    ("homework", "作业与批改", "Homework"),
    ("live", "直播与回放", "Live and replay"),
    ("platform", "平台与App", "Platform and app"),
    ("tutors", "助教与答疑", "Tutors"),
    ("study-groups", "学习小组", "Study groups"),
    ("exams", "证书与考试", "Exams"),
    ("fees", "价格与退费", "Fees and refunds"),
    ("climate", "社区氛围", "Community spirit"),
    ("rooms", "线下教室", "Classrooms"),
]

# Channels in which something waits for approval; everywhere else it is public at once.
PUBLISHING = {"anonymous": "nameless", "widget": "newcomers", "social": "nothing"}

PEOPLE = [
    Person("沈之行", "shenzhixing", "admin", "社长", "白天写程序，晚上管这间学社。"),
    Person("许青", "xuqing", "lead", "教务负责人", "排课、师资和助教的事，找我。"),
    Person("梁予", "liangyu", "lead", "产品负责人", "App 哪里不顺手，请直接说。"),
    Person("苏禾", "suhe", "moderator", "英语助教", "一三五晚上在线，作业一定写评语。"),
    Person("邵一鸣", "shaoyiming", "moderator", "数据助教", "没有笨问题，只有没贴报错的问题。"),
    Person("叶蓁", "yezhen", "moderator", "设计助教", "周末在东门教室改稿。"),
    Person("韩松", "hansong", "moderator", "考试助教", "陪人考过三轮，自己也还在考。"),
    Person("温宁", "wenning", "moderator", "学员服务", "退费、换班、开发票，一件一件来。"),
    Person("杜若", "duruo", "host", bio="开口角的组长，口音不重要，开口才重要。"),
    Person("阿泽", "aze", "host", bio="夜班调度，凌晨一点最清醒。"),
    Person("米粒妈", "milima", "host", bio="孩子九点睡，我九点一刻打开书。"),
    Person("老秦", "laoqin", "host", bio="四十六岁，第三次考会计。"),
    Person("牧之", "muzhi", "host", bio="在职考研，早上五点半那一拨。"),
    Person("石榴", "shiliu", "host", bio="从前台转到运营，用了十一个月。"),
    Person("岳扬", "yueyang", "host", bio="爱拿菜价练数据。"),
    Person("橙子皮", "chengzipi", "host", bio="做了六年包装，回来补基本功。"),
    Person("乔麦", "qiaomai", "ambassador", bio="新来的有什么不懂，先问我。"),
    Person("大熊", "daxiong", "ambassador", bio="线下活动的搬桌子担当。"),
    Person("Priya", "priya", "ambassador", bio="Engineer, learning Chinese in the evenings.", language="en"),
    Person("小陶", "xiaotao", bio="护士，三班倒，全靠回放。"),
    Person("方糖", "fangtang", bio="会计，想把表格变成图。"),
    Person("阿离", "ali", bio="听力不太好，字幕是我的耳朵。"),
    Person("唐一诺", "tangyinuo", bio="明年春天考教师资格。"),
    Person("胡桃", "hutao", bio="幼儿园老师，在学插画。"),
    Person("柚子", "youzi", bio="自由职业，收入看天，学习看心情。"),
    Person("小鹿", "xiaolu", bio="两个孩子，碎片时间是按分钟算的。"),
    Person("江晚", "jiangwan", bio="人事，在补数据。"),
    Person("雷子", "leizi", bio="送外卖，等单的时候看课。"),
    Person("谷雨", "guyu", bio="高中老师，换个身份当学生。"),
    Person("老贺", "laohe", bio="五十二岁，车队调度，学英语是为了看懂单子。"),
    Person("魏叔", "weishu", bio="退休了，想和外孙女说英语。"),
    Person("七七", "qiqi"),
    Person("闻达", "wenda", bio="一口气报了三门课的人。"),
    Person("愿愿", "yuanyuan"),
    Person("冉冉", "ranran", bio="话少，作业从不迟交。"),
    Person("Daniel", "daniel", bio="Teacher at a primary school. Two years of Chinese so far.", language="en"),
    Person("Sofia", "sofia", bio="In Lisbon, seven or eight hours behind all of you.", language="en"),
    Person("Tom", "tom", bio="Learning to read menus, then contracts.", language="en"),
    Person("赵早", "zhaozao", bio="昨天刚加入。"),
]

# Nothing of theirs is published yet.
NEWCOMERS = ["赵早"]

# Who answers for which category unless an item says otherwise.
OWNERS = {
    "content": "许青",
    "homework": "苏禾",
    "live": "邵一鸣",
    "platform": "梁予",
    "tutors": "许青",
    "study-groups": "韩松",
    "exams": "韩松",
    "fees": "温宁",
    "climate": "温宁",
    "rooms": "叶蓁",
    "other": "温宁",
}

GROUPS = [
    Group(
        "speak-up",
        "开口角",
        "每天一段录音，每周三晚上真人对练。说错了有人笑着改，没有人笑话你。Foreign friends are welcome.",
        7,
        ("杜若",),
    ),
    Group(
        "night-owls",
        "夜猫子自习室",
        "晚上十点以后才有空的人：开着麦克风各学各的，听见翻书声就不困了。",
        9,
        ("阿泽",),
    ),
    Group("exam-sprint", "会计考证组", "按周过章节，周日晚上对错题。考过的留下来带后面的人。", 2, ("老秦",)),
    Group(
        "postgrad",
        "在职考研组",
        "早上五点半打卡，一年一个目标。入组要写一句为什么考，组长看过就通过。",
        5,
        ("牧之",),
        policy="request",
    ),
    Group("parents", "带娃也要学", "孩子睡了以后的一小时怎么用；互相看进度，也互相说“今天学不动”。", 11, ("米粒妈",)),
    Group("career-change", "转行互助", "改简历、练面试、说说试用期。已经转过去的人每月讲一次实话。", 3, ("石榴",)),
    Group("data-lab", "数据练习场", "每周一份真实的小数据：菜价、地铁、天气。交图，不交作业。", 6, ("岳扬",)),
    Group("redraw", "改稿会", "周六下午东门教室，带一张没画完的稿子来。线上同步看屏。", 0, ("橙子皮",)),
    Group(
        "tutors-room",
        "助教教研室",
        "助教之间说的话：难改的作业、难答的问题、下周谁替谁。",
        1,
        ("苏禾",),
        policy="invitation",
        is_private=True,
        members=("许青", "邵一鸣", "叶蓁", "韩松", "温宁"),
    ),
]

# Words from which the names of the quiet members are put together.
SURNAMES = "沈顾宋唐冯董萧程曹袁邓许傅曾彭吕苏卢蒋蔡"
GIVEN = ["若溪", "一帆", "景行", "可心", "浩然", "静姝", "立新", "晨曦", "宇航", "梦瑶", "永强", "芷晴", "知夏"]


def quiet_names(count):
    """`count` distinct names of members who vote and seldom speak; at most 260."""
    names = [f"{surname}{given}" for given in GIVEN for surname in SURNAMES]
    return names[:count]
