"""Parts of sentences from which any number of Lamplight's items are made."""

from feedback.demo.shapes import Phrases

# By category: things, and what is wrong with them.
THINGS = {
    "content": (["例题", "课件", "讲义", "章节练习", "课前预习", "词汇表", "案例数据"],
                ["和老师讲的对不上", "还是前年的版本", "跳得太快", "有错别字", "太少了", "打印出来太小"]),
    "homework": (["作业批注", "互评", "录音作业", "结业作业", "自动批改"],
                 ["三天还没动静", "看不懂标准", "交完就看不到了", "和要求不一致", "前后两次不一样"]),
    "live": (["直播", "回放", "连麦", "直播间白板", "课堂投票"],
             ["断了两次", "在平板上显示不全", "找不到入口", "时好时坏", "比说好的晚"]),
    "platform": (["课表", "搜索", "打卡页", "下载页", "学习记录", "收藏夹", "通知页"],
                 ["打开很慢", "点了没反应", "更新以后变了位置", "在旧手机上会闪退", "字太小", "数字不对"]),
    "tutors": (["晚间答疑", "助教回复", "一对一点评", "答疑帖"],
               ["等得有点久", "答得太简短", "说法和课上不同", "周末没有人"]),
    "study-groups": (["小组打卡", "小组分享会", "小组讨论", "组内对练"],
                     ["没人带头", "时间总凑不齐", "通知没发到", "冷清了一阵", "说好的没办成"]),
    "exams": (["模拟考", "错题本", "报名提醒", "补考安排", "成绩单"],
              ["来得太晚", "找不到在哪看", "和说的不一样", "要填的太多", "打不开"]),
    "fees": (["团报价", "发票", "续报优惠", "退费说明", "换课差价"],
             ["写得不清楚", "和我算的不一样", "要来回问", "找不到在哪看"]),
    "rooms": (["东门教室", "江边教室", "楼下自习室"],
              ["周末太挤", "灯有点暗", "开门晚了", "找不到人登记", "空调忽冷忽热"]),
    "other": (["月度反馈会", "新人引导会", "志愿活动"],
              ["时间改了没说", "能不能多一次", "希望早点通知", "来晚了听不到前半段"]),
}  # fmt: skip
PHRASES = Phrases(
    weights={
        "content": 14, "homework": 15, "live": 18, "platform": 17, "tutors": 11,
        "study-groups": 8, "exams": 7, "fees": 6, "rooms": 5, "other": 3,
    },
    things=THINGS,
    places=["英语基础班", "数据入门班", "插画班", "周末班", "考证冲刺班", "写作小课", "晚八点那节", "口语进阶班"],
    when=["这周", "上周三晚上", "昨晚", "连着两次", "这个月", "周日下午", "下班赶来", "月初到现在"],
    titles=("{thing}{trouble}", "{place}的{thing}{trouble}", "{place}：{thing}{trouble}"),
    sentence="{when}，{place}的{thing}{trouble}。",
    feelings=[
        "不算大事，就是打断了学习的劲头。", "我一周只有两个晚上，耽误不起。", "同组的人也这么说。", "不急，想要个说法。",
        "别的都挺满意。", "老师讲得是真好，可惜了。", "我截了图，需要可以发。", "上一期没有这样。", "先说声辛苦了。",
        "新来的同学更摸不着头脑。",
    ],
    wishes=[
        "能提前一天说就好。", "写明白就行。", "能不能给个固定时间？", "请看看是不是只有我这样。", "要是能自己改就更好了。",
        "先在一个班试试？", "加一句提示就够了。",
    ],
    english={
        "content": (["The handout", "The word list", "The practice set"], ["skips a step", "has a typo", "came late"]),
        "live": (["The replay", "The caption line", "The evening class"], ["stopped twice", "lags behind", "is hard to find"]),
        "platform": (["The timetable", "The search", "The app"], ["is slow on my phone", "shows the wrong time", "forgets my choice"]),
    },
    english_rest=[
        "It happened twice this month.", "Not urgent, but please have a look.", "Two others in my group say the same.",
        "A short note would help.", "The lessons themselves are lovely.",
    ],
    first=[
        "收到，我先去看那一节。", "谢谢你写得这么清楚，查完回你。", "抱歉打断了你的学习，已经记到今晚的单子上。",
        "确实是我们没做好，先把你这份补上。", "问过助教了，和你说的一样。", "我试了一遍，遇到的也是这样。",
    ],
    plans=["排进下个月了。", "先在两个班试两周，再推开。", "和老师商量好了，下一期就改。"],
    done=["改好了，请你再看一眼。", "换了做法，再遇到请说。", "这一期起就是新的了。", "补齐了，别的班也查了一遍。"],
    no=[
        ("算过时间，做它就要停掉晚间答疑，我们舍不得。", "too_costly"),
        ("这个现在就能做：在“我的—学习设置”里打开就行。", "exists"),
        ("按你说的试了四遍都没出现，下次遇到请马上点“发送诊断”。", "unclear"),
    ],
    asks=["请告诉我是哪一节、大概第几分钟。", "用的是手机还是电脑？方便发一张截图吗？", "是每次都这样，还是那一晚？"],
    remarks=["", "", "", "这下顺手了。", "快。", "谢谢老师！", "说改真改。"],
    echoes=["我也碰到了。", "同问。", "我们班也是。", "支持，攒很久了。", "我这边正常，是不是线路？", "可以先问当班助教，回得快。", "蹲一个结果。"],
)  # fmt: skip
