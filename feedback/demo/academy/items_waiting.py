"""What waits for a look by the team when the demo begins."""

from feedback.demo.shapes import Item

ITEMS = [
    Item(
        "周二那位老师说“这都不会就别学了”",
        "可能是着急随口说的。旁边的同学下课后哭了，她不让我说，我还是想说一声。",
        None,
        "tutors",
        0.15,
        channel="anonymous",
        severity=None,
        why="nameless",
    ),
    Item(
        "刚加入，不知道先点哪里",
        "注册完就是一片课程，没有人告诉我第一步做什么。能给新人一个“先做这三件事”吗？",
        "赵早",
        "platform",
        0.11,
        channel="widget",
        severity=None,
        why="newcomer",
    ),
    Item(
        "改稿会那位姓罗的同学",
        "总抢话，别人插不上嘴。他就住教室后面三号楼六零二，在银行上班。",
        None,
        "climate",
        0.06,
        channel="anonymous",
        severity=None,
        why="nameless",
    ),
    Item(
        "考试答案，考前发，过了再付",
        "各科都有，量大优惠，加我细聊。",
        None,
        "other",
        0.03,
        channel="anonymous",
        severity=None,
        why="trap",
    ),
]
