"""The rules of Qinghe Market: name, when, then; teams, categories and templates by name."""

RULES = [
    (
        "支付出错先看",
        {"words": "付了钱\n扣了两次\n扣两次\n重复扣款\n多扣\n没到账\ncharged twice"},
        {"set_severity": 2, "set_team": "客服组"},
    ),
    (
        "坏的、过期的交给商品组",
        {"words": "发霉\n变质\n坏了\n过期\n不新鲜\n臭\nrotten\nspoiled"},
        {"set_severity": 3, "set_team": "商品和应用组"},
    ),
    (
        "取货送货归配送组",
        {"words": "自提柜\n取货\n送货\n配送\n冷链\n保温袋\nlocker\npickup"},
        {"set_team": "配送组"},
    ),
    (
        "登录、闪退给应用组",
        {"words": "登录\n闪退\n打不开\n点了没反应\ncrash\nlog in"},
        {"set_severity": 3, "set_team": "商品和应用组"},
    ),
    (
        "匿名又不满意,别放着",
        {"author_is": "anonymous", "mood": "negative"},
        {"set_severity": 3},
    ),
    (
        "Written in English: say that we read it",
        {"language": "en"},
        {"reply": "We have it"},
    ),
]
