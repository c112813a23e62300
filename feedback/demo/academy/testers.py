"""Who tries what at Lamplight: one call that is open, one that has ended, and who wants mail when."""

# The title of the item, what to try, seats, and (name, outcome or "" for still testing, words, public, named).
OPEN_CALL = (
    "搜索搜不到课里的内容",
    "讲义已经能搜了，字幕刚接上**英语和数据两门**。请像平时找东西那样搜：\n\n1. 搜一个你记得老师讲过、标题里没有的词\n2. 点结果，看是不是正好翻到那一页、跳到那一句\n3. 搜一个打错的词，看它猜得对不对",
    10,
    (
        ("方糖", "works", "“条件格式”出来七条，第一条就是第六课那一节。点进去正好。", True, True),
        ("岳扬", "partly", "讲义准，字幕偏了十来秒，得往回拖一下。*左连接* 写成“左链接”也搜得到，好评。", True, True),
        ("Priya", "partly", "Pinyin without tones finds nothing. With characters it is quick.", True, True),
        ("冉冉", "fails", "平板横过来，结果盖住了输入框。", True, False),
        ("雷子", "", "", True, True),
        ("江晚", "", "", True, True),
    ),
)
ENDED_CALL = (
    "作业只给一个分数，不知道错在哪",
    "助教现在批在原文旁边。请拿一份**真的作业**交上来，批回来以后看三样：\n\n- 批注指的是不是那一句\n- 手机上点批注，原文跟着跳没有\n- 读完知不知道下一步改哪里",
    8,
    (
        ("方糖", "works", "三处批注，每处都指着那一格。第一次知道“合计”该放哪儿。", True, True),
        ("冉冉", "works", "手机上也跳得准。", True, True),
        ("魏叔", "partly", "批得好，字太小。外孙女帮我放大了才看见。", True, True),
        ("Sofia", "works", "The note said what to do next, not only what was wrong. Thank you.", True, True),
        ("胡桃", "partly", "画的作业批注会压在画上，挡住了要改的那条线。", True, True),
        ("老贺", "fails", "旧手机上点批注没反应，得用电脑看。", True, False),
    ),
    "批注的字跟着手机字号走了，画稿的批注改在边上、用线牵过去；老贺那台旧手机上的点不动也修好。谢谢六位同学，今天起所有课都这样批。",
)

# (name, how often for each kind, hour, weekday); everybody else gets everything at once.
MAIL = [
    ("阿泽", {"answers": "at_once", "progress": "daily", "comments": "daily"}, 22, 0),
    ("米粒妈", {"answers": "daily", "progress": "weekly", "comments": "weekly", "ratings": "never"}, 21, 6),
    ("牧之", {"answers": "daily", "progress": "daily", "comments": "never"}, 6, 0),
    ("Sofia", {"progress": "weekly", "comments": "weekly"}, 16, 5),
    ("魏叔", {"progress": "never", "comments": "never"}, 8, 0),
    ("闻达", {"answers": "daily", "progress": "weekly", "comments": "daily", "ratings": "weekly"}, 12, 0),
    ("苏禾", {"duties": "at_once", "comments": "daily", "progress": "daily"}, 18, 0),
]
