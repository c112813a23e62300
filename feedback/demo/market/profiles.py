"""Who cares about what around Qinghe Market, who brought whom, and who speaks for it."""

# Names of interests, as the community offers them.
GROUP_INTERESTS = {
    "wenyi-road": ("邻里互助", "省钱好价"),
    "family-table": ("做饭买菜", "带孩子"),
    "baking-corner": ("烘焙", "咖啡与茶"),
    "pets": ("养宠物",),
}
INTERESTS = {
    "林小满": ("做饭买菜", "省钱好价", "邻里互助"),
    "老赵": ("做饭买菜", "种花种菜"),
    "宋阿姨": ("烘焙", "邻里互助"),
    "江一白": ("养宠物", "跑步健身"),
    "陈秀英": ("做饭买菜", "种花种菜", "手机与应用"),
    "吴凯": ("省钱好价", "手机与应用"),
    "Mei": ("咖啡与茶", "阅读与学习"),
    "Kevin": ("做饭买菜", "阅读与学习"),
    "周周妈": ("带孩子", "做饭买菜"),
    "豆豆爸": ("带孩子", "动手修理"),
    "顾北": ("邻里互助", "阅读与学习"),
    "方方": ("烘焙", "咖啡与茶"),
}
AMBASSADORS = ["顾北", "周周妈"]

# Who brought whom by his own link.
BROUGHT = {
    "林小满": ("小鱼", "阿布", "Mei", "许多多"),
    "老赵": ("陈秀英", "大刘"),
    "宋阿姨": ("方方", "李雪"),
    "陈秀英": ("郭老师",),
}

# A poster at the door; so many neighbours came by it, and its page was opened so often.
CAMPAIGN = {"name": "文一路店门口海报", "group": "wenyi-road", "limit": 300, "came": 38, "opened": 164}

# (who, whom): folded for him, and nobody else sees it.
MUTED = [("陈秀英", "大刘")]
