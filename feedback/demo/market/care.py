"""What neighbours reported and what the team made of it."""

from feedback.demo.shapes import Reported

SAID = [
    # --- waiting -------------------------------------------------------------------------------------
    Reported(
        "大刘",
        "又是你们文一路这帮人在叫，闲得慌就去扫大街。有本事报个门牌号，我上门找你聊聊。",
        0.2,
        (
            ("林小满", "danger", "说要上门找人，看着害怕。"),
            ("周周妈", "harassment", "不是在说事，是在骂人。"),
            ("郭老师", "harassment", ""),
        ),
    ),
    Reported(
        "许多多",
        "就是三单元 402 姓孙的那家，电话 138 开头的，每次都把他家的货堆在通道上。",
        0.6,
        (("顾北", "private", "门牌和姓都写出来了。"), ("陈秀英", "private", "")),
    ),
    Reported("吴凯", "兄弟们加我，凑单返现，比这里便宜，名额不多。", 1.1, (("李雪", "spam", "到处在发。"),)),
    # --- decided -------------------------------------------------------------------------------------
    Reported(
        "大刘",
        "说话不过脑子，怪不得只配买临期的。",
        9,
        (("方方", "harassment", "嘲笑别人买临期。"),),
        outcome="pause",
        reason="harassment",
        answer="对人不起外号、不嘲笑。同样的意思，换成说货品本身，我们就能办。",
        by="何静",
        hours=3.5,
        for_days=14,
    ),
    Reported(
        "吴凯",
        "卖自家酒酿，要的加微信，三斤起送，这里的别买。",
        16,
        (("宋阿姨", "spam", ""), ("小鱼", "spam", "每个帖子下面都有。")),
        outcome="warn",
        reason="spam",
        answer="想卖东西请先找我们登记。在别人的反馈下面发广告，会打断大家说事。",
        by="陈默",
        hours=6,
    ),
    Reported(
        "豆豆爸",
        "夜班那个小姑娘叫什么琪琪的，就住在对面楼，我见过。",
        24,
        (("阿布", "private", "写了店员的名字和住处。"),),
        outcome="hide",
        reason="private",
        answer="店员的名字和住处不能写。事情我们已经转给店长。",
        by="陈默",
        hours=1.4,
    ),
    Reported(
        "钱进",
        "你们这发票开了两个月还没开出来，是打算过年再开？",
        31,
        (("吴凯", "other", "语气很冲。"),),
        outcome="none",
        by="何静",
        hours=11,
    ),
    Reported(
        "江一白",
        "外地人就是不讲卫生，货架都让你们摸脏了。",
        38,
        (("Mei", "hate", "It is about where people are from."), ("Kevin", "hate", "")),
        outcome="warn",
        reason="hate",
        answer="货架脏，请说货架。不拿别人从哪里来说事。",
        by="周岚",
        hours=2.2,
    ),
    Reported(
        "小鱼",
        "支持！支持！支持！支持！支持！支持！",
        45,
        (("郭老师", "spam", "刷屏。"),),
        outcome="hide",
        reason="spam",
        answer="一次就够了，点“支持”也算数。",
        by="陈默",
        hours=20,
    ),
]

# (whose pause, why it should be looked at again, days ago): waits for somebody else than who gave it.
APPEALS = [("大刘", "我承认话说重了，已经私下道过歉。两周有点长，团购群里的货还等我回话，能不能短一点？", 8)]

# An older one that was lifted: (whose warning, what he said, the answer, who looked, days ago asked, after hours).
LIFTED = (
    "江一白",
    "我说的是货架，不该扯到外地人，已经在帖子下面改口了。",
    "改口我们看到了，警告撤掉。谢谢你。",
    "何静",
    36,
    20,
)

# (word, action, note)
WORDS = [
    ("刷单返现", "refuse", "骗子常用。"),
    ("加微信", "hold", "多半是广告，偶尔有人是想约取货，看一眼再放。"),
    ("流量卡", "refuse", "十一月连着来了三条。"),
]
