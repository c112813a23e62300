"""The rules of Lamplight: name, when, then; teams, categories and templates by name."""

RULES = [
    (
        "扣费、退款先看",
        {"words": "扣费两次\n扣了两次\n扣两次\n多扣\n重复扣款\n退费\n退款\ncharged twice\nrefund"},
        {"set_severity": 3, "set_team": "学员服务组"},
    ),
    (
        "手机号、名单、截图外露",
        {"words": "我的手机号\n名单里有\n没打码\n截图发到\n泄露\nmy phone number"},
        {"set_severity": 2, "set_team": "学员服务组", "tells_duty": True},
    ),
    (
        "直播间和登录给平台组",
        {"words": "闪退\n登录\n转圈\n画面和声音\n卡住\n打不开\ncrash\nlog in"},
        {"set_severity": 3, "set_team": "平台组"},
    ),
    (
        "作业和答疑给教学组",
        {"words": "批改\n评语\n助教\n讲义\n课件\nhomework\ntutor"},
        {"set_team": "教学组"},
    ),
    (
        "考试有期限，别过夜",
        {"words": "截止报名\n报名截止\n准考证\n明天考试\n今晚截止"},
        {"set_severity": 2, "tells_duty": True},
    ),
    (
        "匿名说语气，先听",
        {"author_is": "anonymous", "mood": "negative"},
        {"set_severity": 3},
    ),
    (
        "Written in English: say that we read it",
        {"language": "en"},
        {"reply": "It has reached us"},
    ),
]
