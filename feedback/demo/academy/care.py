"""What learners reported and what the team made of it."""

from feedback.demo.shapes import Reported

SAID = [
    # --- waiting -------------------------------------------------------------------------------------
    Reported(
        "七七",
        "最近真的撑不住了。考试没过，工作也没了，有时候想，我不在了大家可能都轻松些。",
        0.15,
        (
            ("乔麦", "danger", "她这句让我很怕，我已经私信她了，还没回。请马上看。"),
            ("小陶", "danger", "我是护士，这种话要当真。"),
        ),
    ),
    Reported(
        "柚子",
        "接简历排版，九块九一份，当天出；作品集封面另算。扫我头像，前二十位再送一套图标。",
        0.7,
        (("石榴", "spam", "规矩里写了不做买卖，她最近活少，请好好说。"), ("雷子", "spam", "")),
    ),
    # --- decided -------------------------------------------------------------------------------------
    Reported(
        "闻达",
        "三个月还停在这一章，我要是你就把钱退了，别占着助教的时间。",
        6,
        (
            ("冉冉", "harassment", "我看了一晚上没睡好。"),
            ("米粒妈", "harassment", "学得慢不犯法。"),
            ("Daniel", "harassment", "Nobody should be told to leave for being slow."),
        ),
        outcome="pause",
        reason="harassment",
        answer="上个月提醒过一次，这是第二次。学得快是本事，不是尺子。停七天，回来我们还一起上课。",
        by="温宁",
        hours=2.5,
        for_days=7,
    ),
    Reported(
        "江晚",
        "说句实话，带外地口音的，我们面试第一轮就过掉了，练多少开口角都白搭。",
        21,
        (("老贺", "hate", "我就是外地口音，开了三十年车。"), ("Priya", "hate", "It is about where people come from.")),
        outcome="warn",
        reason="hate",
        answer="招人看什么可以聊，拿人从哪里来当筛子，这里不行。换成“面试时怎么让人听清”，大家都想听你讲。",
        by="苏禾",
        hours=4,
    ),
    Reported(
        "胡桃",
        "那天连麦里一直咳嗽的是宋老师吧？她在人民医院挂的呼吸科，我表姐看见了，大家别催她改稿。",
        33,
        (("阿离", "private", "别人看病的事不该写在这里。"),),
        outcome="hide",
        reason="private",
        answer="关心是好意，病历是别人的。这条先收起来，老师那边我们替你问好。",
        by="许青",
        hours=0.8,
    ),
    Reported(
        "闻达",
        "建议先去读一遍小学语文，再来提问。",
        37,
        (("愿愿", "harassment", "第一次提问就被这样说。"),),
        outcome="warn",
        reason="harassment",
        answer="这里没有笨问题，这是第一条规矩。不想答可以不答，别让人不敢再问。",
        by="邵一鸣",
        hours=9,
    ),
    Reported(
        "谷雨",
        "讲义第四稿和第三稿只差一个页码，麻烦老师下次改完自己先看一眼。",
        42,
        (("大熊", "other", "说老师说得有点重。"),),
        outcome="none",
        by="韩松",
        hours=12,
    ),
    Reported(
        "老贺",
        "打卡！打卡！打卡！打卡！打卡！打卡！打卡！",
        50,
        (("谷雨", "spam", "七个打卡，我以为手机坏了。"),),
        outcome="warn",
        reason="spam",
        answer="贺师傅，一天打一次卡就记上了，多打不加分。",
        by="韩松",
        hours=5,
    ),
]

# (whose pause, why it should be looked at again, days ago): waits for somebody else than who gave it.
APPEALS = [
    ("闻达", "话确实难听，我跟冉冉道过歉了，她回了我一个“嗯”。周四有结课答辩，能不能让我先把作业交上？", 4),
]

# An older one that was lifted: (whose warning, what he said, the answer, who looked, days ago asked, after hours).
LIFTED = (
    "老贺",
    "不是刷屏。车库里信号不好，点了没反应，我就又点了几下，出来一看全发出去了。",
    "查了记录，七条在同一秒到的，是我们的按钮没拦住。警告撤掉，按钮也改了。对不住您。",
    "温宁",
    48,
    14,
)

# (word, action, note)
WORDS = [
    ("包过", "refuse", "假的“内部包过班”用的词，七七差点转了定金。"),
    ("代写作业", "refuse", "规矩第四条；换着花样来。"),
    ("答案私聊", "hold", "有时是同学好心，看一眼再放。"),
    ("扫我头像", "hold", "多半是卖资料。"),
]
