"""The rules of the market's community, as members accept them."""

FIRST = """### 说事，不说人

说清楚发生了什么、在哪里、你希望怎样。对人不起外号，不骂人，不猜别人的用心。

### 不晒别人的隐私

不写别人的姓名、电话、门牌号，不贴看得清脸的照片。发之前，请把截图里的这些涂掉。

### 一件事说一次

先看看有没有人说过，有就点支持、补充一句。广告、刷屏、有偿代发，会被下架。

### 团队的承诺

每条反馈一天之内有回应，能办的写明谁来办、办到哪一步，不能办的说明理由。不同意，可以请我们再看一次。
"""

# A line break in Markdown is one on the page.
FIRST_EN = """### About things, not people

Say what happened, where, and what you wish instead. No names for people, no insults, no guesses at motives.

### Nobody else's privacy

No names, telephone numbers or addresses of others, and no pictures in which a face can be recognised.

### Each thing once

See whether somebody has said it; if so, support it and add a word. Advertising and flooding are taken down.

### What the team promises

Every piece of feedback is answered within a day, with who does it or why not. If you disagree, ask us to look again.
"""

ADDED = """
### 拿不准就匿名

怕说了为难，可以不留名字。不留名字的反馈同样有回音，凭回执码就能看。
"""

ADDED_EN = """
### Without a name if you are in doubt

Whoever fears trouble may speak without a name. Such feedback is answered as well; the receipt code shows it.
"""

# (days ago, text, text in English, what changed, the same in English), the first version first.
RULES = [
    (150, FIRST, FIRST_EN, "", ""),
    (
        40,
        FIRST + ADDED,
        FIRST_EN + ADDED_EN,
        "新增一条：拿不准就匿名。",
        "New: without a name if you are in doubt.",
    ),
]
