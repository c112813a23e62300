"""The rules of Lamplight's community, as members accept them."""

FIRST = """### 没有笨问题

不说“这也要问”。看见没人接的问题，会的接一句，不会的陪一句。

### 不拿别人的作业取乐

谁的第一张画都不好看，谁的第一句外语都有口音。要举例子，先问本人，或者自己重写一个。

### 不露别人的信息

名单、截图、回放里的姓名、电话和脸，没有本人同意不外传。

### 学社里不做买卖

不卖资料，不拉人进付费群，不替考，不代写。收学费的地方只有平台里的那一个页面。

### 团队的承诺

每条反馈一天之内有人回应。办得了的写明谁办、办到哪一步；办不了的说出理由。不服气，可以请我们再看一次。
"""

# A line break in Markdown is one on the page.
FIRST_EN = """### There is no stupid question

Nobody says "you should know that". If a question stands alone and you can answer, do; if you cannot, keep it company.

### Nobody's homework is a joke

Every first drawing is crooked and every first sentence has an accent. Ask before you use somebody as an example.

### What belongs to others stays with them

Names, numbers and faces in lists, pictures and replays go nowhere without a yes from the person.

### No trade in here

No selling of notes, no paid side groups, no sitting of exams and no writing for others. Fees are paid on one page only.

### What the team promises

Every piece of feedback is answered within a day, with who does it or why not. If you disagree, ask us to look again.
"""

ADDED = """
### 夜里轻一点

晚上十一点到早上七点不@所有人。夜猫子请去自习室，那里整晚亮着灯。

### 学不动也可以说

这里不只收喜报。有人说“今天学不动”，不劝，不比，听着就好。
"""

ADDED_EN = """
### Softly at night

From eleven to seven nobody calls everybody. Night owls have a room of their own, with the lamp on until morning.

### You may say that you cannot today

This is not a place for good news alone. When somebody says "not today", do not advise and do not compare: listen.
"""

# (days ago, text, text in English, what changed, the same in English), the first version first.
RULES = [
    (170, FIRST, FIRST_EN, "", ""),
    (
        52,
        FIRST + ADDED,
        FIRST_EN + ADDED_EN,
        "新增两条：夜里轻一点；学不动也可以说。",
        "Two are new: softly at night, and you may say that you cannot today.",
    ),
]
