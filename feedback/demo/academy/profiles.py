"""Who cares about what at Lamplight, who brought whom, and who speaks for it."""

# Names of interests, as the community offers them.
GROUP_INTERESTS = {
    "speak-up": ("阅读与学习", "邻里互助"),
    "night-owls": ("咖啡与茶", "阅读与学习"),
    "exam-sprint": ("阅读与学习", "省钱好价"),
    "postgrad": ("阅读与学习", "跑步健身"),
    "parents": ("带孩子", "做饭买菜"),
    "career-change": ("邻里互助", "手机与应用"),
    "data-lab": ("手机与应用", "做饭买菜"),
    "redraw": ("动手修理", "种花种菜"),
}
INTERESTS = {
    "杜若": ("阅读与学习", "咖啡与茶"),
    "阿泽": ("咖啡与茶", "手机与应用"),
    "米粒妈": ("带孩子", "烘焙", "阅读与学习"),
    "老秦": ("阅读与学习", "种花种菜"),
    "牧之": ("跑步健身", "阅读与学习"),
    "石榴": ("邻里互助", "省钱好价"),
    "岳扬": ("做饭买菜", "手机与应用"),
    "橙子皮": ("动手修理", "咖啡与茶"),
    "乔麦": ("邻里互助", "烘焙"),
    "大熊": ("动手修理", "跑步健身", "邻里互助"),
    "Priya": ("带孩子", "阅读与学习"),
    "小陶": ("养宠物", "咖啡与茶"),
    "阿离": ("阅读与学习", "种花种菜"),
    "胡桃": ("带孩子", "动手修理"),
    "雷子": ("跑步健身", "手机与应用", "省钱好价"),
    "魏叔": ("种花种菜", "带孩子"),
    "老贺": ("动手修理",),
    "谷雨": ("阅读与学习", "养宠物"),
    "小鹿": ("带孩子", "做饭买菜"),
    "Daniel": ("阅读与学习", "做饭买菜"),
    "Sofia": ("咖啡与茶", "跑步健身"),
    "Tom": ("做饭买菜", "阅读与学习"),
}
AMBASSADORS = ["乔麦", "大熊", "Priya"]

# Who brought whom by his own link.
BROUGHT = {
    "乔麦": ("唐一诺", "冉冉", "愿愿", "七七"),
    "大熊": ("谷雨", "柚子"),
    "杜若": ("老贺", "魏叔", "Tom"),
    "Priya": ("Sofia", "Daniel"),
    "米粒妈": ("小鹿",),
}

# A poster at the door; so many quiet members came by it, and its page was opened so often.
CAMPAIGN = {"name": "东门教室门口海报", "group": "speak-up", "limit": 200, "came": 16, "opened": 91}

# (who, whom): folded for her, and nobody else sees it.
MUTED = [("冉冉", "闻达"), ("老贺", "江晚")]
